"""The window's language: the program's own texts and Qt's, from compiled Qt Linguist files.

Numbers, dates and the direction of reading follow that language, not the desktop's: an English window on an
Arabic desktop is not mirrored, and what it shows as 2.5 is read again as 2.5.
"""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QLibraryInfo, QLocale, QTranslator
from PySide6.QtGui import QGuiApplication

import faceparse_resources

_OWN = "faceparse"


def install(app: QCoreApplication, language: str) -> str:
    """Translate every text that is made from now on; return the name of the language that is used.

    ``language``: "system", or a locale's name such as "zh_CN". English, which the texts are written in, is
    used where there is no translation.
    """
    wanted = QLocale.system() if language == "system" else QLocale(language)
    found = _load(app, wanted, _OWN, str(faceparse_resources.path("translations"))) or "en"
    used = QLocale(found)
    if found != "en":
        _load(app, used, "qtbase", QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath))
    QLocale.setDefault(used)
    if isinstance(app, QGuiApplication):
        app.setLayoutDirection(used.textDirection())
    return found


def _load(app: QCoreApplication, locale: QLocale, name: str, folder: str) -> str:
    """The language that was found; empty where there is none."""
    translator = QTranslator(app)
    if not translator.load(locale, name, "_", folder):
        return ""
    app.installTranslator(translator)
    return translator.language()
