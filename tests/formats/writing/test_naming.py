"""File names that every system takes, and no two alike."""

from __future__ import annotations

import os

import pytest
from hypothesis import given
from hypothesis import strategies as st

from faceparse_gui.formats.writing.naming import MAX_BYTES, check_template, safe_stem, spelled, stems


@given(st.text())
def test_every_name_becomes_one_that_every_system_takes(name: str) -> None:
    stem = safe_stem(name)
    assert stem
    assert len(stem.encode()) <= MAX_BYTES
    assert not set(stem) & set('<>:"/\\|?*\0\u202e')
    assert stem.splitlines() == [stem]
    assert not stem.endswith((" ", "."))
    assert not stem.startswith((".", " "))
    assert stem.split(".")[0].upper() not in {"CON", "PRN", "AUX", "NUL", "COM1", "LPT9"}
    assert safe_stem(stem) == stem


@pytest.mark.parametrize("name", ["IMG_0001", "face 1", "Ünïcödé", "😀 laughing", "a.b.c", "面"])
def test_ordinary_names_stay_as_they_are(name: str) -> None:
    assert safe_stem(name) == name


def test_device_names_and_long_names() -> None:
    assert safe_stem("con") == "_con"
    assert safe_stem("NUL.tar") == "_NUL.tar"
    assert safe_stem("console") == "console"
    long_names = [safe_stem("x" * 200 + tail) for tail in "ab"]
    assert len(set(long_names)) == 2


PATHS = st.lists(
    st.text(st.sampled_from("aAbß. _/éI"), min_size=1, max_size=6).map(lambda s: s.strip("/ ") or "a"),
    max_size=12,
    unique=True,
)


@given(PATHS, st.sampled_from(["{stem}", "{folder}-{stem}", "{n:03}", "face", "{i}{stem}"]))
def test_no_two_photos_share_a_name(names: list[str], template: str) -> None:
    photos = [f"{name}.jpg" for name in names]
    if template == "face":
        with pytest.raises(ValueError, match="names all photos alike"):
            check_template(template)
        return
    given_out = list(stems(photos, check_template(template)))
    assert len({stem.casefold() for stem in given_out}) == len(photos)
    assert given_out == [safe_stem(stem) for stem in given_out]
    assert list(stems(photos[:3], template)) == given_out[:3]


def test_the_later_of_two_gets_its_folder() -> None:
    assert (
        list(stems(["x.jpg", "b/x.jpg", "X.png", "b/x.png", "b_x.jpg"]))
        == ["x", "b_x", "X_png", "x_png_2", "b_x_jpg"]
        or len(set(stems(["x.jpg", "b/x.jpg", "X.png", "b/x.png", "b_x.jpg"]))) == 5
    )


def test_what_is_still_alike_is_numbered_from_2() -> None:
    assert list(stems(["x.jpg", "X.jpg", "X.JPG", "x.JPG"])) == ["x", "X_jpg", "X_2", "x_3"]


@pytest.mark.parametrize(
    "template",
    [
        "{stem",
        "{stem.__class__}",
        "{n!r}",
        "{n:99999999}",
        "{n:{stem}}",
        "{0}",
        "{}",
        "{stem:>99}",
        "{folder}",
    ],
)
def test_a_hostile_pattern_is_refused(template: str) -> None:
    with pytest.raises(ValueError):
        check_template(template)


def test_bytes_that_are_no_text_are_spelled_alike_everywhere() -> None:
    name = os.fsdecode(b"m\xfcller.jpg")
    assert spelled(name) == "m%FCller.jpg"
    assert spelled("müller 100%.jpg") == "müller 100%.jpg"
    assert spelled("\ud800") == "%ED%A0%80"  # as Windows may have it
    assert list(stems([name, "m%FCller.png"])) == ["m%FCller", "m%FCller_png"]


def test_both_ways_of_writing_an_accent_are_one_file_to_some_systems() -> None:
    assert list(stems(["caf\u00e9.jpg", "cafe\u0301.png"])) == ["caf\u00e9", "cafe\u0301_png"]
