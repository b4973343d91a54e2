"""The translation is complete, its placeholders agree, and the window speaks it."""

import ast
import re
import xml.etree.ElementTree as ET
from pathlib import Path

from PySide6.QtCore import QLocale

import faceparse_gui
import faceparse_resources
from faceparse_gui.ui.classes.class_model import class_title
from faceparse_gui.ui.i18n import translation
from faceparse_gui.ui.shell.main_window import MainWindow
from faceparse_resources.translations import update

SOURCE = faceparse_resources.path("translations/faceparse_zh_CN.ts")


def _messages(file: Path) -> dict[tuple[str, str], ET.Element]:
    contexts = ET.parse(file).getroot().iter("context")
    return {
        (context.findtext("name", ""), message.findtext("source", "")): message
        for context in contexts
        for message in context.iter("message")
        if message.find("translation").get("type") not in ("vanished", "obsolete")
    }


def test_every_text_of_the_program_is_in_the_file_and_has_a_context(tmp_path):
    found = tmp_path / "found.ts"
    update.collect(found)
    texts = _messages(found)
    assert len(texts) > 400
    assert not [text for context, text in texts if not context]
    assert set(texts) - set(_messages(SOURCE)) == set()


def test_no_text_hides_in_an_f_string_where_lupdate_does_not_see_it():
    hidden = [
        f"{file.name}:{node.lineno}"
        for file in Path(faceparse_gui.__file__).parent.rglob("*.py")
        for node in ast.walk(ast.parse(file.read_text("utf-8")))
        if isinstance(node, ast.JoinedStr)
        and any(
            isinstance(part, ast.Call) and getattr(part.func, "attr", "") in ("tr", "translate")
            for part in ast.walk(node)
        )
    ]
    assert hidden == []


def test_every_text_is_translated_with_its_placeholders():
    for (_, text), message in _messages(SOURCE).items():
        translation = message.find("translation")
        assert translation.get("type") is None, text
        forms = [form.text for form in translation.iter("numerusform")] or [translation.text]
        for translated in forms:
            assert (translated or "").strip(), text
            for pattern in (r"\{[^}]*\}", r"</?\w+>"):
                assert sorted(re.findall(pattern, text)) == sorted(re.findall(pattern, translated)), text


def test_the_compiled_file_is_that_of_the_source(tmp_path):
    compiled = tmp_path / "faceparse_zh_CN.qm"
    update.run_tool("lrelease", str(SOURCE), "-qm", str(compiled))
    assert compiled.read_bytes() == SOURCE.with_suffix(".qm").read_bytes()


def test_the_window_speaks_chinese(qtbot, theme, chinese):
    window = MainWindow()
    qtbot.addWidget(window)
    assert window.actions_.parse.text() == "解析"
    assert class_title(13) == "头发"
    assert window.menuBar().actions()[0].text().startswith("文件")
    window.close()


def test_an_unknown_language_is_english(qapp):
    assert translation.install(qapp, "xx") == "en"
    QLocale.setDefault(QLocale.c())
