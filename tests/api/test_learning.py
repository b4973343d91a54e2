"""``api.finetune``, ``api.evaluate``, ``api.overlay``, and how results show themselves."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from faceparse_core.labels import ID_OF
from faceparse_gui import api
from tests.training.faces import draw
from tests.training.finetune.tuning_run import write_model


@pytest.fixture
def drawn(tmp_path: Path) -> Path:
    """Four photos of drawn faces whose noses a person has painted."""
    folder = tmp_path / "drawn"
    folder.mkdir()
    for number in range(4):
        Image.fromarray(draw(number)[0]).save(folder / f"{number}.png")
    with api.open_project(folder) as project:
        for number, photo in enumerate(project.photos):
            project.set_labels(photo.name, draw(number)[1], "accepted")
    return folder


@pytest.mark.slow
def test_corrections_become_a_version(drawn: Path, tmp_path: Path, step_by_step: None) -> None:
    events: list[str] = []
    with api.open_project(drawn) as project:
        report = api.finetune(
            project,
            base=write_model(tmp_path / "tiny.safetensors"),
            time_budget=1,
            device="cpu",
            on_event=lambda event: events.append(str(event["event"])),
        )
        assert report is not None
        assert report.path.is_file()
        assert report.reason
        assert project.photo("0.png").status == "accepted"
        again = api.finetune(project, base=report.name, time_budget=1, device="cpu", should_stop=lambda: True)
        assert again is None
    assert events[0] == "RunStarted"
    assert events[-1] == "RunFinished"
    assert api.load_parser(report.path).parse(drawn / "0.png", "whole").labels.shape == (64, 64)


@pytest.mark.parametrize(
    "wrong",
    [{"time_budget": 0}, {"time_budget": 1e6}, {"changed_weight": 0.5}, {"seed": -1}, {"device": "tpu"}],
)
def test_what_cannot_be_asked_is_refused_before_anything_is_done(
    drawn: Path, wrong: dict[str, object]
) -> None:
    with api.open_project(drawn) as project, pytest.raises(ValueError):
        api.finetune(project, **wrong)  # type: ignore[arg-type]
    assert not list(drawn.glob(".faceparse/runs/*"))


def test_masks_are_scored_and_what_cannot_be_is_left_out(
    folder: Path, labels: np.ndarray, tmp_path: Path
) -> None:
    masks = {"face 1.jpg": labels, "face 2.png": labels}
    for place in ("truth", "answers"):
        api.write_masks(masks, tmp_path / place, "indexed", photos_in=folder)
    scored = api.evaluate(folder, tmp_path / "truth", predictions=tmp_path / "answers")
    assert (scored.images, scored.per_image_f, scored.failures) == (2, 1.0, ())
    assert scored.per_class["skin"] == 1.0
    assert scored.per_class["hair"] is None
    (tmp_path / "answers" / "face 1.png").write_bytes(b"broken")
    scored = api.evaluate(folder, tmp_path / "truth", predictions=tmp_path / "answers")
    assert scored.images == 1
    assert "face 1.png" in scored.failures[0]
    assert "failures" not in repr(scored)
    assert api.evaluate(folder, tmp_path / "truth", predictions=tmp_path / "truth", validation=1).images == 1
    with pytest.raises(ValueError):
        api.evaluate(folder, tmp_path / "truth", validation=0)
    with pytest.raises(api.FaceparseError, match="gone"):
        api.evaluate(tmp_path / "gone", tmp_path / "truth")


def test_a_network_is_scored(folder: Path, labels: np.ndarray, tiny_model: Path, tmp_path: Path) -> None:
    api.write_masks(
        {"face 1.jpg": labels, "face 2.png": labels}, tmp_path / "truth", "indexed", photos_in=folder
    )
    scored = api.evaluate(folder, tmp_path / "truth", parser=api.load_parser(tiny_model, "cpu"))
    assert scored.images == 2
    assert 0 <= scored.per_image_f < 1


def test_an_overlay_shows_the_classes_over_the_photo(folder: Path, labels: np.ndarray) -> None:
    photo = api.read_photo(folder / "face 2.png")
    bare, half, full = (api.overlay(photo, labels, opacity) for opacity in (0, 0.5, 1))
    assert np.array_equal(half[labels == 0], photo[labels == 0])
    skin = api.PALETTE[ID_OF["skin"]]
    assert np.array_equal(full[20, 20], skin)
    assert np.array_equal(bare[20, 20], photo[20, 20])
    assert np.array_equal(half[20, 20], photo[20, 20] // 2 + skin // 2)
    assert np.array_equal(bare[5, 20], skin)  # the border
    assert np.array_equal(api.overlay(folder / "face 2.png", labels), half)
    with pytest.raises(ValueError, match="48 × 40"):
        api.overlay(photo, labels[:10])
    with pytest.raises(ValueError, match="opacity"):
        api.overlay(photo, labels, 2)


def test_results_show_themselves_in_a_line_without_arrays(
    folder: Path, labels: np.ndarray, tiny_model: Path
) -> None:
    parser = api.load_parser(tiny_model, "cpu")
    assert repr(parser) == "<PhotoParser tiny on cpu>"
    assert repr(parser.parse(folder / "face 1.jpg", "whole")) == "<Parsed 48 × 40, 0 faces, by tiny>"
    assert repr(api.Face(np.eye(2, 3), 0.987)) == "Face(box=(0, 0, 512, 512), score=0.99)"
    with api.open_project(folder) as project:
        project.set_labels("face 1.jpg", labels)
        assert repr(project) == f"<Project {folder}: 1 edited, 1 new>"
        report = project.parse(parser=parser, faces="whole")
        assert repr(project.prediction("face 2.png")) == "<Prediction 48 × 40, 0 faces, by tiny>"
    assert repr(report) == "ParseReport(parsed=1, failures=0, no_face=0)"


def test_a_status_that_is_none_is_refused_and_nothing_changes(folder: Path, labels: np.ndarray) -> None:
    with api.open_project(folder) as project:
        project.set_labels("face 1.jpg", labels)
        for call in (
            lambda: project.set_labels("face 1.jpg", np.zeros_like(labels), "done"),  # type: ignore[arg-type]
            lambda: project.set_labels("face 1.jpg", np.zeros_like(labels), "new"),  # type: ignore[arg-type]
            lambda: project.set_status("face 1.jpg", "done"),  # type: ignore[arg-type]
            lambda: project.parse(faces="most"),  # type: ignore[arg-type]
            lambda: project.export("indexed", folder / "out", existing="never"),  # type: ignore[arg-type]
            lambda: project.export("indexed", folder / "out", states=["finished"]),  # type: ignore[list-item]
            lambda: project.import_masks(folder, "indexed", use="done"),  # type: ignore[arg-type]
            lambda: project.import_masks(folder, "indexed", existing="refuse"),
        ):
            with pytest.raises(ValueError, match="is one of"):
                call()
        assert np.array_equal(project.labels("face 1.jpg"), labels)
        assert project.photo("face 1.jpg").status == "edited"
    assert not (folder / "out").exists()
