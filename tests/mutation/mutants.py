"""A seeded sample of mutants: modules with one operator, number or condition changed.

cosmic-ray's operators find and make the changes. Of its replacements only neighbours are taken (``<`` becomes
``<=`` or ``>=``, ``+`` becomes ``-``): those far away are killed by any test. Signatures and annotations are
left out.
"""

from __future__ import annotations

import ast
import random
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import unified_diff

import cosmic_ray.plugins
from cosmic_ray.ast import ast_nodes, get_ast
from cosmic_ray.mutating import mutate_code

from tests import ROOT

PACKAGES = {
    "core": "core/faceparse_core",
    "document": "faceparse_gui/document",
    "project": "faceparse_gui/project",
    "formats": "faceparse_gui/formats",
}
"""Folder of each package; its tests are in ``tests/`` under the same name."""

_BINARY = (
    "Add_Sub Sub_Add Mul_Div Div_Mul FloorDiv_Mul Mod_Mul "
    "RShift_LShift LShift_RShift BitOr_BitAnd BitAnd_BitOr"
)
_COMPARISON = "Lt_LtE Lt_GtE LtE_Lt LtE_Gt Gt_GtE Gt_LtE GtE_Gt GtE_Lt Eq_NotEq NotEq_Eq Is_IsNot IsNot_Is"
OPERATORS = [
    *(f"core/ReplaceBinaryOperator_{pair}" for pair in _BINARY.split()),
    *(f"core/ReplaceComparisonOperator_{pair}" for pair in _COMPARISON.split()),
    "core/AddNot",
    "core/NumberReplacer",
    "core/ReplaceAndWithOr",
    "core/ReplaceBreakWithContinue",
    "core/ReplaceContinueWithBreak",
    "core/ReplaceFalseWithTrue",
    "core/ReplaceOrWithAnd",
    "core/ReplaceTrueWithFalse",
    "core/ReplaceUnaryOperator_USub_UAdd",
    "core/ReplaceUnaryOperator_Delete_Not",
    "core/ZeroIterationForLoop",
]

Place = tuple[int, int]
"""Line, from 1, and column."""


@dataclass(frozen=True)
class Mutant:
    """One change of one module."""

    package: str
    path: str
    """Of the module, from the checkout's root."""
    line: int
    operator: str
    occurrence: int

    def code(self) -> str:
        """The module's text with the change."""
        operator = cosmic_ray.plugins.get_operator(self.operator)()
        changed: str | None = mutate_code(self._source(), operator, self.occurrence)
        assert changed is not None, self
        return changed

    def change(self) -> str:
        """The lines that differ, as ``- old`` and ``+ new``."""
        lines = unified_diff(self._source().splitlines(), self.code().splitlines(), n=0, lineterm="")
        return "\n".join(line for line in lines if not line.startswith(("---", "+++", "@@")))

    def _source(self) -> str:
        return (ROOT / self.path).read_text(encoding="utf-8")


def sample(package: str, count: int, seed: int) -> list[Mutant]:
    """``count`` mutants of different places, every place of the package equally likely."""
    places: dict[tuple[str, Place], list[Mutant]] = {}
    for path in sorted((ROOT / PACKAGES[package]).rglob("*.py")):
        for place, mutant in _mutants(package, path.relative_to(ROOT).as_posix()):
            places.setdefault((mutant.path, place), []).append(mutant)
    chance = random.Random(f"{package} {seed}")
    chosen = chance.sample(sorted(places), min(count, len(places)))
    return sorted((chance.choice(places[each]) for each in chosen), key=lambda each: (each.path, each.line))


def _mutants(package: str, path: str) -> Iterator[tuple[Place, Mutant]]:
    source = (ROOT / path).read_text(encoding="utf-8")
    nodes = list(ast_nodes(get_ast(source)))
    skipped = list(_no_code(ast.parse(source)))
    for name in OPERATORS:
        operator = cosmic_ray.plugins.get_operator(name)()
        places = [start for node in nodes for start, _ in operator.mutation_positions(node)]
        for occurrence, place in enumerate(places):
            if not any(first <= place < last for first, last in skipped):
                yield place, Mutant(package, path, place[0], name, occurrence)


def _no_code(tree: ast.AST) -> Iterator[tuple[Place, Place]]:
    """From where to where: signatures, annotations, and what type checkers alone read."""
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield (node.lineno, node.col_offset), (node.body[0].lineno, node.body[0].col_offset)
        elif isinstance(node, ast.AnnAssign):
            yield _span(node.annotation)
        elif isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING":
            yield _span(node)


def _span(node: ast.expr | ast.stmt) -> tuple[Place, Place]:
    return (node.lineno, node.col_offset), (node.end_lineno or 0, node.end_col_offset or 0)
