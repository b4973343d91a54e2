"""Import in the window: the dialog, what was found, and that no stroke is lost under what comes in."""

import json

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from faceparse_gui.document.brush import Brush
from faceparse_gui.exchange import ImportScan
from faceparse_gui.formats import FORMATS, Found
from faceparse_gui.ui.importing.class_names import read_names
from faceparse_gui.ui.importing.dialog import ImportDialog
from tests.ui.importing.import_steps import HAIR, HAT, LEFT, ask, bring, choose, labels, paint, statuses

# The dialog


def test_before_a_source_is_chosen_there_is_nothing_to_import(window, qtbot):
    dialog = ask(window, qtbot)

    assert not dialog.go.isEnabled()
    assert "Choose a folder or file" in dialog.preview.summary.text()
    dialog.reject()


def test_what_was_found_is_reported_with_the_names_that_have_no_photo(window, masks, qtbot):
    dialog = ask(window, qtbot)
    choose(dialog, masks, qtbot)

    assert dialog.preview.summary.text().splitlines() == [
        "3 label maps, 2 matching photos in this folder.",
        "To be imported as edited labels: 2.",
    ]
    dialog.uses["accepted"].click()
    assert "To be imported as accepted labels: 2." in dialog.preview.summary.text()
    (masks / "2.png").unlink()
    dialog.source.changed.emit()
    qtbot.waitUntil(lambda: "2 label maps, 1 matching a photo" in dialog.preview.summary.text())
    assert [dialog.preview.strangers.item(i).text() for i in range(dialog.preview.strangers.count())] == [
        "stranger"
    ]
    assert "Detected automatically" in dialog._how_known.text()
    dialog.reject()


def test_a_source_that_is_not_there_or_nothing_known_is_reported(window, tmp_path, qtbot):
    dialog = ask(window, qtbot)
    QTest.keyClicks(dialog.source.edit, str(tmp_path / "nowhere"))
    qtbot.waitUntil(lambda: "nowhere is not there" in dialog.preview.problem.text())
    assert not dialog.go.isEnabled()
    (tmp_path / "notes.txt").write_text("no mask")
    dialog.source.edit.setText(str(tmp_path / "notes.txt"))
    qtbot.waitUntil(lambda: "Say which it is" in dialog.preview.problem.text())
    dialog.reject()


def test_masks_of_strangers_alone_cannot_be_imported(window, masks, qtbot):
    for name in ("1", "2"):
        (masks / f"{name}.png").unlink()
    dialog = ask(window, qtbot)
    QTest.keyClicks(dialog.source.edit, str(masks))

    qtbot.waitUntil(lambda: "No mask matches" in dialog.why_not.text())
    assert not dialog.go.isEnabled()
    dialog.reject()


def test_ids_that_the_order_has_not_are_reported_before(window, masks, qtbot):
    dialog = ask(window, qtbot)
    choose(dialog, masks, qtbot)
    dialog.order.setCurrentIndex(dialog.order.findData("lapa"))

    qtbot.waitUntil(lambda: "Say whose ids it holds" in dialog.preview.problem.text())
    dialog.reject()


class Named(type(FORMATS["indexed"])):
    """Masks with class names of their own in a JSON file, and photos beside them."""

    name = "named"
    title = "Named masks"
    suffix = ""
    read_uses = frozenset({"class_map"})

    def recognises(self, source):
        return (source / "names.json").exists()

    def read(self, source, options):
        from faceparse_gui.formats import FormatError

        for name in json.loads((source / "names.json").read_text()):
            if name not in options.class_map:
                raise FormatError(
                    source, f"names.json has the class {name}, which is not ours. Say which it is."
                )
        for path in sorted(source.glob("*.png")):
            photo = source / "photos" / path.name
            has_photo = photo.exists()
            yield Found(
                path.stem,
                path,
                lambda path=path: np.asarray(Image.open(path)),
                (lambda photo=photo: np.asarray(Image.open(photo))) if has_photo else None,
                photo if has_photo else None,
            )


@pytest.fixture
def named(monkeypatch, masks):
    from faceparse_gui.formats import registry

    monkeypatch.setattr(registry, "_plug_ins", lambda: {"named": Named()})
    (masks / "names.json").write_text('["Haare"]')
    return masks


def test_a_class_name_that_is_not_ours_is_reported_and_can_be_mapped(window, named, qtbot):
    dialog = ask(window, qtbot)
    QTest.keyClicks(dialog.source.edit, str(named))
    qtbot.waitUntil(lambda: "the class Haare" in dialog.preview.problem.text())
    assert dialog.format.format.name == "named"
    assert dialog.names.isVisible()
    assert not dialog.order.isVisible()

    QTest.keyClicks(dialog.names, "Haare")
    assert "write name = class" in dialog.preview.problem.text()
    QTest.keyClicks(dialog.names, " = bear")
    assert "There is no class bear" in dialog.preview.problem.text()
    dialog.names.clear()
    QTest.keyClicks(dialog.names, "Haare = hair")

    qtbot.waitUntil(dialog.go.isEnabled)
    assert dialog.request.options.class_map == {"Haare": "hair"}
    dialog.reject()


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("", {}),
        (" Haare=hair ,Nase = Nose; ", {"Haare": "hair", "Nase": "nose"}),
        ("a = b = Left eye", {"a = b": "l_eye"}),
    ],
)
def test_class_names_as_they_are_written(qapp, text, names):
    assert read_names(text) == names


def test_an_order_is_not_carried_into_another_format(theme, tmp_path, qtbot):
    dialog = ImportDialog(tmp_path)
    qtbot.addWidget(dialog)
    dialog.order.setCurrentIndex(dialog.order.findData("bisenet"))
    assert dialog._options().order == "bisenet"

    dialog.show_scan(ImportScan(Named()))

    assert dialog._options().order == "celebamask"


# Into the project


def test_masks_become_work_and_the_open_photo_shows_them(window, masks, qtbot):
    bring(window, masks, qtbot)

    assert (labels(window) == HAIR).all()
    assert statuses(window) == ["edited", "edited", "new"]
    assert "2 label maps imported." in window.jobs.notice
    assert "Failed: 1." in window.jobs.notice
    assert "stranger.png" in window.messages.messages[0]
    assert window.actions_.undo.text() == "Undo: Import (2 photos)"
    window.actions_.undo.trigger()
    assert not labels(window).any()
    qtbot.waitUntil(lambda: statuses(window) == ["new"] * 3)
    assert window.session.autosave.flush(5)
    assert not window.session.project.load_labels(window.session.photos.keys[1]).any()


def test_what_comes_in_is_on_disk(window, masks, qtbot):
    bring(window, masks, qtbot, use="accepted")

    project = window.session.project
    assert all((project.load_labels(key) == HAIR).all() for key in window.session.photos.keys[:2])
    qtbot.waitUntil(lambda: not window.session.autosave.pending)
    assert statuses(window) == ["accepted", "accepted", "new"]


def test_a_hands_work_is_kept_unless_it_may_be_replaced(window, masks, qtbot):
    paint(window)
    painted = labels(window).copy()

    bring(window, masks, qtbot)
    assert np.array_equal(labels(window), painted)
    assert "Corrections kept: 1." in window.jobs.notice

    window.jobs.show_notice("")
    bring(window, masks, qtbot, replace=True)
    assert (labels(window) == HAIR).all()
    window.actions_.undo.trigger()
    assert np.array_equal(labels(window), painted)


def test_locked_classes_do_not_change_what_is_imported(window, masks, qtbot):
    paint(window)
    window.layers.set_locked(HAT, True)
    assert HAT in window.session.open_photo.work.document.locked

    bring(window, masks, qtbot, replace=True)

    assert (labels(window) == HAIR).all()
    assert HAT in window.session.open_photo.work.document.locked


def test_a_photo_left_before_keeps_its_undo_under_the_import(window, masks, qtbot):
    with qtbot.waitSignal(window.session.current.opened):
        window.session.current.select(window.session.photos.keys[1])
    paint(window)
    painted = labels(window).copy()
    with qtbot.waitSignal(window.session.current.opened):
        window.session.current.select(window.session.photos.keys[2])

    bring(window, masks, qtbot, replace=True)
    with qtbot.waitSignal(window.session.current.opened):
        window.session.current.select(window.session.photos.keys[1])

    assert (labels(window) == HAIR).all()
    window.actions_.undo.trigger()
    assert np.array_equal(labels(window), painted)


def test_the_import_waits_for_the_stroke_in_hand(window, masks, qtbot):
    document = window.session.open_photo.work.document
    document.begin_stroke(20, 20, HAT, Brush(9))
    dialog = ask(window, qtbot)
    choose(dialog, masks, qtbot)
    dialog.replace.click()
    QTest.mouseClick(dialog.go, LEFT)
    qtbot.wait(300)
    assert document.is_stroking
    assert document.labels[20, 20] == HAT

    document.end_stroke()
    qtbot.waitUntil(lambda: "imported" in window.jobs.notice)

    assert (document.labels == HAIR).all()
    window.actions_.undo.trigger()
    assert document.labels[20, 20] == HAT


def test_a_stroke_painted_meanwhile_is_kept_as_work(window, masks, qtbot, monkeypatch):
    """The job saw a new photo; when its mask comes, a hand has worked on it."""
    dialog = ask(window, qtbot)
    choose(dialog, masks, qtbot)
    lay_down = window.importing._lay_down

    def paint_first(request, handover):
        if handover.record.path.name == "1.png":
            paint(window)
        return lay_down(request, handover)

    monkeypatch.setattr(window.importing, "_lay_down", paint_first)
    QTest.mouseClick(dialog.go, LEFT)
    qtbot.waitUntil(lambda: "imported" in window.jobs.notice)

    assert labels(window)[20, 20] == HAT
    assert "Corrections kept: 1." in window.jobs.notice


def test_a_prediction_is_laid_beside_the_work_for_comparing(window, masks, qtbot):
    paint(window)
    painted = labels(window).copy()

    bring(window, masks, qtbot, use="prediction")

    qtbot.waitUntil(lambda: window.session.open_photo.found is not None)
    assert (window.session.open_photo.prediction.whole() == HAIR).all()
    assert np.array_equal(labels(window), painted)
    assert statuses(window) == ["edited", "parsed", "new"]
    assert "undo" not in window.jobs.notice
    key = window.session.open_photo.key
    qtbot.waitUntil(lambda: window.session.photos.record(key).model == "Indexed PNG (class ids)")


def test_photos_are_copied_along_and_listed(window, named, qtbot):
    (named / "photos").mkdir()
    Image.new("RGB", (64, 48)).save(named / "photos" / "stranger.png")
    dialog = ask(window, qtbot)
    QTest.keyClicks(dialog.source.edit, str(named))
    qtbot.waitUntil(lambda: "the class Haare" in dialog.preview.problem.text())
    QTest.keyClicks(dialog.names, "Haare = hair")
    qtbot.waitUntil(dialog.go.isEnabled)
    QTest.keyClick(dialog.add_photos, Qt.Key.Key_Space)
    assert "Masks with a photo to copy: 1." in dialog.preview.summary.text()
    QTest.mouseClick(dialog.go, LEFT)

    qtbot.waitUntil(lambda: "3 label maps imported" in window.jobs.notice)
    assert "Photos copied into the folder: 1." in window.jobs.notice
    assert statuses(window) == ["edited", "edited", "new", "edited"]
    assert window.photo_list.view.model().rowCount() == 4


def test_thousands_of_failures_do_not_flood_the_window(window, masks, qtbot):
    blank = (masks / "stranger.png").read_bytes()
    for number in range(200):
        (masks / f"stranger {number}.png").write_bytes(blank)

    bring(window, masks, qtbot)

    assert "Failed: 201." in window.jobs.notice
    assert len(window.messages.messages) == 51
    assert "151 more failed" in window.messages.messages[-1]


def test_what_will_be_written_over_is_reported_before(window, masks, qtbot):
    paint(window)
    dialog = ask(window, qtbot)
    choose(dialog, masks, qtbot)
    assert dialog.why_not.text() == ""

    dialog.replace.click()
    assert "to be replaced: 1 photo" in dialog.why_not.text()
    dialog.uses["prediction"].click()
    assert dialog.why_not.text() == ""
    assert not dialog.replace.isEnabled()
    dialog.reject()


def test_where_all_photos_keep_their_labels_there_is_nothing_to_import(window, masks, qtbot):
    bring(window, masks, qtbot, use="accepted")
    qtbot.waitUntil(lambda: statuses(window) == ["accepted", "accepted", "new"])
    dialog = ask(window, qtbot)
    QTest.keyClicks(dialog.source.edit, str(masks))
    qtbot.waitUntil(lambda: "All matching photos are already edited or accepted" in dialog.why_not.text())
    assert "Already edited or accepted: 2." in dialog.preview.summary.text()
    assert "To be imported" not in dialog.preview.summary.text()
    assert not dialog.go.isEnabled()
    dialog.uses["accepted"].click()
    assert not dialog.go.isEnabled()

    dialog.uses["prediction"].click()
    assert dialog.go.isEnabled()
    assert "To be imported as predictions: 2." in dialog.preview.summary.text()
    dialog.uses["edited"].click()
    assert not dialog.go.isEnabled()
    dialog.replace.click()
    assert dialog.go.isEnabled()
    dialog.reject()


def test_a_mask_of_another_size_is_refused_by_name(window, masks, qtbot):
    Image.fromarray(np.full((48, 63), HAIR, np.uint8)).save(masks / "2.png")
    (masks / "stranger.png").unlink()

    bring(window, masks, qtbot)

    (message,) = window.messages.messages
    assert "2.png is 63 × 48 pixels" in message
    assert statuses(window) == ["edited", "new", "new"]


def test_cancel_leaves_what_came_in(window, masks, qtbot, monkeypatch):
    lay_down = window.importing._lay_down

    def cancel_too(request, handover):
        window.jobs.import_.cancelled.emit()
        return lay_down(request, handover)

    monkeypatch.setattr(window.importing, "_lay_down", cancel_too)

    bring(window, masks, qtbot)

    assert "Import stopped at 1 of 3" in window.jobs.notice
    assert statuses(window) == ["edited", "new", "new"]
    assert not window.jobs.import_.isVisible()


def test_closing_the_window_in_the_middle_ends_the_import(window, masks, qtbot, monkeypatch):
    taken = []
    monkeypatch.setattr(window.importing, "_lay_down", lambda *_: (taken.append(1), window.close()) and True)
    dialog = ask(window, qtbot)
    choose(dialog, masks, qtbot)
    QTest.mouseClick(dialog.go, LEFT)

    qtbot.waitUntil(lambda: not window.isVisible())
    qtbot.wait(300)

    assert taken == [1]


def test_it_fits_a_small_screen_and_tab_goes_through_it_as_it_is_read(window, qtbot):
    dialog = ask(window, qtbot)
    assert dialog.width() <= 1280
    assert dialog.height() <= 680
    qtbot.waitUntil(lambda: dialog.focusWidget() is dialog.source.edit)
    reached = [dialog.source.edit]
    for _ in range(40):
        QTest.keyClick(dialog.focusWidget(), Qt.Key.Key_Tab)
        reached.append(dialog.focusWidget())
    read = [
        dialog.source.edit, dialog.source.folder, dialog.source.file, dialog.format, dialog.order,
        dialog.uses["edited"], dialog.keep, dialog.add_photos,
    ]  # fmt: skip
    assert [each for each in reached if each in read][: len(read)] == read
    dialog.reject()


# What is asked, and told


def test_a_photo_accepted_for_some_classes_is_so_again_after_undo_and_redo(window, masks, qtbot):
    lines = [
        {"faceparse_export": 1},
        {"stem": "1", "photo": "1.png", "accepted_for": ["hair"]},
        {"stem": "2", "photo": "2.png", "accepted_for": ["beard"]},
    ]
    (masks / "faceparse-export.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines))

    def states():
        return [(record.status, record.accepted_only) for record in window.session.photos.records()[:2]]

    bring(window, masks, qtbot, use="accepted")
    assert states() == [("accepted", ("hair",)), ("edited", ())]
    assert "classes that are not ours, imported as edited: 1 (beard 1), 2." in window.jobs.notice
    window.session.history.undo()
    qtbot.waitUntil(lambda: states() == [("new", ()), ("new", ())])
    window.session.history.redo()
    qtbot.waitUntil(lambda: states() == [("accepted", ("hair",)), ("edited", ())])
