"""A photo with its labels on top, to look at: fit, zoom at the cursor, pan. It changes no pixel."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from PySide6.QtCore import QEvent, QPointF, QRect, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QGuiApplication,
    QInputDevice,
    QNativeGestureEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPolygonF,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QGestureEvent, QPinchGesture, QWidget

from faceparse_core.labels import LabelMap
from faceparse_gui.ui.canvas.backdrop import Backdrop
from faceparse_gui.ui.canvas.overlay import LabelOverlay
from faceparse_gui.ui.canvas.pyramid import Photo, PhotoPyramid
from faceparse_gui.ui.canvas.view import ViewTransform
from faceparse_gui.ui.canvas.view_modes import PlainView, Scene, ViewMode
from faceparse_gui.ui.classes.class_model import LayerState
from faceparse_gui.ui.session.packed_prediction import PackedPrediction
from faceparse_gui.ui.widgets.theme import Theme

Box = tuple[int, int, int, int]
"""``(x0, y0, x1, y1)`` in photo pixels, end exclusive."""
NumberedFrame = tuple[Sequence[tuple[float, float]], int]
"""The corners of a face's frame in photo pixels, and the face's number."""

_ZOOM_STEP = 2 ** (1 / 3)
"""One notch of the wheel; three double the scale."""
_KEY_STEP = 2**0.5
_BOX_MARGIN = 2
"""View pixels around a changed box: smoothing and outlines reach this far."""


class LabelView(QWidget):
    """Draws a photo and the buffer of its label map, both wrapped, never copied."""

    scale_changed = Signal(float)
    outlines_changed = Signal(bool)
    prediction_changed = Signal()
    view_mode_changed = Signal()

    def __init__(self, layers: LayerState, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.layers = layers
        self.view = ViewTransform()
        self._photo = PhotoPyramid(self)
        self._backdrop = Backdrop()
        self._stale = QRect()
        self._labels: LabelMap | None = None
        self._overlay: LabelOverlay | None = None
        self._instead: LabelOverlay | None = None
        self._predicted: LabelOverlay | None = None
        self._view_mode: ViewMode = PlainView()
        self.prediction: PackedPrediction | None = None
        """What the network said of the photo; read-only."""
        self._faces: tuple[NumberedFrame, ...] = ()
        self._outlines = False
        self._bare = False
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setMinimumSize(160, 120)
        self.grabGesture(Qt.GestureType.PinchGesture)
        self._photo.level_ready.connect(self.update)
        layers.appearance_changed.connect(self._refresh_colors)
        Theme.current().changed.connect(self.update)

    # What is shown

    @property
    def has_photo(self) -> bool:
        """Whether a photo is shown."""
        return not self._photo.size.isEmpty()

    def show_photo(self, photo: Photo | None, labels: LabelMap | None, keep_view: bool = False) -> None:
        """Show an RGB ``uint8`` photo ``(H, W, 3)`` under a label map ``(H, W)`` that is edited in place.

        The view is fitted, unless ``keep_view`` is set and the photo is as large as the one before.
        ``ValueError`` when the two sizes differ.
        """
        if photo is not None and labels is not None and photo.shape[:2] != labels.shape:
            raise ValueError(f"a photo of {photo.shape[:2]} pixels does not fit labels of {labels.shape}")
        before = self._photo.size
        self._photo.set_photo(photo)
        self._overlay = LabelOverlay(labels, self.layers) if labels is not None else None
        self._labels, self._instead = labels, None
        self._faces = ()
        self.set_prediction(None)
        if not (keep_view and before == self._photo.size):
            self.view.set_photo(self._photo.size)
        self._view_changed()

    def set_prediction(self, prediction: PackedPrediction | None) -> None:
        """Know what the network said of the photo: labels and confidence of the photo's size."""
        self.prediction = prediction
        self._predicted = LabelOverlay(prediction.labels, self.layers) if prediction is not None else None
        self.prediction_changed.emit()
        self.update()

    @property
    def labels(self) -> LabelMap | None:
        """The photo's own label map; edited in place."""
        return self._labels

    def show_instead(self, labels: LabelMap | None) -> None:
        """Draw these labels in the place of the photo's own, such as a preview; None: the photo's own again.

        The buffer is wrapped. ``ValueError`` when it has another shape than the photo's labels.
        """
        if labels is not None and (self._labels is None or labels.shape != self._labels.shape):
            raise ValueError(f"labels of shape {labels.shape} do not fit the photo")
        self._instead = LabelOverlay(labels, self.layers) if labels is not None else None
        self.update()

    @property
    def view_mode(self) -> ViewMode:
        """How the labels are shown; a photo without labels is shown bare."""
        return self._view_mode

    def set_view_mode(self, mode: ViewMode) -> None:
        """Show the labels in another way."""
        self._view_mode = mode
        self.view_mode_changed.emit()
        self.update()

    def set_faces(self, faces: Iterable[NumberedFrame]) -> None:
        """Frame the faces that were found."""
        self._faces = tuple(faces)
        self.update()

    @property
    def outlines(self) -> bool:
        """Whether classes are drawn as outlines."""
        return self._outlines

    def set_outlines(self, on: bool) -> None:
        """Show the classes as outlines instead of filled."""
        if on != self._outlines:
            self._outlines = on
            self.outlines_changed.emit(on)
            self.update()

    @property
    def bare(self) -> bool:
        """Whether the photo is shown without labels."""
        return self._bare

    def set_bare(self, on: bool) -> None:
        """Show the photo without its labels."""
        if on != self._bare:
            self._bare = on
            self.update()

    def update_box(self, box: Box) -> None:
        """Repaint where the label map changed; ``box`` in photo pixels."""
        m = _BOX_MARGIN
        self.update_rect(self.view.box_to_view(box).adjusted(-m, -m, m, m))

    def update_rect(self, rect: QRect) -> None:
        """Repaint ``rect`` (view pixels), with all else that waits, as one rectangle.

        Qt paints within many rectangles slowly: in threads, for which it waits.
        """
        self._stale |= rect
        self.update(self._stale)

    # Where it is seen

    @property
    def scale(self) -> float:
        """View pixels for one photo pixel."""
        return self.view.scale

    def fit(self) -> None:
        """Show the whole photo."""
        self.view.fit()
        self._view_changed()

    def actual_size(self) -> None:
        """One photo pixel to one pixel of the screen."""
        self.view.zoom_to(self.view.actual_scale)
        self._view_changed()

    def show_box(self, box: Box) -> None:
        """Zoom so that a box of the photo is seen in the middle, with some of what lies around it."""
        if self.has_photo:
            self.view.show_box(box)
            self._view_changed()

    def zoom_in(self) -> None:
        """Enlarge by one step, around the middle of the view."""
        self.zoom_by(_KEY_STEP)

    def zoom_out(self) -> None:
        """Shrink by one step, around the middle of the view."""
        self.zoom_by(1 / _KEY_STEP)

    def zoom_by(self, factor: float, at: QPointF | None = None) -> None:
        """Zoom; the photo point under ``at`` (view pixels; default: the middle) keeps its place."""
        if self.has_photo:
            self.view.zoom_by(factor, at)
            self._view_changed()

    def pan_by(self, delta: QPointF) -> None:
        """Move the photo by view pixels."""
        if self.has_photo:
            self.view.pan(delta)
            self._view_changed()

    def _view_changed(self) -> None:
        self.scale_changed.emit(self.view.scale)
        self.update()

    def _refresh_colors(self) -> None:
        for overlay in (self._overlay, self._instead, self._predicted):
            if overlay is not None:
                overlay.refresh_colors()
        self.update()

    # Events

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the part that is out of date."""
        self._stale = QRect()
        self.paint(QPainter(self), event.rect())

    def paint(self, painter: QPainter, region: QRect) -> None:
        """Draw ``region``, in view pixels, at least; the painter's clip holds."""
        ratio = self.devicePixelRatioF()
        self._draw_backdrop(painter, region, ratio)
        if not self.has_photo:
            return
        overlay = self._instead or self._overlay
        if overlay is not None and not self._bare:
            scene = Scene(
                self.view,
                self.rect(),
                region,
                ratio,
                overlay,
                self._predicted,
                self.prediction,
                self._outlines,
            )
            self._view_mode.draw(painter, scene)
        self._draw_faces(painter)

    def _draw_backdrop(self, painter: QPainter, region: QRect, ratio: float) -> None:
        color = Theme.current().colors.canvas
        if not self.has_photo:
            painter.fillRect(region, QColor(color))
            return

        def make(inner: QPainter) -> None:
            inner.fillRect(self.rect(), QColor(color))
            self._photo.draw(inner, self.view.photo_rect(), self.view.scale * ratio)

        shows = (self.size(), ratio, self.view.place, self._photo.revision, color)
        self._backdrop.draw(painter, region, self.size(), ratio, shows, make)

    def _draw_faces(self, painter: QPainter) -> None:
        if self._bare:
            return
        painter.setBrush(Qt.BrushStyle.NoBrush)
        shown = self.view.photo_rect().toRect()
        for corners, number in self._faces:
            frame = QPolygonF([self.view.to_view(QPointF(*corner)) for corner in corners])
            for color, width in ((QColor(0, 0, 0, 110), 3), (QColor(255, 255, 255, 190), 1)):
                painter.setPen(QPen(color, width))
                painter.drawPolygon(frame)
            _draw_number(painter, frame, shown, str(number))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fit the photo anew, or keep its place, in the new size."""
        self._follow_size()

    def event(self, event: QEvent) -> bool:
        """Follow the screen's scale, and zoom with two fingers on a touch screen or a trackpad."""
        if event.type() == QEvent.Type.DevicePixelRatioChange:
            self._follow_size()
        elif isinstance(event, QGestureEvent):
            return self._pinch(event)
        elif isinstance(event, QNativeGestureEvent):
            return self._trackpad_pinch(event)
        return super().event(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """A wheel zooms at the cursor; two fingers on a trackpad pan, and zoom with Ctrl."""
        zooms = event.modifiers() & Qt.KeyboardModifier.ControlModifier or not _is_trackpad(event)
        if zooms:
            notches = event.angleDelta().y() / 120
            self.zoom_by(_ZOOM_STEP**notches, event.position())
        else:
            self.pan_by(QPointF(event.pixelDelta()))
        event.accept()

    def _follow_size(self) -> None:
        self.view.set_view(self.size(), self.devicePixelRatioF())
        self._view_changed()

    def _pinch(self, event: QGestureEvent) -> bool:
        pinch = event.gesture(Qt.GestureType.PinchGesture)
        if not isinstance(pinch, QPinchGesture):
            return False
        self.zoom_by(pinch.scaleFactor(), self.mapFromGlobal(pinch.centerPoint()))
        event.accept()
        return True

    def _trackpad_pinch(self, event: QNativeGestureEvent) -> bool:
        if event.gestureType() != Qt.NativeGestureType.ZoomNativeGesture:
            return False
        self.zoom_by(1.0 + event.value(), event.position())
        return True


def _draw_number(painter: QPainter, frame: QPolygonF, photo: QRect, text: str) -> None:
    """At the frame's first corner, or on the photo next to it; if the frame has room for it."""
    size = painter.fontMetrics().size(0, text)
    chip = QRect(frame.first().toPoint(), QSize(size.width() + 8, size.height()))
    chip.moveLeft(max(photo.left(), min(chip.left(), photo.right() - chip.width())))
    chip.moveTop(max(photo.top(), min(chip.top(), photo.bottom() - chip.height())))
    room = frame.boundingRect()
    if 2 * chip.width() < room.width() and 2 * chip.height() < room.height():
        painter.fillRect(chip, QColor(0, 0, 0, 150))
        painter.setPen(QColor(255, 255, 255))
        painter.drawText(chip, Qt.AlignmentFlag.AlignCenter, text)


def _is_trackpad(event: QWheelEvent) -> bool:
    """Trackpads give pixels; X11 gives them for wheels too, so there the kind of device decides."""
    if event.pixelDelta().isNull():
        return False
    if QGuiApplication.platformName() == "xcb":
        return event.device().type() == QInputDevice.DeviceType.TouchPad
    return True
