"""What a run reports: JSON lines there and back, and a terminal that is none."""

import io
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console

from faceparse_core.trainer.events import EpochDone, Notice, RunFinished, RunStarted, StepDone
from faceparse_training.fit.events import TerminalProgress, from_json, json_lines, read_events, to_json

finite = st.floats(allow_nan=False, allow_infinity=False)
events = st.one_of(
    st.builds(RunStarted),
    st.builds(StepDone, loss=finite, lr=finite, images_per_second=finite, seconds_left=finite),
    st.builds(EpochDone, loss=finite, seconds=finite, metrics=st.dictionaries(st.text(), finite)),
    st.builds(Notice),
    st.builds(RunFinished, best_f=st.none() | finite),
)


@given(events)
def test_there_and_back(event):
    line = to_json(event)
    assert "\n" not in line
    assert from_json(line) == event
    assert json.loads(line)["event"] == type(event).__name__


@pytest.mark.parametrize(
    "line", ["", "5", "[]", "{}", "null", '{"event": "Nothing"}', '{"event": []}', '{"event": "Notice"}', "{"]
)
def test_lines_that_are_no_event(line: str):
    with pytest.raises(ValueError, match="not an event"):
        from_json(line)


def test_a_line_cut_by_a_kill_costs_only_itself(tmp_path):
    log = tmp_path / "events.jsonl"
    kept = [Notice("before é"), Notice("after")]
    whole = [to_json(event) for event in kept]
    log.write_bytes(
        f"{whole[0]}\n".encode() + to_json(Notice("cut é")).encode()[:-8] + f"\n{whole[1]}\n".encode()
    )
    assert list(read_events(log)) == kept


def test_lines_come_out_at_once():
    stream = io.StringIO()
    sink = json_lines(stream)
    for event in (Notice("one\ntwo"), RunFinished("done", 3, 2, None, "m")):
        sink(event)
        assert from_json(stream.getvalue().splitlines()[-1]) == event


def test_standard_output_is_looked_up_when_the_run_starts(capsys: pytest.CaptureFixture[str]):
    json_lines()(Notice("hello"))
    assert from_json(capsys.readouterr().out) == Notice("hello")


def play(progress: TerminalProgress) -> None:
    with progress:
        progress(RunStarted(1_747_923, "cpu", "bf16-mixed", 4, 1, 800, 100))
        progress(Notice("reading /data/[bold]faces[/] " + "x" * 100))
        for step in (1, 2):
            progress(StepDone(2, step, 2, 1.25, 2e-3, 13.4, 3725.0))
        progress(EpochDone(2, 4, 256, 1.2, 80.0, True, {"per_image_f": 0.7}))
        progress(EpochDone(3, 4, 256, 1.1, 80.0, False))
        progress(RunFinished("done", 4, 2, 0.7, "run/model.safetensors"))


def test_a_log_file_gets_plain_lines():
    stream = io.StringIO()
    play(TerminalProgress(Console(file=stream, force_terminal=False, width=60)))
    assert stream.getvalue().split("\n") == [
        "1,747,923 parameters on cpu (bf16-mixed), 800 images, 1 of 4 epochs done",
        "reading /data/[bold]faces[/] " + "x" * 100,
        "epoch 2/4 at 256 px: loss 1.2000, per_image_f 0.7000 (best), 80 s",
        "epoch 3/4 at 256 px: loss 1.1000, 80 s",
        "done: best epoch 2, per-image F 0.7000",
        "",
    ]


def test_a_terminal_gets_a_bar():
    stream = io.StringIO()
    play(TerminalProgress(Console(file=stream, force_terminal=True, width=120)))
    assert "loss 1.250, 13.4 images/s, 1 h 2 min left" in stream.getvalue()
    assert "Epoch 2" in stream.getvalue()


def test_a_log_file_hears_every_ten_seconds_how_far_the_epoch_is(monkeypatch):
    now = [0.0]
    monkeypatch.setattr("time.monotonic", lambda: now[0])
    stream = io.StringIO()
    with TerminalProgress(Console(file=stream, force_terminal=False)) as progress:
        for step in range(1, 31):
            now[0] += 1
            progress(StepDone(1, step, 40, 1.25, 2e-3, 8.0, 40.0 - step))
    assert stream.getvalue().splitlines() == [
        f"epoch 1, step {step} of 40: loss 1.250, 8.0 images/s, {40 - step} s left" for step in (10, 20, 30)
    ]


def test_a_run_without_validation_claims_no_figure():
    stream = io.StringIO()
    with TerminalProgress(Console(file=stream, force_terminal=False)) as progress:
        progress(RunFinished("stopped", 2, 1, None, "m"))
    assert stream.getvalue() == "stopped: best epoch 1\n"
