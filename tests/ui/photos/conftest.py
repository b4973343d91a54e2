"""A session whose parse service is spoken for by the test."""

import numpy as np
import pytest

from faceparse_gui.jobs.parse_messages import ParseOutcome
from faceparse_gui.ui.photos.parsing import Parsing
from faceparse_gui.ui.session.session import Session
from tests.ui.photos.parsing_steps import FRAME, RecordingService


@pytest.fixture
def parts(photo_folder, qtbot):
    session = Session()
    service = RecordingService()
    parsing = Parsing(session, service)
    parsing.said = []
    parsing.notice.connect(lambda level, text: parsing.said.append((level, text)))
    parsing.photo_parsed.connect(lambda text: parsing.said.append(("info", text)))
    with qtbot.waitSignal(session.current.opened):
        session.projects.open([photo_folder])
    yield session, service, parsing
    assert session.projects.close(5)


@pytest.fixture
def result_for(tmp_path):
    def make(key, shape=(48, 64), notices=()):
        files = [tmp_path / f"{key}-{part}.npy" for part in ("labels", "confidence")]
        for file in files:
            np.save(file, np.full(shape, 13, np.uint8))
        return ParseOutcome(key, "net", ((0, 0, 64, 48),), (FRAME,), 0.25, notices, 0.5, *files)

    return make
