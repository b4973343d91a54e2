"""Sections of a page are written and replaced; the prose around them stays."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from faceparse_core.files.writing import FileError
from faceparse_training.studies.report import write_section

PAGE = """# Results

Prose before.

<!-- begin speed -->
old figures
<!-- end speed -->

Prose after.
"""


def test_a_section_is_replaced_and_the_prose_stays(tmp_path):
    page = tmp_path / "results.md"
    page.write_text(PAGE)
    write_section(page, "speed", "\n| new | figures |\n\n")
    assert page.read_text() == PAGE.replace("old figures", "| new | figures |")


def test_a_new_section_goes_to_the_end(tmp_path):
    page = tmp_path / "results.md"
    page.write_text(PAGE)
    write_section(page, "ladder", "rungs")
    assert page.read_text() == PAGE + "\n<!-- begin ladder -->\nrungs\n<!-- end ladder -->\n"


def test_a_page_is_made_with_its_folder(tmp_path):
    page = tmp_path / "docs" / "results.md"
    write_section(page, "ladder", "rungs")
    assert page.read_text() == "<!-- begin ladder -->\nrungs\n<!-- end ladder -->\n"


def test_names_that_begin_alike_are_kept_apart(tmp_path):
    page = tmp_path / "results.md"
    write_section(page, "speed-gpu", "gpu")
    write_section(page, "speed", "cpu")
    write_section(page, "speed-gpu", "gpu again")
    assert page.read_text().count("gpu again") == 1
    assert "\ncpu\n" in page.read_text()


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"])), st.text("ab\\1\n "))
def test_writing_twice_is_writing_once(tmp_path_factory, prose, markdown):
    page = tmp_path_factory.mktemp("page") / "results.md"
    page.write_text(prose, encoding="utf-8")
    write_section(page, "ladder", markdown)
    once = page.read_bytes()
    write_section(page, "ladder", markdown)
    assert page.read_bytes() == once
    assert prose.strip() in page.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "text",
    [
        "<!-- begin speed -->\nno end\n",
        "<!-- end speed -->\n<!-- begin speed -->\n",
        "<!-- begin speed -->\n<!-- end speed -->\n" * 2,
    ],
)
def test_marks_that_are_no_pair_are_refused_and_the_page_stays(tmp_path, text):
    page = tmp_path / "results.md"
    page.write_text(text)
    with pytest.raises(FileError, match=r"results.md must hold <!-- begin speed -->"):
        write_section(page, "speed", "figures")
    assert page.read_text() == text


def test_a_folder_in_the_pages_place_is_refused_by_name(tmp_path):
    with pytest.raises(FileError, match=str(tmp_path)):
        write_section(tmp_path, "speed", "figures")


def test_a_name_that_would_break_the_mark_is_refused(tmp_path):
    with pytest.raises(ValueError, match="not a section's name"):
        write_section(tmp_path / "results.md", "a -->", "figures")
