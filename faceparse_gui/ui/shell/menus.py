"""Where each command stands: in the menus, the toolbar and the sheet of keys."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication, QSize, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMainWindow, QMenu, QToolBar

from faceparse_gui.ui.canvas.actions import CanvasActions
from faceparse_gui.ui.classes.class_commands import ClassCommands
from faceparse_gui.ui.keys.shortcuts import commands_of, named
from faceparse_gui.ui.photos.selection import Selection
from faceparse_gui.ui.review.issues import Issues
from faceparse_gui.ui.shell.actions import Actions
from faceparse_gui.ui.shell.command_bar import CommandBar
from faceparse_gui.ui.shell.help import Section
from faceparse_gui.ui.shell.panels import Panels
from faceparse_gui.ui.shell.viewing import Viewing


@dataclass(frozen=True, slots=True)
class Commands:
    """The owners of all commands that a menu, a button or a key starts."""

    window: Actions
    canvas: CanvasActions
    viewing: Viewing
    selection: Selection
    issues: Issues
    classes: ClassCommands
    panels: Panels

    def named(self) -> dict[str, QAction]:
        """The commands whose keys can be changed, by the names under which changed keys are stored."""
        return named("class", self.classes.commands()) | commands_of(
            window=self.window,
            canvas=self.canvas,
            view=self.viewing,
            view_modes=self.viewing.view_modes,
            go=self.viewing.go_to,
            clothes=self.viewing.cut_clothes,
            guides=self.issues,
            list=self.selection,
            panel=self.panels,
        )


def fill_menus(window: QMainWindow, commands: Commands, recent: QMenu, networks: QMenu, rules: QMenu) -> None:
    """Fill the window's menu bar.

    Args:
        window: Its menu bar is empty.
        commands: What the menus offer.
        recent: Menu of the folders opened last.
        networks: Menu of the networks to parse with.
        rules: Menu of the rules that newly parsed photos follow.
    """
    a, c, v = commands.window, commands.canvas, commands.viewing
    s, g, classes = commands.selection, commands.issues, commands.classes
    bar = window.menuBar()
    file = bar.addMenu(QCoreApplication.translate("Menus", "&File"))
    file.addActions([a.open_photos, a.open_folder, a.open_tree])
    file.addMenu(recent)
    file.addAction(a.open_sample)
    _add_groups(file, [a.import_masks, a.export], [a.missing], [a.quit])
    edit = bar.addMenu(QCoreApplication.translate("Menus", "&Edit"))
    edit.addActions([a.undo, a.redo])
    _add_groups(edit, c.tools.actions(), [c.smaller, c.larger], [v.cut_clothes.cut, a.clean_up], [a.settings])
    of_class = bar.addMenu(QCoreApplication.translate("Menus", "&Class"))
    of_class.addMenu(QCoreApplication.translate("Menus", "Active class")).addActions(classes.takes)
    _add_groups(
        of_class,
        [*classes.for_class(), v.solo, v.color],
        [classes.show_all],
        [c.swap],
        [c.preserve, v.paint_over],
    )
    view = bar.addMenu(QCoreApplication.translate("Menus", "&View"))
    view.addActions([c.zoom_in, c.zoom_out, c.fit, c.actual_size])
    _add_groups(view, [c.outlines, c.bare, *v.view_modes.overlays()])
    view.addSeparator()
    for title, actions in (
        (QCoreApplication.translate("Menus", "Compare"), v.view_modes.modes()),
        (QCoreApplication.translate("Menus", "Go to"), [*v.go_to.all(), g.next, g.previous]),
        (QCoreApplication.translate("Menus", "Panels"), commands.panels.actions()),
    ):
        view.addMenu(title).addActions(actions)
    photo = bar.addMenu(QCoreApplication.translate("Menus", "&Photo"))
    photo.addActions([a.parse, a.parse_all, a.add_face, a.aligned])
    photo.addMenu(networks)
    _add_groups(
        photo,
        [a.finetune, a.familiarise, a.versions],
        [a.previous, a.next, a.previous_unreviewed, a.next_unreviewed, a.most_useful, s.find],
        [a.accept, a.accept_some],
    )
    photo.addMenu(rules)
    photo.addMenu(QCoreApplication.translate("Menus", "Selected photos")).addActions(s.of_marked())
    bar.addMenu(QCoreApplication.translate("Menus", "&Help")).addActions(
        [a.tour, a.shortcuts, a.change_keys, a.show_log, a.about]
    )


def fill_toolbar(window: QMainWindow, commands: Commands) -> CommandBar:
    """Add the toolbar with the commands used most."""
    a, c, v = commands.window, commands.canvas, commands.viewing
    bar = CommandBar(QCoreApplication.translate("Menus", "Commands"), window)
    bar.setObjectName("commands")
    window.addToolBar(bar)
    bar.addActions([a.open_folder, a.previous, a.next])
    _add_groups(
        bar,
        [a.parse, a.parse_all],
        [a.undo, a.redo],
        [c.preserve],
        [c.fit, c.actual_size],
        [c.outlines, v.view_modes.split, v.view_modes.difference, v.view_modes.confidence],
        [a.accept, a.finetune, a.export],
    )
    bar.drop_below(a.accept, [a.accept, a.accept_some])
    bar.name_actions([a.finetune, a.parse, a.accept, a.parse_all, a.export])
    return bar


def tool_strip(c: CanvasActions) -> QToolBar:
    """The tools, beside the canvas."""
    bar = QToolBar(QCoreApplication.translate("Menus", "Tools"))
    bar.setObjectName("tool-strip")
    bar.setOrientation(Qt.Orientation.Vertical)
    bar.setIconSize(QSize(20, 20))
    bar.addActions(c.tools.actions())
    return bar


def key_columns(commands: Commands) -> list[list[Section]]:
    """The sheet of keys: its columns, each of headings with commands."""
    a, c, v = commands.window, commands.canvas, commands.viewing
    s, g, classes = commands.selection, commands.issues, commands.classes
    stepping = [a.previous, a.next, a.previous_unreviewed, a.next_unreviewed, a.most_useful]
    photos = [
        a.parse,
        a.parse_all,
        a.add_face,
        a.accept,
        a.accept_some,
        *stepping,
        s.find,
        s.select_all,
        s.accept,
        a.finetune,
    ]
    painting = [
        *c.tools.actions(),
        c.smaller,
        c.larger,
        c.swap,
        c.preserve,
        v.paint_over,
        v.cut_clothes.cut,
        a.clean_up,
        a.undo,
        a.redo,
    ]
    zooming = [c.zoom_in, c.zoom_out, c.fit, c.actual_size]
    viewing = [*zooming, c.outlines, c.bare, *v.view_modes.modes(), *v.view_modes.overlays(), v.color]
    files = [a.open_photos, a.open_folder, a.import_masks, a.export, a.settings, a.quit, a.shortcuts]
    return [
        [
            (QCoreApplication.translate("Menus", "Photos"), photos),
            (QCoreApplication.translate("Menus", "Files"), files),
        ],
        [
            (QCoreApplication.translate("Menus", "Painting"), painting),
            (QCoreApplication.translate("Menus", "Navigation"), [*v.go_to.all(), g.next, g.previous]),
        ],
        [(QCoreApplication.translate("Menus", "View"), viewing)],
        [
            (QCoreApplication.translate("Menus", "Active class"), classes.takes),
            (
                QCoreApplication.translate("Menus", "Classes"),
                [*classes.for_class(), v.solo, classes.show_all],
            ),
        ],
    ]


def _add_groups(target: QMenu | QToolBar, *groups: Sequence[QAction]) -> None:
    """Add each group behind a separator."""
    for group in groups:
        target.addSeparator()
        target.addActions(list(group))
