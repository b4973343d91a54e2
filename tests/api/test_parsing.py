"""``api.parse`` and ``api.load_parser``: what goes in, what comes out, and what is refused."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from faceparse_core.parsing.parser import FaceMode, Parser
from faceparse_gui import api
from tests.lawn import lawn


def test_a_file_and_its_pixels_give_the_same(folder: Path, tiny_model: Path) -> None:
    path = folder / "face 1.jpg"
    from_file = api.parse(path, tiny_model, "cpu", faces="whole")
    from_pixels = api.parse(api.read_photo(path), tiny_model, "cpu", faces="whole")
    from_name = api.load_parser(str(tiny_model), "cpu").parse(str(path), faces="whole")
    for parsed in (from_pixels, from_name):
        assert np.array_equal(parsed.labels, from_file.labels)
        assert np.array_equal(parsed.confidence, from_file.confidence)
    assert from_file.labels.shape == from_file.confidence.shape == (40, 48)
    assert from_file.labels.dtype == from_file.confidence.dtype == np.uint8
    assert from_file.faces == ()
    assert 0 <= from_file.uncertainty <= 1
    assert from_file.model == "tiny"


def test_a_photo_without_a_face_is_empty_and_says_so(tiny_model: Path) -> None:
    parsed = api.parse(lawn(), tiny_model, "cpu")
    assert (parsed.faces, parsed.no_face, parsed.labels.any()) == ((), True, False)
    assert parsed.notices == ("No face was found in this photo, so nothing in it is labelled.",)
    assert repr(parsed) == "<Parsed 160 × 120, 0 faces, by tiny>"
    assert not api.parse(lawn(), tiny_model, "cpu", faces="whole").no_face


def test_frames_are_parsed_where_they_are_given_and_checked(tiny_model: Path) -> None:
    parser, photo = api.load_parser(tiny_model, "cpu"), lawn()
    frame = api.frame_around(40, 30, 80, 90)
    parsed = parser.parse_frames(photo, [frame.tolist()])
    assert np.array_equal(parsed.faces[0].to_photo, frame)
    assert not parsed.no_face
    assert parsed.labels.shape == photo.shape[:2]
    for bad in ([[1, 0, 0]], [[0, 0, 1], [0, 0, 1]], [[np.nan, 0, 0], [0, 1, 0]], "frame", [[1], [2, 3]]):
        with pytest.raises(ValueError, match="A frame is an array"):
            parser.parse_frames(photo, [frame, bad])  # type: ignore[list-item]


def test_probabilities_sum_to_one_and_agree_with_the_labels(folder: Path, tiny_model: Path) -> None:
    parsed = api.parse(folder / "face 1.jpg", tiny_model, "cpu", faces="whole")
    assert parsed.probabilities.shape == (19, 40, 48)
    assert parsed.probabilities.dtype == np.float16
    assert np.allclose(parsed.probabilities.sum(0, dtype=np.float32), 1, atol=0.01)
    assert np.array_equal(parsed.probabilities.argmax(0), parsed.labels)


def test_the_network_stays_loaded_between_two_calls(
    folder: Path, tiny_model: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    api.parse(folder / "face 1.jpg", tiny_model, "cpu", faces="whole")
    monkeypatch.setattr(Parser, "load", None)
    api.parse(folder / "face 2.png", tiny_model, "cpu", faces="whole")


@pytest.mark.parametrize(
    "pixels",
    [
        np.zeros((4, 4), np.uint8),
        np.zeros((4, 4, 4), np.uint8),
        np.zeros((4, 4, 3), np.float32),
        np.zeros((0, 4, 3), np.uint8),
    ],
)
def test_what_is_no_photo_is_refused(pixels: np.ndarray, tiny_model: Path) -> None:
    with pytest.raises(ValueError, match=r"RGB uint8 array \(H, W, 3\)"):
        api.parse(pixels, tiny_model, "cpu")


def test_many_photos_come_in_order_and_bad_ones_are_reported(folder: Path, tiny_model: Path) -> None:
    (folder / "broken.jpg").write_bytes(b"no photo")
    parser = api.load_parser(tiny_model, "cpu")
    photos = [folder / name for name in ("face 2.png", "broken.jpg", "face 1.jpg")]
    reported: list[tuple[Path, str]] = []
    done = list(
        parser.parse_many(iter(photos), "whole", lambda photo, error: reported.append((photo, str(error))))
    )
    assert [photo for photo, _ in done] == [photos[0], photos[2]]
    alone = parser.parse(photos[2], "whole")
    assert np.array_equal(done[1][1].labels, alone.labels)
    assert [photo for photo, _ in reported] == [photos[1]]
    assert "broken.jpg" in reported[0][1]
    with pytest.raises(api.ImageError, match=r"broken\.jpg"):
        list(parser.parse_many(photos, "whole"))


def test_a_photo_that_the_network_fails_on_is_reported_and_the_others_go_on(
    folder: Path, tiny_model: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    parser = api.load_parser(tiny_model, "cpu")
    photos = [folder / name for name in ("face 1.jpg", "face 2.png", "face 1.jpg")]
    bad = api.read_photo(photos[1])
    group = Parser._parse_group

    def fails_on_one(self: Parser, given: list[np.ndarray], mode: FaceMode) -> object:
        if any(np.array_equal(photo, bad) for photo in given):
            raise IndexError("not foreseen")
        return group(self, given, mode)

    monkeypatch.setattr(Parser, "_parse_group", fails_on_one)
    reported: list[str] = []
    done = list(parser.parse_many(photos, "whole", lambda _, error: reported.append(str(error))))
    assert [photo for photo, _ in done] == [photos[0], photos[2]]
    assert reported == ["face 2.png could not be parsed: not foreseen (IndexError)."]
    with pytest.raises(api.FaceparseError, match=r"face 2\.png"):
        list(parser.parse_many(photos, "whole"))


def test_many_photos_are_not_read_far_ahead(folder: Path, tiny_model: Path) -> None:
    asked = 0

    def endless() -> object:
        nonlocal asked
        while True:
            asked += 1
            yield folder / "face 1.jpg"

    parses = api.load_parser(tiny_model, "cpu").parse_many(endless(), "whole")
    for _ in range(3):
        next(parses)
    parses.close()
    assert asked <= 8


def test_models_and_devices_that_are_not_there_are_errors_of_ours(tmp_path: Path, tiny_model: Path) -> None:
    with pytest.raises(api.FaceparseError, match="There is no model nobody"):
        api.load_parser("nobody")
    with pytest.raises(api.FaceparseError, match="no device abacus"):
        api.load_parser(tiny_model, "abacus")  # type: ignore[arg-type]
