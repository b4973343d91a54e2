"""What ``faceparse parse`` prints on the way, and at the end."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from faceparse_core.errors import printable
from faceparse_core.parsing.no_face import NO_FACE
from faceparse_gui.commands.shared.console import ProgressBar, at, complain_of, no_face_message, print_json

if TYPE_CHECKING:
    from faceparse_gui.commands.batch.plan import Survey
    from faceparse_gui.commands.batch.run import BatchOutcome

MOST_LISTED = 1000
"""Failures that are kept for the list at the end; further ones are printed at once."""


class BatchReport:
    """Counts what became of the photos of one run."""

    def __init__(self, survey: Survey, as_json: bool = False, writes_empty: bool = False) -> None:
        """``writes_empty``: photos without a face get files that are all background."""
        self._survey, self._as_json, self._writes_empty = survey, as_json, writes_empty
        self.parsed = self.no_face = self.failed = 0
        self._listed: list[str] = []
        self._no_face: list[str] = []
        for sentence in survey.skipped:
            typer.echo(sentence, err=True)

    @property
    def left(self) -> int:
        """Photos not come to."""
        return max(0, self._survey.todo - self.parsed - self.no_face - self.failed)

    def follow(self, outcomes: Iterable[BatchOutcome]) -> None:
        """Run through them under a progress bar. A summary is given even when the disk ends the run."""
        try:
            with ProgressBar("Parsing", self._survey.todo) as bar:
                for outcome in outcomes:
                    bar.advance()
                    if self._as_json:
                        _print_outcome(outcome)
                    for notice in outcome.notices:
                        if notice != NO_FACE:  # all such photos are listed at the end
                            bar.write_line(f"{outcome.photo}: {notice}")
                    if outcome.failure is not None:
                        self._note(at(outcome.photo, outcome.failure), bar)
                    elif outcome.no_face:
                        self._note_no_face(outcome.photo)
                    else:
                        self.parsed += 1
        except OSError:
            self.summary()
            raise

    def _note_no_face(self, photo: Path) -> None:
        self.no_face += 1
        if len(self._no_face) < MOST_LISTED:
            self._no_face.append(str(photo))

    def _note(self, failure: str, bar: ProgressBar) -> None:
        self.failed += 1
        listed = len(self._listed) < MOST_LISTED
        if listed:
            self._listed.append(failure)
        if bar.visible or not listed:  # otherwise the list at the end is enough
            bar.write_line(failure)

    def summary(self, log: Path | None = None) -> None:
        """Print the counts, and everything that was not done with its reason; ``log``: where more is."""
        if self._as_json:
            print_json(
                summary={
                    "parsed": self.parsed,
                    "no_face": self.no_face,
                    "skipped": self._survey.finished,
                    "known_no_face": self._survey.no_face,
                    "failed": self.failed,
                    "left": self.left,
                }
            )
        else:
            self._print_totals()
        if self._no_face:
            written = " Written as all background." if self._writes_empty else " No mask was written."
            typer.echo(printable(no_face_message(self._no_face, self.no_face) + written), err=True)
        if self._listed:
            complain_of("Not parsed:", self._listed)
            if self.failed > len(self._listed):
                typer.echo(f"  and {self.failed - len(self._listed)} more, listed above", err=True)
        if log is not None:
            typer.echo(f"Details of unexpected errors are in {log}", err=True)

    def _print_totals(self) -> None:
        parts = [f"{self.parsed} parsed"]
        if self.no_face:
            parts.append(f"{self.no_face} without a face")
        if self._survey.finished:
            parts.append(f"{self._survey.finished} skipped (already parsed)")
        if self._survey.no_face:
            parts.append(f"{self._survey.no_face} skipped (no face in an earlier run)")
        if self.failed:
            parts.append(f"{self.failed} failed")
        if self.left:
            parts.append(f"{self.left} left")
        typer.echo(", ".join(parts) + ".")


def _print_outcome(outcome: BatchOutcome) -> None:
    if outcome.failure is not None:
        print_json(photo=outcome.photo, state="failed", reason=outcome.failure)
    else:
        print_json(
            photo=outcome.photo,
            state="no-face" if outcome.no_face else "parsed",
            faces=outcome.faces,
            files=outcome.files,
            notices=outcome.notices,
        )
