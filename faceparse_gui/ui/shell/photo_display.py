"""Shows the photo of the session on the canvas, in the class panel, in the title and in the status bar."""

from __future__ import annotations

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QMainWindow

from faceparse_gui.ui.canvas.canvas import Canvas
from faceparse_gui.ui.canvas.hover import Hover
from faceparse_gui.ui.classes.class_model import class_title
from faceparse_gui.ui.classes.class_panel import ClassPanel
from faceparse_gui.ui.session.session import Session
from faceparse_gui.ui.session.work import OpenPhoto
from faceparse_gui.ui.shell.actions import Actions
from faceparse_gui.ui.shell.job_bar import JobBar
from faceparse_gui.ui.shell.notices import Notices


class PhotoDisplay(QObject):
    """Keeps the window's parts at the photo that is open, and enables the commands that it allows."""

    def __init__(
        self,
        window: QMainWindow,
        session: Session,
        actions: Actions,
        canvas: Canvas,
        classes: ClassPanel,
        jobs: JobBar,
        notices: Notices,
    ) -> None:
        super().__init__(window)
        self._window = window
        self._session = session
        self._actions = actions
        self._canvas = canvas
        self._classes = classes
        self._jobs = jobs
        self._notices = notices
        session.projects.opened.connect(self._enable_commands)
        session.current.opened.connect(self._show)
        session.current.failed.connect(self._show_failure)
        session.edits.record_changed.connect(self._show_saved)
        session.edits.history_changed.connect(self._show_saved)
        session.predictions.changed.connect(self._show_prediction)
        canvas.hovered.connect(self.show_pixel)
        canvas.scale_changed.connect(self._show_scale)
        self._show(None)

    def show_pixel(self, hover: Hover | None) -> None:
        """Show position, class, face and prediction of the pixel under the cursor in the status bar."""
        if hover is None:
            self._jobs.show_place("")
            return
        text = f"{hover.x}, {hover.y}   {class_title(hover.class_id)}"
        if hover.face is not None:
            text += " · " + self.tr("face {0}").format(hover.face)
        if hover.confidence is not None and hover.predicted is not None:
            percent = hover.confidence / 2.55
            if hover.predicted == hover.class_id:
                text += "   " + self.tr("confidence {0:.0f} %").format(percent)
            else:
                predicted = class_title(hover.predicted)
                text += "   " + self.tr("predicted: {0}, confidence {1:.0f} %").format(predicted, percent)
        self._jobs.show_place(text)

    def _show(self, open_photo: OpenPhoto | None) -> None:
        if open_photo is None:
            self._classes.set_document(None)
            self._jobs.show_size(None)
            self._canvas.clear()
            self._window.setWindowTitle("faceparse-gui")
        else:
            self._canvas.set_photo(
                open_photo.photo, open_photo.work.document, open_photo.found, keep_view=True
            )
            self._classes.set_document(open_photo.work.document)
            self._jobs.show_size(open_photo.photo.shape)
            name = self._session.photos.record(open_photo.key).path.name
            self._window.setWindowTitle(f"{name}[*] – faceparse-gui")
        self._enable_commands()
        self._show_scale(self._canvas.scale)
        self._show_saved()

    def _enable_commands(self) -> None:
        for action in self._actions.for_photo():
            action.setEnabled(self._session.open_photo is not None)
        for action in self._actions.for_project():
            action.setEnabled(bool(self._session.photos.keys))

    def _show_failure(self, error: Exception) -> None:
        key = self._session.current.wanted
        if key is not None and isinstance(error.__cause__, FileNotFoundError | NotADirectoryError):
            self._canvas.clear(self._session.photos.record(key).path.name)
        else:
            self._notices.show_of_photo("error", str(error) or type(error).__name__)

    def _show_prediction(self) -> None:
        if self._session.open_photo is not None:
            self._canvas.set_prediction(self._session.open_photo.found)

    def _show_saved(self) -> None:
        """Mark the title while work is on its way to the disk, and say where no face was found."""
        open_photo = self._session.open_photo
        self._window.setWindowModified(open_photo is not None and open_photo.work.document.is_modified)
        self._canvas.no_face.set_shown(
            open_photo is not None and self._session.photos.record(open_photo.key).status == "no-face"
        )

    def _show_scale(self, scale: float) -> None:
        self._jobs.show_scale(scale if self._session.open_photo is not None else 0)
