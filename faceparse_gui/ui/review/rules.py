"""Offers what corrections say of a class as a whole to the photos that nobody has touched."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QMenu, QWidget

from faceparse_core.labels import LabelMap
from faceparse_gui.jobs.background import Background
from faceparse_gui.project import Autosave, Project
from faceparse_gui.project.rules import (
    FoundRule,
    Rule,
    Turned,
    add_rule,
    find_rules,
    load_rules,
    save_rules,
    turned,
    untouched,
    with_rule,
)
from faceparse_gui.ui.classes.class_model import class_title
from faceparse_gui.ui.i18n.words import photos
from faceparse_gui.ui.session.many_photos import BatchJob, ManyPhotos
from faceparse_gui.ui.session.session import Session
from faceparse_gui.ui.session.steps import RULE, Kept, ProjectStep
from faceparse_gui.ui.shell.notification_bar import Notification

_NOTIFICATION = "rule"
_SOON_MS = 700
_FLUSH_SECONDS = 10.0
_UNDONE = 10
"""A rule that was undone is offered again when twice as many photos show it."""
_Seen = dict[tuple[str, float], Turned | None]
"""What was read of accepted photos, by key and time of their last save."""


class Rules(QObject):
    """Looks for rules after each acceptance, offers the one that most photos show, and applies it."""

    notice = Signal(str, object)  # as Session.notice
    notified = Signal(object)  # Notification
    withdrawn = Signal(str)

    def __init__(self, session: Session, window: QWidget) -> None:
        super().__init__(window)
        self._session = session
        self._seen: _Seen = {}
        self._declined: dict[Rule, int] = {}
        self._step, self._rule = ProjectStep(RULE), Rule(was=0, now=0, model="")
        self._applied: dict[Rule, ProjectStep] = {}
        self._undone = set[Rule]()
        self._is_saving = False
        self._soon = QTimer(self, singleShot=True, interval=_SOON_MS)
        self._soon.timeout.connect(self._look)
        self.photos = ManyPhotos(session)
        self.photos.failed.connect(partial(self.notice.emit, "error"))
        self.photos.finished.connect(self._sum_up)
        self.menu = QMenu(self.tr("Rules from corrections"), window)
        self.menu.setToolTipsVisible(True)
        session.projects.opened.connect(self._opened)
        session.edits.record_changed.connect(self._changed)
        session.edits.history_changed.connect(self._go_with_step)
        self._fill()

    def look_soon(self) -> None:
        """Look for rules once what was just accepted is saved."""
        self._soon.start()

    # What there is

    def _opened(self) -> None:
        project = self._session.project
        self._seen, self._declined, self._applied, self._undone = {}, {}, {}, set()
        self._session.rules, self._is_saving = (), False
        self.menu.clear()
        self._fill()
        self.withdrawn.emit(_NOTIFICATION)
        if project is not None:
            Background(self, partial(load_rules, project.store)).success(
                partial(self._loaded, project)
            ).start()

    def _loaded(self, project: Project, rules: tuple[Rule, ...]) -> None:
        if project is self._session.project:
            self._session.rules = rules
            self._fill()

    def _changed(self, key: str) -> None:
        if self._session.project is not None and self._session.photos.record(key).status == "accepted":
            self.look_soon()

    def _look(self) -> None:
        project, autosave = self._session.project, self._session.autosave
        if project is not None and autosave is not None and not self.photos.is_busy:
            work = partial(_find, project, autosave, dict(self._seen))
            Background(self, work).success(partial(self._found, project)).start()

    def _found(self, project: Project, result: tuple[_Seen, list[FoundRule]]) -> None:
        if project is not self._session.project or self.photos.is_busy:
            return
        self._seen, found = result
        new = [each for each in found if self._is_news(each)]
        if new:
            self._offer(project, max(new, key=lambda each: len(each.photos)))
        else:
            self.withdrawn.emit(_NOTIFICATION)

    def _is_news(self, found: FoundRule) -> bool:
        """A rule that was declined is offered once more when twice as many photos show it."""
        is_on = found.rule in self._session.rules
        return not is_on and len(found.photos) >= 2 * self._declined.get(found.rule, 0)

    # The question

    def _offer(self, project: Project, found: FoundRule) -> None:
        rule, waiting = found.rule, untouched(project, found.rule)
        if not waiting:
            return
        text = self.tr(
            "In {0} you turned {1} into {2}. Do the same wherever {1} is in {3} not touched yet?"
        ).format(
            photos(len(found.photos)), class_title(rule.was), class_title(rule.now), photos(len(waiting))
        )
        answers = (
            (self.tr("Apply"), partial(self.apply, rule)),
            (self.tr("Not now"), partial(self._decline, found)),
        )
        self.notified.emit(Notification(_NOTIFICATION, text, answers))

    def _decline(self, found: FoundRule) -> None:
        self._declined[found.rule] = len(found.photos)

    def apply(self, rule: Rule) -> None:
        """Change the labels of untouched photos, as one step, and let photos parsed later follow."""
        project = self._session.project
        if project is None or self.photos.is_busy:
            return
        active = self._session.rules
        self._session.rules = with_rule(active, rule)  # kept when all photos are changed
        self._fill()
        self._step, self._rule = ProjectStep(RULE, is_batch=True, is_open=True), rule
        self._applied[rule] = self._step
        keys = [record.key for record in untouched(project, rule)]
        self.photos.start(keys, BatchJob(partial(_followed, project, rule, active), self._put))

    def _put(self, key: str, found: tuple[Kept, LabelMap]) -> None:
        before, labels = found
        self._session.edits.put_labels(key, labels, "parsed", self._step, before, keep_locked=True)

    def _sum_up(self, left: list[str]) -> None:
        self._step.is_open = False
        self._keep()
        self._session.edits.history_changed.emit()
        text = self.tr("{0}, in {1}. Photos parsed later follow; the Photo menu switches it off.")
        text = text.format(self._title(self._rule), photos(len(self._step.parts)))
        if left:
            text += " " + self.tr("{0} skipped (cancelled).").format(photos(len(left)))
        undo = partial(self._take_back, self._step, self._rule)
        self.notified.emit(Notification(_NOTIFICATION, text, ((self.tr("Undo"), undo),)))

    def _take_back(self, step: ProjectStep, rule: Rule) -> None:
        self._declined[rule] = _UNDONE
        if step.parts:
            self._session.history.take_back(step)
        else:
            self._switch(rule, is_on=False)

    def _go_with_step(self) -> None:
        """A rule is undone and redone with the labels that it changed."""
        for rule, step in self._applied.items():
            if step.is_open or not step.parts:
                continue
            if not step.done and rule in self._session.rules:
                self._undone.add(rule)
                self.withdrawn.emit(_NOTIFICATION)
                self._switch(rule, is_on=False)
            elif step.done and rule in self._undone:
                self._undone.remove(rule)
                self._switch(rule, is_on=True)

    # The menu

    def _keep(self) -> None:
        """Write the rules to the disk, one version after the other."""
        project, rules = self._session.project, self._session.rules
        if project is None or self._is_saving:
            return
        self._is_saving = True

        def saved(*_: object) -> None:
            if project is self._session.project:
                self._is_saving = False
                if rules != self._session.rules:
                    self._keep()

        def failed(error: object) -> None:
            if project is self._session.project:
                self._is_saving = False
            self.notice.emit("error", str(error))

        Background(self, partial(save_rules, project.store, rules)).success(saved).failure(failed).start()

    def _fill(self) -> None:
        """A rule that is switched off stays in the menu as long as the project is open."""
        known = dict.fromkeys((*(action.data() for action in self.menu.actions()), *self._session.rules))
        self.menu.clear()
        for rule in known:
            self._add(rule)
        self.menu.setEnabled(bool(known))

    def _add(self, rule: Rule) -> None:
        action = self.menu.addAction(self._title(rule))
        action.setData(rule)
        action.setCheckable(True)
        action.setChecked(rule in self._session.rules)
        action.setToolTip(
            self.tr("Photos not touched and those parsed later follow it. Untick to switch it off.")
        )
        # Later, since both make the menu's actions anew.
        action.triggered.connect(lambda is_on: QTimer.singleShot(0, self, partial(self._tick, rule, is_on)))

    def _tick(self, rule: Rule, is_on: bool) -> None:
        """What the menu asks for; ticks are as they were where a rule cannot be applied now."""
        if is_on:
            self.apply(rule)
        else:
            self._switch(rule, is_on=False)
        self._fill()

    def _switch(self, rule: Rule, is_on: bool) -> None:
        rules = self._session.rules
        self._session.rules = (
            with_rule(rules, rule) if is_on else tuple(each for each in rules if each != rule)
        )
        self._keep()
        self._fill()

    def _title(self, rule: Rule) -> str:
        return self.tr("{0} is {1}").format(class_title(rule.was), class_title(rule.now))


def _find(
    project: Project, autosave: Autosave, seen: Mapping[tuple[str, float], Turned | None]
) -> tuple[_Seen, list[FoundRule]]:
    """In a thread: what the accepted photos show; those that are as they were are not read again."""
    autosave.flush(_FLUSH_SECONDS)
    now: _Seen = {}
    for record in project.records():
        if record.status == "accepted" and not record.changed:
            place = record.key, record.updated
            now[place] = seen[place] if place in seen else turned(project, record)
    return now, find_rules(each for each in now.values() if each is not None)


def _followed(
    project: Project, rule: Rule, active: Sequence[Rule], key: str, labels: LabelMap
) -> tuple[Kept, LabelMap] | None:
    """In a thread: the labels, to be kept, and those under the rule; None: nothing changes."""
    record = project.record(key)
    if record.status != "parsed" or record.model != rule.model:  # touched meanwhile
        return None
    predicted = project.load_predicted(key)
    if predicted is None or predicted.shape != labels.shape:
        return None
    changed = add_rule(labels, predicted, rule, active)
    return None if changed is labels else (Kept.of(labels), changed)
