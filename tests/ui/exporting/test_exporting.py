"""Export in the window: from the key to the files, with what is there already, a stop, and the next time."""

import os
import threading

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from faceparse_core.labels import ID_OF
from faceparse_gui.document.brush import Brush
from faceparse_gui.exchange.last_export import FILE_NAME
from faceparse_gui.project import ProjectError
from faceparse_gui.ui.shell.main_window import MainWindow

CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def window(theme, photo_folder, qtbot):
    window = MainWindow()
    qtbot.addWidget(window)
    window.show()
    with qtbot.waitSignal(window.session.current.opened):
        window.open_commands.open([photo_folder])
    yield window
    window.close()


def paint(window, x=20, class_id=9):
    document = window.session.open_photo.work.document
    document.begin_stroke(x, 20, class_id, Brush(9))
    document.end_stroke()


def paint_all(window, qtbot):
    for key in window.session.photos.keys:
        if window.session.open_photo.key != key:
            with qtbot.waitSignal(window.session.current.opened):
                window.session.current.select(key)
        paint(window)


def ask(window, qtbot):
    # as a window manager does once a dialog is closed; that dialog may still be on its way out
    qtbot.waitUntil(lambda: window.isActiveWindow() or bool(window.activateWindow()))
    QTest.keyClick(window, Qt.Key.Key_E, CTRL)
    qtbot.waitUntil(lambda: window.exporting.dialog is not None)
    return window.exporting.dialog


def export(window, qtbot, out, scope="all", format_="indexed"):
    dialog = ask(window, qtbot)
    dialog.scope.buttons[scope].click()
    dialog.format.choose(format_)
    dialog.target.edit.setText(str(out))
    QTest.mouseClick(dialog.go, Qt.MouseButton.LeftButton)


def files(folder):
    return sorted(path.name for path in folder.iterdir())


def press_in_question(window, qtbot, text):
    qtbot.waitUntil(lambda: window.exporting.question is not None)
    question = window.exporting.question
    next(button for button in question.buttons() if button.text() == text).click()
    qtbot.waitUntil(lambda: window.exporting.question is None)


def test_without_labels_it_says_so(window):
    window.actions_.export.trigger()

    assert "no labels to export yet" in window.jobs.notice
    assert window.messages.messages == []  # nothing that would have to be closed


def test_what_is_on_screen_now_is_written_and_shown_before(window, tmp_path, qtbot):
    paint(window)
    dialog = ask(window, qtbot)
    assert dialog.scope.scope == "current"
    dialog.target.edit.setText(str(tmp_path / "out"))
    qtbot.waitUntil(
        lambda: dialog.tree.topLevelItemCount() == 1 and dialog.tree.topLevelItem(0).text(0) == "out"
    )
    root = dialog.tree.topLevelItem(0)
    assert [root.child(i).text(0) for i in range(root.childCount())] == ["1.png", "faceparse-export.jsonl"]
    assert dialog._summary.text() == "1 photo, 2 files."

    QTest.keyClick(dialog, Qt.Key.Key_Return)

    qtbot.waitUntil(lambda: "1 photo exported" in window.jobs.notice)
    assert files(tmp_path / "out") == ["1.png", "faceparse-export.jsonl"]
    with Image.open(tmp_path / "out" / "1.png") as mask:
        assert np.array_equal(np.asarray(mask), window.session.open_photo.work.document.labels)


def test_files_that_are_there_already_are_shown_and_asked_about(window, tmp_path, qtbot):
    paint_all(window, qtbot)
    out = tmp_path / "out"
    out.mkdir()
    (out / "1.png").write_bytes(b"mine")
    dialog = ask(window, qtbot)
    dialog.scope.buttons["all"].click()
    dialog.target.edit.setText(str(out))
    qtbot.waitUntil(lambda: "Existing files: 1." in dialog._summary.text())
    dialog.reject()

    export(window, qtbot, out)
    press_in_question(window, qtbot, "Cancel")
    assert files(out) == ["1.png"]

    export(window, qtbot, out)
    press_in_question(window, qtbot, "Keep")
    qtbot.waitUntil(lambda: "2 photos exported" in window.jobs.notice)
    assert "Already existing: 1." in window.jobs.notice
    assert (out / "1.png").read_bytes() == b"mine"

    export(window, qtbot, out)
    press_in_question(window, qtbot, "Replace")
    qtbot.waitUntil(lambda: "3 photos exported" in window.jobs.notice)
    assert (out / "1.png").read_bytes() != b"mine"


def test_the_choices_are_kept_with_the_project(window, tmp_path, qtbot):
    paint(window)
    export(window, qtbot, tmp_path / "out", scope="all", format_="layers")
    qtbot.waitUntil(lambda: "1 photo exported" in window.jobs.notice)
    store = window.session.project.store
    qtbot.waitUntil((store / FILE_NAME).exists)

    dialog = ask(window, qtbot)

    assert (dialog.scope.scope, dialog.format.format.name) == ("all", "layers")
    assert dialog.target.target == tmp_path / "out"
    dialog.reject()


def test_broken_choices_are_the_usual_ones(window, qtbot):
    paint(window)
    (window.session.project.store / FILE_NAME).write_text("{broken")

    dialog = ask(window, qtbot)

    assert dialog.format.format.name == "indexed"
    assert dialog.target.target == window.session.project.folder / "labels"
    dialog.reject()


def test_a_stopped_export_says_how_to_go_on_and_goes_on(window, tmp_path, qtbot):
    paint_all(window, qtbot)
    window.session.autosave.flush(5)
    project, out = window.session.project, tmp_path / "out"
    load = project.load_labels
    calls = []

    def cancel_at_the_second(key, *rest):
        if threading.current_thread().name != "autosave":  # which counts the issues meanwhile
            calls.append(key)
            if len(calls) == 2:
                window.exporting.cancel()
        return load(key, *rest)

    project.load_labels = cancel_at_the_second
    export(window, qtbot, out)
    qtbot.waitUntil(lambda: "Export stopped at 2 of 3" in window.jobs.notice)
    assert "Export again with the same options to resume" in window.jobs.notice
    assert not window.jobs.export.isVisible()
    written = {name: (out / name).stat().st_mtime_ns for name in files(out)}

    dialog = ask(window, qtbot)
    qtbot.waitUntil(lambda: "stopped export: 2 done" in dialog._summary.text())
    QTest.mouseClick(dialog.go, Qt.MouseButton.LeftButton)

    qtbot.waitUntil(lambda: "1 photo exported" in window.jobs.notice)
    assert "Exported earlier: 2." in window.jobs.notice
    assert window.exporting.question is None
    assert files(out) == ["1.png", "2.png", "3.png", "faceparse-export.jsonl"]
    assert all((out / name).stat().st_mtime_ns == at for name, at in written.items())


def test_photos_that_are_all_background_are_counted(window, tmp_path, qtbot):
    paint_all(window, qtbot)
    window.session.open_photo.work.document.fill(20, 20, 0)
    assert not window.session.open_photo.work.document.labels.any()
    export(window, qtbot, tmp_path / "out")
    qtbot.waitUntil(lambda: "3 photos exported" in window.jobs.notice)
    assert "All background: 1." in window.jobs.notice


def test_what_failed_and_what_was_lost_is_listed(window, photo_folder, tmp_path, qtbot):
    paint_all(window, qtbot)
    paint(window, 40, ID_OF["hat"])
    window.session.autosave.flush(5)
    (photo_folder / "2.png").write_bytes(b"no picture")
    export(window, qtbot, tmp_path / "overlay", format_="overlay")
    qtbot.waitUntil(lambda: "Failed: 1." in window.jobs.notice)
    assert "2.png" in window.messages.messages[0]

    dialog = ask(window, qtbot)
    dialog.format.choose("indexed")
    dialog.target.edit.setText(str(tmp_path / "lapa"))
    dialog.form.order.setCurrentIndex(dialog.form.order.findData("lapa"))
    QTest.mouseClick(dialog.go, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: any("no class “Hat”" in text for text in window.messages.messages))


def test_a_target_that_cannot_be_written_is_an_error_with_its_name(window, tmp_path, qtbot):
    paint(window)
    (tmp_path / "out").write_text("a file")

    export(window, qtbot, tmp_path / "out", scope="current")

    qtbot.waitUntil(lambda: window.messages.messages != [])
    assert "out" in window.messages.messages[-1]
    assert (tmp_path / "out").read_text() == "a file"


def test_choices_that_cannot_be_kept_are_reported_and_the_export_goes_on(
    window, tmp_path, qtbot, monkeypatch
):
    paint(window)

    def full_disk(store, choices):
        raise ProjectError(store, "export.json was not saved: the disk is full.")

    monkeypatch.setattr("faceparse_gui.ui.exporting.controller.save_choices", full_disk)

    export(window, qtbot, tmp_path / "out", scope="current")

    qtbot.waitUntil(lambda: "1 photo exported" in window.jobs.notice)
    assert "export.json was not saved" in window.messages.messages[0]


def test_another_folder_takes_the_dialog_away(window, photo_folder, tmp_path, qtbot):
    paint(window)
    dialog = ask(window, qtbot)
    other = tmp_path / "other"
    other.mkdir()
    Image.new("RGB", (8, 8)).save(other / "x.png")

    with qtbot.waitSignal(window.session.projects.opened), qtbot.waitSignal(dialog.finished):
        window.open_commands.open([other])

    assert window.exporting.dialog is None


def test_where_photos_would_be_written_over_nothing_can_be_exported(window, photo_folder, tmp_path, qtbot):
    """Not even with Replace: the dialog says why, and cannot be accepted until another folder is chosen."""
    paint_all(window, qtbot)
    before = {path.name: path.read_bytes() for path in photo_folder.iterdir() if path.is_file()}
    dialog = ask(window, qtbot)
    dialog.scope.buttons["all"].click()
    dialog.format.choose("indexed")
    dialog.target.edit.setText(str(photo_folder))
    qtbot.waitUntil(lambda: "never changed. Choose another folder" in dialog._summary.text())
    assert not dialog.go.isEnabled()
    dialog.target.edit.setText(str(tmp_path / "out"))
    qtbot.waitUntil(dialog.go.isEnabled)
    dialog.reject()
    assert {name: (photo_folder / name).read_bytes() for name in before} == before


def test_a_photo_that_is_gone_is_reported_by_the_window(window, photo_folder, tmp_path, qtbot):
    paint_all(window, qtbot)
    gone = next(key for key in window.session.photos.keys if key != window.session.open_photo.key)
    path = window.session.project.record(gone).path
    qtbot.waitUntil(lambda: not window.session.autosave.pending)
    path.unlink()
    window.session.project.rescan()
    export(window, qtbot, tmp_path / "out")
    qtbot.waitUntil(
        lambda: any(f"{path.name} is not in the folder" in each for each in window.messages.messages)
    )
    assert f"{path.stem}.png" not in files(tmp_path / "out")


def test_a_name_that_is_no_text_is_exported_and_reported(theme, photo_folder, tmp_path, qtbot):
    odd = photo_folder / os.fsdecode(b"m\xfcller.png")
    (photo_folder / "1.png").rename(odd)
    window = MainWindow()
    qtbot.addWidget(window)
    window.show()
    with qtbot.waitSignal(window.session.current.opened):
        window.open_commands.open([odd])
    paint(window)
    export(window, qtbot, tmp_path / "out", scope="current")
    qtbot.waitUntil(lambda: "1 photo exported" in window.jobs.notice)
    assert "m%FCller.png" in files(tmp_path / "out")
    odd.write_bytes(b"no picture")
    export(window, qtbot, tmp_path / "again", scope="current", format_="overlay")
    qtbot.waitUntil(lambda: any("ller.png" in each for each in window.messages.messages))
    window.close()
