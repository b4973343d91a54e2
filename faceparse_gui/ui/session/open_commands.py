"""The ways to choose what to open: dialogs, the recent menu, the sample photos, a drop on the window."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, QStandardPaths, Signal
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QFileDialog, QMenu, QWidget

from faceparse_core.photos.imaging import PHOTO_SUFFIXES
from faceparse_gui.ui.session import recent
from faceparse_gui.ui.session.sample import sample_folder, sample_photos
from faceparse_gui.ui.session.session import Session


class OpenCommands(QObject):
    """Opens what the user chooses; ``recent_menu`` is filled each time it is shown."""

    notice = Signal(str, object)  # as Session.notice

    def __init__(self, session: Session, window: QWidget) -> None:
        super().__init__(window)
        self._session = session
        self._window = window
        self.recent_menu = QMenu(self.tr("Open recent"), window)
        self.recent_menu.aboutToShow.connect(self._fill_recent)
        session.current.opened.connect(self.remember)

    def open(self, paths: Sequence[Path], key: str | None = None, recursive: bool = False) -> None:
        """Open a folder (with its sub-folders) or photos, at the photo ``key`` or the one shown last."""
        self._session.projects.open(paths, key or recent.last_key(paths), recursive=recursive)

    def choose_photos(self) -> None:
        """Ask for photos in the system's dialog, and open them."""
        pattern = " ".join(f"*{suffix}" for suffix in sorted(PHOTO_SUFFIXES))
        kinds = ";;".join((self.tr("Photos ({0})").format(pattern), self.tr("All files (*)")))
        files, _ = QFileDialog.getOpenFileNames(self._window, self.tr("Open photos"), self._folder(), kinds)
        self.open([Path(file) for file in files])

    def choose_folder(self, recursive: bool = False) -> None:
        """Ask for a folder in the system's dialog, and open its photos, with those of its sub-folders if
        ``recursive``.
        """
        title = self.tr("Open folder with sub-folders") if recursive else self.tr("Open folder")
        folder = QFileDialog.getExistingDirectory(self._window, title, self._folder())
        if folder:
            self.open([Path(folder)], recursive=recursive)

    def open_sample(self) -> None:
        """Open copies of the sample photos."""
        try:
            self.open(sample_photos())
        except OSError as error:
            self.notice.emit("error", str(error))

    def remember(self) -> None:
        """Note what is open and which photo is shown, for the next start."""
        project = self._session.project
        if self._session.open_photo is not None and project is not None:
            recent.remember(self._session.projects.paths, self._session.open_photo.key, project.recursive)

    def _folder(self) -> str:
        """Where a dialog begins: at what is open, else at what was open last; the sample is neither."""
        project = self._session.project
        folders = [] if project is None else [project.folder]
        folders += [each.paths[0].parent for each in recent.recents()]
        pictures = Path(QStandardPaths.writableLocation(QStandardPaths.StandardLocation.PicturesLocation))
        folders += [pictures] if pictures.is_dir() else []
        own = (folder for folder in folders if folder != sample_folder())
        return str(next(own, Path.home()))

    def _fill_recent(self) -> None:
        self.recent_menu.clear()
        for each in recent.recents():
            action = self.recent_menu.addAction(each.title)
            action.triggered.connect(partial(self.open, each.paths, each.key, each.recursive))
        if self.recent_menu.isEmpty():
            self.recent_menu.addAction(self.tr("No recent items")).setEnabled(False)


def dropped_paths(event: QDropEvent) -> list[Path]:
    """The local files and folders that are dragged."""
    return [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
