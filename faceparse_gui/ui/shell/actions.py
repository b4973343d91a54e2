"""The window's commands: texts, icons, keys. What they do is connected by the window."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QWidget

from faceparse_gui.ui.widgets.icons import icon


class Actions:
    """All commands of the menus and the toolbar that act on the window, not on a tool or view of their
    own.
    """

    def __init__(self, window: QWidget) -> None:
        self._window = window
        self.open_photos = self._add(QCoreApplication.translate("Actions", "Open photos…"), "image", "Ctrl+O")
        self.open_folder = self._add(
            QCoreApplication.translate("Actions", "Open folder…"), "folder", "Ctrl+Shift+O"
        )
        self.open_tree = self._add(QCoreApplication.translate("Actions", "Open folder with sub-folders…"))
        self.open_sample = self._add(QCoreApplication.translate("Actions", "Open sample photos"))
        self.export = self._add(QCoreApplication.translate("Actions", "Export…"), "export", "Ctrl+E")
        self.import_masks = self._add(
            QCoreApplication.translate("Actions", "Import masks…"), "import", "Ctrl+Shift+I"
        )
        self.quit = self._add(QCoreApplication.translate("Actions", "Quit"), None, "Ctrl+Q")
        self.undo = self._add(QCoreApplication.translate("Actions", "Undo"), "undo", "Ctrl+Z")
        self.redo = self._add(QCoreApplication.translate("Actions", "Redo"), "redo", "Ctrl+Shift+Z", "Ctrl+Y")
        self.parse = self._add(QCoreApplication.translate("Actions", "Parse"), "parse", "P")
        self.parse_all = self._add(QCoreApplication.translate("Actions", "Parse all"), "parse-all", "Shift+P")
        self.add_face = self._add(
            QCoreApplication.translate("Actions", "Add or change a face…"), "add-face", "Shift+F"
        )
        self.aligned = self._add(QCoreApplication.translate("Actions", "Photos are aligned face crops"))
        self.aligned.setCheckable(True)
        self.previous = self._add(QCoreApplication.translate("Actions", "Previous photo"), "previous", "A")
        self.next = self._add(QCoreApplication.translate("Actions", "Next photo"), "next", "D")
        self.previous_unreviewed = self._add(
            QCoreApplication.translate("Actions", "Previous unaccepted photo"), None, "Ctrl+Shift+A"
        )
        self.next_unreviewed = self._add(
            QCoreApplication.translate("Actions", "Next unaccepted photo"), None, "Ctrl+Shift+D"
        )
        self.most_useful = self._add(
            QCoreApplication.translate("Actions", "Next most uncertain photo"), "most-useful", "U"
        )
        self.accept = self._add(
            QCoreApplication.translate("Actions", "Accept and next"), "accept", "Ctrl+Return", "Ctrl+Enter"
        )
        self.accept_some = self._add(
            QCoreApplication.translate("Actions", "Accept some classes…"), None, "Ctrl+Alt+Return"
        )
        self.accept_some.setToolTip(
            QCoreApplication.translate(
                "Actions", "Accept only what was corrected: the rest is not taken for right"
            )
        )
        self.finetune = self._add(
            QCoreApplication.translate("Actions", "Fine-tune on corrections…"), "finetune", "Ctrl+T"
        )
        self.familiarise = self._add(QCoreApplication.translate("Actions", "Get used to these photos"))
        self.familiarise.setToolTip(
            QCoreApplication.translate(
                "Actions", "Before any correction: the network gets used to their light and camera"
            )
        )
        self.versions = self._add(QCoreApplication.translate("Actions", "Versions…"), "versions")
        self.missing = self._add(QCoreApplication.translate("Actions", "Missing photos…"))
        self.missing.setToolTip(
            QCoreApplication.translate("Actions", "Photos with saved labels that are no longer in the folder")
        )
        self.clean_up = self._add(QCoreApplication.translate("Actions", "Clean up…"), "clean-up", "Ctrl+K")
        self.settings = self._add(QCoreApplication.translate("Actions", "Settings…"), None, "Ctrl+,")
        self.shortcuts = self._add(
            QCoreApplication.translate("Actions", "Keyboard shortcuts"), None, "?", "F1"
        )
        self.change_keys = self._add(QCoreApplication.translate("Actions", "Edit shortcuts…"))
        self.tour = self._add(QCoreApplication.translate("Actions", "Getting started"))
        self.show_log = self._add(QCoreApplication.translate("Actions", "Show log"))
        self.show_log.setToolTip(QCoreApplication.translate("Actions", "Open the folder with the log files"))
        self.about = self._add(QCoreApplication.translate("Actions", "About faceparse-gui"))
        self.aligned.setToolTip(
            QCoreApplication.translate(
                "Actions",
                "Parse each photo as one aligned face, as in CelebAMask-HQ, without face detection",
            )
        )
        for role, action in (
            (QAction.MenuRole.QuitRole, self.quit),
            (QAction.MenuRole.AboutRole, self.about),
        ):
            action.setMenuRole(role)
        for stepping in (self.undo, self.redo, self.previous, self.next):
            stepping.setAutoRepeat(True)

    def for_photo(self) -> list[QAction]:
        """Those that need a photo on the canvas."""
        return [self.parse, self.add_face, self.accept, self.accept_some, self.clean_up]

    def for_project(self) -> list[QAction]:
        """Those that need photos in the list."""
        return [
            self.parse_all,
            self.finetune,
            self.familiarise,
            self.versions,
            self.export,
            self.import_masks,
            self.previous,
            self.next,
            self.previous_unreviewed,
            self.next_unreviewed,
            self.most_useful,
            self.missing,
        ]

    def _add(self, text: str, icon_name: str | None = None, *keys: str) -> QAction:
        action = QAction(text, self._window)
        action.setIconText(text.removesuffix("…"))  # Undo's text says what it will undo; this stays
        if icon_name is not None:
            action.setIcon(icon(icon_name))
        action.setShortcuts([QKeySequence(key) for key in keys])
        action.setAutoRepeat(False)
        if keys:
            name = text.removesuffix("…")
            key = action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
            action.setToolTip(f"{name} ({key})")
        self._window.addAction(action)
        return action
