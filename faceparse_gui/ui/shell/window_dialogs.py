"""Opens the dialogs of settings and of keys."""

from __future__ import annotations

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QWidget

from faceparse_gui.ui.keys.dialog import ShortcutsDialog
from faceparse_gui.ui.keys.shortcuts import Shortcuts
from faceparse_gui.ui.settings.dialog import SettingsDialog
from faceparse_gui.ui.settings.store import AppSettings
from faceparse_gui.ui.shell.help import KeysSheet
from faceparse_gui.ui.shell.menus import Commands, key_columns
from faceparse_gui.ui.widgets.dialog import Dialog


class WindowDialogs(QObject):
    """Each dialog is made when it is opened, and deleted when it is closed."""

    def __init__(
        self, settings: AppSettings, shortcuts: Shortcuts, commands: Commands, window: QWidget
    ) -> None:
        super().__init__(window)
        self._settings = settings
        self._shortcuts = shortcuts
        self._commands = commands
        self._window = window
        actions = commands.window
        actions.settings.triggered.connect(self.show_settings)
        actions.shortcuts.triggered.connect(self.show_keys)
        actions.change_keys.triggered.connect(self.change_keys)

    def show_settings(self) -> None:
        """Open the settings."""
        self._open(SettingsDialog(self._settings, self._window))

    def show_keys(self) -> None:
        """Open the sheet of all commands' keys."""
        self._open(KeysSheet(key_columns(self._commands), self._window))

    def change_keys(self) -> None:
        """Open the dialog in which keys are changed."""
        self._open(ShortcutsDialog(self._shortcuts, self._window))

    def _open(self, dialog: Dialog) -> None:
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open_soon()
