"""Where the window shows what its parts report to the user."""

from __future__ import annotations

from PySide6.QtCore import QObject

from faceparse_gui.ui.i18n.messages import localise
from faceparse_gui.ui.photos.photo_watch import PHOTO
from faceparse_gui.ui.shell.job_bar import JobBar
from faceparse_gui.ui.shell.message_bar import MessageBar
from faceparse_gui.ui.shell.notification_bar import NotificationBar


class Notices(QObject):
    """Passes notices to the status bar and to the bars above the canvas."""

    def __init__(
        self, jobs: JobBar, messages: MessageBar, notifications: NotificationBar, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._jobs = jobs
        self._messages = messages
        self._notifications = notifications

    def show(self, level: str, text: str) -> None:
        """Show a notice. An "info" vanishes by itself; a "warning" or "error" stays until it is closed."""
        text = localise(text)
        if level == "info":
            self._jobs.show_notice(text)
        else:
            self._messages.add(level, text)

    def show_info(self, text: str) -> None:
        """Show a notice that vanishes by itself."""
        self.show("info", text)

    def show_info_of_photo(self, text: str) -> None:
        """Show a notice of the open photo that vanishes by itself, or with the photo."""
        self._jobs.show_notice(localise(text), of_photo=True)

    def show_of_photo(self, level: str, text: str) -> None:
        """Show a notice of the open photo; it is withdrawn with the photo."""
        self._messages.add(level, localise(text), PHOTO)

    def clear(self) -> None:
        """Remove all messages and notifications: another project is open."""
        self._messages.clear()
        self._notifications.clear()
