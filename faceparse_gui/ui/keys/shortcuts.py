"""The keys of the commands, as the user changed them."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QCoreApplication, QObject, QSettings, Signal
from PySide6.QtGui import QAction, QKeySequence

_GROUP = "keys"
_PORTABLE = QKeySequence.SequenceFormat.PortableText
_NATIVE = QKeySequence.SequenceFormat.NativeText


def commands_of(**owners: object) -> dict[str, QAction]:
    """The actions that are attributes of each owner, by names that stay the same: ``canvas.brush``."""
    return {
        f"{prefix}.{name}": value
        for prefix, owner in owners.items()
        for name, value in vars(owner).items()
        if isinstance(value, QAction)
    }


def fixed_use(key: QKeySequence) -> str | None:
    """What a key always does on the canvas, so that no command can have it; ``None`` for all others."""
    uses = {
        "Space": QCoreApplication.translate("Shortcuts", "hold to pan"),
        "Esc": QCoreApplication.translate("Shortcuts", "cancels the current action"),
        "Return": QCoreApplication.translate("Shortcuts", "confirms"),
        "Enter": QCoreApplication.translate("Shortcuts", "confirms"),
    }
    return uses.get(key.toString(_PORTABLE))


def named(prefix: str, commands: Mapping[str, QAction]) -> dict[str, QAction]:
    """Commands by names that begin alike."""
    return {f"{prefix}.{name}": action for name, action in commands.items()}


class Shortcuts(QObject):
    """Gives the commands the keys that were kept, when it is made."""

    changed = Signal(str)
    """The name of a command that has other keys now."""

    def __init__(self, commands: Mapping[str, QAction], parent: QObject) -> None:
        super().__init__(parent)
        self.commands = dict(commands)
        self._usual = {name: action.shortcuts() for name, action in commands.items()}
        stored, chosen = QSettings(), set()
        for name in commands:
            kept = stored.value(f"{_GROUP}/{name}")
            if isinstance(kept, str):
                chosen.add(name)
                self._give(name, [QKeySequence.fromString(key, _PORTABLE) for key in kept.split("\n") if key])
        self._make_way(chosen)

    def _make_way(self, chosen: set[str]) -> None:
        """A key that the user gave to a command is no other's, of which a newer program thought first.

        Two commands of one key would both be dead.
        """
        theirs = {key for name in chosen for key in self.commands[name].shortcuts()}
        for name in self.commands.keys() - chosen:
            own = self.commands[name].shortcuts()
            if theirs.intersection(own):
                self._give(name, [key for key in own if key not in theirs])

    def title(self, name: str) -> str:
        """The command's name in the user's language."""
        return self.commands[name].iconText().removesuffix("…")

    def keys(self, name: str) -> str:
        """As the user reads them."""
        return ", ".join(key.toString(_NATIVE) for key in self.commands[name].shortcuts())

    def is_usual(self, name: str) -> bool:
        """Whether a command has its default keys."""
        return self.commands[name].shortcuts() == self._usual[name]

    def user_of(self, key: QKeySequence) -> str | None:
        """The name of the command that has this key now."""
        for name, action in self.commands.items():
            if key in action.shortcuts():
                return name
        return None

    def set(self, name: str, key: QKeySequence | None) -> None:
        """Give a command one key, or none; another command that had it loses it."""
        if key is not None and (other := self.user_of(key)) not in (None, name):
            self._keep(other, [each for each in self.commands[other].shortcuts() if each != key])
        self._keep(name, [] if key is None else [key])

    def reset(self, name: str) -> None:
        """The keys that the command had at first; commands that took one of them lose it."""
        for key in self._usual[name]:
            other = self.user_of(key)
            if other not in (None, name):
                self._keep(other, [each for each in self.commands[other].shortcuts() if each != key])
        self._keep(name, self._usual[name])

    def reset_all(self) -> None:
        """Give all commands their default keys."""
        QSettings().remove(_GROUP)
        for name in self.commands:
            if not self.is_usual(name):
                self._give(name, self._usual[name])
                self.changed.emit(name)

    def _keep(self, name: str, keys: list[QKeySequence]) -> None:
        self._give(name, keys)
        if self.is_usual(name):
            QSettings().remove(f"{_GROUP}/{name}")
        else:
            QSettings().setValue(f"{_GROUP}/{name}", "\n".join(key.toString(_PORTABLE) for key in keys))
        self.changed.emit(name)

    def _give(self, name: str, keys: list[QKeySequence]) -> None:
        """The tooltip names the first key, where it named one before or holds nothing but the title."""
        action = self.commands[name]
        before, tip = action.shortcut().toString(_NATIVE), action.toolTip()
        bare = tip.removesuffix(f" ({before})") if before else tip
        action.setShortcuts(keys)
        if bare != tip or not before:
            action.setToolTip(f"{bare} ({keys[0].toString(_NATIVE)})" if keys else bare)
