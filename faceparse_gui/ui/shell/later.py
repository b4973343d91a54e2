"""The modules that the window starts without, loaded in a thread before a command asks for them.

Loading one takes some ten milliseconds, which the event loop would be held for.
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
    """Load them. For a thread."""
    for name in MODULES:
        import_module(name)
