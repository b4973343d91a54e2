"""What a person does to a class in three photos is offered for the others."""

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton

from faceparse_core.labels import ID_OF
from faceparse_gui.project import Prediction
from faceparse_gui.project.rules import Rule, load_rules
from faceparse_gui.ui.shell.main_window import MainWindow

SKIN, NECK = ID_OF["skin"], ID_OF["neck"]
SENTENCE = "In 3 photos you turned Neck into Skin. Do the same wherever Neck is in 2 photos not touched yet?"


def prediction(model="net"):
    labels = np.full((48, 64), SKIN, np.uint8)
    labels[30:] = NECK
    return Prediction(labels, np.full((48, 64), 255, np.uint8), model)


@pytest.fixture
def window(qtbot, theme, photo_folder):
    """Five parsed photos with a neck."""
    for number in (4, 5):
        Image.new("RGB", (64, 48), (40 * number,) * 3).save(photo_folder / f"{number}.png")
    window = MainWindow()
    qtbot.addWidget(window)
    window.show()
    qtbot.waitExposed(window)
    window.session.projects.open([photo_folder])
    qtbot.waitUntil(lambda: window.session.open_photo is not None)
    for key in window.session.photos.keys:
        window.session.predictions.apply(key, prediction(), False)
    yield window
    window.close()


def correct(window, qtbot, number):
    """Turn the neck of a photo into skin by hand, and accept it."""
    key = window.session.photos.keys[number]
    window.session.current.select(key)
    qtbot.waitUntil(lambda: window.session.open_photo is not None and window.session.open_photo.key == key)
    window.session.open_photo.work.document.paint_mask(prediction().labels == NECK, SKIN, "skin")
    window.actions_.accept.trigger()


def press(window, text):
    (button,) = (b for b in window.notifications.findChildren(QPushButton) if b.text() == text)
    button.click()


def labels_of(window, number):
    window.session.autosave.flush(10)
    return window.session.project.load_labels(window.session.photos.keys[number])


def offered(window, qtbot):
    for number in range(3):
        assert window.notifications.texts == []
        correct(window, qtbot, number)
    qtbot.waitUntil(lambda: window.notifications.texts == [SENTENCE], timeout=10_000)


def test_it_is_offered_applied_undone_and_remembered(window, qtbot, photo_folder):
    offered(window, qtbot)
    press(window, "Apply")
    qtbot.waitUntil(lambda: "Neck is Skin, in 2 photos." in " ".join(window.notifications.texts))
    assert all((labels_of(window, number) == SKIN).all() for number in (3, 4))
    assert [window.session.photos.records()[each].status for each in (3, 4)] == ["parsed", "parsed"]
    key = window.session.photos.keys[4]
    window.session.predictions.apply(key, prediction(), False)
    assert (labels_of(window, 4) == SKIN).all(), "photos parsed later follow"
    window.session.predictions.apply(key, prediction("learned"), False)
    assert (labels_of(window, 4) == NECK).any(), "another network needs no rule"
    project = window.session.project
    qtbot.waitUntil(lambda: load_rules(project.store) == (Rule(was=NECK, now=SKIN, model="net"),))
    (action,) = window.rules.menu.actions()
    action.trigger()
    qtbot.waitUntil(lambda: load_rules(project.store) == ())
    assert window.session.rules == ()


def test_undo_of_the_notification_takes_all_of_it_back(window, qtbot):
    offered(window, qtbot)
    press(window, "Apply")
    qtbot.waitUntil(lambda: "Neck is Skin, in 2 photos." in " ".join(window.notifications.texts))
    press(window, "Undo")
    qtbot.waitUntil(lambda: all((labels_of(window, number) == NECK).any() for number in (3, 4)))
    assert window.session.rules == ()


def test_the_rule_goes_with_its_labels_when_they_are_undone_and_redone(window, qtbot):
    offered(window, qtbot)
    press(window, "Apply")
    qtbot.waitUntil(lambda: "Neck is Skin, in 2 photos." in " ".join(window.notifications.texts))
    rule = Rule(was=NECK, now=SKIN, model="net")
    store, history = window.session.project.store, window.session.history
    window.session.current.select(window.session.photos.keys[4])
    qtbot.waitUntil(lambda: history.undo_step is not None and history.undo_step.text == "Apply rule")
    window.actions_.undo.trigger()
    qtbot.waitUntil(lambda: window.session.rules == () and load_rules(store) == ())
    assert (labels_of(window, 3) == NECK).any()
    window.actions_.redo.trigger()
    qtbot.waitUntil(lambda: window.session.rules == (rule,) and load_rules(store) == (rule,))
    qtbot.waitUntil(lambda: bool((labels_of(window, 3) == SKIN).all()))  # the open photo comes first


def test_ticking_a_rule_in_the_menu_applies_it(window, qtbot):
    offered(window, qtbot)
    press(window, "Apply")
    qtbot.waitUntil(lambda: "Neck is Skin, in 2 photos." in " ".join(window.notifications.texts))
    press(window, "Undo")
    qtbot.waitUntil(lambda: all((labels_of(window, number) == NECK).any() for number in (3, 4)))
    assert window.notifications.texts == [] or "undone" in window.notifications.texts[0]
    (action,) = window.rules.menu.actions()
    assert not action.isChecked()
    menu = window.rules.menu
    menu.popup(window.mapToGlobal(window.rect().center()))
    QTest.mouseClick(menu, Qt.MouseButton.LeftButton, pos=menu.actionGeometry(action).center())
    qtbot.waitUntil(lambda: all((labels_of(window, number) == SKIN).all() for number in (3, 4)))
    assert window.rules.menu.actions()[0].isChecked()


def test_the_last_word_on_a_rule_is_what_is_kept(window, qtbot):
    offered(window, qtbot)
    press(window, "Apply")
    store = window.session.project.store
    qtbot.waitUntil(lambda: load_rules(store) != ())
    for is_on in (False, True) * 3 + (False,):
        window.rules._switch(Rule(was=NECK, now=SKIN, model="net"), is_on)
        qtbot.wait(1)
    qtbot.waitUntil(lambda: not window.rules._is_saving)
    assert load_rules(store) == window.session.rules == ()


def test_not_now_is_an_answer(window, qtbot):
    offered(window, qtbot)
    press(window, "Not now")
    correct(window, qtbot, 3)
    window.rules._look()
    qtbot.wait(300)
    assert window.notifications.texts == []
    assert (labels_of(window, 4) == NECK).any()


def test_the_rules_of_a_project_are_there_when_it_is_opened_again(window, qtbot, photo_folder):
    offered(window, qtbot)
    press(window, "Apply")
    qtbot.waitUntil(lambda: load_rules(window.session.project.store) != ())
    window.close()
    again = MainWindow()
    qtbot.addWidget(again)
    again.session.projects.open([photo_folder])
    qtbot.waitUntil(lambda: again.session.rules != ())
    assert [action.text() for action in again.rules.menu.actions()] == ["Neck is Skin"]
    again.close()
