"""Where the dialogs that open photos begin."""

from pathlib import Path

from PySide6.QtWidgets import QFileDialog

from faceparse_gui.ui.shell.main_window import MainWindow


def test_the_samples_hidden_folder_is_no_place_to_begin(theme, qtbot, home, photo_folder, monkeypatch):
    begun = []
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *args: begun.append(Path(args[2])) or "")
    window = MainWindow()
    qtbot.addWidget(window)
    with qtbot.waitSignal(window.session.current.opened):
        window.open_commands.open_sample()
    window.actions_.open_folder.trigger()
    assert begun[0] in (home, home / "Pictures")

    window.open_commands.open([photo_folder])
    qtbot.waitUntil(lambda: window.session.project.folder == photo_folder)
    window.actions_.open_folder.trigger()
    assert begun[1] == photo_folder
    window.close()
