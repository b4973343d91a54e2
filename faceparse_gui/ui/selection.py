"""What is done to all photos that are marked in the list."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from PySide6.QtCore import QObject, QUrl, Signal
from PySide6.QtGui import QAction, QDesktopServices, QGuiApplication

from faceparse_gui.project import Status
from faceparse_gui.ui.commands import command
from faceparse_gui.ui.image_list import ImageList
from faceparse_gui.ui.offers import Offer
from faceparse_gui.ui.parsing import Parsing
from faceparse_gui.ui.session import Session
from faceparse_gui.ui.told_keys import follow_key
from faceparse_gui.ui.words import photos

_OFFER = "accepted"


class Selection(QObject):
    """The commands, which are the list's context menu, too."""

    told = Signal(str, str)
    offered = Signal(object)
    withdrawn = Signal(str)

    def __init__(self, images: ImageList, session: Session, parsing: Parsing) -> None:
        super().__init__(images)
        self._images, self._session, self._parsing = images, session, parsing
        view = images.view
        self.accept = command(
            view, self.tr("Accept the marked photos"), ["Ctrl+Shift+Return"], self._accept, "accept"
        )
        self.take_back = command(view, self.tr("Take acceptance back"), [], self._take_back)
        self.parse = command(view, self.tr("Parse the marked photos"), [], self._parse, "parse")
        self.select_all = command(view, self.tr("Mark all listed photos"), ["Ctrl+Shift+E"], view.selectAll)
        self.copy = command(view, self.tr("Copy the path"), [], self._copy)
        self.show_folder = command(view, self.tr("Show in its folder"), [], self._show_folder, "folder")
        self.find = command(images, self.tr("Search names"), ["Ctrl+F"], images.filter_bar.focus_field)
        follow_key(self.find, images.filter_bar.show_key)
        session.project_opened.connect(lambda: self.withdrawn.emit(_OFFER))
        images.marked_changed.connect(self._say_how_many)

    def all(self) -> list[QAction]:
        return [
            self.find,
            self.select_all,
            self.accept,
            self.take_back,
            self.parse,
            self.copy,
            self.show_folder,
        ]

    def _say_how_many(self) -> None:
        """Each command's text tells how many of the marked photos it would change; without any it rests."""
        for action, fit in (
            (self.accept, self._images.marked("parsed", "edited")),
            (self.take_back, self._images.marked("accepted")),
            (self.parse, self._images.marked("new", "parsed")),
        ):
            action.setText(f"{action.iconText()} ({len(fit):,})" if fit else action.iconText())

    def _accept(self) -> None:
        records = [self._session.record(key) for key in self._images.selected_keys]
        fit = {record.key: record.status for record in records if record.status in ("parsed", "edited")}
        if not fit:
            self.told.emit("info", self.tr("None of the marked photos has labels to accept."))
            return
        self._set(dict.fromkeys(fit, "accepted"))
        left = sum(record.status == "new" for record in records)
        text = self.tr("{0} accepted.").format(photos(len(fit)))
        if left:
            text += " " + self.tr("{0} without labels left out.").format(photos(left))
        self.offered.emit(Offer(_OFFER, text, ((self.tr("Undo"), partial(self._restore, fit)),)))

    def _take_back(self) -> None:
        accepted = [
            key for key in self._images.selected_keys if self._session.record(key).status == "accepted"
        ]
        self._set(dict.fromkeys(accepted, "edited"))
        self.told.emit("info", self.tr("{0} no longer accepted.").format(photos(len(accepted))))

    def _restore(self, before: Mapping[str, Status]) -> None:
        self._set({key: status for key, status in before.items() if key in self._session.keys})

    def _set(self, statuses: Mapping[str, Status]) -> None:
        self._session.set_statuses(statuses)
        self._images.refresh_all()

    def _parse(self) -> None:
        self._parsing.parse_these(self._images.selected_keys)

    def _copy(self) -> None:
        paths = [str(self._session.record(key).path) for key in self._images.selected_keys]
        QGuiApplication.clipboard().setText("\n".join(paths))

    def _show_folder(self) -> None:
        for key in self._images.selected_keys[:1]:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._session.record(key).path.parent)))
