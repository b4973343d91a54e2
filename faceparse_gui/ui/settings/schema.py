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


APPEARANCE = str(QT_TRANSLATE_NOOP("Settings", "Appearance"))
WORKFLOW = str(QT_TRANSLATE_NOOP("Settings", "Workflow"))
TOOLS = str(QT_TRANSLATE_NOOP("Settings", "Tools"))


class Values(BaseModel):
    """A value that a setting cannot have is a ``ValidationError``."""

    model_config = ConfigDict(validate_assignment=True)

    theme: Annotated[
        Literal["system", "light", "dark"],
        SettingText(
            APPEARANCE,
            str(QT_TRANSLATE_NOOP("Settings", "Theme")),
            "",
            (
                str(QT_TRANSLATE_NOOP("Settings", "System")),
                str(QT_TRANSLATE_NOOP("Settings", "Light")),
                str(QT_TRANSLATE_NOOP("Settings", "Dark")),
            ),
        ),
    ] = "system"
    language: Annotated[
        Literal["system", "en", "zh_CN"],
        SettingText(
            APPEARANCE,
            str(QT_TRANSLATE_NOOP("Settings", "Language")),
            str(QT_TRANSLATE_NOOP("Settings", "Takes effect after a restart")),
            (
                str(QT_TRANSLATE_NOOP("Settings", "System")),
                str(QT_TRANSLATE_NOOP("Settings", "English")),
                str(QT_TRANSLATE_NOOP("Settings", "简体中文")),
            ),
        ),
    ] = "system"
    parse_opened: Annotated[
        bool,
        SettingText(
            WORKFLOW,
            str(QT_TRANSLATE_NOOP("Settings", "Parse photos when they are opened")),
            str(QT_TRANSLATE_NOOP("Settings", "Only photos that are not parsed yet")),
        ),
    ] = False
    accept_moves_on: Annotated[
        bool,
        SettingText(
            WORKFLOW,
            str(QT_TRANSLATE_NOOP("Settings", "Go to the next photo after accepting")),
        ),
    ] = True
    undo_megabytes: Annotated[
        Annotated[int, Field(ge=8, le=1024)],
        SettingText(
            WORKFLOW,
            str(QT_TRANSLATE_NOOP("Settings", "Undo memory per photo (MB)")),
            str(QT_TRANSLATE_NOOP("Settings", "The oldest steps are discarded first")),
        ),
    ] = 64
    shape: Annotated[
        Literal["round", "square"],
        SettingText(
            TOOLS,
            str(QT_TRANSLATE_NOOP("Settings", "Brush tip")),
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
            str(QT_TRANSLATE_NOOP("Settings", "Smooth fast strokes into curves")),
        ),
    ] = True
    pressure: Annotated[
        bool,
        SettingText(
            TOOLS,
            str(QT_TRANSLATE_NOOP("Settings", "Pen pressure")),
            str(QT_TRANSLATE_NOOP("Settings", "Pen pressure controls the brush size")),
        ),
    ] = True
    erase_to: Annotated[
        Literal["background", "prediction"],
        SettingText(
            TOOLS,
            str(QT_TRANSLATE_NOOP("Settings", "Erase to")),
            str(QT_TRANSLATE_NOOP("Settings", "What erased pixels become")),
            (
                str(QT_TRANSLATE_NOOP("Settings", "Background")),
                str(QT_TRANSLATE_NOOP("Settings", "Prediction")),
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
            str(QT_TRANSLATE_NOOP("Settings", "Maximum difference from the clicked colour")),
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
                str(QT_TRANSLATE_NOOP("Settings", "Prediction")),
            ),
            str(QT_TRANSLATE_NOOP("Settings", "Paints")),
        ),
    ] = "class"
    at_once: Annotated[
        bool,
        SettingText(
            TOOLS,
            str(QT_TRANSLATE_NOOP("Settings", "Apply selections immediately")),
            str(QT_TRANSLATE_NOOP("Settings", "Without waiting for Enter")),
        ),
    ] = False


def about(name: str) -> SettingText:
    """What the user reads of a setting."""
    return next(each for each in Values.model_fields[name].metadata if isinstance(each, SettingText))


def translated(text: str) -> str:
    """A text of a setting in the user's language; empty for an empty one."""
    return QCoreApplication.translate("Settings", text) if text else ""
