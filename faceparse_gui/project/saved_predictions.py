"""What the network predicted for the photos of a project, on disk."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from faceparse_core.labels import LabelMap
from faceparse_core.messages import message
from faceparse_core.parsing.faces import Frame
from faceparse_gui.project.photos.photos import Photos
from faceparse_gui.project.record_table import RecordTable
from faceparse_gui.project.records import Prediction
from faceparse_gui.project.store.files import Pictures
from faceparse_gui.project.store.store import Store
from faceparse_gui.project.store_place import StorePlace


class SavedPredictions:
    """Reads and writes predictions; label maps and statuses stay. Waits for the disk; from any thread."""

    def __init__(
        self,
        place: StorePlace,
        store: Store,
        records: RecordTable,
        pictures: Pictures,
        photos: Photos,
        on_notice: Callable[[str], None],
    ) -> None:
        """``on_notice`` is called with what the user should know of a prediction that was read."""
        self._place = place
        self._store = store
        self._records = records
        self._pictures = pictures
        self._photos = photos
        self._on_notice = on_notice

    def load(self, key: str) -> Prediction | None:
        """As ``Project.load_prediction``."""
        labels = self.load_labels(key)
        if labels is None:
            return None
        path = self._pictures.confidence_path(key)
        was_there = self._store.exists(path)
        confidence = self._pictures.read_confidence(path, labels.shape)
        if confidence is None:
            if was_there and not self._store.exists(path):
                name = self._records.record(key).path.name
                self._on_notice(
                    message(
                        "The confidence map of {name} is damaged and was set aside: parse it again.",
                        name=name,
                    )
                )
            return None
        record = self._records.record(key)
        values = (record.model, self.frames(key), record.uncertainty, record.no_face_by)
        return Prediction(labels, confidence, *values)

    def load_labels(self, key: str) -> LabelMap | None:
        """Read the predicted label map alone. ``ProjectError``: it is damaged and was set aside."""
        return self._pictures.read_labels(self._pictures.prediction_path(key))

    def frames(self, key: str) -> tuple[Frame, ...]:
        """Read where the faces of the photo lie, best first; none when none were found or looked for."""
        return self._records.database.frames(key)

    def save(self, key: str, prediction: Prediction) -> None:
        """As ``Project.save_prediction``."""
        if prediction.labels.shape != prediction.confidence.shape or prediction.confidence.dtype != np.uint8:
            raise ValueError("a confidence map is uint8 and has the shape of its label map")
        self._place.prepare()
        self._pictures.write_confidence(self._pictures.confidence_path(key), prediction.confidence)
        self._pictures.write_labels(self._pictures.prediction_path(key), prediction.labels)
        stored = self._records.stored_status(key) or "new"
        values = prediction.for_record()
        if self._records.record(key).updated == 0:
            values |= self._photos.made_on(key)
        self._records.save(key, None, stored, prediction.frames, **values)
