"""Every setting: its type, what it is at first, what it is called, and what it is for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field
from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication


@dataclass(frozen=True, slots=True)
class SettingText:
    """What the user reads of a setting; ``choices`` are the names of its values, in their order.

    All texts are to be translated in the context "Settings".
    """

    group: str
    title: str
    help: str = ""
    choices: tuple[str, ...] = ()
    short: str = ""
    """The title beside the name of the tool that it is of; empty: as elsewhere."""


LOOKS = str(QT_TRANSLATE_NOOP("Settings", "Looks"))
WORK = str(QT_TRANSLATE_NOOP("Settings", "Work"))
TOOLS = str(QT_TRANSLATE_NOOP("Settings", "Tools"))


class Values(BaseModel):
    """A value that a setting cannot have is a ``ValidationError``."""

    model_config = ConfigDict(validate_assignment=True)

    theme: Annotated[
        Literal["system", "light", "dark"],
        SettingText(
            LOOKS,
            str(QT_TRANSLATE_NOOP("Settings", "Theme")),
            "",
            (
                str(QT_TRANSLATE_NOOP("Settings", "As the system")),
                str(QT_TRANSLATE_NOOP("Settings", "Light")),
                str(QT_TRANSLATE_NOOP("Settings", "Dark")),
            ),
        ),
    ] = "system"
    language: Annotated[
        Literal["system", "en", "zh_CN"],
        SettingText(
            LOOKS,
            str(QT_TRANSLATE_NOOP("Settings", "Language")),
            str(QT_TRANSLATE_NOOP("Settings", "From the next start on")),
            (
                str(QT_TRANSLATE_NOOP("Settings", "As the system")),
                str(QT_TRANSLATE_NOOP("Settings", "English")),
                str(QT_TRANSLATE_NOOP("Settings", "简体中文")),
            ),
        ),
    ] = "system"
    parse_opened: Annotated[
        bool,
        SettingText(
            WORK,
            str(QT_TRANSLATE_NOOP("Settings", "Parse photos when they are opened")),
            str(QT_TRANSLATE_NOOP("Settings", "Only those that were not parsed yet")),
        ),
    ] = False
    accept_moves_on: Annotated[
        bool,
        SettingText(
            WORK,
            str(QT_TRANSLATE_NOOP("Settings", "Go to the next photo after accepting")),
        ),
    ] = True
    undo_megabytes: Annotated[
        Annotated[int, Field(ge=8, le=1024)],
        SettingText(
            WORK,
            str(QT_TRANSLATE_NOOP("Settings", "Memory for undo, in MB, for each photo")),
            str(QT_TRANSLATE_NOOP("Settings", "The oldest steps go first")),
        ),
    ] = 64
    shape: Annotated[
        Literal["round", "square"],
        SettingText(
            TOOLS,
            str(QT_TRANSLATE_NOOP("Settings", "Brush's tip")),
            "",
            (
                str(QT_TRANSLATE_NOOP("Settings", "Round")),
                str(QT_TRANSLATE_NOOP("Settings", "Square")),
            ),
            str(QT_TRANSLATE_NOOP("Settings", "Tip")),
        ),
    ] = "round"
    smooth: Annotated[
        bool,
        SettingText(
            TOOLS,
            str(QT_TRANSLATE_NOOP("Settings", "Smooth")),
            str(QT_TRANSLATE_NOOP("Settings", "Draw curves through fast strokes")),
        ),
    ] = True
    pressure: Annotated[
        bool,
        SettingText(
            TOOLS,
            str(QT_TRANSLATE_NOOP("Settings", "Pen pressure")),
            str(QT_TRANSLATE_NOOP("Settings", "A pen's pressure sets the brush's size")),
        ),
    ] = True
    erase_to: Annotated[
        Literal["background", "prediction"],
        SettingText(
            TOOLS,
            str(QT_TRANSLATE_NOOP("Settings", "Erase to")),
            str(QT_TRANSLATE_NOOP("Settings", "What the eraser brings back")),
            (
                str(QT_TRANSLATE_NOOP("Settings", "Background")),
                str(QT_TRANSLATE_NOOP("Settings", "What was parsed")),
            ),
            str(QT_TRANSLATE_NOOP("Settings", "To")),
        ),
    ] = "background"
    fill_by: Annotated[
        Literal["class", "color"],
        SettingText(
            TOOLS,
            str(QT_TRANSLATE_NOOP("Settings", "Fill by")),
            "",
            (
                str(QT_TRANSLATE_NOOP("Settings", "Class")),
                str(QT_TRANSLATE_NOOP("Settings", "Similar colour")),
            ),
            str(QT_TRANSLATE_NOOP("Settings", "By")),
        ),
    ] = "class"
    tolerance: Annotated[
        Annotated[int, Field(ge=0, le=128)],
        SettingText(
            TOOLS,
            str(QT_TRANSLATE_NOOP("Settings", "Tolerance")),
            str(QT_TRANSLATE_NOOP("Settings", "How far a colour may differ from the one clicked")),
        ),
    ] = 24
    lasso_to: Annotated[
        Literal["class", "prediction"],
        SettingText(
            TOOLS,
            str(QT_TRANSLATE_NOOP("Settings", "Lasso paints")),
            "",
            (
                str(QT_TRANSLATE_NOOP("Settings", "The active class")),
                str(QT_TRANSLATE_NOOP("Settings", "What was parsed")),
            ),
            str(QT_TRANSLATE_NOOP("Settings", "Paints")),
        ),
    ] = "class"
    at_once: Annotated[
        bool,
        SettingText(
            TOOLS,
            str(QT_TRANSLATE_NOOP("Settings", "Paint selections at once")),
            str(QT_TRANSLATE_NOOP("Settings", "Do not wait for Enter; undo takes it back")),
        ),
    ] = False


def about(name: str) -> SettingText:
    """What the user reads of a setting."""
    return next(each for each in Values.model_fields[name].metadata if isinstance(each, SettingText))


def translated(text: str) -> str:
    return QCoreApplication.translate("Settings", text) if text else ""
