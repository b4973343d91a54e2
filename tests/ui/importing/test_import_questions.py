"""What an import asks about: contradictions, names, photos without annotations; and stopping it."""

import json
import time

import numpy as np
from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from faceparse_core.labels import ID_OF, PALETTE
from faceparse_gui.formats import FORMATS, ReadOptions
from faceparse_gui.jobs.import_job import ImportRequest
from tests.ui.importing.import_steps import HAIR, LEFT, ask, choose, labels, statuses


def saved_anew(folder, name="1"):
    """A mask of hair and skin, saved by another program in another palette order, with one more colour."""
    folder.mkdir()
    image = Image.fromarray(np.array([[0, 1, 2] * 21 + [0]] * 48, np.uint8))
    image.putpalette(np.array([PALETTE[HAIR], PALETTE[ID_OF["skin"]], (9, 9, 9)], np.uint8).tobytes())
    image.save(folder / f"{name}.png")
    return folder


def test_ids_and_colours_that_contradict_each_other_are_asked_about(window, tmp_path, qtbot):
    dialog = ask(window, qtbot)
    choose(dialog, saved_anew(tmp_path / "anew"), qtbot)

    assert "Say which count" in dialog.preview.problem.text()
    dialog.ids.setFocus()
    QTest.keyClick(dialog.ids, Qt.Key.Key_Down)  # ids only
    qtbot.waitUntil(lambda: dialog.go.isEnabled() and not dialog.preview.problem.text())
    QTest.mouseClick(dialog.go, LEFT)
    qtbot.waitUntil(lambda: "1 label map imported" in window.jobs.notice)
    assert labels(window)[0, :3].tolist() == [0, 1, 2]


def test_how_masks_are_named_can_be_said(window, masks, qtbot):
    for number in (1, 2):
        (masks / f"{number}.png").rename(masks / f"hair of {number} by hand.png")
    dialog = ask(window, qtbot)
    QTest.keyClicks(dialog.source.edit, str(masks))
    qtbot.waitUntil(lambda: "matching photos in this folder" in dialog.preview.summary.text())
    assert not dialog.go.isEnabled()
    QTest.keyClicks(dialog.naming, "hair of {stem} *")
    qtbot.waitUntil(dialog.go.isEnabled)
    assert "3 label maps, 2 matching photos" in dialog.preview.summary.text()
    dialog.naming.clear()
    QTest.keyClicks(dialog.naming, "hair")
    qtbot.waitUntil(lambda: "no naming pattern" in dialog.preview.problem.text())
    dialog.reject()


def test_photos_that_nobody_annotated_are_reported_and_left_unless_they_may_be_taken(window, tmp_path, qtbot):
    path = tmp_path / "1.json"
    path.write_text(json.dumps({"shapes": [], "imageHeight": 48, "imageWidth": 64}))
    dialog = ask(window, qtbot)
    choose(dialog, path, qtbot)
    dialog.uses["accepted"].click()
    QTest.mouseClick(dialog.go, LEFT)
    qtbot.waitUntil(lambda: "Photos without any annotation, left as they are: 1" in window.jobs.notice)
    before = statuses(window)[0]
    assert before != "accepted"

    dialog = ask(window, qtbot)
    choose(dialog, path, qtbot)
    dialog.uses["accepted"].click()
    dialog.take_empty.click()
    QTest.mouseClick(dialog.go, LEFT)
    qtbot.waitUntil(lambda: statuses(window)[0] == "accepted")


def test_cancel_stops_in_the_middle_of_a_mask(window, tmp_path, qtbot):
    circle = {"label": "skin", "shape_type": "circle", "points": [[2000, 2000], [2000, 3900]]}
    path = tmp_path / "1.json"
    path.write_text(json.dumps({"shapes": [circle] * 5000, "imageHeight": 4000, "imageWidth": 4000}))
    request = ImportRequest(path, FORMATS["labelme"], ReadOptions(), "edited", "replace", False)
    window.importing._start(window.session.project, request)
    qtbot.wait(500)
    began = time.monotonic()
    window.importing.cancel()
    qtbot.waitUntil(lambda: "Import stopped at 0 of 1" in window.jobs.notice)
    assert time.monotonic() - began < 2  # it would go on for half a minute
