"""What the person is told and may choose before a fine-tuning."""

import pytest
from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QLabel, QPushButton, QWidget

from faceparse_gui.project.versions.corrections import ClassCount, Preflight
from faceparse_gui.ui.finetune.advanced import Start
from faceparse_gui.ui.finetune.dialog import FinetuneDialog

SHIPPED, SECOND = Start("the shipped network", "lmsa"), Start("Version 2", "/store/v2.safetensors")


@pytest.fixture
def make_dialog(theme, qtbot):
    def make(current=SECOND, edited=3):
        dialog = FinetuneDialog([SHIPPED, SECOND], current, edited)
        qtbot.addWidget(dialog)
        dialog.asked = []
        dialog.preflight_wanted.connect(dialog.asked.append)
        dialog.start()
        return dialog

    return make


def found(images=4, problems=(), warnings=()):
    classes = (ClassCount("skin", 4, 1), ClassCount("hair", 4, 3), ClassCount("hat", 2, 0))
    return Preflight(images, 2 * images, classes if images else (), problems, warnings)


def texts(dialog):
    return [label.text() for label in dialog.findChildren(QLabel) if label.isVisible()]


def go(dialog):
    return next(each for each in dialog.findChildren(QPushButton) if each.text() == "Fine-tune")


def test_it_opens_at_once_and_starts_only_when_the_corrections_were_looked_through(make_dialog):
    dialog = make_dialog()
    assert dialog.isVisible()
    assert dialog.asked == [False]
    assert not go(dialog).isEnabled()

    dialog.show_preflight(found())

    assert go(dialog).isEnabled()
    assert "4 corrected photos, 8 face crops." in texts(dialog)


def test_one_photo_and_one_crop_are_no_plurals(make_dialog):
    dialog = make_dialog()
    dialog.show_preflight(Preflight(1, 1, found().classes, (), ()))
    assert "1 corrected photo, 1 face crop." in texts(dialog)


def test_the_classes_touched_are_shown_most_first(make_dialog):
    dialog = make_dialog()
    dialog.show_preflight(found())
    names = [
        each.accessibleName()
        for each in dialog.findChildren(QWidget)
        if "corrected in" in each.accessibleName()
    ]
    assert names == ["Hair: corrected in 3 photos", "Skin: corrected in 1 photo"]


def test_problems_are_reported_and_forbid_the_start_warnings_do_not(make_dialog):
    dialog = make_dialog()
    dialog.show_preflight(found(0, problems=("There is nothing to learn from.",)))
    assert "There is nothing to learn from." in texts(dialog)
    assert not go(dialog).isEnabled()

    dialog.show_preflight(found(warnings=("One photo was moved.",)))
    assert "One photo was moved." in texts(dialog)
    assert "There is nothing to learn from." not in texts(dialog)
    assert go(dialog).isEnabled()


def test_edited_photos_are_looked_through_on_request(make_dialog):
    dialog = make_dialog()
    dialog.show_preflight(found())

    dialog._edited.click()

    assert dialog.asked == [False, True]
    assert dialog.with_edited
    assert not go(dialog).isEnabled()


def test_without_edited_photos_nobody_is_asked_about_them(make_dialog):
    assert not make_dialog(edited=0)._edited.isVisible()


def test_three_times_to_choose_from_and_the_choice_is_kept(make_dialog):
    dialog = make_dialog()
    assert dialog.settings.time_budget == 60
    dialog._budgets["thorough"].click()
    assert dialog.settings.time_budget == 1200
    dialog.show_preflight(found())
    go(dialog).click()

    assert make_dialog().settings.time_budget == 1200


def test_how_far_to_learn_is_kept_for_the_next_time(make_dialog):
    dialog = make_dialog()
    assert dialog.settings.how == "these-photos"
    dialog._hows["only-this-set"].click()
    dialog.show_preflight(found())
    go(dialog).click()
    assert make_dialog().settings.how == "only-this-set"
    QSettings().setValue("finetune/how", "nonsense")
    assert make_dialog().settings.how == "these-photos"


def test_it_learns_from_the_shipped_network_and_must_beat_the_one_in_use(make_dialog):
    dialog = make_dialog()
    assert (dialog.settings.base, dialog.settings.current) == ("lmsa", "/store/v2.safetensors")
    assert any("better than Version 2" in text for text in texts(dialog))

    dialog.advanced._start.setCurrentIndex(1)

    assert dialog.settings.base == "/store/v2.safetensors"
    assert any("Starts from Version 2, which is in use." in text for text in texts(dialog))


def test_rare_wishes_are_folded_away(make_dialog, tmp_path):
    dialog = make_dialog()
    assert not dialog.advanced._minutes.isVisible()
    dialog.advanced._fold.click()
    assert dialog.advanced._minutes.isVisible()
    for folder in ("images", "masks"):
        (tmp_path / folder).mkdir()

    dialog.advanced._minutes.setValue(2.5)
    dialog.advanced._seed.setValue(7)
    dialog.advanced._replay.setText(str(tmp_path))

    settings = dialog.settings
    assert (settings.time_budget, settings.seed, settings.replay) == (150, 7, str(tmp_path))
    assert not dialog._budgets["quick"].isEnabled()


def test_a_replay_folder_without_pictures_forbids_the_start_and_says_why(make_dialog, tmp_path):
    dialog = make_dialog()
    dialog.show_preflight(found())

    dialog.advanced._replay.setText(str(tmp_path))

    assert not go(dialog).isEnabled()
    assert any("does not contain images/ and masks/" in text for text in texts(dialog))
    dialog.advanced._replay.clear()
    assert go(dialog).isEnabled()


def test_corrections_that_cannot_be_read_are_reported(make_dialog):
    dialog = make_dialog()
    dialog.show_failure("The disk is gone.")
    assert "The disk is gone." in texts(dialog)
    assert not go(dialog).isEnabled()
