"""What the window starts without is loaded in a thread, before a command asks for it."""

import sys

from faceparse_gui.ui.shell import lazy_modules
from faceparse_gui.ui.shell.main_window import MainWindow


def test_no_command_has_to_load_its_dialog(theme, qtbot, photo_folder, monkeypatch):
    window = MainWindow()
    qtbot.addWidget(window)
    for name in lazy_modules.MODULES:
        monkeypatch.delitem(sys.modules, name, raising=False)
    with qtbot.waitSignal(window.session.current.opened):
        window.open_commands.open([photo_folder])
    qtbot.waitUntil(lambda: all(name in sys.modules for name in lazy_modules.MODULES))
    assert window.close()
