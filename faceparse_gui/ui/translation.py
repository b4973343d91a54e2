"""The window's language: the program's own texts and Qt's, from compiled Qt Linguist files."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QLibraryInfo, QLocale, QTranslator

import resources

_OWN = "faceparse"


def install(app: QCoreApplication, language: str) -> str:
    """Translate every text that is made from now on; return the name of the language that is used.

    ``language``: "system", or a locale's name such as "zh_CN". English, which the texts are written in, is
    used where there is no translation.
    """
    locale = QLocale() if language == "system" else QLocale(language)
    found = ""
    qt_files = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
    for name, folder in (("qtbase", qt_files), (_OWN, str(resources.path("translations")))):
        translator = QTranslator(app)
        if translator.load(locale, name, "_", folder):
            app.installTranslator(translator)
            found = translator.language()
    QLocale.setDefault(locale)
    return found or "en"
