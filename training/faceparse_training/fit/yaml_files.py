"""The YAML of recipes and studies: read with limits, laid over what it extends."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError
from pydantic_core import ErrorDetails

from faceparse_core.errors import FaceparseError
from faceparse_core.files.given import open_given, read_given

MAX_BYTES = 1_000_000
MAX_DEPTH = 32
MAX_VALUES = 100_000
"""With what aliases stand for counted each time: what is checked afterwards takes as long as that."""
MAX_DIGITS = 400
MAX_FILES = 32
"""That extend one another."""
_MOST_MISTAKES = 20


class RecipeError(FaceparseError):
    """A recipe that cannot be used; the text names the file, the key and what to do."""


def read_yaml(path: Path, shipped: dict[str, Path], kind: str) -> object:
    """The file's YAML, laid over what it ``extends``.

    Args:
        shipped: files that ``extends`` may name, beside those in the file's own folder.
        kind: what the file is, for messages.

    Raises:
        RecipeError: if a file is missing, not YAML, larger or deeper than any recipe, or they extend each
            other in a ring.
    """
    layers: list[dict[Any, Any]] = []
    seen: list[os.stat_result] = []
    while True:
        content = _read(path, shipped, kind, seen)
        if not isinstance(content, dict):
            if layers:
                raise RecipeError(f"{path.name} is extended, but holds no keys. Name another {kind}.")
            return content
        layers.append(content)
        if "extends" not in content:
            break
        base = content.pop("extends")
        if not isinstance(base, str) or not base:
            raise RecipeError(f"{path.name} has no name in extends. Give a {kind}'s name or file.")
        base_path = shipped.get(base, path.parent / base)
        if _is_among(base_path, seen):
            raise RecipeError(f"{path.name} extends {base}, which extends it in turn. Leave one of them out.")
        if len(seen) == MAX_FILES:
            raise RecipeError(
                f"{path.name} is the last of {MAX_FILES} files that extend each other. Join some."
            )
        path = base_path
    whole = layers.pop()
    while layers:
        whole = _overlay(whole, layers.pop())
    return whole


def _read(path: Path, shipped: dict[str, Path], kind: str, seen: list[os.stat_result]) -> object:
    try:
        data = read_given(path, MAX_BYTES)
        seen.append(path.stat())
        text = data.decode("utf-8-sig")
    except OSError as error:
        if isinstance(error.__cause__, FileNotFoundError):
            known = ", ".join(shipped)
            raise RecipeError(f"There is no {kind} {path}. Name a file or one of: {known}.") from error
        raise RecipeError(str(error)) from error
    except UnicodeDecodeError as error:
        raise RecipeError(f"{path.name} is not a text file. Save it as UTF-8 YAML.") from error
    try:
        return _parse(path, text)
    except yaml.YAMLError as error:
        raise RecipeError(f"{path.name} is not valid YAML: {error}") from error
    except RecursionError as error:
        raise _too_deep(path) from error


def _parse(path: Path, text: str) -> object:
    loader = yaml.SafeLoader(text)
    try:
        root = loader.get_single_node()
        if root is None:
            return None
        _measure(path, root)
        return loader.construct_document(root)
    except (RecipeError, yaml.YAMLError, RecursionError):
        raise
    except Exception as error:  # a tag before what is no number, no date, no truth: each raises its own
        raise RecipeError(
            f"{path.name} holds a value that cannot be read ({error}). Correct or quote it."
        ) from error
    finally:
        loader.dispose()


def _measure(path: Path, root: yaml.Node) -> None:
    """Refuse what is deeper, larger or longer than any recipe, aliases followed."""
    values = 0
    level: list[tuple[yaml.Node, int]] = [(root, 1)]
    while level:
        node, depth = level.pop()
        values += 1
        if depth > MAX_DEPTH:
            raise _too_deep(path)
        if values > MAX_VALUES:
            raise RecipeError(f"{path.name} holds more than {MAX_VALUES:,} values. Leave most of them out.")
        is_number = isinstance(node, yaml.ScalarNode) and node.tag.endswith((":int", ":float"))
        if is_number and len(node.value) > MAX_DIGITS:
            line = node.start_mark.line + 1
            raise RecipeError(
                f"{path.name} holds a number of {len(node.value)} digits (line {line}). Give a smaller one."
            )
        level.extend((child, depth + 1) for child in _children(node))


def _children(node: yaml.Node) -> Sequence[yaml.Node]:
    if isinstance(node, yaml.MappingNode):
        return [each for pair in node.value for each in pair]
    return list(node.value) if isinstance(node, yaml.SequenceNode) else ()


def _too_deep(path: Path) -> RecipeError:
    return RecipeError(
        f"{path.name} has more than {MAX_DEPTH} lists and mappings in one another. Take some out."
    )


def _is_among(path: Path, seen: list[os.stat_result]) -> bool:
    """Whether it is one of these files, however it is spelled, through links or not."""
    try:
        with open_given(path) as file:
            found = os.fstat(file.fileno())
    except OSError:
        return False  # reading it says what is wrong
    return any(os.path.samestat(found, each) for each in seen)


def _overlay(below: dict[Any, Any], above: dict[Any, Any]) -> dict[Any, Any]:
    both = dict(below)
    for key, value in above.items():
        under = below.get(key)
        both[key] = _overlay(under, value) if isinstance(under, dict) and isinstance(value, dict) else value
    return both


def mistakes(error: ValidationError) -> str:
    """What pydantic found wrong, one key a line."""
    found = error.errors(include_url=False, include_context=False, include_input=False)
    lines = [f"  {_mistake(each)}" for each in found[:_MOST_MISTAKES]]
    if len(found) > len(lines):
        lines.append(f"  and {len(found) - len(lines)} more")
    return "\n".join(lines)


def _mistake(error: ErrorDetails) -> str:
    key = ".".join(map(str, error["loc"])) or "recipe"
    return f"{key}: {'there is no such key' if error['type'] == 'extra_forbidden' else error['msg']}"
