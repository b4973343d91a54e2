"""What a hand does with the tools, for the tests."""

from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QApplication

from faceparse_core.labels import ID_OF
from faceparse_gui.document.document import Document
from faceparse_gui.ui.canvas.canvas import Canvas

LEFT, RIGHT = Qt.MouseButton.LeftButton, Qt.MouseButton.RightButton
NONE, SHIFT, CTRL = (
    Qt.KeyboardModifier.NoModifier,
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.ControlModifier,
)
HAT, HAIR, SKIN = ID_OF["hat"], ID_OF["hair"], ID_OF["skin"]


def at(canvas: Canvas, x: float, y: float) -> QPoint:
    return canvas.view.to_view(QPointF(x, y)).toPoint()


def drag(canvas, *points, button=LEFT, modifier=NONE, release=True) -> None:
    """Each event names its buttons: what ``QTest`` remembers of them may be of another test."""
    QApplication.processEvents()  # nothing that is still on its way comes in between
    none = Qt.MouseButton.NoButton
    events = [(QEvent.Type.MouseButtonPress, points[0], button, button)]
    events += [(QEvent.Type.MouseMove, point, none, button) for point in points[1:]]
    if release:
        events.append((QEvent.Type.MouseButtonRelease, points[-1], button, none))
    for kind, point, changed, held in events:
        place, on_screen = QPointF(point), QPointF(canvas.mapToGlobal(point))
        QApplication.sendEvent(canvas, QMouseEvent(kind, place, on_screen, changed, held, modifier))


def steps(document: Document) -> list[str]:
    return [step.text for step in document.history._done]
