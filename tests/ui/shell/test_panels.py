"""Panels are moved, taken out of the window, hidden and put back; the next start finds them as they were."""

import pytest
from PySide6.QtCore import QPoint, QSettings, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QDockWidget, QMenu

from faceparse_gui.ui.shell.main_window import MainWindow

LEFT, RIGHT = Qt.DockWidgetArea.LeftDockWidgetArea, Qt.DockWidgetArea.RightDockWidgetArea


@pytest.fixture
def make_window(qtbot, theme):
    def make() -> MainWindow:
        window = MainWindow()
        qtbot.addWidget(window)
        with qtbot.waitExposed(window):
            window.show()
        return window

    yield make
    QSettings().remove("window")


def panels_menu(window: MainWindow) -> dict:
    menus = [action.menu() for action in window.menuBar().actions()]
    view = next(menu for menu in menus if isinstance(menu, QMenu) and menu.title() == "&View")
    panels = next(menu for menu in view.findChildren(QMenu) if menu.title() == "Panels")
    return {action.text(): action for action in panels.actions()}


def button(dock: QDockWidget, name: str) -> QAbstractButton:
    return dock.findChild(QAbstractButton, f"qt_dockwidget_{name}button")


def test_each_list_may_lie_on_either_side_and_be_dragged_by_its_title(make_window):
    panels = make_window().panels
    for dock in (panels.photos, panels.classes):
        assert dock.isAreaAllowed(LEFT)
        assert dock.isAreaAllowed(RIGHT)
        features = QDockWidget.DockWidgetFeature
        wanted = features.DockWidgetMovable | features.DockWidgetFloatable | features.DockWidgetClosable
        assert dock.features() & wanted == wanted
        assert dock.titleBarWidget() is None, "Qt's own, which can be dragged"


def test_a_double_click_on_the_title_takes_a_panel_out(make_window):
    dock = make_window().panels.classes
    QTest.mouseDClick(dock, Qt.MouseButton.LeftButton, pos=QPoint(40, 12))
    assert dock.isFloating()
    QTest.mouseClick(button(dock, "float"), Qt.MouseButton.LeftButton)
    assert not dock.isFloating()


def test_its_buttons_hide_and_float_and_say_so(make_window):
    window = make_window()
    dock = window.panels.photos
    assert "“Photos”" in button(dock, "close").toolTip()
    assert "“Photos”" in button(dock, "float").accessibleName()
    QTest.mouseClick(button(dock, "float"), Qt.MouseButton.LeftButton)
    assert dock.isFloating()
    QTest.mouseClick(button(dock, "close"), Qt.MouseButton.LeftButton)
    assert not dock.isVisible()
    panels_menu(window)["Photos"].trigger()
    assert dock.isVisible()


def test_where_a_panel_lies_is_remembered_and_can_be_reset(make_window):
    window = make_window()
    window.addDockWidget(RIGHT, window.panels.photos)
    window.panels.classes.hide()
    window.close()

    again = make_window()
    panels = again.panels
    assert again.dockWidgetArea(panels.photos) == RIGHT
    assert not panels.classes.isVisible()
    panels.finetune.show()

    panels_menu(again)["Reset layout"].trigger()
    assert again.dockWidgetArea(panels.photos) == LEFT
    assert panels.classes.isVisible()
    assert again.dockWidgetArea(panels.classes) == RIGHT
    assert panels.finetune.isVisible(), "a run may be going on"
