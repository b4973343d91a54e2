"""How the 19 classes are shown and which one is painted: the state that canvas and class panel share."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication, QObject, Signal

from faceparse_core.labels import BACKGROUND, CLASSES, NUM_CLASSES
from faceparse_gui.ui.classes.palettes import PALETTES

_TITLES = (
    QT_TRANSLATE_NOOP("Classes", "Background"),
    QT_TRANSLATE_NOOP("Classes", "Skin"),
    QT_TRANSLATE_NOOP("Classes", "Nose"),
    QT_TRANSLATE_NOOP("Classes", "Glasses"),
    QT_TRANSLATE_NOOP("Classes", "Left eye"),
    QT_TRANSLATE_NOOP("Classes", "Right eye"),
    QT_TRANSLATE_NOOP("Classes", "Left brow"),
    QT_TRANSLATE_NOOP("Classes", "Right brow"),
    QT_TRANSLATE_NOOP("Classes", "Left ear"),
    QT_TRANSLATE_NOOP("Classes", "Right ear"),
    QT_TRANSLATE_NOOP("Classes", "Inner mouth"),
    QT_TRANSLATE_NOOP("Classes", "Upper lip"),
    QT_TRANSLATE_NOOP("Classes", "Lower lip"),
    QT_TRANSLATE_NOOP("Classes", "Hair"),
    QT_TRANSLATE_NOOP("Classes", "Hat"),
    QT_TRANSLATE_NOOP("Classes", "Earring"),
    QT_TRANSLATE_NOOP("Classes", "Necklace"),
    QT_TRANSLATE_NOOP("Classes", "Neck"),
    QT_TRANSLATE_NOOP("Classes", "Clothes"),
)
"""``CLASSES[i].title`` once more, for lupdate, which finds literals only. A test holds the two equal."""

_SKIN = 1

Over = frozenset[int] | Literal["others"] | None
"""What painting may replace: chosen classes, background and the active class alone, or any (None)."""

Color = tuple[int, int, int]
"""RGB, 0 to 255."""


def class_title(class_id: int) -> str:
    """The class's name in the user's language."""
    return QCoreApplication.translate("Classes", CLASSES[class_id].title)


class LayerState(QObject):
    """Visible, opacity and lock of each class, and the class that the tools paint.

    It belongs to the window, not to a photo: what the user hid or locked stays so from photo to
    photo. Background starts hidden, since its colour is black and would dim the photo.
    """

    active_changed = Signal(int)
    appearance_changed = Signal()
    locks_changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._active = _SKIN
        self._before_background = _SKIN
        self._visible = [class_id != BACKGROUND for class_id in range(NUM_CLASSES)]
        self._before_solo: list[bool] | None = None
        self._opacity = [1.0] * NUM_CLASSES
        self._overall = 0.55
        self._locked: frozenset[int] = frozenset()
        self._palette = "distinct"
        self._own_colors: dict[int, Color] = {}
        self._over: Over = None
        self._over_without_k: Over = None

    # The class that is painted

    @property
    def active(self) -> int:
        """Id of the class that tools paint."""
        return self._active

    def set_active(self, class_id: int) -> None:
        """Choose the class that tools paint."""
        if class_id == self._active:
            return
        if class_id != BACKGROUND:
            self._before_background = class_id
        self._active = class_id
        self.active_changed.emit(class_id)
        if self.preserve:
            self.locks_changed.emit()

    def swap_background(self) -> None:
        """Exchange the active class and background; a second call brings the class back."""
        self.set_active(self._before_background if self._active == BACKGROUND else BACKGROUND)

    # What is seen

    def is_visible(self, class_id: int) -> bool:
        """Whether a class is drawn."""
        return self._visible[class_id]

    def set_visible(self, class_id: int, on: bool) -> None:
        """Show or hide a class."""
        if self._visible[class_id] != on:
            self._visible[class_id] = on
            self.appearance_changed.emit()

    def solo(self, class_id: int) -> None:
        """Show this class alone; a second call brings back what was visible before."""
        alone = [i == class_id for i in range(NUM_CLASSES)]
        if self._visible == alone and self._before_solo is not None:
            self._visible, self._before_solo = self._before_solo, None
        else:
            if self._before_solo is None or sum(self._visible) != 1:
                self._before_solo = self._visible
            self._visible = alone
        self.appearance_changed.emit()

    def show_all(self) -> None:
        """Show every part of a face; background stays as it was, hidden unless it was shown by itself."""
        is_solo = self._before_solo is not None and sum(self._visible) == 1
        before = self._before_solo if is_solo and self._before_solo is not None else self._visible
        self._visible = [True] * NUM_CLASSES
        self._visible[BACKGROUND] = before[BACKGROUND]
        self._before_solo = None
        self.appearance_changed.emit()

    def opacity(self, class_id: int) -> float:
        """Opacity of a class, 0 to 1, before the overall one."""
        return self._opacity[class_id]

    def set_opacity(self, class_id: int, value: float) -> None:
        """Set the opacity of a class, 0 to 1."""
        if self._opacity[class_id] != value:
            self._opacity[class_id] = value
            self.appearance_changed.emit()

    @property
    def overall(self) -> float:
        """Opacity of the whole overlay, 0 to 1; a class shows at this times its own opacity."""
        return self._overall

    def set_overall(self, value: float) -> None:
        """Set the opacity of all classes together, 0 to 1."""
        if self._overall != value:
            self._overall = value
            self.appearance_changed.emit()

    @property
    def palette(self) -> str:
        """Name of the palette."""
        return self._palette

    def set_palette(self, name: str) -> None:
        """Choose the palette by its name."""
        if self._palette != name:
            self._palette = name
            self.appearance_changed.emit()

    def color(self, class_id: int) -> Color:
        """The colour in which the class is displayed."""
        return self._own_colors.get(class_id) or PALETTES[self._palette][class_id]

    @property
    def own_colors(self) -> dict[int, Color]:
        """The colours that the user chose, in the place of the palette's; a copy."""
        return dict(self._own_colors)

    def set_color(self, class_id: int, color: Color | None) -> None:
        """Display the class in a colour of the user's, whatever the palette; None: in the palette's again."""
        if self._own_colors.get(class_id) != color:
            if color is None:
                del self._own_colors[class_id]
            else:
                self._own_colors[class_id] = color
            self.appearance_changed.emit()

    def alpha(self, class_id: int) -> int:
        """0 to 255: what the class's visibility and opacity come to."""
        if not self._visible[class_id]:
            return 0
        return round(255 * self._overall * self._opacity[class_id])

    # What may change: locked classes never do, painting replaces those of ``paint_over`` only

    @property
    def locked(self) -> frozenset[int]:
        """The classes that the user locked."""
        return self._locked

    def set_locked(self, class_id: int, on: bool) -> None:
        """Lock a class: no edit takes or gives it pixels."""
        locked = self._locked | {class_id} if on else self._locked - {class_id}
        if locked != self._locked:
            self._locked = locked
            self.locks_changed.emit()

    @property
    def paint_only_over(self) -> frozenset[int] | None:
        """The classes that painting may replace, locks aside; None: any.

        While ``preserve`` is on they are background and the active class, whichever that is.
        """
        return frozenset({BACKGROUND, self._before_background}) if self._over == "others" else self._over

    def set_paint_only_over(self, class_ids: Iterable[int] | None) -> None:
        """Let tools replace these classes only; None: all."""
        self._set_over(frozenset(class_ids) if class_ids is not None else None)

    @property
    def preserve(self) -> bool:
        """Whether painting leaves all labels but background and the active class alone."""
        return self._over == "others"

    def set_preserve(self, on: bool) -> None:
        """Switch quickly to that, and back to what was chosen before."""
        if on and not self.preserve:
            self._over_without_k = self._over
            self._set_over("others")
        elif not on and self.preserve:
            self._set_over(self._over_without_k)

    def _set_over(self, over: Over) -> None:
        if over != self._over:
            self._over = over
            self.locks_changed.emit()

    def paint_over(self) -> set[int] | None:
        """The classes that strokes and fills may replace now; None means any that is not locked."""
        over = self.paint_only_over
        return None if over is None else set(over)

    def replaceable(self) -> set[int]:
        """The classes that painting the active class changes now, all protections together."""
        over = self.paint_only_over
        return set(range(NUM_CLASSES) if over is None else over) - self._locked - {self._active}
