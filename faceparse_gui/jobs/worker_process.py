"""A process that works for the window: lines in, messages out, and how it ended.

Two threads meet here. The main thread starts the process, writes to it and ends it. The process's reader, a
thread of its own, reads stdout until it ends and then waits for the process. The reader knows no object of
Qt but the one that stays (``background.Relay``), and no object that owns one: whoever goes first, nothing of
Qt is deleted in it.
"""

from __future__ import annotations

import contextlib
import logging
import os
import subprocess
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from faceparse_core.files.store_files import open_file, open_log
from faceparse_gui.jobs.background import Relay

_ENVIRONMENT = {
    "OMP_WAIT_POLICY": "PASSIVE",  # idle threads sleep, the window needs the core
    "PYTHONUTF8": "1",
}
_LARGEST, _TAIL = 2**40, 2**16
"""Bytes that a file of complaints may have, and how many of its end are looked through."""
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class End:
    """How a process ended.

    Attributes:
        code: Its exit code; negative: the signal that ended it.
        last_words: The last line on its stderr that says something, without the program's name; may be empty.
    """

    code: int
    last_words: str


class WorkerProcess:
    """A process and the thread that reads from it. Made and used on the main thread.

    Its handlers are bound methods of an object of Qt. They are called on the main thread, in the order in
    which things happened, and no more once that object is gone or the process was abandoned. The process
    ends by itself when its stdin does, as it does when the window is killed.
    """

    def __init__(
        self,
        command: Sequence[str],
        read: Callable[[bytes], object],
        on_message: Callable[[Any], object],
        on_end: Callable[[End], object],
        errors: Path,
        environment: Mapping[str, str] | None = None,
        pass_fds: Sequence[int] = (),
    ) -> None:
        """Start the process.

        Args:
            command: The program and its arguments.
            read: Makes a message of a line of stdout, in the reader's thread. ``ValueError``: it is none.
            on_message: Takes each message.
            on_end: Takes the end, after the last message.
            errors: A file to make, which takes what the process writes to stderr.
            environment: What is added to this process's own.
            pass_fds: Open files that the process keeps.

        Raises:
            OSError: if it cannot be started.
        """
        self._on_message: Relay = Relay(on_message)
        self._on_end: Relay = Relay(on_end)
        self._is_abandoned = False
        with open_log(errors, append=False) as stderr:
            self._process = subprocess.Popen(
                list(command),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=stderr,
                env={**os.environ, **_ENVIRONMENT, **(environment or {})},
                cwd=Path(__file__).parents[2],  # where `-m` finds the package
                start_new_session=True,  # Ctrl-C in the window's terminal is for the window
                pass_fds=tuple(pass_fds),
            )
        self._reader = threading.Thread(
            target=_listen,
            args=(self._process, read, errors, Relay(self._arrived), Relay(self._ended)),
            name=f"reader of process {self._process.pid}",
            daemon=True,  # a process that was left to itself keeps no window from ending
        )
        self._reader.start()

    @property
    def is_running(self) -> bool:
        """Whether the process or its reader is at work: False only when both have ended."""
        return self._reader.is_alive()

    def write(self, line: str) -> None:
        """Send one line. Lost without a word if the process has ended: ``on_end`` is called then.

        Returns at once, as the process reads its stdin at all times.
        """
        with contextlib.suppress(OSError, ValueError):
            stdin = _pipe(self._process.stdin)
            stdin.write(f"{line}\n".encode())
            stdin.flush()

    def terminate(self) -> None:
        """Ask the system to end the process; it may still save."""
        self._process.terminate()

    def kill(self) -> None:
        """End the process at once, whatever it is doing. Nothing is waited for. Harmless a second time."""
        self._process.kill()

    def abandon(self) -> None:
        """Close its stdin and hear no more of it: it ends by itself, is killed, or works on alone."""
        self._is_abandoned = True
        _close(self._process.stdin)

    def wait(self, seconds: float) -> bool:
        """Wait until the process and its reader have ended; False: they have not within ``seconds``."""
        self._reader.join(seconds)
        return not self.is_running

    def _arrived(self, message: object) -> None:
        if not self._is_abandoned:
            self._on_message.call(message)

    def _ended(self, end: End) -> None:
        if not self._is_abandoned:
            self._is_abandoned = True
            self._on_end.call(end)


def _listen(
    process: subprocess.Popen[bytes],
    read: Callable[[bytes], object],
    errors: Path,
    arrived: Relay,
    ended: Relay,
) -> None:
    """Hand over the process's messages until it ends. In a thread."""
    with _pipe(process.stdout) as lines:
        for line in lines:
            try:
                arrived(read(line))
            except ValueError:  # a library's word, or half a line of a killed process
                continue
            except Exception:  # who reads no more holds the process up
                _log.exception("A line of process %d cannot be read.", process.pid)
    code = process.wait()
    _close(process.stdin)
    ended(End(code, _last_line(errors)))


def _last_line(errors: Path) -> str:
    try:
        with open_file(errors, _LARGEST) as file:
            file.seek(max(os.fstat(file.fileno()).st_size - _TAIL, 0))
            text = file.read(_TAIL).decode(errors="replace")
    except OSError:
        return ""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return lines[-1].removeprefix("faceparse: ") if lines else ""


def _close(stdin: IO[bytes] | None) -> None:
    with contextlib.suppress(OSError):  # what was still to be written finds no reader
        _pipe(stdin).close()


def _pipe(stream: IO[bytes] | None) -> IO[bytes]:
    assert stream is not None
    return stream
