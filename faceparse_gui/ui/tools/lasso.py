"""Paints what lies inside an outline, or takes it away."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication

from faceparse_gui.document import Document
from faceparse_gui.document.selecting.polygon import inside
from faceparse_gui.document.surroundings import taken_away
from faceparse_gui.document.tiles import Box, crop
from faceparse_gui.ui.tools.outline import OutlineTool, Points
from faceparse_gui.ui.tools.tool import TAKE_AWAY, nothing_to_take


class LassoTool(OutlineTool):
    """Fills an outline drawn by hand."""

    name = "lasso"
    title = str(QT_TRANSLATE_NOOP("Tools", "Lasso"))

    def _restore(self, document: Document, mask: npt.NDArray[np.bool_], box: Box) -> None:
        prediction = self.context.prediction
        if prediction is None:
            self.context.notice.emit(
                QCoreApplication.translate(
                    "Tools", "This photo is not parsed yet. There is no prediction to restore."
                )
            )
            return
        old = crop(document.labels, box)
        document.put(np.where(mask, prediction.labels.crop(box), old), self.text, box, keep_preserved=True)

    def closed(self, points: Points, takes_away: bool) -> None:
        """Give the pixels inside to the active class, or to the prediction's classes where the settings say
        so; ``takes_away``: those of the active class to the nearest other one. One undo step.
        """
        document = self.context.document
        if document is None:
            return
        found = inside(points, document.labels.shape)
        if found is None:
            return
        mask, box = found
        if self.context.settings.lasso_to == "prediction" and not takes_away:
            self._restore(document, mask, box)
            return
        active = self.context.layers.active
        if not takes_away:
            document.paint_mask(mask, active, self.text, box)
            return
        taken = taken_away(document.labels, mask, box, active)
        if taken is None:
            self.context.notice.emit(nothing_to_take(active))
            return
        text = QCoreApplication.translate("Tools", TAKE_AWAY)
        document.put(taken[1], text, box, keep_preserved=True)
