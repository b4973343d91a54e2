"""``api.open_project``: what the window keeps, from a program."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from faceparse_core.labels import ID_OF
from faceparse_gui import api
from faceparse_gui import project as store
from tests.lawn import lawn


def test_photos_labels_and_states_outlive_the_program(folder: Path, labels: np.ndarray) -> None:
    with api.open_project(folder, recursive=True) as project:
        assert [(each.name, each.status) for each in project.photos] == [
            ("face 1.jpg", "new"), ("face 2.png", "new"), ("more/face 3.jpg", "new"),
        ]  # fmt: skip
        assert project.folder == folder
        assert project.labels("face 1.jpg") is None
        assert project.prediction("face 1.jpg") is None
        project.set_labels("more/face 3.jpg", labels)
        project.set_labels("face 1.jpg", labels, "parsed")
        project.set_status("face 1.jpg", "accepted")
    with api.open_project(folder, recursive=True) as project:
        assert [each.status for each in project.photos] == ["accepted", "new", "edited"]
        photo = project.photo("more/face 3.jpg")
        assert (photo.size, photo.path, photo.model) == ((48, 40), folder / "more/face 3.jpg", "")
        saved = project.labels("face 1.jpg")
        assert saved is not None
        assert np.array_equal(saved, labels)


def test_an_open_project_is_refused_by_name(folder: Path) -> None:
    with api.open_project(folder), pytest.raises(api.ProjectError, match="photos"):
        api.open_project(folder)
    api.open_project(folder).close()


def test_what_a_project_cannot_take_is_refused(folder: Path, labels: np.ndarray) -> None:
    with api.open_project(folder) as project:
        with pytest.raises(ValueError, match=r"face 1\.jpg is 48 × 40 pixels, its labels 40 × 48"):
            project.set_labels("face 1.jpg", np.ascontiguousarray(labels.T))
        with pytest.raises(ValueError, match="not int64"):
            project.set_labels("face 1.jpg", labels.astype(np.int64))
        with pytest.raises(api.ProjectError, match=r"face 1\.jpg has no labels yet"):
            project.set_status("face 1.jpg", "accepted")
        for name in ("nobody.jpg", "../photos/face 1.jpg", "/etc/passwd", "more/face 3.jpg"):
            with pytest.raises(api.ProjectError, match="There is no photo"):
                project.labels(name)
        assert [each.status for each in project.photos] == ["new", "new"]
    with pytest.raises(api.ProjectError, match="nowhere"):
        api.open_project(folder / "nowhere")


def test_parsing_keeps_what_a_hand_did(folder: Path, labels: np.ndarray, tiny_model: Path) -> None:
    parser = api.load_parser(tiny_model, "cpu")
    (folder / "broken.jpg").write_bytes(b"no photo")
    with api.open_project(folder) as project:
        project.set_labels("face 1.jpg", labels, "accepted")
        report = project.parse(parser=parser, faces="whole")
        assert report.parsed == 1
        assert len(report.failures) == 1
        assert "broken.jpg" in report.failures[0]
        states = {each.name: (each.status, each.model) for each in project.photos}
        assert states == {
            "broken.jpg": ("new", ""),
            "face 1.jpg": ("accepted", ""),
            "face 2.png": ("parsed", "tiny"),
        }
        assert project.parse(["face 1.jpg"], parser, "whole").parsed == 1
        kept, prediction = project.labels("face 1.jpg"), project.prediction("face 1.jpg")
        assert kept is not None
        assert prediction is not None
        assert np.array_equal(kept, labels)
        alone = parser.parse(folder / "face 1.jpg", "whole")
        assert np.array_equal(prediction.labels, alone.labels)
        assert np.array_equal(prediction.confidence, alone.confidence)
        assert (prediction.model, project.photo("face 1.jpg").status) == ("tiny", "accepted")
        assert project.parse([], parser) == api.ParseReport(0, ())


def test_export_takes_states_names_and_choices(folder: Path, labels: np.ndarray, tmp_path: Path) -> None:
    with api.open_project(folder, recursive=True) as project:
        with pytest.raises(api.FormatError, match="is accepted"):
            project.export("indexed", tmp_path / "out")
        project.set_labels("face 1.jpg", labels, "accepted")
        project.set_labels("face 2.png", labels, "edited")
        assert project.export("indexed", tmp_path / "out").written == 1
        assert [name for name, _ in api.read_masks(tmp_path / "out")] == ["face 1"]
        report = project.export("indexed", tmp_path / "skin", states=("accepted", "edited"), classes=["skin"])
        assert report.written == 2
        skin = dict(api.read_masks(tmp_path / "skin"))["face 2"]
        assert np.array_equal(skin, np.where(labels == ID_OF["skin"], labels, 0))
        named = project.export("indexed", tmp_path / "named", names=["face 2.png", "more/face 3.jpg"])
        assert named.written == 1
        assert "face 3.jpg has no labels yet" in named.failures[0]
        with pytest.raises(api.FormatError, match="already in"):
            project.export("indexed", tmp_path / "out")
        assert project.export("indexed", tmp_path / "out", existing="keep").skipped == 1
        with pytest.raises(api.ProjectError, match="There is no photo nobody"):
            project.export("indexed", tmp_path / "none", names=["nobody"])


def test_export_import_and_back(folder: Path, labels: np.ndarray, tmp_path: Path) -> None:
    masks = {"face 1.jpg": labels, "face 2.png": labels.T, "elsewhere.jpg": labels}
    api.write_masks(masks, tmp_path / "masks", "indexed", order="bisenet")
    with api.open_project(folder) as project:
        report = project.import_masks(tmp_path / "masks", order="bisenet")
        assert (report.imported, report.skipped) == (1, 0)
        assert len(report.failures) == 2
        assert [each.status for each in project.photos] == ["edited", "new"]
        saved = project.labels("face 1.jpg")
        assert saved is not None
        assert np.array_equal(saved, labels)
        assert project.import_masks(tmp_path / "masks", "indexed", order="bisenet").skipped == 1
        project.import_masks(tmp_path / "masks", use="prediction", order="bisenet")
        prediction = project.prediction("face 1.jpg")
        assert prediction is not None
        assert prediction.model == "indexed"
        assert project.photo("face 1.jpg").status == "edited"


def test_a_photo_whose_work_cannot_be_kept_costs_itself_alone(
    folder: Path, tiny_model: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    save = store.Project.save_labels

    def fails_on_one(self: store.Project, key: str, *given: object) -> None:
        if self.record(key).path.name == "face 1.jpg":
            raise IndexError("not foreseen")
        save(self, key, *given)

    monkeypatch.setattr(store.Project, "save_labels", fails_on_one)
    with api.open_project(folder) as project:
        report = project.parse(parser=api.load_parser(tiny_model, "cpu"), faces="whole")
        assert report.parsed == 1
        assert report.failures == ("face 1.jpg could not be saved: not foreseen (IndexError).",)


def test_what_was_left_out_of_the_folder_is_reported(folder: Path) -> None:
    (folder / "DSC_1.NEF").touch()
    (folder / "circle.png").symlink_to("circle.png")
    with api.open_project(folder) as project:
        assert len(project.photos) == 2
        assert any("circle.png" in notice for notice in project.notices)
        assert any("DSC_1.NEF" in notice for notice in project.notices)


def test_photos_without_a_face_have_a_status_and_are_tried_once(tmp_path: Path, tiny_model: Path) -> None:
    Image.fromarray(lawn()).save(tmp_path / "lawn.png")
    parser = api.load_parser(tiny_model, "cpu")
    with api.open_project(tmp_path) as project:
        report = project.parse(parser=parser)
        assert (report.parsed, report.failures, report.no_face) == (1, (), ("lawn.png",))
        photo = project.photo("lawn.png")
        assert (photo.status, photo.model, photo.uncertainty) == ("no-face", "tiny", None)
        labels, prediction = project.labels("lawn.png"), project.prediction("lawn.png")
        assert labels is not None
        assert not labels.any()
        assert prediction is not None
        assert prediction.no_face_by == parser.detector != ""
        assert project.parse(parser=parser).parsed == 0, "tried already"
        with pytest.raises(api.FormatError, match="accepted"):
            project.export("indexed", tmp_path / "out")
        assert project.export("indexed", tmp_path / "out", states=("no-face",)).written == 1
        assert project.parse(parser=parser, faces="whole").no_face == ()
        assert project.photo("lawn.png").status == "parsed"


def test_another_network_tries_again_what_has_no_face(tmp_path: Path, tiny_model: Path) -> None:
    Image.fromarray(lawn()).save(tmp_path / "lawn.png")
    other = tmp_path / "other.safetensors"
    other.write_bytes(tiny_model.read_bytes())
    with api.open_project(tmp_path) as project:
        for model in (tiny_model, other):
            assert project.parse(parser=api.load_parser(model, "cpu")).no_face == ("lawn.png",)
        assert project.photo("lawn.png").model == "other"


def test_a_face_that_was_missed_is_parsed_beside_those_known(
    tmp_path: Path, tiny_model: Path, small_portrait: np.ndarray
) -> None:
    pair = np.concatenate([small_portrait, small_portrait[:, ::-1]], axis=1)
    Image.fromarray(pair).save(tmp_path / "pair.png")
    parser = api.load_parser(tiny_model, "cpu")
    left, right = api.frame_around(70, 45, 153, 173), api.frame_around(287, 45, 370, 173)
    with api.open_project(tmp_path) as project:
        project.parse_frames("pair.png", [left], parser)
        one = project.prediction("pair.png")
        assert one is not None
        project.parse_frames("pair.png", [right], parser)
        both = project.prediction("pair.png")
        assert both is not None
        assert [frame.tolist() for frame in both.frames] == [left.tolist(), right.tolist()]
        assert (project.photo("pair.png").status, project.photo("pair.png").model) == ("parsed", "tiny")
        saved = project.labels("pair.png")
        assert saved is not None
        assert np.array_equal(saved, both.labels)
        assert np.array_equal(both.labels[45:173, 70:153], one.labels[45:173, 70:153])  # the known face
        assert not np.array_equal(both.labels, one.labels)
        project.parse_frames("pair.png", [right + np.array([[0, 0, 2.0], [0, 0, 2.0]])], parser)
        again = project.prediction("pair.png")
        assert again is not None
        assert len(again.frames) == 2, "the same face"


def test_given_frames_keep_what_a_hand_did(tmp_path: Path, tiny_model: Path) -> None:
    Image.fromarray(lawn(60, 80)).save(tmp_path / "lawn.png")
    hand = np.full((60, 80), ID_OF["hat"], np.uint8)
    frame = api.frame_around(10, 5, 50, 55)
    with api.open_project(tmp_path) as project:
        project.set_labels("lawn.png", hand)
        project.parse_frames("lawn.png", [frame], api.load_parser(tiny_model, "cpu"))
        assert project.photo("lawn.png").status == "edited"
        kept, prediction = project.labels("lawn.png"), project.prediction("lawn.png")
        assert kept is not None
        assert prediction is not None
        assert np.array_equal(kept, hand)
        assert len(prediction.frames) == 1
        for beside in (api.frame_around(900, 5, 950, 55), api.frame_around(10, 5, 10.5, 5.5)):
            with pytest.raises(
                ValueError, match="beside the photo, which has 80 × 60 pixels, or is too small"
            ):
                project.parse_frames("lawn.png", [beside], api.load_parser(tiny_model, "cpu"))
        with pytest.raises(ValueError, match="at least one"):
            project.parse_frames("lawn.png", [])
        with pytest.raises(ValueError, match="frame is an array"):
            project.parse_frames("lawn.png", [np.zeros((2, 3))])
        with pytest.raises(api.ProjectError, match="There is no photo"):
            project.parse_frames("nobody.png", [frame])
