from pathlib import Path

from faceparse_gui.ui.export_dialog import ExportDialog


def make(qtbot, current=1, accepted=0, labelled=1, folder=Path("/photos")):
    dialog = ExportDialog({"current": current, "accepted": accepted, "all": labelled}, folder)
    qtbot.addWidget(dialog)
    return dialog


def test_accepted_photos_are_the_first_choice_then_the_one_open(theme, qtbot):
    assert make(qtbot, accepted=3).scope == "accepted"
    assert make(qtbot).scope == "current"
    assert make(qtbot, current=0).scope == "all"


def test_what_no_photo_belongs_to_cannot_be_chosen(theme, qtbot):
    dialog = make(qtbot, current=0, accepted=0, labelled=4)

    enabled = {scope: button.isEnabled() for scope, button in dialog._scopes.items()}

    assert enabled == {"current": False, "accepted": False, "all": True}


def test_export_waits_for_a_format_and_a_folder(theme, qtbot):
    dialog = make(qtbot)
    assert dialog._export.isEnabled()

    for box in dialog._formats.values():
        box.setChecked(False)
    assert not dialog._export.isEnabled()
    assert "format" in dialog._why_not.text()

    dialog._formats["overlay"].setChecked(True)
    dialog._folder.setText("  ")
    assert not dialog._export.isEnabled()
    assert "folder" in dialog._why_not.text()


def test_the_last_choice_is_offered_again(theme, home, qtbot):
    dialog = make(qtbot)
    dialog._formats["layers"].setChecked(True)
    dialog._folder.setText("/somewhere/else")
    dialog.accept()

    again = make(qtbot)

    assert [each.name for each in again.formats] == ["indexed", "layers"]
    assert again.folder == Path("/somewhere/else")


def test_home_is_understood(theme, home, qtbot):
    dialog = make(qtbot)
    dialog._folder.setText("~/masks")

    assert dialog.folder == home / "masks"
