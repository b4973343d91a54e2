"""What the packages without Qt say is shown in the window's language."""

import re
import shutil
import string
import sys

import numpy as np
import pytest
from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QLabel, QPlainTextEdit

import faceparse_resources
from faceparse_core.errors import failure_message
from faceparse_core.files.writing import FileError
from faceparse_core.labels import NUM_CLASSES
from faceparse_core.messages import Message, from_data, message, to_data
from faceparse_gui.exchange import ImportScan
from faceparse_gui.formats import FORMATS, ReadOptions
from faceparse_gui.jobs.finetune_service import FinetuneService
from faceparse_gui.project.versions.corrections import Preflight
from faceparse_gui.ui.exporting.naming_field import NamingField
from faceparse_gui.ui.finetune.advanced import Start
from faceparse_gui.ui.finetune.dialog import FinetuneDialog
from faceparse_gui.ui.finetune.gate_dialog import GateDialog
from faceparse_gui.ui.finetune.panel import FinetunePanel
from faceparse_gui.ui.i18n.messages import localise
from faceparse_gui.ui.importing.preview import ImportPreview
from faceparse_gui.ui.shell.main_window import MainWindow
from faceparse_resources.translations import update
from faceparse_training.finetune.gate import HeldBack, HeldBackCorrection, decide
from faceparse_training.finetune.manifest import Check, Verdict
from tests import ROOT


def made(template):
    """A message of that template, filled in with numbers."""
    fields = {
        field: number
        for number, (_, field, _, _) in enumerate(string.Formatter().parse(template), 2)
        if field
    }
    return Message(template.format_map(fields), template, fields, fields.get("n"))


def test_every_message_of_the_sources_is_translated_and_takes_its_values(chinese):
    for template, has_plural in update.templates(ROOT).items():
        number = 2 if has_plural else -1
        translation = QCoreApplication.translate("Messages", template, "", number)
        given = made(template)
        assert localise(given) == translation.format_map(given.values), template
        assert translation != template or not re.search("[a-z]{2} [a-z]{2}", template), template


def test_english_is_left_as_it_is(qapp):
    for template in update.templates(ROOT):
        given = made(template)
        assert localise(given) == given


@pytest.mark.parametrize("text", ["", "x.png", "Nobody says this of x.png.", "已经是中文。"])
def test_what_is_no_message_is_left_as_it_is(chinese, text):
    assert localise(text) == text
    assert localise(message("nobody has translated {text}", text=text)) == f"nobody has translated {text}"


def test_a_message_in_a_message_is_translated_too(chinese):
    error = FileError(
        "a b.png", message("{name} is empty. Copy the file again from its source.", name="a b.png")
    )
    what = message("{what} It was set aside as {path}", what=error, path="old.png")
    text = localise(message("{what}, and there are none from before: parse again.", what=what))
    assert "a b.png 是空文件" in text
    assert "old.png" in text
    assert not re.search("[a-z]{3,}", text.replace("old.png", "").replace("b.png", ""))


@pytest.mark.parametrize("n", [1, 5])
def test_a_plural_is_right_in_both_languages(chinese, n):
    text = message("{n} more photo is left out.", plural="{n} more photos are left out.", n=n)
    assert text == {1: "1 more photo is left out.", 5: "5 more photos are left out."}[n]
    assert localise(text) == f"还有 {n} 张照片被略过。"


def test_a_step_that_failed_is_named_in_the_sentence(chinese):
    text = failure_message("a.png", "parsed", OSError(5, "Input/output error"))
    assert text == "a.png could not be parsed: Input/output error."
    assert localise(text) == "无法解析 a.png：Input/output error。"


@pytest.mark.parametrize("values", [{}, {"n": "many", "folder": "x", "name": "y"}, {"n": 1}])
def test_values_from_elsewhere_that_do_not_fit_leave_the_english_text(chinese, values):
    data = to_data(message("{name} and {n:,} more file are already in {folder}.", name="a", n=2, folder="b"))
    assert localise(from_data({**data, "text": "said", "values": values})) == "said"


def test_a_number_from_elsewhere_that_is_too_large_leaves_the_english_text(chinese):
    template = "On the replay folder it is worse: F {after:.3f}, before {before:.3f}."
    made = message(template, after=0.1, before=0.2)
    assert localise(made) != made
    assert localise(from_data({**to_data(made), "values": {"after": 10**401, "before": 1}})) == made


@pytest.mark.parametrize(
    ("format_", "name", "reported"),
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
def test_a_real_error_is_reported_whole(chinese, tmp_path, format_, name, reported):
    if name:
        (tmp_path / name).write_bytes(b"not a mask")
    with pytest.raises(FileError) as raised:
        _ = [found.load() for found in FORMATS[format_].read(tmp_path / name, ReadOptions())]
    assert reported in localise(str(raised.value))


def test_the_window_reports_a_broken_photo_in_chinese(chinese, theme, qtbot, tmp_path):
    photo = tmp_path / "my half photo.jpg"
    photo.write_bytes(faceparse_resources.path("sample/portrait.jpg").read_bytes()[:5000])
    shutil.copy(faceparse_resources.path("sample/portrait.jpg"), tmp_path / "whole.jpg")
    window = MainWindow()
    qtbot.addWidget(window)
    with qtbot.waitSignal(window.session.current.failed):
        window.open_commands.open([photo])
    assert window.messages.messages == [
        "my half photo.jpg 不完整或已损坏：其中的图片无法完整读取。请从来源重新复制该文件。"
    ]
    window.close()


def test_the_dialogs_are_in_chinese(chinese, theme, qtbot):
    why = message("{path} is not there. Check the name.", path="labels")
    preview = ImportPreview()
    qtbot.addWidget(preview)
    preview.show_scan(
        ImportScan(FORMATS["indexed"], total=1, problem=why), adds_photos=False, use="edited", coming=0
    )
    assert preview.problem.text() == "labels 不存在。请检查名称。"

    dialog = FinetuneDialog([Start("a", "a")], Start("a", "a"), 0)
    qtbot.addWidget(dialog)
    dialog.show_preflight(
        Preflight(
            0,
            0,
            (),
            (message("There is no accepted photo to learn from. Correct a photo and accept it."),),
            (),
        )
    )
    assert "没有可供学习的已接受照片。请修正一张照片并接受它。" in [
        label.text() for label in dialog.findChildren(QLabel)
    ]


def test_the_panel_of_a_run_is_in_chinese(chinese, theme, qtbot):
    panel = FinetunePanel(FinetuneService())
    qtbot.addWidget(panel)
    panel.add_notice(
        message(
            "The memory is short: it goes on with {n} crop of {side} pixels at a time.",
            plural="The memory is short: it goes on with {n} crops of {side} pixels at a time.",
            n=2,
            side=256,
        )
    )
    empty = message("{name} is empty. Copy the file again from its source.", name="a.png")
    panel.end(message("{error} Start the fine-tuning anew.", error=empty))
    shown = [label.text() for label in panel.findChildren(QLabel)]
    assert panel.findChild(QPlainTextEdit).toPlainText() == "内存不足：改为每次用 2 个 256 像素的裁剪图继续。"
    assert "a.png 是空文件。请从来源重新复制该文件。请重新开始微调。" in shown


@pytest.mark.parametrize("against_start", [False, True])
def test_the_reason_of_the_gate_is_reported_in_chinese(chinese, theme, qtbot, tmp_path, against_start):
    right = np.eye(NUM_CLASSES, dtype=int)
    half = right + np.roll(right, 1, axis=1)
    image = HeldBackCorrection(
        image="1",
        before=half.tolist(),
        after=right.tolist(),
        areas_before=8,
        areas_after=6,
        area_pixels_before=800,
        area_pixels_after=600,
    )
    worse = Check(kind="replay", images=9, before=0.85, after=0.8, passed=False)
    reason = decide(HeldBack(images=(image,) * 3, against_start=against_start), [worse], "").reason
    verdict = Verdict(promote=False, reason=reason, checks=(), classes=(), examples=())
    dialog = GateDialog(verdict, tmp_path, "Version 2", "Version 1", in_use=False)
    qtbot.addWidget(dialog)
    (said,) = (text for label in dialog.findChildren(QLabel) if "回放" in (text := label.text()))
    assert "每张照片需要修正的区域 8.0 → 6.0" in said
    assert "F 为 0.800，之前为 0.850" in said
    assert ("起始版本" in said) == against_start
    assert not re.search("[a-z]{2}", said)


def test_the_naming_field_is_in_chinese(chinese, theme, qtbot):
    field = NamingField()
    qtbot.addWidget(field)
    field.edit.setText("{photo}")
    assert field.problem == "命名方式中没有 {photo}；可用的有 {stem}、{folder}、{n} 和 {i}。"


def test_the_naming_field_is_in_english(theme, qtbot):
    field = NamingField()
    qtbot.addWidget(field)
    field.edit.setText("photo")
    assert field.problem == "Photo names all photos alike: put {stem} or {n} into it."


def test_an_error_of_the_parse_process_is_reported_in_chinese(chinese, theme, qtbot, tmp_path):
    portrait = faceparse_resources.path("sample/portrait.jpg")
    shutil.copy(portrait, tmp_path / "a.jpg")
    half = tmp_path / "b.jpg"
    half.write_bytes(portrait.read_bytes()[:5000])
    window = MainWindow()
    qtbot.addWidget(window)
    with qtbot.waitSignal(window.session.current.opened, timeout=20_000):
        window.open_commands.open([tmp_path])
    (key,) = (record.key for record in window.session.photos.records() if record.path == half)
    with qtbot.waitSignal(window.service.failed, timeout=200_000):
        window.service.parse(key, half)
    assert window.messages.messages == [
        "b.jpg 不完整或已损坏：其中的图片无法完整读取。请从来源重新复制该文件。"
    ]
    window.close()


def test_an_error_of_the_fine_tuning_process_is_reported_in_chinese(chinese, theme, qtbot, tmp_path):
    """The run's folder is empty, so the command ends with an error; it does not give way to others here."""
    code = (
        "from faceparse_gui.commands import finetune; finetune.step_back = lambda: None; "
        "from faceparse_gui.cli import main; main()"
    )
    service = FinetuneService(command=(sys.executable, "-c", code, "finetune"))
    panel = FinetunePanel(service)
    qtbot.addWidget(panel)
    service.failed.connect(lambda _, why: panel.end(why))
    with qtbot.waitSignal(service.failed, timeout=60_000):
        service.start(tmp_path)
    shown = [label.text() for label in panel.findChildren(QLabel)]
    assert f"{tmp_path / 'run.json'} 不存在或无法读取。请重新开始微调。" in shown
