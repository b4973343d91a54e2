"""What the window's foot says of jobs."""

from faceparse_gui.ui.shell import job_bar
from faceparse_gui.ui.shell.job_bar import JobStrip


def test_a_job_of_many_shows_how_long_the_rest_takes_once_its_pace_is_known(qtbot, theme, monkeypatch):
    clock = [100.0]
    monkeypatch.setattr(job_bar.time, "monotonic", lambda: clock[0])
    strip = JobStrip("Parsing")
    qtbot.addWidget(strip)
    said = []
    for done, seconds in ((0, 0.0), (1, 0.4), (3, 12.0), (9, 60.0)):
        clock[0] += seconds
        strip.show_progress(done, 12)
        said.append(strip._text.text())
    assert said == [
        "Parsing 0 / 12",
        "Parsing 1 / 12",
        "Parsing 3 / 12 · 37 s left",
        "Parsing 9 / 12 · 24 s left",
    ]
    strip.show_progress(12, 12)
    strip.show_progress(0, 12)
    assert strip._text.text() == "Parsing 0 / 12", "another job has its own pace"


def test_what_a_job_waits_for_is_not_counted_in_its_pace(qtbot, theme, monkeypatch):
    clock = [100.0]
    monkeypatch.setattr(job_bar.time, "monotonic", lambda: clock[0])
    strip = JobStrip("Parsing")
    qtbot.addWidget(strip)
    strip.wait_for("Loading the network")
    strip.show_progress(0, 4)
    clock[0] += 30
    strip.wait_for("")
    strip.show_progress(0, 4)
    clock[0] += 2
    strip.show_progress(1, 4)
    assert strip._text.text() == "Parsing 1 / 4 · 6 s left"
