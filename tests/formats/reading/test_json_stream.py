"""A JSON object as a stream: the same values as the standard library reads, and what is no such object."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from faceparse_gui.formats import FormatError
from faceparse_gui.formats.reading.json_numbers import Numbers
from faceparse_gui.formats.reading.json_stream import entries

KEYS = ("a", "b")
NUMBERS = st.integers(-(2**63) + 1, 2**63 - 1) | st.floats(allow_nan=False, allow_infinity=False)
TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=5)
VALUES = st.recursive(
    st.none() | st.booleans() | NUMBERS | TEXTS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXTS, inner, max_size=4),
    max_leaves=12,
)
OTHERS = st.dictionaries(TEXTS.filter(lambda key: key not in KEYS), VALUES, max_size=3)
LISTS = st.lists(VALUES, max_size=4)


@settings(deadline=None)
@given(
    a=LISTS,
    b=LISTS,
    others=OTHERS,
    order=st.randoms(use_true_random=False),
    indent=st.sampled_from([None, 3]),
)
def test_entries_are_what_the_standard_library_reads(
    tmp_path_factory: pytest.TempPathFactory, a: Any, b: Any, others: Any, order: Any, indent: int | None
) -> None:
    members = [("a", a), ("b", b), *others.items()]
    order.shuffle(members)
    path = tmp_path_factory.mktemp("stream") / "x.json"
    path.write_text(json.dumps(dict(members), indent=indent), encoding="utf-8")
    read = list(entries(path, KEYS))
    expected = [(key, i, each) for key, value in members if key in KEYS for i, each in enumerate(value)]
    assert json.dumps(read) == json.dumps(expected)  # 1 and 1.0 are not the same, nor 0.0 and -0.0


@settings(deadline=None, max_examples=200)
@given(a=LISTS, others=OTHERS, share=st.floats(0, 1, exclude_max=True))
def test_what_is_cut_short_is_refused_wherever(
    tmp_path_factory: pytest.TempPathFactory, a: Any, others: Any, share: float
) -> None:
    data = json.dumps({**others, "a": a}).encode()
    path = tmp_path_factory.mktemp("stream") / "x.json"
    path.write_bytes(data[: math.floor(share * len(data))])
    with pytest.raises(FormatError, match=r"^x\.json is not as its format asks: .*Invalid JSON"):
        list(entries(path, ["a"]))


@settings(deadline=None, max_examples=300)
@given(data=st.binary(max_size=60) | st.text('[]{}",:019.e-tfnau \\\n', max_size=60).map(str.encode))
def test_anything_else_is_refused_by_name(tmp_path_factory: pytest.TempPathFactory, data: bytes) -> None:
    path = tmp_path_factory.mktemp("stream") / "x.json"
    path.write_bytes(data)
    with pytest.raises(FormatError, match=r"^x\.json is not as its format asks: [^\n]*Export it again\.$"):
        list(entries(path, ["a", "not there"]))


def test_entries_come_before_the_file_ends(tmp_path: Path) -> None:
    path = tmp_path / "x.json"
    path.write_text('{"a": [' + ",".join(["[1, 2]"] * 100_000) + ", oh no")
    read = entries(path, ["a"])
    assert next(read) == ("a", 0, [1, 2])
    with pytest.raises(FormatError, match=r"a\.100000: Invalid JSON"):
        list(read)


def test_what_is_passed_over_may_be_of_any_size(tmp_path: Path) -> None:
    path = tmp_path / "x.json"
    path.write_text('{"x": [' + ",".join(["[1, 2]"] * 1_000_000) + '], "a": [3]}')
    assert list(entries(path, ["a"])) == [("a", 0, 3)]


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    with pytest.raises(FormatError, match=r"gone\.json cannot be read: No such file"):
        list(entries(tmp_path / "gone.json", ["a"]))


@pytest.mark.parametrize("size", [1, 2, 3, 7, 1000])
def test_numbers_that_are_none_become_null_wherever_a_piece_ends(size: int) -> None:
    text = rb'["NaN", -Infinity,NaN, 1e999, "\\", 123456789012345678901, "a\"NaN", 1234567890123456789.5]'
    numbers = Numbers()
    pieces = [numbers.feed(text[i : i + size]) for i in range(0, len(text), size)]
    read = json.loads(b"".join(pieces) + numbers.feed(b""))
    assert read == ["NaN", None, None, None, "\\", None, 'a"NaN', 1234567890123456789.5]
