"""What came of a fine-tuning: is the new version better, by which figures, and what it does to photos."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QScrollArea, QVBoxLayout, QWidget

from faceparse_core.work import SLIVER
from faceparse_gui.ui.finetune.class_scores import ClassScores
from faceparse_gui.ui.finetune.examples import Examples
from faceparse_gui.ui.i18n.messages import localise
from faceparse_gui.ui.i18n.words import photos, sentences, signed
from faceparse_gui.ui.widgets.captions import heading, muted
from faceparse_gui.ui.widgets.dialog import Dialog
from faceparse_gui.ui.widgets.icons import icon
from faceparse_gui.ui.widgets.theme import SPACE_L, SPACE_M, SPACE_S, Theme
from faceparse_training.finetune.gain import FELT
from faceparse_training.finetune.manifest import Check, CheckKind, Verdict

Decision = Literal["keep", "use", "go_back"]
_ORDER: tuple[CheckKind, ...] = ("expected", "wrong", "areas", "held_back", "replay", "untouched")


class GateDialog(Dialog):
    """``folder`` holds the pictures that the verdict names.

    ``new`` and ``before`` are the versions' titles; ``in_use``: the new one is at work already. Not modal.
    """

    decided = Signal(str)  # Decision

    def __init__(
        self,
        verdict: Verdict,
        folder: Path,
        new: str,
        before: str,
        in_use: bool,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Result of the fine-tuning"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.headline = QLabel(headline(verdict, new, before, in_use))
        self.examples = Examples(verdict.examples, folder)
        self.scores = ClassScores(verdict.classes)
        self._lay_out(verdict, new, before, in_use)
        self.resize(self.sizeHint())

    def _lay_out(self, verdict: Verdict, new: str, before: str, in_use: bool) -> None:
        left = QVBoxLayout()
        left.setSpacing(SPACE_S)
        left.addWidget(heading(self.tr("Comparison")))
        for check in sorted(verdict.checks, key=lambda check: _ORDER.index(check.kind)):
            left.addWidget(_CheckLine(check))
        left.addSpacing(SPACE_L)
        left.addWidget(heading(self.tr("F per class on held-back corrections")))
        left.addWidget(self.scores, 1)
        right = QVBoxLayout()
        right.setSpacing(SPACE_S)
        right.addWidget(heading(self.tr("On held-back photos")))
        scroll = QScrollArea(widgetResizable=True)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setWidget(self.examples)
        scroll.setMinimumWidth(
            self.examples.minimumSizeHint().width() + scroll.verticalScrollBar().sizeHint().width()
        )
        right.addWidget(scroll, 1)
        columns = QHBoxLayout()
        columns.setSpacing(2 * SPACE_L)
        columns.addLayout(left, 2)
        columns.addLayout(right, 3)
        layout = self.body.column
        layout.setSpacing(SPACE_L)
        layout.addLayout(self._head(verdict))
        layout.addLayout(columns, 1)
        self.add_foot(self._foot(verdict, before, in_use))

    def _head(self, verdict: Verdict) -> QVBoxLayout:
        self.headline.setWordWrap(True)
        font = self.headline.font()
        font.setBold(True)
        font.setPointSizeF(1.2 * font.pointSizeF())
        self.headline.setFont(font)
        self.headline.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        wrong = verdict.check("wrong")
        basis = localise(verdict.reason)  # of an earlier version of the program, or why nothing was compared
        judged = wrong or verdict.check("held_back")  # earlier versions counted no wrong pixels
        if judged is not None:
            basis = self.tr("Judged on {0} that it had not learned from.").format(photos(judged.images))
        if verdict.is_without_corrections:
            basis = self.tr(
                "Judged by how sure it is itself, on faces that it had not got used to: nobody has corrected "
                "these photos."
            )
        reason = muted(basis, wrap=True)
        head = QVBoxLayout()
        head.setSpacing(SPACE_S)
        head.addWidget(self.headline)
        head.addWidget(reason)
        return head

    def _foot(self, verdict: Verdict, before: str, in_use: bool) -> QHBoxLayout:
        """The way that the figures speak for stands last and is the default."""
        if in_use:
            other = self._button(self.tr("Go back to {0}").format(before), "go_back")
            usual = self._button(self.tr("Keep"), "keep")
        else:
            other = self._button(self.tr("Use it") if verdict.ask else self.tr("Use anyway"), "use")
            usual = self._button(self.tr("Keep {0}").format(before), "keep")
        usual.setDefault(True)
        foot = QHBoxLayout()
        foot.setSpacing(SPACE_M)
        foot.addStretch()
        foot.addWidget(other)
        foot.addWidget(usual)
        return foot

    def _button(self, text: str, decision: Decision) -> QPushButton:
        button = QPushButton(text)
        button.setAutoDefault(False)
        button.clicked.connect(lambda: self._decide(decision))
        return button

    def _decide(self, decision: Decision) -> None:
        self.decided.emit(decision)
        self.accept()


def headline(verdict: Verdict, new: str, before: str, in_use: bool, decided: bool = False) -> str:
    """The gate's answer in a sentence or two; also for the message that announces it.

    ``decided``: the user was asked, and keeps what is in use.
    """
    if in_use:
        rest = QCoreApplication.translate("GateDialog", "It is now in use.")
    elif verdict.promote:
        rest = QCoreApplication.translate("GateDialog", "It is not in use.")
    else:
        stays = QCoreApplication.translate("GateDialog", "{0} stays in use.")
        if verdict.ask and not decided:
            stays = QCoreApplication.translate("GateDialog", "{0} stays in use until you decide.")
        rest = stays.format(before[:1].upper() + before[1:])
    return sentences(_answer(verdict, new, before), rest)


def _answer(verdict: Verdict, new: str, before: str) -> str:
    """Is it better, and by what a person feels."""
    expected = verdict.check("expected")
    if expected is not None:
        text = QCoreApplication.translate(
            "GateDialog", "{0} has got used to these photos: it expects {1} fewer wrong pixels in them."
        )
        return text.format(new, f"{1 - expected.after / max(expected.before, 1e-9):.0%}")
    if verdict.saved is None:
        return _answer_by_f(verdict, new, before)
    share = f"{abs(verdict.saved):.0%}"
    if verdict.ask and verdict.saved <= 0:
        text = QCoreApplication.translate(
            "GateDialog",
            "Too few corrections to tell if {0} is better: about {1} more to correct on photos like these.",
        )
    elif verdict.ask and verdict.saved < FELT:
        text = QCoreApplication.translate(
            "GateDialog", "{0} is hardly better: about {1} less to correct, too little to be felt."
        )
    elif verdict.ask:
        text = QCoreApplication.translate(
            "GateDialog", "{0} may be better: about {1} less to correct on photos like these, but not surely."
        )
    elif verdict.promote:
        text = QCoreApplication.translate(
            "GateDialog", "{0} is better: about {1} less to correct on photos like these."
        )
    elif verdict.saved > 0:
        text = QCoreApplication.translate(
            "GateDialog", "{0}: about {1} less to correct on photos like these, but it is worse elsewhere."
        )
    else:
        text = QCoreApplication.translate(
            "GateDialog", "{0} is not better: about {1} more to correct on photos like these."
        )
    return text.format(new, share)


def _answer_by_f(verdict: Verdict, new: str, before: str) -> str:
    """The same for a verdict of an earlier version of the program, which counted no wrong pixels."""
    f = verdict.check("held_back")
    if f is None and verdict.promote:
        text = QCoreApplication.translate("GateDialog", "{0} is better than {1}.").format(new, before)
    elif f is None:
        text = QCoreApplication.translate("GateDialog", "{0} is not better than {1}.").format(new, before)
    else:
        figures = (f"{f.after:.3f}", f"{f.before:.3f}")
        if verdict.promote:
            text = QCoreApplication.translate(
                "GateDialog", "{0} is better: F {1} instead of {2} on held-back corrections."
            ).format(new, *figures)
        elif f.passed:
            text = QCoreApplication.translate(
                "GateDialog",
                "{0} reaches F {1} instead of {2} on held-back corrections, but is worse elsewhere.",
            ).format(new, *figures)
        else:
            text = QCoreApplication.translate(
                "GateDialog", "{0} is not better: F {1} instead of {2} on held-back corrections."
            ).format(new, *figures)
    return text


class _CheckLine(QWidget):
    """One question of the gate: a sign, what was asked, the figures before and after."""

    def __init__(self, check: Check) -> None:
        super().__init__()
        kinds = {
            "expected": self.tr("Expected wrong"),
            "wrong": self.tr("Wrong pixels"),
            "areas": self.tr("Areas to correct"),
            "held_back": self.tr("F"),
            "replay": self.tr("Replay folder"),
            "untouched": self.tr("Untouched photos"),
        }
        explained = {
            "expected": self.tr("The share of a face's pixels that the network expects to have wrong"),
            "wrong": self.tr("In a photo, on corrections it had not seen"),
            "areas": self.tr(
                "Areas of a photo that are thicker than {0} pixels, on corrections it had not seen"
            ).format(SLIVER),
            "held_back": self.tr("F on held-back corrected photos"),
            "replay": self.tr("F on the photos of the replay folder"),
            "untouched": self.tr("Agreement with earlier confident predictions"),
        }
        self._check = check
        self._sign, self._figures = QLabel(), QLabel()
        what = QLabel(kinds[check.kind])
        images = muted(photos(check.images))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACE_M)
        row.addWidget(self._sign)
        row.addWidget(what)
        row.addWidget(images, 1)
        row.addWidget(self._figures)
        self.setToolTip(explained[check.kind])
        passed = self.tr("passed") if check.passed else self.tr("not passed")
        before, after = _figure(check, check.before), _figure(check, check.after)
        self.setAccessibleName(f"{kinds[check.kind]}: {before}, {after}, {passed}")
        Theme.current().changed.connect(self._dress)
        self._dress()

    def _dress(self) -> None:
        check, colors = self._check, Theme.current().colors
        fewer = check.kind in ("expected", "wrong", "areas")
        good = check.after < check.before if fewer else check.passed
        color = colors.success if good else colors.error
        self._sign.setPixmap(icon("accept" if check.passed else "alert").pixmap(16, 16))
        change = signed(check.after - check.before)
        if fewer:
            change = f"{check.after / check.before - 1:+.0%}".replace("-", "−") if check.before else ""
        self._figures.setText(
            f"{_figure(check, check.before)} → <b>{_figure(check, check.after)}</b> "
            f"<span style='color:{color}'>{change}</span>"
        )


def _figure(check: Check, value: float) -> str:
    """A value of the check as it is shown."""
    if check.kind == "expected":
        return f"{value:.2%}"
    return f"{value:,.0f}" if check.kind == "wrong" else f"{value:.{1 if check.kind == 'areas' else 3}f}"
