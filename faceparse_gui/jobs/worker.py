"""The parse process: ``python -m faceparse_gui.jobs.worker RESULTS_FOLDER MODEL``.

One JSON object a line. On stdin::

    {"id": 7, "path": "/photos/a.jpg", "faces": "auto" | "whole"}
    {"id": 8, "path": "/photos/b.jpg", "faces": "auto", "frames": [[[a, b, x], [c, d, y]], …], "others": […],
     "straighten": true}
    {"forget": true}                                      drop the requests not yet begun

On stdout::

    {"event": "models", "names": ["lmsa", …]}             which there are; the first line
    {"event": "ready", "model": "default", "device": "cpu", "detector": "…", "detector_file": "/…"}
    {"event": "unusable", "message": "…"}                 the model does not load; the process ends
    {"event": "started", "id": 7}
    {"event": "finished", "id": 7, "labels": FILE, "confidence": FILE, "faces": [[x0, y0, x1, y1], …],
     "frames": [[[a, b, x], [c, d, y]], …], "uncertainty": 0.14, "notices": […], "seconds": 0.21,
     "model": "default", "no_face_by": ""}
    {"event": "failed", "id": 7, "message": "…"}

With "frames", no face is looked for: those in the frames are parsed, and "others" are the
frames of faces parsed before. Where no face was found, "no_face_by" is the detector, and "uncertainty" null;
no notice says it again. Messages and notices are as :func:`faceparse_core.messages.to_data` gives them. The
label and confidence maps are ``.npy`` files in RESULTS_FOLDER; who reads them deletes them. When stdin ends
(the window was closed or killed) the process removes the folder and ends at once, in mid-photo too.
"""

from __future__ import annotations

import contextlib
import json
import os
import queue
import shutil
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

import numpy as np

from faceparse_core.errors import failure_message
from faceparse_core.messages import to_data
from faceparse_gui import logs

if TYPE_CHECKING:
    from faceparse_core.parsing.parser import Parser

Send = Callable[[dict[str, Any]], None]


def main(results: Path, model: str) -> int:
    """Parse what stdin asks for, at a lower priority than the window's; see the module for the protocol.

    Args:
        results: an existing folder for the maps; it is removed when stdin ends.
        model: a model's name or file.

    Returns:
        The exit status, 1, if the model does not load. Else it does not return: at stdin's end the process
        exits with 0.
    """
    send = _claim_stdout()
    logs.keep()
    requests = _requests(on_end=lambda: _end(results))
    if hasattr(os, "nice"):
        os.nice(5)  # the window's own process comes first
    try:
        parser = _load_parser(model, send)
    except Exception as error:  # whatever it is, the window must hear of it
        send({"event": "unusable", "message": to_data(_said(error))})
        return 1
    ready = {"model": parser.name, "device": parser.device, "detector": parser.detector}
    send({"event": "ready", **ready, "detector_file": os.fspath(parser.detector_file or "")})
    for request in requests:
        send({"event": "started", "id": request["id"]})
        try:
            send(_parse(parser, request, results))
        except Exception as error:
            message = failure_message(Path(request["path"]).name, "parsed", error)
            send({"event": "failed", "id": request["id"], "message": to_data(message)})
    return 0


def _claim_stdout() -> Send:
    """Keep stdout for the protocol: what a library prints goes to stderr."""
    stream: TextIO = os.fdopen(os.dup(1), "w", encoding="utf-8", buffering=1)
    os.dup2(2, 1)

    def send(message: dict[str, Any]) -> None:
        stream.write(json.dumps(message) + "\n")
        stream.flush()

    return send


def _requests(on_end: Callable[[], None]) -> Iterator[dict[str, Any]]:
    """The requests, read by a thread of its own, so that the end of stdin is seen while a photo is parsed."""
    waiting: queue.SimpleQueue[dict[str, Any]] = queue.SimpleQueue()

    def read() -> None:
        for line in sys.stdin:
            request = json.loads(line)
            if "forget" in request:
                _drain(waiting)
            else:
                waiting.put(request)
        on_end()

    threading.Thread(target=read, daemon=True).start()
    return iter(waiting.get, None)


def _drain(waiting: queue.SimpleQueue[Any]) -> None:
    with contextlib.suppress(queue.Empty):
        while True:
            waiting.get_nowait()


def _end(results: Path) -> None:
    shutil.rmtree(results, ignore_errors=True)
    os._exit(0)


def _load_parser(model: str, send: Send) -> Parser:
    """The model, warmed up, so that the first photo takes no longer than the second."""
    from faceparse_core.model_files import catalog
    from faceparse_core.parsing.parser import Parser

    send({"event": "models", "names": list(catalog.files())})
    parser = Parser.load(model)
    parser.warm_up()
    return parser


def _parse(parser: Parser, request: dict[str, Any], results: Path) -> dict[str, Any]:
    from faceparse_core.parsing.no_face import NO_FACE
    from faceparse_core.photos.imaging import read_photo

    begun = time.perf_counter()
    notices: list[str] = []
    photo = read_photo(Path(request["path"]), notice=notices.append)
    if "frames" in request:
        frames, others = (
            [np.array(each, np.float64) for each in request[name]] for name in ("frames", "others")
        )
        result = parser.parse_frames(photo, frames, straighten=request["straighten"], others=others)
    else:
        result = parser.parse(photo, faces=request["faces"])
    files = {}
    for name, pixels in (("labels", result.labels), ("confidence", result.confidence)):
        file = results / f"{request['id']}-{name}.npy"
        np.save(file, pixels, allow_pickle=False)
        files[name] = str(file)
    return {
        "event": "finished",
        "id": request["id"],
        **files,
        "faces": [[round(float(edge)) for edge in face.box] for face in result.faces],
        "frames": [face.to_photo.tolist() for face in result.faces],
        "uncertainty": None if result.no_face else result.uncertainty,
        "notices": [to_data(text) for text in (*notices, *result.notices) if text != NO_FACE],
        "seconds": time.perf_counter() - begun,
        "model": parser.name,
        "no_face_by": parser.detector if result.no_face else "",
    }


def _said(error: Exception) -> str:
    return str(error) or type(error).__name__


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), sys.argv[2]))
