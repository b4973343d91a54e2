"""A parse service that a test speaks for, and what it gives to the window."""

from dataclasses import replace

import numpy as np

from faceparse_gui.jobs.parse_service import ParseService


class RecordingService(ParseService):
    """Takes requests and starts no process: the test says what comes back."""

    def __init__(self):
        super().__init__()
        self.requests = []

    def parse_all(self, requests):
        self.requests += requests


FRAME = np.array([[0.1, 0.0, 3.0], [0.0, 0.1, 4.0]])


def no_face_in(result, detector="haar"):
    """The same photo, in which the detector found nothing."""
    np.save(result.labels_file, np.zeros((48, 64), np.uint8))
    return replace(result, boxes=(), frames=(), uncertainty=None, no_face_by=detector)


def deliver(parts, result, qtbot):
    session, service, _ = parts
    service.finished.emit(result)
    status = "no-face" if result.no_face_by else "parsed"
    qtbot.waitUntil(lambda: session.photos.record(result.key).status == status)


DRAWN = np.array([[0.05, 0.0, 30.0], [0.0, 0.05, 10.0]])
"""In which the second face of the photo lies, 26 pixels a side."""


def second_face(result, labels=2):
    """What comes of parsing that one alone: a patch of ten pixels a side, at column 40 and row 20."""
    patch, sure = np.zeros((48, 64), np.uint8), np.full((48, 64), 255, np.uint8)
    patch[20:30, 40:50], sure[20:30, 40:50] = labels, 77
    np.save(result.labels_file, patch)
    np.save(result.confidence_file, sure)
    return replace(result, frames=(DRAWN,), boxes=((30, 10, 56, 36),), asked_frames=(DRAWN,), uncertainty=0.5)
