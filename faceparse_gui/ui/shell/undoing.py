"""Undo and Redo: what they would do now, in their own words, also in the middle of a tool's use."""

from __future__ import annotations

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction, QKeySequence

from faceparse_gui.document import Change
from faceparse_gui.ui.canvas.canvas import Canvas
from faceparse_gui.ui.session.session import Session
from faceparse_gui.ui.shell.actions import Actions


class Undoing(QObject):
    """Keeps Undo and Redo at what they would do now."""

    def __init__(self, actions: Actions, session: Session, canvas: Canvas) -> None:
        super().__init__(canvas)
        self._actions, self._session, self._canvas = actions, session, canvas
        actions.undo.triggered.connect(self._undo)
        actions.redo.triggered.connect(session.history.redo)
        session.edits.history_changed.connect(self.show)
        session.current.opened.connect(self.show)
        canvas.edited.connect(self._follow_stroke)
        canvas.pending_changed.connect(self._follow_tool)
        self.show()

    def show(self) -> None:
        """Set the texts and states of Undo and Redo from the session's history."""
        history = self._session.history
        for action, name, is_redo in (
            (self._actions.undo, self.tr("Undo"), False),
            (self._actions.redo, self.tr("Redo"), True),
        ):
            step = history.redo_step if is_redo else history.undo_step
            _show_step(action, name, None if step is None else history.title(step, is_redo))

    def _undo(self) -> None:
        if not self._canvas.step_back():
            self._session.history.undo()

    def _follow_stroke(self, change: Change) -> None:
        """A running stroke can be undone before it is a step of the history."""
        if change.kind == "paint":
            self._actions.undo.setEnabled(True)
        elif change.kind == "abort":
            self.show()

    def _follow_tool(self, pending: str) -> None:
        """What waits for Enter can be taken back, part by part."""
        if pending:
            self._actions.undo.setEnabled(True)
        else:
            self.show()


def _show_step(action: QAction, name: str, step: str | None) -> None:
    """``step``: what would be undone; None: nothing."""
    action.setEnabled(step is not None)
    action.setText(f"{name}{step}" if step and step.startswith(":") else f"{name} {step or ''}".rstrip())
    key = action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
    action.setToolTip(f"{action.text()} ({key})" if key else action.text())
