"""The window: puts list, canvas, classes and jobs together. What they do is in their own files."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QByteArray, QSettings, QSize, Qt, QThreadPool, QTimer
from PySide6.QtGui import QAction, QCloseEvent, QDragEnterEvent, QDropEvent, QShowEvent
from PySide6.QtWidgets import (
    QGridLayout,
    QMainWindow,
    QVBoxLayout,
    QWidget,
)

from faceparse_gui.jobs.background import Background
from faceparse_gui.jobs.parse_service import ParseService
from faceparse_gui.ui.canvas.actions import CanvasActions
from faceparse_gui.ui.canvas.canvas import Canvas, Hover
from faceparse_gui.ui.classes.class_commands import ClassCommands
from faceparse_gui.ui.classes.class_model import LayerState, class_title
from faceparse_gui.ui.classes.class_panel import ClassPanel
from faceparse_gui.ui.exporting.controller import Exporting
from faceparse_gui.ui.finetune.controller import Finetuning
from faceparse_gui.ui.finetune.model_menu import ModelMenu
from faceparse_gui.ui.finetune.model_use import ModelUse
from faceparse_gui.ui.finetune.versioning import Versioning
from faceparse_gui.ui.i18n.messages import localise
from faceparse_gui.ui.importing.controller import Importing
from faceparse_gui.ui.keys.dialog import ShortcutsDialog
from faceparse_gui.ui.keys.key_hints import follow_key, key_of
from faceparse_gui.ui.keys.physical_keys import PhysicalKeys
from faceparse_gui.ui.keys.shortcuts import Shortcuts, commands_of, named
from faceparse_gui.ui.photos.image_list import ImageList
from faceparse_gui.ui.photos.parsing import Parsing
from faceparse_gui.ui.photos.photo_watch import PHOTO, PhotoWatch
from faceparse_gui.ui.photos.recognising import Recognising
from faceparse_gui.ui.photos.selection import Selection
from faceparse_gui.ui.review.cleaning import Cleaning
from faceparse_gui.ui.review.cleanup_dialog import CleanupDialog
from faceparse_gui.ui.review.issues import Issues
from faceparse_gui.ui.review.issues_panel import IssuesPanel
from faceparse_gui.ui.session.opener import Opener, dropped_paths
from faceparse_gui.ui.session.session import Session
from faceparse_gui.ui.session.store_watch import StoreWatch
from faceparse_gui.ui.session.work import OpenImage
from faceparse_gui.ui.settings.apply import SettingsInUse
from faceparse_gui.ui.settings.dialog import SettingsDialog
from faceparse_gui.ui.settings.store import AppSettings
from faceparse_gui.ui.shell import later
from faceparse_gui.ui.shell.actions import Actions
from faceparse_gui.ui.shell.closing import lose_unsaved
from faceparse_gui.ui.shell.help import KeysSheet, show_about
from faceparse_gui.ui.shell.job_bar import JobBar
from faceparse_gui.ui.shell.log_help import LogHelp
from faceparse_gui.ui.shell.menus import fill_menus, fill_toolbar, key_columns, tool_strip
from faceparse_gui.ui.shell.message_bar import MessageBar
from faceparse_gui.ui.shell.offers import Offers
from faceparse_gui.ui.shell.on_screen import OnScreen, room_for
from faceparse_gui.ui.shell.panels import Panels
from faceparse_gui.ui.shell.tour import Tour, first_steps
from faceparse_gui.ui.shell.undoing import Undoing
from faceparse_gui.ui.shell.viewing import Viewing
from faceparse_gui.ui.tools.tool_options import ToolOptions

_CLOSE_SECONDS = 5.0
_LEAST_CANVAS = 240  # px: whatever is told above the photo, the window and its panels keep their widths
_WAIT_MS = 3000  # for the photo that is being read


class MainWindow(QMainWindow):
    def __init__(self, settings: AppSettings | None = None) -> None:
        """``settings``: the application's; read here when not given."""
        super().__init__()
        self.settings = settings or AppSettings(self)
        self.session = Session(self)
        self.service = ParseService(self)
        self.opener = Opener(self.session, self)
        self.parsing = Parsing(self.session, self.service)
        self.exporting = Exporting(self.session, self)
        self.importing = Importing(self.session, self)
        self.models = ModelUse(self.session, self.service, self.parsing)
        self.finetuning = Finetuning(self.session, self.models, self)
        self.versioning = Versioning(self.models, self)
        self.log = LogHelp(self)
        self.photo_watch = PhotoWatch(self.session)
        self.store_watch = StoreWatch(self.session)
        self.layers = LayerState(self)
        self.canvas = Canvas(self.layers, self.settings)
        SettingsInUse(self.settings, self.session, self.parsing)
        self.canvas_actions = CanvasActions(self.canvas, self.layers)
        self.actions_ = Actions(self)
        self.images = ImageList(self.session)
        self.recognising = Recognising(self.session, self.actions_.missing, self)
        self.classes = ClassPanel(self.layers)
        self.cleaning = Cleaning(self.session, self.canvas)
        self._clean_up = CleanupDialog(self.cleaning, self.layers, self.images, self)
        self.guides = Issues(self.session, self.canvas)
        self.classes.add(IssuesPanel(self.guides))
        self.selection = Selection(self.images, self.session, self.parsing)
        self.viewing = Viewing(self.canvas, self.classes)
        self.class_commands = ClassCommands(self.layers, self)
        self.classes.show_keys(self.class_commands.takes)
        self.messages = MessageBar()
        self.offers = Offers()
        self.jobs = JobBar()

        self.setAcceptDrops(True)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)
        self._lay_out()
        networks = ModelMenu(self.service, self.models, self)
        a, c = self.actions_, self.canvas_actions
        fill_menus(
            self,
            a,
            c,
            self.viewing,
            self.selection,
            self.guides,
            self.class_commands,
            self.panels.actions(),
            self.opener.recent_menu,
            networks,
        )
        self.jobs.network.setMenu(networks)
        self.tour = Tour(self, partial(first_steps, fill_toolbar(self, a, c, self.viewing), self._strip, a))
        self._connect_actions()
        self._connect_parts()
        Undoing(a, self.session, self.canvas)
        self.shortcuts = Shortcuts(self._commands(), self)
        PhysicalKeys(self, self.shortcuts.commands)
        self._show_image(None)
        self._restore()

    def start_parser(self) -> None:
        """Load the network now, so that the first Parse need not wait for it."""
        self.service.start()

    # Parts

    def _lay_out(self) -> None:
        self.resize(QSize(1280, 800).boundedTo(room_for(self).size()))
        OnScreen(self)
        center = QWidget()
        center.setMinimumWidth(_LEAST_CANVAS)
        cell = QGridLayout(center)
        cell.setContentsMargins(0, 0, 0, 0)
        cell.setSpacing(0)
        options, c = ToolOptions(self.canvas), self.canvas_actions
        for action in (c.smaller, c.larger):
            follow_key(action, lambda _: options.show_size_keys(key_of(c.smaller), key_of(c.larger)))
        cell.addWidget(options, 0, 0, 1, 2)
        self._strip = tool_strip(self.canvas_actions)
        cell.addWidget(self._strip, 1, 0)
        cell.addWidget(self.canvas, 1, 1)
        above = QVBoxLayout()  # over the canvas: the photo never moves
        above.setSpacing(0)
        above.addWidget(self.messages)
        above.addWidget(self.offers)
        above.addStretch()
        cell.addLayout(above, 1, 1)
        self.setCentralWidget(center)
        self.setStatusBar(self.jobs)
        self.panels = Panels(self, self.images, self.classes, self.finetuning.panel)

    # Connections

    def _connect_actions(self) -> None:
        a = self.actions_
        a.open_photos.triggered.connect(self.opener.choose_photos)
        a.open_folder.triggered.connect(lambda: self.opener.choose_folder())
        a.open_tree.triggered.connect(lambda: self.opener.choose_folder(recursive=True))
        a.open_sample.triggered.connect(self.opener.open_sample)
        a.export.triggered.connect(self.exporting.ask)
        a.import_masks.triggered.connect(self.importing.ask)
        a.quit.triggered.connect(self.close)
        a.parse.triggered.connect(lambda: self.parsing.parse_open())
        a.parse_all.triggered.connect(self.parsing.parse_all)
        a.aligned.toggled.connect(self._set_aligned)
        a.previous.triggered.connect(partial(self._step, -1))
        a.next.triggered.connect(partial(self._step, 1))
        a.previous_unreviewed.triggered.connect(partial(self._step, -1, unreviewed=True))
        a.next_unreviewed.triggered.connect(partial(self._step, 1, unreviewed=True))
        a.most_useful.triggered.connect(self.images.ordering.go_to_most_useful)
        a.accept.triggered.connect(self._accept)
        a.finetune.triggered.connect(self.finetuning.ask)
        a.versions.triggered.connect(self.versioning.open)
        a.clean_up.triggered.connect(self._clean_up.show_beside)
        a.settings.triggered.connect(self._show_settings)
        a.shortcuts.triggered.connect(self._show_keys)
        a.change_keys.triggered.connect(self._change_keys)
        a.tour.triggered.connect(self.tour.begin)
        a.show_log.triggered.connect(self.log.show_log)
        a.about.triggered.connect(lambda: show_about(self, self.parsing.model))

    def _connect_parts(self) -> None:
        session = self.session
        session.project_opened.connect(self._project_opened)
        session.image_opened.connect(self._show_image)
        session.project_opened.connect(self.tour.end)
        session.image_opened.connect(self.tour.begin_once)
        session.record_changed.connect(self._show_saved)
        session.history_changed.connect(self._show_saved)
        session.prediction_changed.connect(self._show_prediction)
        self.images.selected.connect(session.select)
        self.images.sort_bar.add(self.actions_.most_useful)
        self.images.filter_bar.left.connect(self.canvas.setFocus)
        self.parsing.all_parsed.connect(self.images.sort_unless_in_use)
        self.recognising.learnt.connect(self.images.refresh_all)
        tuning = self.finetuning
        for source in (
            session,
            session.history,
            self.opener,
            self.parsing,
            self.images.ordering,
            self.exporting,
            self.importing,
            self.models,
            self.versioning,
            self.viewing,
            self.selection,
            self.cleaning,
            self.guides,
            self.log,
            self.store_watch,
            self.recognising,
            tuning,
            tuning.judging,
        ):
            source.told.connect(self.tell)
        for of_photo in (session, self.photo_watch):
            of_photo.told_of_photo.connect(self._tell_of_photo)
        self.photo_watch.withdrawn.connect(self.messages.withdraw)
        self.store_watch.back.connect(self.images.read_again)
        self.recognising.changed_wanted.connect(partial(self.images.filter.set_state, "changed"))
        for offering in (
            tuning,
            tuning.judging,
            self.photo_watch,
            self.store_watch,
            self.recognising,
            self.selection,
            self.cleaning,
            session.history,
        ):
            offering.offered.connect(self.offers.add)
            offering.withdrawn.connect(self.offers.withdraw)
        tuning.begun.connect(self.panels.finetune.show)
        tuning.panel.progressed.connect(self.jobs.finetune.show_share)
        self.jobs.finetune.cancelled.connect(tuning.service.cancel)
        self.versioning.show_requested.connect(tuning.judging.show)
        for change in (self.models.changed, self.models.opened, session.project_opened):
            change.connect(self._show_network)
        self.service.loading.connect(partial(self.jobs.parse.wait_for, self.tr("Loading the network")))
        self.service.ready.connect(lambda: self.jobs.parse.wait_for(""))
        self.service.progress.connect(self.jobs.parse.show_progress)
        self.jobs.parse.cancelled.connect(self._cancel_parsing)
        self.cleaning.progress.connect(self.jobs.cleaning.show_progress)
        self.jobs.cleaning.cancelled.connect(self.cleaning.cancel)
        session.history.photos.progress.connect(self.jobs.undoing.show_progress)
        self.jobs.undoing.cancelled.connect(session.history.photos.cancel)
        for work, strip in ((self.exporting, self.jobs.export), (self.importing, self.jobs.import_)):
            work.progress.connect(strip.show_progress)
            strip.cancelled.connect(work.cancel)
        self.canvas.hovered.connect(self._show_place)
        self.canvas.scale_changed.connect(self._show_scale)
        self.canvas.notice.connect(partial(self.tell, "info"))
        self.classes.told.connect(partial(self.tell, "info"))
        self.canvas.open_photos_requested.connect(self.opener.choose_photos)
        self.canvas.open_folder_requested.connect(self.opener.choose_folder)
        self.canvas.open_sample_requested.connect(self.opener.open_sample)
        self.canvas.missing_requested.connect(self.actions_.missing.trigger)
        self.canvas.again_requested.connect(self.session.reload)
        self.session.not_loaded.connect(self._show_why_not)

    # Opening

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if not event.spontaneous():
            QTimer.singleShot(0, self, self.panels.fit)
            self.canvas.setFocus()  # painting's keys work, and no button has the ring before Tab is pressed

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if dropped_paths(event):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        self.opener.open(dropped_paths(event))
        event.acceptProposedAction()

    # Commands

    def _step(self, by: int, *, unreviewed: bool = False) -> None:
        if not self.session.step(by, unreviewed):
            self.jobs.tell(
                self.tr("That was the last photo.") if by > 0 else self.tr("This is the first photo.")
            )

    def _accept(self) -> None:
        if self.session.accept() and self.settings.accept_moves_on:
            self._step(1)

    def _set_aligned(self, aligned: bool) -> None:
        self.parsing.faces = "whole" if aligned else "auto"

    def _cancel_parsing(self) -> None:
        self.parsing.cancel()
        self.jobs.tell(self.tr("Parsing cancelled. Parsed photos are kept."))

    def _show_settings(self) -> None:
        dialog = SettingsDialog(self.settings, self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open_soon()

    def _commands(self) -> dict[str, QAction]:
        """All whose keys can be changed."""
        return named("class", self.class_commands.commands()) | commands_of(
            window=self.actions_,
            canvas=self.canvas_actions,
            view=self.viewing,
            look=self.viewing.looks,
            go=self.viewing.go_to,
            guides=self.guides,
            list=self.selection,
            panel=self.panels,
        )

    def _change_keys(self) -> None:
        dialog = ShortcutsDialog(self.shortcuts, self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open_soon()

    def _show_keys(self) -> None:
        sheet = KeysSheet(
            key_columns(
                self.actions_,
                self.canvas_actions,
                self.viewing,
                self.selection,
                self.guides,
                self.class_commands,
            ),
            self,
        )
        sheet.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        sheet.open_soon()

    # What is shown

    def tell(self, level: str, text: str) -> None:
        """ "info" goes away by itself; "warning" and "error" stay until they are closed."""
        text = localise(text)
        if level == "info":
            self.jobs.tell(text)
        else:
            self.messages.add(level, text)

    def _tell_of_photo(self, level: str, text: str) -> None:
        self.messages.add(level, localise(text), PHOTO)

    def _show_why_not(self, error: Exception) -> None:
        key = self.session.wanted
        if key is not None and isinstance(error.__cause__, FileNotFoundError | NotADirectoryError):
            self.canvas.clear(self.session.record(key).path.name)
        else:
            self._tell_of_photo("error", str(error) or type(error).__name__)

    def _project_opened(self) -> None:
        Background(self, later.load).start()
        self.messages.clear()
        self.offers.clear()
        for action in self.actions_.for_project():
            action.setEnabled(True)

    def _show_image(self, image: OpenImage | None) -> None:
        if image is None:
            self.classes.set_document(None)
            self.jobs.show_size(None)
            self.canvas.clear()
            self.setWindowTitle("faceparse-gui")
        else:
            self.canvas.set_image(image.photo, image.work.document, image.found, keep_view=True)
            self.classes.set_document(image.work.document)
            self.jobs.show_size(image.photo.shape)
            self.setWindowTitle(f"{self.session.record(image.key).path.name}[*] – faceparse-gui")
        for action in self.actions_.for_photo():
            action.setEnabled(image is not None)
        for action in self.actions_.for_project():
            action.setEnabled(bool(self.session.keys))
        self._show_scale(self.canvas.scale)
        self._show_saved()

    def _show_prediction(self) -> None:
        if self.session.image is not None:
            self.canvas.set_prediction(self.session.image.found)

    def _show_saved(self) -> None:
        """The title bar's mark stands while work is on its way to the disk."""
        image = self.session.image
        self.setWindowModified(image is not None and image.work.document.is_modified)

    def _show_network(self) -> None:
        self.jobs.show_network(self.models.state)

    def _show_scale(self, scale: float) -> None:
        self.jobs.show_scale(scale if self.session.image is not None else 0)

    def _show_place(self, hover: Hover | None) -> None:
        if hover is None:
            self.jobs.show_place("")
            return
        text = f"{hover.x}, {hover.y}   {class_title(hover.class_id)}"
        if hover.confidence is not None and hover.predicted is not None:
            sure = hover.confidence / 2.55
            if hover.predicted == hover.class_id:
                text += "   " + self.tr("confidence {0:.0f} %").format(sure)
            else:
                said = class_title(hover.predicted)
                text += "   " + self.tr("predicted: {0}, confidence {1:.0f} %").format(said, sure)
        self.jobs.show_place(text)

    # From one start to the next

    def _restore(self) -> None:
        self.panels.remember_first()
        settings = QSettings()
        for restore, name in ((self.restoreGeometry, "geometry"), (self.restoreState, "docks")):
            value = settings.value(f"window/{name}")
            if isinstance(value, QByteArray):
                restore(value)
        self.panels.finetune.hide()  # until a run begins
        self.models.choice = str(settings.value("parse/model", "default"))
        self.service.use(self.models.choice)
        self._show_network()
        self.actions_.aligned.setChecked(bool(settings.value("parse/aligned", False, bool)))

    def _why_unsaved(self) -> str:
        trouble = self.session.autosave.trouble if self.session.autosave is not None else None
        return localise(str(trouble)) if trouble is not None else ""

    def closeEvent(self, event: QCloseEvent) -> None:
        if not self.finetuning.may_close():
            event.ignore()
            return
        self.opener.remember()
        self.exporting.close()
        self.importing.close()
        self.recognising.close()
        self.service.stop()
        QThreadPool.globalInstance().waitForDone(_WAIT_MS)
        if not self.session.close(_CLOSE_SECONDS):
            if not lose_unsaved(self, self._why_unsaved()):
                event.ignore()
                return
            self.session.close(0, lose=True)
        self.models.close()
        settings = QSettings()
        settings.setValue("window/geometry", self.saveGeometry())
        settings.setValue("window/docks", self.saveState())
        settings.setValue("parse/model", self.models.choice)
        settings.setValue("parse/aligned", self.actions_.aligned.isChecked())
        self.images.thumbnails.close()
        event.accept()
        self.hide()
        self.service.close()  # waits for the process's end, with nothing left to look at
