"""What is done to many photos in the background, when the project is left meanwhile."""

import threading

from faceparse_gui.ui.session.many_photos import BatchJob, ManyPhotos
from faceparse_gui.ui.session.session import Session


def test_what_is_found_after_the_project_was_closed_goes_nowhere(photo_folder, qtbot):
    """An exception in the event loop fails the test."""
    session = Session()
    with qtbot.waitSignal(session.current.opened):
        session.projects.open([photo_folder])
    many, closed, looked, put = ManyPhotos(session), threading.Event(), threading.Event(), []

    def find(key, labels):
        closed.wait(10)
        looked.set()
        return labels

    many.start(session.photos.keys[:1], BatchJob(find, lambda key, found: put.append(key)))
    assert session.projects.close(5)
    closed.set()
    qtbot.waitUntil(looked.is_set)
    qtbot.wait(100)
    assert put == []
