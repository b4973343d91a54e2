"""What the person reads about a new version, and how it may be overruled."""

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPushButton, QWidget

from faceparse_gui.ui.finetune.examples import Examples
from faceparse_gui.ui.finetune.gate_dialog import GateDialog, headline
from faceparse_gui.ui.widgets.theme import DARK, LIGHT
from faceparse_training.finetune.manifest import Check, ClassScore, Example, Verdict


def counted(answer, after, areas=6.9):
    """A verdict that counts wrong pixels: 2,000 before; ``answer``: better, ask or stays."""
    checks = (
        Check(kind="held_back", images=12, before=0.817, after=0.814, passed=False),
        Check(kind="wrong", images=12, before=2000, after=after, passed=answer == "better"),
        Check(kind="areas", images=12, before=8.1, after=areas, passed=areas <= 8.1),
        Check(kind="untouched", images=40, before=1.0, after=0.93, passed=False),
    )
    return Verdict(
        promote=answer == "better",
        ask=answer == "ask",
        reason="why it is so",
        checks=checks,
        classes=(),
        examples=(),
    )


def verdict(promote, held_back_passed=True, checks=True):
    held_back = Check(kind="held_back", images=12, before=0.817, after=0.842, passed=held_back_passed)
    untouched = Check(kind="untouched", images=40, before=1.0, after=0.95, passed=promote)
    return Verdict(
        promote=promote,
        reason="why it is so",
        checks=(held_back, untouched) if checks else (),
        classes=(
            ClassScore(name="hair", images=12, before=0.9, after=0.934),
            ClassScore(name="nose", images=11, before=0.9, after=0.897),
            ClassScore(name="hat", images=1, before=0.5, after=0.5),
        ),
        examples=(
            Example(
                image="a.png",
                photo="1.png",
                before="2.png",
                after="3.png",
                truth="gone.png",
                before_f=0.8,
                after_f=0.75,
            ),
        ),
    )


@pytest.fixture
def pictures(tmp_path):
    for number in (1, 2, 3):
        Image.fromarray(np.full((32, 32, 3), 60 * number, np.uint8)).save(tmp_path / f"{number}.png")
    return tmp_path


@pytest.fixture
def make_dialog(pictures, theme, qtbot):
    def make(promote=True, in_use=True, given=None):
        dialog = GateDialog(given or verdict(promote), pictures, "Version 3", "version 2", in_use)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
        qtbot.addWidget(dialog)
        dialog.show()
        return dialog

    return make


@pytest.mark.parametrize(
    ("given", "in_use", "text"),
    [
        (
            verdict(True),
            True,
            "Version 3 is better: F 0.842 instead of 0.817 on held-back corrections. It is now in use.",
        ),
        (
            verdict(False, held_back_passed=False),
            False,
            (
                "Version 3 is not better: F 0.842 instead of 0.817 on held-back corrections. "
                "Version 2 stays in use."
            ),
        ),
        (
            verdict(False),
            False,
            (
                "Version 3 reaches F 0.842 instead of 0.817 on held-back corrections, but is worse "
                "elsewhere. Version 2 stays in use."
            ),
        ),
        (verdict(False, checks=False), True, "Version 3 is not better than version 2. It is now in use."),
    ],
)
def test_the_headline_says_it_in_plain_words(given, in_use, text, theme):
    assert headline(given, "Version 3", "version 2", in_use) == text


@pytest.mark.parametrize(
    ("given", "in_use", "text"),
    [
        (
            counted("better", 1760),
            True,
            "Version 3 is better: about 12% less to correct on photos like these. It is now in use.",
        ),
        (
            counted("ask", 1760),
            False,
            (
                "Version 3 may be better: about 12% less to correct on photos like these, but not surely. "
                "Version 2 stays in use until you decide."
            ),
        ),
        (
            counted("ask", 1970),
            False,
            (
                "Version 3 is hardly better: about 2% less to correct, too little to be felt. "
                "Version 2 stays in use until you decide."
            ),
        ),
        (
            counted("ask", 2040),
            False,
            (
                "Too few corrections to tell if Version 3 is better: about 2% more to correct on "
                "photos like these. Version 2 stays in use until you decide."
            ),
        ),
        (
            counted("stays", 2100),
            False,
            "Version 3 is not better: about 5% more to correct on photos like these. Version 2 stays in use.",
        ),
        (
            counted("stays", 1760),
            False,
            (
                "Version 3: about 12% less to correct on photos like these, but it is worse elsewhere. "
                "Version 2 stays in use."
            ),
        ),
    ],
)
def test_what_is_felt_is_said_before_any_score(given, in_use, text, theme):
    assert headline(given, "Version 3", "version 2", in_use) == text


def test_the_figures_that_decide_stand_first(make_dialog):
    dialog = make_dialog(given=counted("better", 1760))
    figures = [label.text() for label in dialog.findChildren(QLabel) if "→" in label.text()]
    assert [text.split(" <span")[0] for text in figures] == [
        "2,000 → <b>1,760</b>",
        "8.1 → <b>6.9</b>",
        "0.817 → <b>0.814</b>",
        "1.000 → <b>0.930</b>",
    ]
    assert "−12%" in figures[0]
    assert "−15%" in figures[1]
    assert all(LIGHT.success in text for text in figures[:2])
    assert "Judged on 12 photos that it had not learned from." in [
        label.text() for label in dialog.findChildren(QLabel)
    ]


def test_the_table_signs_and_colours_the_differences(make_dialog):
    table = make_dialog().scores
    rows = [[table.item(row, column).text() for column in range(5)] for row in range(3)]

    assert rows == [
        ["Hair", "0.900", "0.934", "+0.034", "12"],
        ["Nose", "0.900", "0.897", "−0.003", "11"],
        ["Hat", "0.500", "0.500", "0.000", "1"],
    ]
    colors = [table.item(row, 3).foreground().color().name() for row in range(3)]
    assert colors == [LIGHT.success, LIGHT.error, LIGHT.muted]


def test_the_pictures_are_shown_once_read_and_a_missing_one_does_no_harm(make_dialog, qtbot):
    examples = make_dialog().findChild(Examples)

    def middle(name):
        return examples._pictures[name].grab().toImage().pixelColor(50, 10).red()

    qtbot.waitUntil(lambda: [middle(f"{n}.png") for n in (1, 2, 3)] == [60, 120, 180])
    qtbot.waitUntil(lambda: examples._thumbnails.get("gone.png", None) is not None)


@pytest.mark.parametrize(
    ("promote", "in_use", "text", "decision"),
    [
        (True, True, "Keep", "keep"),
        (True, True, "Go back to version 2", "go_back"),
        (False, False, "Use anyway", "use"),
        (None, False, "Use it", "use"),
        (None, False, "Keep version 2", "keep"),
        (False, False, "Keep version 2", "keep"),
    ],
)
def test_the_person_has_the_last_word(make_dialog, qtbot, promote, in_use, text, decision):
    given = counted("ask", 1760) if promote is None else None
    dialog = make_dialog(promote, in_use, given)
    button = next(each for each in dialog.findChildren(QPushButton) if each.text() == text)

    with qtbot.waitSignal(dialog.decided) as signal:
        qtbot.mouseClick(button, Qt.MouseButton.LeftButton)

    assert signal.args == [decision]
    assert not dialog.isVisible()


def test_the_dialog_does_not_block_the_window(make_dialog):
    assert make_dialog().windowModality() == Qt.WindowModality.NonModal


def test_each_check_says_whether_it_was_passed(make_dialog):
    names = {each.accessibleName() for each in make_dialog(False).findChildren(QWidget)}
    assert "Untouched photos: 1.000, 0.950, not passed" in names


def test_the_figures_change_their_colours_with_the_theme(make_dialog, theme):
    dialog = make_dialog()
    for preference, colors, other in (("dark", DARK, LIGHT), ("light", LIGHT, DARK), ("dark", DARK, LIGHT)):
        theme.set_preference(preference)
        figures = [label.text() for label in dialog.findChildren(QLabel) if "<span" in label.text()]
        assert any(colors.success in text for text in figures)
        assert any(colors.error in text for text in figures)
        assert not any(other.success in text or other.error in text for text in figures)
