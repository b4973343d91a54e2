"""The glossary: the names that it gives are in the code, and words that no reader knows are not."""

import re
from collections.abc import Iterator

from tests import ROOT

PACKAGES = ("core", "training", "faceparse_gui")
ROW = re.compile(r"^\| (.+?) \| .+? \| (.*?) ?\| .*\|$", re.MULTILINE)
DEFINED = re.compile(r"\b(?:def|class) (\w+)")
NAMED = re.compile(r"\b(\w+)(?::| =|=)")
PRIVATE = {
    "heed", "heeded", "heeds", "lesson", "manieth", "mend", "mended", "mends", "nought", "noughts",
    "rehearsal", "shield", "sister", "tell", "tells", "told", "workbench",
}  # fmt: skip


def sources(*folders: str) -> Iterator[tuple[str, str]]:
    """Each module's name and text."""
    for folder in folders:
        for path in (ROOT / folder).rglob("*.py"):
            yield path.stem, path.read_text(encoding="utf-8")


def test_what_the_glossary_names_is_in_the_code() -> None:
    rows = ROW.findall((ROOT / "CONTEXT.md").read_text(encoding="utf-8"))
    wanted = {name: term for term, names in rows for name in re.findall(r"`(\w+)`", names)}
    assert len(wanted) > 60
    known: set[str] = set()
    for module, text in sources(*PACKAGES):
        known |= {module, *DEFINED.findall(text), *NAMED.findall(text)}
    assert {name: term for name, term in wanted.items() if name not in known} == {}


def test_no_name_is_made_of_words_that_only_we_know() -> None:
    names = {
        name for module, text in sources(*PACKAGES, "tests") for name in (module, *DEFINED.findall(text))
    }
    words = {name: set(re.findall("[A-Z]?[a-z]+", name)) for name in names}
    assert {name for name, parts in words.items() if {part.lower() for part in parts} & PRIVATE} == set()
