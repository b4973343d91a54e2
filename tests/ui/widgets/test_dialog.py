"""A dialog that opens a turn after it is made."""

from faceparse_gui.ui.widgets.dialog import Dialog


def test_a_dialog_that_is_over_before_it_opens_stays_closed(theme, qtbot):
    dialog, other = Dialog(), Dialog()
    for each in (dialog, other):
        qtbot.addWidget(each)
        each.open_soon()
    dialog.reject()
    qtbot.waitUntil(other.isVisible)
    assert not dialog.isVisible()
