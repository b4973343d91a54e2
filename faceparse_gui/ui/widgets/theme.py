"""One look for the whole window: colours for light and dark, spacing, and a small style sheet over Fusion."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QApplication

import faceparse_resources

SPACE_S, SPACE_M, SPACE_L = 4, 8, 16
"""The gaps of every layout, in logical pixels."""

Preference = Literal["system", "light", "dark"]


@dataclass(frozen=True, slots=True)
class Colors:
    """The colours of one scheme, as ``#rrggbb``. Text and muted text have a contrast of 4.5 or more."""

    window: str
    panel: str
    field: str
    hover: str
    selected: str
    border: str
    text: str
    muted: str
    disabled: str
    accent: str
    on_accent: str
    warning: str
    error: str
    success: str
    canvas: str


LIGHT = Colors(
    window="#f3f4f6",
    panel="#fbfbfc",
    field="#ffffff",
    hover="#e6e9ee",
    selected="#dbe7fb",
    border="#d3d7de",
    text="#1d2025",
    muted="#5a616c",
    disabled="#a3a9b3",
    accent="#1f63d6",
    on_accent="#ffffff",
    warning="#8f5a00",
    error="#b3261e",
    success="#1b7a3d",
    canvas="#dcdee2",
)
DARK = Colors(
    window="#1f2124",
    panel="#26282c",
    field="#1a1c1e",
    hover="#34373d",
    selected="#2c405f",
    border="#3b3f46",
    text="#e7e9ec",
    muted="#abb1bb",
    disabled="#686e78",
    accent="#78a9ff",
    on_accent="#10213d",
    warning="#f2b957",
    error="#ff8b82",
    success="#6fd08c",
    canvas="#151618",
)


class Theme(QObject):
    """Dresses the application, and follows the system's colour scheme or the user's choice while it runs."""

    changed = Signal()
    _current: Theme | None = None

    def __init__(self, app: QApplication) -> None:
        super().__init__(app)
        self._app = app
        self._preference: Preference = "system"
        app.setStyle("Fusion")
        app.styleHints().colorSchemeChanged.connect(self._apply)
        self._dress(self._preferred())

    @classmethod
    def install(cls, app: QApplication) -> Theme:
        """Dress ``app``; a second call returns the theme that is there."""
        if cls._current is None or cls._current._app is not app:
            cls._current = cls(app)
        return cls._current

    @classmethod
    def current(cls) -> Theme:
        """The installed theme.

        Raises:
            RuntimeError: if ``install`` was not called before.
        """
        if cls._current is None:
            raise RuntimeError("Theme.install(app) comes before the first widget")
        return cls._current

    @property
    def is_dark(self) -> bool:
        """Whether the colours are the dark ones now, by choice or after the system."""
        return self.colors is DARK

    @property
    def preference(self) -> Preference:
        """What the user chose: ``system``, ``light`` or ``dark``."""
        return self._preference

    def set_preference(self, preference: Preference) -> None:
        """Stay light or dark, or follow the system."""
        self._preference = preference
        self._apply()

    def _apply(self) -> None:
        colors = self._preferred()
        if colors is not self.colors:  # the style sheet goes through all widgets
            self._dress(colors)
        self.changed.emit()

    def _preferred(self) -> Colors:
        dark = self._preference == "dark"
        if self._preference == "system":
            dark = self._app.styleHints().colorScheme() == Qt.ColorScheme.Dark
        return DARK if dark else LIGHT

    def _dress(self, colors: Colors) -> None:
        self.colors = colors
        self._app.setPalette(_palette(colors))
        self._app.setStyleSheet(_style_sheet(colors))


def _palette(colors: Colors) -> QPalette:
    role, palette = QPalette.ColorRole, QPalette()
    for one, color in (
        (role.Window, colors.window),
        (role.WindowText, colors.text),
        (role.Base, colors.field),
        (role.AlternateBase, colors.panel),
        (role.Text, colors.text),
        (role.PlaceholderText, colors.muted),
        (role.Button, colors.panel),
        (role.ButtonText, colors.text),
        (role.BrightText, colors.error),
        (role.ToolTipBase, colors.panel),
        (role.ToolTipText, colors.text),
        (role.Highlight, colors.accent),
        (role.HighlightedText, colors.on_accent),
        (role.Accent, colors.accent),
        (role.Link, colors.accent),
        (role.LinkVisited, colors.accent),
        (role.Light, colors.hover),
        (role.Midlight, colors.hover),
        (role.Mid, colors.border),
        (role.Dark, colors.border),
        (role.Shadow, colors.border),
    ):
        palette.setColor(one, QColor(color))
    for one in (role.WindowText, role.Text, role.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, one, QColor(colors.disabled))
    palette.setColor(QPalette.ColorGroup.Disabled, role.Highlight, QColor(colors.border))
    return palette


def _style_sheet(c: Colors) -> str:
    kind = "dark" if c is DARK else "light"
    tick, more, up, down, close, detach = (
        faceparse_resources.path(f"styles/{name}-{kind}.svg").as_posix()
        for name in ("tick", "more", "up", "down", "close", "float")
    )
    return f"""
QMainWindow::separator {{ background: {c.border}; width: 1px; height: 1px; }}
QDockWidget {{ titlebar-close-icon: url({close}); titlebar-normal-icon: url({detach}); }}
QDockWidget::title {{
    background: {c.window}; border-bottom: 1px solid {c.border}; padding: 6px 8px; text-align: left;
}}
QDockWidget::close-button, QDockWidget::float-button {{
    icon-size: 22px; background: transparent; border: 0; border-radius: 4px;
    subcontrol-position: center right; subcontrol-origin: margin;
}}
QDockWidget::close-button {{ right: 6px; }}
QDockWidget::float-button {{ right: 30px; }}
QDockWidget::close-button:hover, QDockWidget::float-button:hover {{ background: {c.hover}; }}
QToolTip {{ background: {c.panel}; color: {c.text}; border: 1px solid {c.border}; padding: 4px 6px; }}
QMenuBar {{ background: {c.window}; }}
QMenuBar::item {{ padding: 4px 8px; border-radius: 4px; }}
QMenuBar::item:selected {{ background: {c.hover}; }}
QMenu {{ background: {c.panel}; border: 1px solid {c.border}; padding: 4px; }}
QMenu::item {{ padding: 5px 24px 5px 12px; border-radius: 4px; }}
QMenu::icon {{ padding-left: 8px; }}
QMenu::icon:checked {{ background: {c.selected}; border-radius: 4px; }}
QMenu::item:selected {{ background: {c.hover}; color: {c.text}; }}
QMenu::item:disabled {{ color: {c.disabled}; }}
QMenu::separator {{ height: 1px; background: {c.border}; margin: 4px 8px; }}
QToolBar {{
    background: {c.window}; border: 0; border-bottom: 1px solid {c.border}; padding: 4px 8px; spacing: 2px;
}}
QToolBar#tool-strip {{
    border-bottom: 0; border-right: 1px solid {c.border}; padding: 8px 4px; spacing: 4px;
}}
#tool-options {{ background: {c.window}; border-bottom: 1px solid {c.border}; }}
QWidget[card="true"] {{ background: {c.panel}; border: 1px solid {c.border}; border-radius: 6px; }}
QToolBar::separator {{ background: {c.border}; width: 1px; margin: 6px 6px; }}
QToolButton {{ background: transparent; border: 1px solid transparent; border-radius: 5px; padding: 4px; }}
QToolButton:hover {{ background: {c.hover}; }}
QToolButton:pressed {{ background: {c.border}; }}
QToolButton:checked {{ background: {c.selected}; }}
QToolButton:focus {{ border-color: {c.accent}; }}
QToolButton#fold {{ background: transparent; padding-left: 0; color: {c.accent}; }}
QToolButton:disabled {{ color: {c.disabled}; }}
QToolButton#network {{ padding-right: 16px; }}
QToolButton::menu-indicator {{ subcontrol-position: center right; right: 2px; }}
QToolButton#qt_toolbar_ext_button {{ qproperty-icon: url({more}); min-width: 13px; padding: 2px; }}
QPushButton {{ background: {c.panel}; border: 1px solid {c.border}; border-radius: 5px; padding: 5px 14px; }}
QPushButton[small="true"] {{ padding: 2px 8px; }}
QPushButton:hover {{ background: {c.hover}; }}
QPushButton:pressed {{ background: {c.border}; }}
QPushButton:focus {{ border-color: {c.accent}; }}
QPushButton:disabled {{ color: {c.disabled}; }}
QPushButton:default, QPushButton[primary="true"] {{
    background: {c.accent}; color: {c.on_accent}; border-color: {c.accent};
}}
QPushButton:flat {{ background: transparent; border-color: transparent; color: {c.accent}; }}
QPushButton:flat:hover {{ background: {c.hover}; }}
QPushButton:flat:focus {{ border-color: {c.accent}; }}
QPushButton:default:disabled, QPushButton[primary="true"]:disabled {{
    background: {c.hover}; color: {c.disabled}; border-color: {c.border};
}}
QLineEdit, QAbstractSpinBox, QComboBox {{
    background: {c.field}; border: 1px solid {c.border}; border-radius: 5px; padding: 3px 6px;
}}
QLineEdit:focus, QAbstractSpinBox:focus, QComboBox:focus {{ border-color: {c.accent}; }}
QComboBox {{ padding-right: 22px; combobox-popup: 0; }}
QComboBox::drop-down {{ border: 0; width: 20px; }}
QComboBox::down-arrow, QAbstractSpinBox::down-arrow {{ image: url({down}); width: 10px; height: 10px; }}
QAbstractSpinBox::up-arrow {{ image: url({up}); width: 10px; height: 10px; }}
QAbstractSpinBox {{ padding: 3px 20px 3px 6px; }}
QAbstractSpinBox::up-button, QAbstractSpinBox::down-button {{
    border: 0; width: 18px; background: transparent;
}}
QAbstractSpinBox::up-button:hover, QAbstractSpinBox::down-button:hover {{ background: {c.hover}; }}
QComboBox QAbstractItemView {{ background: {c.panel}; border: 1px solid {c.border}; padding: 4px; }}
QComboBox QAbstractItemView::item {{ padding: 4px 8px; border-radius: 4px; }}
QSlider::groove:horizontal {{ height: 4px; border-radius: 2px; background: {c.border}; }}
QSlider::sub-page:horizontal {{ height: 4px; border-radius: 2px; background: {c.accent}; }}
QSlider::handle:horizontal {{
    width: 12px; height: 12px; margin: -5px 0; border-radius: 7px;
    background: {c.field}; border: 1px solid {c.muted};
}}
QSlider::handle:horizontal:hover, QSlider::handle:horizontal:focus {{ border: 1px solid {c.accent}; }}
QCheckBox::indicator, QRadioButton::indicator {{
    width: 14px; height: 14px; background: {c.field}; border: 1px solid {c.muted}; border-radius: 3px;
}}
QRadioButton::indicator {{ border-radius: 8px; }}
QCheckBox::indicator:checked {{ background: {c.accent}; border-color: {c.accent}; image: url({tick}); }}
QRadioButton::indicator:checked {{
    width: 6px; height: 6px; border: 5px solid {c.accent}; background: {c.on_accent};
}}
QCheckBox::indicator:disabled, QRadioButton::indicator:disabled {{ border-color: {c.border}; }}
QCheckBox::indicator:focus, QRadioButton::indicator:focus {{ border-color: {c.accent}; }}
QProgressBar {{ background: {c.border}; border: 0; border-radius: 3px; max-height: 6px; min-height: 6px; }}
QProgressBar::chunk {{ background: {c.accent}; border-radius: 3px; }}
QStatusBar {{ background: {c.window}; color: {c.muted}; border-top: 1px solid {c.border}; }}
QStatusBar::item {{ border: 0; }}
QSplitter::handle {{ background: {c.border}; }}
QTabWidget::pane {{ border: 1px solid {c.border}; border-radius: 5px; top: -1px; }}
QTabBar::tab {{ padding: 6px 14px; color: {c.muted}; border-bottom: 2px solid transparent; }}
QTabBar::tab:selected {{ color: {c.text}; border-bottom-color: {c.accent}; }}
QListView {{ background: {c.panel}; border: 0; outline: 0; }}
QListView::item:hover {{ background: {c.hover}; }}
QListView::item:selected {{ background: {c.selected}; color: {c.text}; }}
QTreeView {{ background: {c.panel}; border: 0; outline: 0; show-decoration-selected: 0; }}
QTreeView::item {{ padding: 2px 0; }}
QTreeView::item:hover {{ background: {c.hover}; }}
QTreeView::item:selected {{ background: {c.selected}; color: {c.text}; }}
QScrollArea {{ background: transparent; border: 0; }}
QTableView {{
    background: {c.panel}; border: 0; outline: 0;
    selection-background-color: {c.selected}; selection-color: {c.text};
}}
QTableView::item {{ padding: 0 6px; border: 0; }}
QHeaderView {{ background: {c.panel}; }}
QHeaderView::section {{
    background: {c.panel}; color: {c.muted}; border: 0; border-bottom: 1px solid {c.border}; padding: 4px 6px;
}}
QPlainTextEdit {{ background: {c.field}; border: 1px solid {c.border}; border-radius: 5px; }}
QDialog QScrollArea > QWidget > QWidget {{ background: transparent; }}
QScrollBar:vertical {{ background: transparent; width: 10px; margin: 0; }}
QScrollBar:horizontal {{ background: transparent; height: 10px; margin: 0; }}
QScrollBar::handle {{
    background: {c.border}; border-radius: 4px; margin: 1px; min-width: 24px; min-height: 24px;
}}
QScrollBar::handle:hover {{ background: {c.muted}; }}
QScrollBar::add-line, QScrollBar::sub-line, QScrollBar::add-page, QScrollBar::sub-page {{
    background: transparent; border: 0; width: 0; height: 0;
}}
QLabel[muted="true"] {{ color: {c.muted}; }}
QLabel[accent="true"] {{ color: {c.accent}; }}
"""
