"""Which network parses: the user's choice of the shipped ones, or the version in use of the open project."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal

from faceparse_core.model_files.locations import DEFAULT, SHIPPED_DEFAULT
from faceparse_gui.jobs.background import Background
from faceparse_gui.jobs.parse_service import ParseService
from faceparse_gui.project import Project
from faceparse_gui.project.versions.version import Version
from faceparse_gui.project.versions.versions import Versions
from faceparse_gui.ui.photos.parsing import Parsing
from faceparse_gui.ui.session.session import Session


class ModelUse(QObject):
    """Another version parses the untouched photos again. What a person edited or accepted stays."""

    opened = Signal()  # the versions of another project are known
    changed = Signal()  # the versions, or which one is in use
    notice = Signal(str, object)  # as Session.notice

    def __init__(self, session: Session, service: ParseService, parsing: Parsing) -> None:
        super().__init__(session)
        self.versions: Versions | None = None
        self.choice = "default"
        """The network without a version in use: a shipped one, or one in the user's folder, by name."""
        self._session = session
        self._service = service
        self._parsing = parsing
        self.store: Path | None = None
        self._parses_again = False
        session.projects.opened.connect(self._project_opened)
        service.ready.connect(self._ready)
        service.unusable.connect(self._unusable)

    @property
    def active(self) -> Version | None:
        """The version in use; None: a network without version."""
        return self.versions.active if self.versions is not None else None

    @property
    def model(self) -> str:
        """Name or file of what is in use."""
        return str(self.active.path) if self.active is not None else self.choice

    def title_of(self, id: str | None) -> str:
        """What a version is called; ``None`` is the shipped network."""
        version = self.versions.get(id) if self.versions is not None and id is not None else None
        if version is not None:
            return version.name
        return self.tr("the shipped network")

    @property
    def title(self) -> str:
        """What the network in use is called."""
        return self.title_of(self.active.id if self.active is not None else None)

    @property
    def state(self) -> str:
        """What is in use, for the state line."""
        if self.active is not None:
            return self.tr("{0} of this project").format(self.active.name)
        return SHIPPED_DEFAULT if self.choice == DEFAULT else Path(self.choice).stem

    # Changes

    def restore(self, name: str) -> None:
        """Use a network that was chosen before, without loading it yet."""
        self.choice = name
        self._service.use(name)

    def choose(self, name: str) -> None:
        """Use a shipped network, or one of the user's folder."""
        self.choice = name
        if self.active is not None:
            self.use(None)
        else:
            self._service.use(name)
            self._service.start()  # the one before may not have loaded
            self.changed.emit()

    def use(self, id: str | None) -> None:
        """Use a version of the open project; ``None`` is the network of ``choice``."""
        if self.versions is not None:
            self.change(partial(self.versions.activate, id), lambda _: self.follow())

    def go_back(self) -> None:
        """Use what was in use when the version in use was learnt, or the nearest before that is there."""
        if self.active is not None:
            there = (self.versions.get(each) for each in self.active.ancestors if self.versions is not None)
            self.use(next((each.id for each in there if each is not None and not each.is_missing), None))

    def change(self, action: Callable[[], object], done: Callable[[Any], object] | None = None) -> None:
        """Do something to the versions, in a thread; then tell who shows them, and go on with ``done``."""
        versions = self.versions

        def changed(result: object) -> None:
            if versions is self.versions:
                if done is not None:
                    done(result)
                self.changed.emit()

        Background(self, action).success(changed).failure(self._failed).start()

    def follow(self) -> None:
        """The version in use became another one: parse with it, and parse again what nobody touched."""
        if self.model != self._service.model:
            self._parses_again = True
            self._service.use(self.model)
        self._service.start()
        self.changed.emit()

    def close(self) -> None:
        """Let go of the project's versions: what is still on its way from a thread changes nothing here."""
        self.store = self.versions = None
        self._parses_again = False

    # What happens

    def _project_opened(self) -> None:
        project = self._session.project
        assert project is not None
        if project.store == self.store and self.versions is not None:  # the same photos, opened again
            self.versions = project.versions
            return
        self.store, self.versions = project.store, None
        QTimer.singleShot(0, self, partial(self._opened, project))  # the window clears its messages first

    def _opened(self, project: Project) -> None:
        if project is not self._session.project:
            return
        self.versions = project.versions
        for notice in project.versions.notices:
            self.notice.emit("warning", notice)
        self._service.use(self.model)
        self.changed.emit()
        self.opened.emit()

    def _ready(self, model: str, device: str) -> None:
        if self._parses_again:
            self._parses_again = False
            self._parsing.parse_again()

    def _unusable(self, why: str) -> None:
        """A version that does not load: the shipped network works on."""
        self._parses_again = False
        if self._service.model != self.choice:
            name = self.title_of(Path(self._service.model).stem)
            self.notice.emit(
                "warning", self.tr("{0} cannot be used. The shipped network is used instead.").format(name)
            )
            self.use(None)

    def _failed(self, error: Exception) -> None:
        self.notice.emit("error", str(error))
