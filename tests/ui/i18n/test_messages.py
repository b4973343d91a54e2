"""What the packages without Qt say is shown in the window's language."""

import re
import shutil

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QLabel, QPlainTextEdit

import faceparse_resources
from faceparse_core.files.writing import FileError
from faceparse_core.labels import NUM_CLASSES
from faceparse_gui.exchange import ImportLook
from faceparse_gui.formats import FORMATS, ReadOptions
from faceparse_gui.jobs.finetune_service import FinetuneService
from faceparse_gui.project.versions.corrections import Preflight
from faceparse_gui.ui.exporting.naming_field import NamingField
from faceparse_gui.ui.finetune.advanced import Start
from faceparse_gui.ui.finetune.dialog import FinetuneDialog
from faceparse_gui.ui.finetune.gate_dialog import GateDialog
from faceparse_gui.ui.finetune.panel import FinetunePanel
from faceparse_gui.ui.i18n.message_templates import TEMPLATES
from faceparse_gui.ui.i18n.messages import localise
from faceparse_gui.ui.importing.preview import ImportPreview
from faceparse_gui.ui.shell.main_window import MainWindow
from faceparse_training.finetune.gate import HeldBack, HeldBackImage, judge
from faceparse_training.finetune.manifest import Check, Verdict

_VALUE = st.text("AÖZ字 79/_-.(){}%", max_size=20).filter(lambda value: " (" not in value)
VALUES = st.lists(_VALUE, min_size=9, max_size=9)
"""What may be filled in: no words of a message, and none of the signs between two placeholders."""


def translated(template):
    return QCoreApplication.translate("Messages", template)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(values=VALUES)
def test_every_message_is_known_whatever_is_filled_in(chinese, values):
    for template in TEMPLATES:
        assert localise(template.format(*values)) == translated(template).format(*values)


def test_values_that_cannot_be_told_apart_stay_side_by_side(chinese):
    """Nobody knows where the first of "{0} {1}" ends if it may hold a space: they are left as one."""
    for template in TEMPLATES:
        for pair in re.findall(r"\{\d\} ?\{\d\}", template):
            assert pair in translated(template), template


def test_english_is_left_as_it_is(qapp):
    for template in TEMPLATES:
        assert localise(template) is template


@pytest.mark.parametrize("text", ["", "x.png", "Nobody says this of x.png.", "x" * 20_000, "已经是中文。"])
def test_what_is_no_message_is_left_as_it_is(chinese, text):
    assert localise(text) == text


def test_a_message_in_a_message_is_translated_too(chinese):
    inner = "a b.png is empty. Copy the file again from its source."
    for outer in ("The corrections could not be collected. {0}", "{0} Start the fine-tuning anew."):
        assert localise(outer.format(inner)) == translated(outer).format(localise(inner))
    text = localise(inner + " It was set aside as old.png, and there are none from before: parse again.")
    assert "a b.png 是空文件" in text
    assert "old.png" in text
    assert not re.search("[a-z]{3,}", text.replace("old.png", "").replace("b.png", ""))


@pytest.mark.parametrize(
    ("format_", "name", "told"),
    [
        ("cvat", "my masks.zip", "my masks.zip 不是 zip 文件，或不完整。请从来源重新复制。"),
        ("npz", "1 2.npz", "1 2.npz 不是 zip 文件，或不完整。请从来源重新复制。"),
        ("coco", "a b.json", "a b.json 不符合其格式的要求：文件："),
        (
            "indexed",
            "half a mask.png",
            "half a mask.png 不是 PNG，或已损坏。请重新导出。",
        ),
        ("lapa", "", " 的 train/labels, val/labels, test/labels 中没有掩膜。请选择含有它们的文件夹。"),
    ],
)
def test_a_real_error_is_told_whole(chinese, tmp_path, format_, name, told):
    if name:
        (tmp_path / name).write_bytes(b"not a mask")
    with pytest.raises(FileError) as raised:
        _ = [found.load() for found in FORMATS[format_].read(tmp_path / name, ReadOptions())]
    assert told in localise(str(raised.value))


def test_the_window_tells_of_a_broken_photo_in_chinese(chinese, theme, qtbot, tmp_path):
    photo = tmp_path / "my half photo.jpg"
    photo.write_bytes(faceparse_resources.path("sample/portrait.jpg").read_bytes()[:5000])
    shutil.copy(faceparse_resources.path("sample/portrait.jpg"), tmp_path / "whole.jpg")
    window = MainWindow()
    qtbot.addWidget(window)
    with qtbot.waitSignal(window.session.current.failed):
        window.opener.open([photo])
    assert window.messages.messages == [
        "my half photo.jpg 不完整或已损坏：其中的图片无法完整读取。请从来源重新复制该文件。"
    ]
    window.close()


def test_the_dialogs_tell_in_chinese(chinese, theme, qtbot):
    why = "labels is not there. Check the name."
    preview = ImportPreview()
    qtbot.addWidget(preview)
    preview.show_look(ImportLook(FORMATS["indexed"], total=1, problem=why), adds_photos=False)
    assert preview.problem.text() == "labels 不存在。请检查名称。"

    dialog = FinetuneDialog([Start("a", "a")], Start("a", "a"), 0)
    qtbot.addWidget(dialog)
    dialog.show_preflight(
        Preflight(0, 0, (), ("There is no accepted photo to learn from. Correct a photo and accept it.",), ())
    )
    assert "没有可供学习的已接受照片。请修正一张照片并接受它。" in [
        label.text() for label in dialog.findChildren(QLabel)
    ]


def test_the_panel_of_a_run_tells_in_chinese(chinese, theme, qtbot):
    panel = FinetunePanel(FinetuneService())
    qtbot.addWidget(panel)
    panel.tell("The memory is short: it goes on with 2 crops of 256 pixels at a time.")
    panel.end("a.png is empty. Copy the file again from its source. Start the fine-tuning anew.")
    shown = [label.text() for label in panel.findChildren(QLabel)]
    assert panel.findChild(QPlainTextEdit).toPlainText() == "内存不足：改为每次用 2 个 256 像素的裁剪图继续。"
    assert "a.png 是空文件。请从来源重新复制该文件。请重新开始微调。" in shown


@pytest.mark.parametrize("against_start", [False, True])
def test_the_reason_of_the_gate_is_told_in_chinese(chinese, theme, qtbot, tmp_path, against_start):
    right = np.eye(NUM_CLASSES, dtype=int)
    half = right + np.roll(right, 1, axis=1)
    image = HeldBackImage(image="1", before=half.tolist(), after=right.tolist())
    forgot = Check(kind="replay", images=9, before=0.85, after=0.8, passed=False)
    reason = judge(HeldBack(images=(image,) * 3, against_start=against_start), [forgot], "").reason
    verdict = Verdict(promote=False, reason=reason, checks=(), classes=(), examples=())
    dialog = GateDialog(verdict, tmp_path, "Version 2", "Version 1", in_use=False)
    qtbot.addWidget(dialog)
    before = "起点版本" if against_start else "之前"
    assert (
        "它遗忘了：在回放文件夹上 F 为 0.800，之前为 0.850；"
        f"不过在未见过的 3 个修正上 F 为 1.000，{before}为 0.500。"
    ) in [label.text() for label in dialog.findChildren(QLabel)]


def test_the_naming_field_tells_in_chinese(chinese, theme, qtbot):
    field = NamingField()
    qtbot.addWidget(field)
    field.edit.setText("{photo}")
    assert field.problem == "命名方式中没有 {photo}；可用的有 {stem}、{folder}、{n} 和 {i}。"


def test_the_naming_field_tells_in_english(theme, qtbot):
    field = NamingField()
    qtbot.addWidget(field)
    field.edit.setText("photo")
    assert field.problem == "Photo names all photos alike: put {stem} or {n} into it."
