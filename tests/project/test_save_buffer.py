"""What is read from a buffer is the map as it was at the last update, however they come in."""

import threading

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from faceparse_gui.document import Brush, Document
from faceparse_gui.project.save_buffer import SaveBuffer

SIDE = 64


def read(buffer: SaveBuffer) -> np.ndarray:
    with buffer.read() as labels:
        return labels.copy()


class Hand:
    """Edits a document, at random places."""

    def __init__(self, random) -> None:
        self._random = random
        self.document = Document(np.zeros((SIDE, SIDE), np.uint8))

    def _stroke(self) -> None:
        places = [SIDE * self._random.random() for _ in range(4)]
        self.document.begin_stroke(*places[:2], self._random.randrange(19), Brush(9))
        self.document.stroke_to(*places[2:])

    def stroke(self) -> None:
        self._stroke()
        self.document.end_stroke()

    def abort(self) -> None:
        self._stroke()
        self.document.abort_stroke()

    def put(self) -> None:
        self.document.put(np.full((SIDE, SIDE), self._random.randrange(19), np.uint8), "All")

    def undo(self) -> None:
        self.document.undo()

    def redo(self) -> None:
        self.document.redo()


EDITS = st.lists(st.sampled_from(["stroke", "abort", "put", "undo", "redo"]), max_size=5)


@given(st.lists(st.tuples(EDITS, EDITS), max_size=5), st.randoms(use_true_random=False))
def test_it_follows_a_document_by_the_boxes_of_its_changes(rounds, random):
    """Edits while nobody reads, then some while it is being read, as when the disk is slow."""
    hand, buffer = Hand(random), SaveBuffer((SIDE, SIDE))
    document = hand.document
    document.listeners.append(
        lambda change: change.kind in ("paint", "abort") or buffer.update(document.labels, change.box)
    )
    buffer.update(document.labels)
    for free, meanwhile in rounds:
        for edit in free:
            getattr(hand, edit)()
        with buffer.read() as labels:
            before = document.labels.copy()
            for edit in meanwhile:
                getattr(hand, edit)()
            assert np.array_equal(labels, before), "what is being written does not change"
        assert np.array_equal(read(buffer), document.labels)


def test_an_update_does_not_wait_for_who_reads():
    labels, buffer = np.zeros((SIDE, SIDE), np.uint8), SaveBuffer((SIDE, SIDE))
    buffer.update(labels)
    may_end, reads = threading.Event(), threading.Event()

    def hold():
        with buffer.read():
            reads.set()
            may_end.wait(10)

    thread = threading.Thread(target=hold)
    thread.start()
    reads.wait(10)
    for class_id in range(1, 4):
        labels[:] = class_id
        buffer.update(labels)
    assert buffer.nbytes == 2 * labels.nbytes, "of what waits, the newest alone"
    may_end.set()
    thread.join()
    assert (read(buffer) == 3).all()


def test_what_came_while_it_was_read_is_as_it_was_when_it_came():
    labels = np.zeros((SIDE, SIDE), np.uint8)
    buffer = SaveBuffer(labels.shape)
    buffer.update(labels)
    with buffer.read():
        labels[:] = 1
        buffer.update(labels, (0, 0, SIDE, SIDE))
        labels[:] = 2  # not told yet
    assert (read(buffer) == 1).all()
