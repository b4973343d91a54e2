"""What is done to all photos that are marked in the list."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial

from PySide6.QtCore import QObject, QUrl, Signal
from PySide6.QtGui import QAction, QDesktopServices, QGuiApplication

from faceparse_gui.jobs.background import Background
from faceparse_gui.project import UNTOUCHED, Autosave, Project, Status
from faceparse_gui.ui.i18n.words import photos
from faceparse_gui.ui.keys.commands import command
from faceparse_gui.ui.keys.key_hints import follow_key
from faceparse_gui.ui.photos.parsing import Parsing
from faceparse_gui.ui.photos.photo_list_view import PhotoListView
from faceparse_gui.ui.session.session import Session
from faceparse_gui.ui.session.steps import ACCEPT, TAKE_BACK, ProjectStep
from faceparse_gui.ui.shell.notification_bar import Notification

_NOTIFICATION = "accepted"
_FLUSH_SECONDS = 10.0


class Selection(QObject):
    """The commands, which are the list's context menu, too."""

    notice = Signal(str, object)
    notified = Signal(object)
    withdrawn = Signal(str)

    def __init__(self, photo_list: PhotoListView, session: Session, parsing: Parsing) -> None:
        super().__init__(photo_list)
        self._photo_list, self._session, self._parsing = photo_list, session, parsing
        view = photo_list.view
        self.accept = command(
            view, self.tr("Accept selected photos"), ["Ctrl+Shift+Return"], self._accept, "accept"
        )
        self.take_back = command(view, self.tr("Unaccept selected photos"), [], self._take_back)
        self.parse = command(view, self.tr("Parse selected photos"), [], self._parse, "parse")
        self.select_all = command(view, self.tr("Select all listed photos"), ["Ctrl+Shift+E"], view.selectAll)
        self.copy = command(view, self.tr("Copy path"), [], self._copy)
        self.show_folder = command(view, self.tr("Show in folder"), [], self._show_folder, "folder")
        self.find = command(
            photo_list, self.tr("Search by name"), ["Ctrl+F"], photo_list.filter_bar.focus_field
        )
        follow_key(self.find, photo_list.filter_bar.show_key)
        session.projects.opened.connect(lambda: self.withdrawn.emit(_NOTIFICATION))
        session.history.statuses_changed.connect(photo_list.refresh_all)
        photo_list.marked_changed.connect(self._report_count)

    def of_marked(self) -> list[QAction]:
        """To mark photos, and what is done to the marked ones."""
        return [
            self.select_all,
            self.accept,
            self.take_back,
            self.parse,
            self.copy,
            self.show_folder,
        ]

    def _report_count(self) -> None:
        """Each command's text says how many of the marked photos it would change; without any it rests."""
        for action, fit in (
            (self.accept, self._photo_list.marked("parsed", "edited")),
            (self.take_back, self._photo_list.marked("accepted")),
            (self.parse, self._photo_list.marked(*UNTOUCHED)),
        ):
            action.setText(f"{action.iconText()} ({len(fit):,})" if fit else action.iconText())

    def _accept(self) -> None:
        records = [self._session.photos.record(key) for key in self._photo_list.selected_keys]
        labelled = [record for record in records if record.status in ("parsed", "edited")]
        fit = {record.key: record.status for record in labelled if not record.changed}
        if not fit:
            none = self.tr("None of the selected photos has labels to accept.")
            if labelled:
                none = self.tr("Not accepted because the photo changed since it was labelled: {0}.")
            self.notice.emit("info", none.format(photos(len(labelled))))
            return
        step = self._set(dict.fromkeys(fit, "accepted"), ACCEPT)
        left = sum(record.status == "new" for record in records)
        no_face = sum(record.status == "no-face" for record in records)
        text = self.tr("{0} accepted.").format(photos(len(fit)))
        if left:
            text += " " + self.tr("{0} without labels skipped.").format(photos(left))
        if no_face:
            text += " " + self.tr("{0} without a face skipped.").format(photos(no_face))
        if len(fit) < len(labelled):
            changed = self.tr("{0} skipped because they changed since they were labelled.")
            text += " " + changed.format(photos(len(labelled) - len(fit)))
        undo = partial(self._session.history.take_back, step)
        self.notified.emit(Notification(_NOTIFICATION, text, ((self.tr("Undo"), undo),)))

    def _take_back(self) -> None:
        """Give each photo the status that it had: the one seen, or what its labels tell."""
        project, autosave = self._session.project, self._session.autosave
        accepted = self._photo_list.marked("accepted")
        seen = {key: self._session.steps.before_acceptance(key) for key in accepted}
        unseen = [key for key, status in seen.items() if status is None]
        if project is not None and not unseen:
            self._taken_back(project, seen, set())
        elif project is not None and autosave is not None:
            work = partial(_untouched, project, autosave, unseen)
            done = partial(self._taken_back, project, seen)
            failed = lambda error: self.notice.emit("error", str(error))  # noqa: E731
            Background(self, work).success(done).failure(failed).start()

    def _taken_back(self, project: Project, seen: dict[str, Status | None], untouched: set[str]) -> None:
        if project is not self._session.project:
            return
        statuses: dict[str, Status] = {
            key: status or (self._parsed_status(key) if key in untouched else "edited")
            for key, status in seen.items()
            if self._session.photos.record(key).status == "accepted"
        }
        if statuses:
            self._set(statuses, TAKE_BACK)
        self.notice.emit("info", self.tr("{0} no longer accepted.").format(photos(len(statuses))))

    def _parsed_status(self, key: str) -> Status:
        return "no-face" if self._session.photos.record(key).no_face_by else "parsed"

    def _set(self, statuses: Mapping[str, Status], text: str) -> ProjectStep:
        step = self._session.statuses.set(statuses, text)
        self._photo_list.refresh_all()
        return step

    def _parse(self) -> None:
        self._parsing.parse_these(self._photo_list.selected_keys)

    def _copy(self) -> None:
        paths = [str(self._session.photos.record(key).path) for key in self._photo_list.selected_keys]
        QGuiApplication.clipboard().setText("\n".join(paths))

    def _show_folder(self) -> None:
        for key in self._photo_list.selected_keys[:1]:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._session.photos.record(key).path.parent)))


def _untouched(project: Project, autosave: Autosave, keys: Sequence[str]) -> set[str]:
    """In a thread: those of the photos whose labels are what the network said."""
    if autosave.pending.intersection(keys):
        autosave.flush(_FLUSH_SECONDS)
    return {key for key in keys if project.is_as_parsed(key)}
