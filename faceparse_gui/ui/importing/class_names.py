"""What classes of other tools are called here, as a person writes it down."""

from __future__ import annotations

import re

from PySide6.QtCore import QCoreApplication

from faceparse_core.labels import CLASSES, ID_OF
from faceparse_gui.ui.classes.class_model import class_title


def read_names(text: str) -> dict[str, str]:
    """``face = skin, headwear = hat`` as a class map. Our classes go by their names in files or on screen.

    Raises:
        ValueError: with what is wrong, as a sentence.
    """
    ours = {class_title(each.id).casefold(): each.name for each in CLASSES}
    ours |= {each.title.casefold(): each.name for each in CLASSES} | {name: name for name in ID_OF}
    found = {}
    for pair in filter(None, map(str.strip, re.split("[,;，；\n]", text))):
        theirs, is_pair, name = (part.strip() for part in pair.rpartition("="))
        if not is_pair or not theirs:
            raise ValueError(
                QCoreApplication.translate(
                    "ClassNames", "{0}: write name = class, for example headwear = hat."
                ).format(pair)
            )
        if name.casefold() not in ours:
            raise ValueError(
                QCoreApplication.translate(
                    "ClassNames", "There is no class {0}. The classes are {1}."
                ).format(name, ", ".join(ID_OF))
            )
        found[theirs] = ours[name.casefold()]
    return found
