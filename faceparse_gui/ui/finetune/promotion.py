"""From a run that has come to its end to the version in use: the gate's verdict and the user's decision."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from faceparse_gui.jobs.background import Background
from faceparse_gui.project.versions.version import Version
from faceparse_gui.project.versions.versions import Versions
from faceparse_gui.ui.finetune.model_use import ModelUse
from faceparse_gui.ui.shell.notification_bar import Notification
from faceparse_training.finetune.manifest import ManifestError, read_verdict

_RESULT = "result"  # the key of its notification: the newest result takes the place of the one before


class Promotion(QObject):
    """Makes versions of finished runs, shows what the gate said of them, and lets the user overrule it."""

    notice = Signal(str, object)  # as Session.notice
    notified = Signal(object)  # Notification
    withdrawn = Signal(str)  # the key of a notification
    result_ready = Signal(object, bool)  # what came of the last run, in words; whether there is more to show
    result_changed = Signal(
        object, object
    )  # what was said of it, and what is true now that another version is in use

    def __init__(self, models: ModelUse, window: QWidget) -> None:
        super().__init__(window)
        self._models = models
        self._window = window
        self._last: Version | None = None
        self._said_of_last = ""
        self._kept = set[str]()  # versions that were asked about, and are not to be used
        models.changed.connect(self._follow)

    def take_in(self, folder: Path) -> bool:
        """Make a version of the finished run; it is in use at once if the gate says so.

        Returns:
            False if the run's project is not open: it is taken in when that is opened.
        """
        versions = self._models.versions
        if versions is None or folder.parents[1] != self._models.store:
            return False
        add = Background(self, _add, versions, folder)
        add.success(self._taken_in).failure(self._failed).start()
        return True

    def show(self, version: Version) -> None:
        """What the gate said of a version, and the way to overrule it."""
        from faceparse_gui.ui.finetune.gate_dialog import GateDialog

        if version.verdict is None:
            return
        self.withdrawn.emit(_RESULT)
        before = self._models.title_of(version.parent)
        dialog = GateDialog(
            version.verdict, version.examples, version.name, before, self._is_in_use(version), self._window
        )
        dialog.decided.connect(partial(self._decided, version))
        dialog.show()

    def show_last(self) -> None:
        """Show the newest result."""
        if self._last is not None:
            self.show(self._last)

    def _taken_in(self, added: tuple[Versions, Version | None, str]) -> None:
        versions, version, reason = added
        if version is None:
            self.result_ready.emit(reason, False)
            self.notice.emit("info", reason)
            return
        if versions is not self._models.versions:
            self.notice.emit("info", self.tr("{0} of another folder is ready.").format(version.name))
            return
        text = self._said(version)
        self._last, self._said_of_last = version, text
        self.result_ready.emit(text, version.verdict is not None)
        self._models.follow()
        self.notified.emit(Notification(_RESULT, text, tuple(self._actions(version))))

    def _actions(self, version: Version) -> Iterator[tuple[str, Callable[[], object]]]:
        """What can be done about the result. One that is too small to be felt, or not sure, is asked."""
        if version.verdict is not None and version.verdict.ask and not self._is_in_use(version):
            yield self.tr("Use it"), partial(self._models.use, version.id)
            kept = self.tr("Keep {0}").format(self._models.title)
            yield kept, partial(self._keep, version)
        yield self.tr("Show"), partial(self.show, version)

    def _keep(self, version: Version) -> None:
        """What is in use stays: nothing waits for the user any more."""
        self._kept.add(version.id)
        self._follow()

    def _follow(self) -> None:
        """Report what is in use now; a notification that said otherwise is withdrawn."""
        versions = self._models.versions
        version = versions.get(self._last.id) if versions is not None and self._last is not None else None
        if version is None:
            return
        before, self._said_of_last = self._said_of_last, self._said(version)
        if self._said_of_last != before:
            self._last = version
            self.withdrawn.emit(_RESULT)
            self.result_changed.emit(before, self._said_of_last)

    def _said(self, version: Version) -> str:
        from faceparse_gui.ui.finetune.gate_dialog import headline

        in_use, now = self._is_in_use(version), self._models.title
        if version.verdict is None:
            return self.tr("{0} is ready but could not be evaluated.").format(version.name)
        parent, decided = self._models.title_of(version.parent), version.id in self._kept
        text = headline(version.verdict, version.name, parent, in_use, decided)
        if version.verdict.promote and not in_use:
            text += " " + self.tr("It was not compared with {0}, which is in use. Choose one.").format(now)
        return text

    def _is_in_use(self, version: Version) -> bool:
        active = self._models.active
        return active is not None and active.id == version.id

    def _decided(self, version: Version, decision: str) -> None:
        if decision == "use":
            self._models.use(version.id)
        elif decision == "go_back" and self._is_in_use(version):
            self._models.go_back()
        elif decision == "keep" and not self._is_in_use(version):
            self._keep(version)

    def _failed(self, error: Exception) -> None:
        self.result_ready.emit(str(error), False)
        self.notice.emit("error", str(error))


def _add(versions: Versions, folder: Path) -> tuple[Versions, Version | None, str]:
    """In a thread. Only a version that beat the one in use now takes over by itself.

    Returns:
        The versions, the new one (None: nothing was to gain), and the gate's reason.
    """
    reason = ""
    with suppress(ManifestError):
        reason = read_verdict(folder).reason
    return versions, versions.take_over(folder), reason
