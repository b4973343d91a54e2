"""Modules of dialogs, imported in a thread after the window has started.

Importing one takes some ten milliseconds, for which it would block the event loop.
"""

from __future__ import annotations

from importlib import import_module

MODULES = (
    "faceparse_gui.ui.exporting.dialog",
    "faceparse_gui.ui.importing.dialog",
    "faceparse_gui.ui.finetune.dialog",
    "faceparse_gui.ui.finetune.gate_dialog",
)


def load() -> None:
    """Import all modules. To be called in a thread."""
    for name in MODULES:
        import_module(name)
