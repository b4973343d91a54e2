"""The window: makes its parts and connects them. What they do is in their own files."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QSize, Qt, QThreadPool, QTimer
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent, QShowEvent
from PySide6.QtWidgets import (
    QGridLayout,
    QMainWindow,
    QVBoxLayout,
    QWidget,
)

from faceparse_gui.jobs.background import Background
from faceparse_gui.jobs.services import Services
from faceparse_gui.ui.canvas.actions import CanvasActions
from faceparse_gui.ui.canvas.canvas import Canvas
from faceparse_gui.ui.classes.class_commands import ClassCommands
from faceparse_gui.ui.classes.class_model import LayerState
from faceparse_gui.ui.classes.class_panel import ClassPanel
from faceparse_gui.ui.exporting.controller import Exporting
from faceparse_gui.ui.finetune.controller import Finetuning
from faceparse_gui.ui.finetune.model_menu import ModelMenu
from faceparse_gui.ui.finetune.model_use import ModelUse
from faceparse_gui.ui.finetune.versioning import Versioning
from faceparse_gui.ui.i18n.messages import localise
from faceparse_gui.ui.importing.controller import Importing
from faceparse_gui.ui.keys.key_hints import follow_key, key_of
from faceparse_gui.ui.keys.physical_keys import PhysicalKeys
from faceparse_gui.ui.keys.shortcuts import Shortcuts
from faceparse_gui.ui.photos.accepting import AcceptingSome
from faceparse_gui.ui.photos.adding_faces import AddingFaces
from faceparse_gui.ui.photos.parsing import Parsing
from faceparse_gui.ui.photos.photo_list_view import PhotoListView
from faceparse_gui.ui.photos.photo_watch import PhotoWatch
from faceparse_gui.ui.photos.recognising import Recognising
from faceparse_gui.ui.photos.selection import Selection
from faceparse_gui.ui.photos.stepping import Stepping
from faceparse_gui.ui.review.cleaning import Cleaning
from faceparse_gui.ui.review.cleanup_dialog import CleanupDialog
from faceparse_gui.ui.review.issues import Issues
from faceparse_gui.ui.review.issues_panel import IssuesPanel
from faceparse_gui.ui.review.rules import Rules
from faceparse_gui.ui.session.open_commands import OpenCommands, dropped_paths
from faceparse_gui.ui.session.session import Session
from faceparse_gui.ui.session.store_watch import StoreWatch
from faceparse_gui.ui.settings.apply import SettingsInUse
from faceparse_gui.ui.settings.store import AppSettings
from faceparse_gui.ui.shell import lazy_modules
from faceparse_gui.ui.shell.actions import Actions
from faceparse_gui.ui.shell.closing import lose_unsaved
from faceparse_gui.ui.shell.help import show_about
from faceparse_gui.ui.shell.job_bar import JobBar
from faceparse_gui.ui.shell.log_help import LogHelp
from faceparse_gui.ui.shell.menus import Commands, fill_menus, fill_toolbar, tool_strip
from faceparse_gui.ui.shell.message_bar import MessageBar
from faceparse_gui.ui.shell.notices import Notices
from faceparse_gui.ui.shell.notification_bar import NotificationBar
from faceparse_gui.ui.shell.on_screen import OnScreen, room_for
from faceparse_gui.ui.shell.panels import Panels
from faceparse_gui.ui.shell.photo_display import PhotoDisplay
from faceparse_gui.ui.shell.tour import Tour, first_steps
from faceparse_gui.ui.shell.undoing import Undoing
from faceparse_gui.ui.shell.viewing import Viewing
from faceparse_gui.ui.shell.window_dialogs import WindowDialogs
from faceparse_gui.ui.shell.window_state import WindowState
from faceparse_gui.ui.tools.tool_options import ToolOptions

_CLOSE_SECONDS = 5.0
_LEAST_CANVAS = 240  # px: whatever is shown above the photo, the window and its panels keep their widths
_WAIT_MS = 3000  # for the photo that is being read


class MainWindow(QMainWindow):
    """Makes the parts of the window, and connects them."""

    def __init__(self, settings: AppSettings | None = None, services: Services | None = None) -> None:
        """Make the window.

        Args:
            settings: The application's; read here when not given.
            services: The processes that the window works with; the program's own when not given.
        """
        super().__init__()
        self.settings = settings or AppSettings(self)
        services = services or Services()
        services.set_owner(self)
        self.session = Session(self)
        self.service = services.parse
        self.open_commands = OpenCommands(self.session, self)
        self.parsing = Parsing(self.session, self.service)
        self.exporting = Exporting(self.session, self)
        self.importing = Importing(self.session, self)
        self.models = ModelUse(self.session, self.service, self.parsing)
        self.finetuning = Finetuning(self.session, self.models, services.finetune, self)
        self.versioning = Versioning(self.models, self)
        self.log = LogHelp(self)
        self.photo_watch = PhotoWatch(self.session)
        self.store_watch = StoreWatch(self.session)
        self.layers = LayerState(self)
        self.canvas = Canvas(self.layers, self.settings)
        SettingsInUse(self.settings, self.session, self.parsing)
        self.canvas_actions = CanvasActions(self.canvas, self.layers)
        self.actions_ = Actions(self)
        self.photo_list = PhotoListView(self.session)
        self.recognising = Recognising(self.session, self.actions_.missing, self)
        self.classes = ClassPanel(self.layers)
        self.cleaning = Cleaning(self.session, self.canvas)
        self._clean_up = CleanupDialog(self.cleaning, self.layers, self.photo_list, self)
        self.rules = Rules(self.session, self)
        self.issues = Issues(self.session, self.canvas)
        self.classes.add(IssuesPanel(self.issues))
        self.selection = Selection(self.photo_list, self.session, self.parsing)
        self.viewing = Viewing(self.canvas, self.classes)
        self.class_commands = ClassCommands(self.layers, self)
        self.classes.show_keys(self.class_commands.takes)
        self.messages = MessageBar()
        self.notifications = NotificationBar()
        self.jobs = JobBar()
        self.notices = Notices(self.jobs, self.messages, self.notifications, self)
        self.stepping = Stepping(self.session, self.settings, self.actions_)
        self.accepting_some = AcceptingSome(self.session, self.stepping, self.actions_, self)

        self.setAcceptDrops(True)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)
        self._lay_out()
        self.commands = Commands(
            self.actions_,
            self.canvas_actions,
            self.viewing,
            self.selection,
            self.issues,
            self.class_commands,
            self.panels,
        )
        networks = ModelMenu(self.service, self.models, self)
        fill_menus(self, self.commands, self.open_commands.recent_menu, networks, self.rules.menu)
        self.jobs.network.setMenu(networks)
        toolbar = fill_toolbar(self, self.commands)
        self.tour = Tour(self, partial(first_steps, toolbar, self._strip, self.actions_))
        self._connect_actions()
        self.photo_display = PhotoDisplay(
            self, self.session, self.actions_, self.canvas, self.classes, self.jobs, self.notices
        )
        self._connect_parts()
        self._connect_notices()
        self._connect_jobs()
        Undoing(self.actions_, self.session, self.canvas)
        self.shortcuts = Shortcuts(self.commands.named(), self)
        self.dialogs = WindowDialogs(self.settings, self.shortcuts, self.commands, self)
        PhysicalKeys(self, self.shortcuts.commands)
        self._state = WindowState(self, self._on_screen, self.models, self.actions_.aligned)
        self.panels.remember_first()
        self._state.restore()
        self.panels.finetune.hide()  # until a run begins
        self._show_network()

    def start_parser(self) -> None:
        """Load the network now, so that the first Parse need not wait for it."""
        self.service.start()

    # Parts

    def _lay_out(self) -> None:
        self.resize(QSize(1280, 800).boundedTo(room_for(self).size()))
        self._on_screen = OnScreen(self)
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
        above.addWidget(self.notifications)
        above.addStretch()
        cell.addLayout(above, 1, 1)
        self.setCentralWidget(center)
        self.setStatusBar(self.jobs)
        self.panels = Panels(self, self.photo_list, self.classes, self.finetuning.panel)

    # Connections

    def _connect_actions(self) -> None:
        a = self.actions_
        a.open_photos.triggered.connect(self.open_commands.choose_photos)
        a.open_folder.triggered.connect(lambda: self.open_commands.choose_folder())
        a.open_tree.triggered.connect(lambda: self.open_commands.choose_folder(recursive=True))
        a.open_sample.triggered.connect(self.open_commands.open_sample)
        a.export.triggered.connect(self.exporting.ask)
        a.import_masks.triggered.connect(self.importing.ask)
        a.quit.triggered.connect(self.close)
        a.parse.triggered.connect(lambda: self.parsing.parse_open())
        a.parse_all.triggered.connect(self.parsing.parse_all)
        a.aligned.toggled.connect(self.parsing.set_aligned)
        a.most_useful.triggered.connect(self.photo_list.ordering.go_to_most_useful)
        a.finetune.triggered.connect(self.finetuning.ask)
        a.familiarise.triggered.connect(self.finetuning.familiarise)
        a.versions.triggered.connect(self.versioning.open)
        self.selection.accept.triggered.connect(self.rules.look_soon)
        a.clean_up.triggered.connect(self._clean_up.show_beside)
        a.tour.triggered.connect(self.tour.begin)
        a.show_log.triggered.connect(self.log.show_log)
        a.about.triggered.connect(lambda: show_about(self, self.parsing.model))

    def _connect_parts(self) -> None:
        session, canvas, tuning = self.session, self.canvas, self.finetuning
        session.projects.opened.connect(self._project_opened)
        session.projects.opened.connect(self.tour.end)
        session.current.opened.connect(self.tour.begin_once)
        self.photo_list.selected.connect(session.current.select)
        self.photo_list.sort_bar.add(self.actions_.most_useful)
        self.photo_list.filter_bar.left.connect(canvas.setFocus)
        self.parsing.all_parsed.connect(self.photo_list.sort_unless_in_use)
        self.store_watch.back.connect(self.photo_list.read_again)
        self.recognising.learnt.connect(self.photo_list.refresh_all)
        self.recognising.changed_wanted.connect(partial(self.photo_list.filter.set_kind, "changed"))
        tuning.begun.connect(self.panels.finetune.show)
        self.versioning.show_requested.connect(tuning.promotion.show)
        canvas.open_photos_requested.connect(self.open_commands.choose_photos)
        canvas.open_folder_requested.connect(self.open_commands.choose_folder)
        canvas.open_sample_requested.connect(self.open_commands.open_sample)
        canvas.missing_requested.connect(self.actions_.missing.trigger)
        canvas.again_requested.connect(session.current.reload)
        self.adding_faces = AddingFaces(self.actions_.add_face, canvas, self.parsing)
        canvas.no_face.parse_whole_requested.connect(lambda: self.parsing.parse_open(faces="whole"))

    def _connect_notices(self) -> None:
        session, tuning, notices = self.session, self.finetuning, self.notices
        for source in (
            session,
            self.stepping,
            self.accepting_some,
            self.open_commands,
            self.parsing,
            self.photo_list.ordering,
            self.exporting,
            self.importing,
            self.models,
            self.versioning,
            self.viewing,
            self.selection,
            self.cleaning,
            self.rules,
            self.issues,
            self.log,
            self.store_watch,
            self.recognising,
            tuning,
            tuning.promotion,
        ):
            source.notice.connect(notices.show)
        for of_photo in (session, self.photo_watch):
            of_photo.photo_notice.connect(notices.show_of_photo)
        self.photo_watch.withdrawn.connect(self.messages.withdraw)
        self.parsing.photo_parsed.connect(notices.show_info_of_photo)
        session.current.loading.connect(self.jobs.withdraw_of_photo)
        self.canvas.notice.connect(notices.show_info)
        self.classes.notice.connect(notices.show_info)
        for notifier in (
            tuning,
            tuning.promotion,
            self.photo_watch,
            self.store_watch,
            self.recognising,
            self.selection,
            self.cleaning,
            self.rules,
            session.history,
        ):
            notifier.notified.connect(self.notifications.add)
            notifier.withdrawn.connect(self.notifications.withdraw)

    def _connect_jobs(self) -> None:
        session, tuning, jobs = self.session, self.finetuning, self.jobs
        self.service.loading.connect(partial(jobs.parse.wait_for, self.tr("Loading the network")))
        self.service.ready.connect(lambda: jobs.parse.wait_for(""))
        jobs.parse.follow(self.service.progress, self.parsing.cancel_by_user)
        jobs.cleaning.follow(self.cleaning.progress, self.cleaning.cancel)
        jobs.rules.follow(self.rules.photos.progress, self.rules.photos.cancel)
        jobs.undoing.follow(session.history.photos.progress, session.history.photos.cancel)
        jobs.export.follow(self.exporting.progress, self.exporting.cancel)
        jobs.import_.follow(self.importing.progress, self.importing.cancel)
        tuning.panel.progressed.connect(jobs.finetune.show_share)
        jobs.finetune.cancelled.connect(tuning.service.cancel)
        for change in (self.models.changed, self.models.opened, session.projects.opened):
            change.connect(self._show_network)

    def _project_opened(self) -> None:
        Background(self, lazy_modules.load).start()
        self.notices.clear()

    def _show_network(self) -> None:
        self.jobs.show_network(self.models.state)

    # Opening

    def showEvent(self, event: QShowEvent) -> None:
        """Fit the panels to the window once it stands, and give the keys to the canvas."""
        super().showEvent(event)
        if not event.spontaneous():
            QTimer.singleShot(0, self, self.panels.fit)
            self.canvas.setFocus()  # painting's keys work, and no button has the ring before Tab is pressed

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Accept what holds paths of files or folders."""
        if dropped_paths(event):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Open the photos or folders that were dropped."""
        self.open_commands.open(dropped_paths(event))
        event.acceptProposedAction()

    # Closing

    def _why_unsaved(self) -> str:
        trouble = self.session.autosave.trouble if self.session.autosave is not None else None
        return localise(str(trouble)) if trouble is not None else ""

    def closeEvent(self, event: QCloseEvent) -> None:
        """Save all and end what runs; the window stays if the user says so over a run at work, or over work
        that cannot be saved.
        """
        if not self.finetuning.may_close():
            event.ignore()
            return
        self.open_commands.remember()
        self.exporting.close()
        self.importing.close()
        self.recognising.close()
        self.service.stop()
        QThreadPool.globalInstance().waitForDone(_WAIT_MS)
        if not self.session.projects.close(_CLOSE_SECONDS):
            if not lose_unsaved(self, self._why_unsaved()):
                event.ignore()
                return
            self.session.projects.close(0, lose=True)
        self.models.close()
        self._state.store()
        self.photo_list.thumbnails.close()
        event.accept()
        self.hide()
        self.service.close()  # waits for the process's end, with nothing left to look at
