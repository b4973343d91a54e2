"""The same run on a Ray cluster: Ray Data streams the jobs to workers, which read, parse and write.

Every machine of the cluster has this program, and sees the photos and ``--out`` under the same paths. One of
Ray's tasks lists the jobs as the workers take them; only what became of each photo comes back.
"""

from __future__ import annotations

import json
import logging
import os
import re
import secrets
import socket
import time
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from faceparse_core.errors import FaceparseError
from faceparse_core.files.writing import FileError
from faceparse_core.model_files import catalog
from faceparse_gui import logs
from faceparse_gui.commands.batch.plan import Job, Plan
from faceparse_gui.commands.batch.run import Batch, BatchOutcome, BatchSettings

if TYPE_CHECKING:
    import pyarrow

MOST_IN_BLOCK = {"CPU": 32, "GPU": 512}
"""Photos that a worker takes at a time."""

BLOCKS_A_WORKER = 4
"""At least so many blocks for each worker, so that none is idle while the last one is done."""

WAITING_BYTES = 1 << 22
"""What Ray may hold of jobs and outcomes, some 20,000 photos' worth."""

LOOK_SECONDS = 0.5
"""How long a worker goes on between two checks whether to stop."""

CONNECT_SECONDS = 10


class ClusterError(FaceparseError):
    """Ray is not there, or its cluster cannot do the work; the text says what to change."""


def run(
    plan: Plan,
    todo: int,
    settings: BatchSettings,
    should_stop: Callable[[], bool],
    workers: int | None = None,
    address: str | None = None,
) -> Iterator[BatchOutcome]:
    """One outcome a photo, in no order; after ``should_stop`` the photos in hand are finished.

    Args:
        todo: the number of jobs.
        workers: the number of processes; each takes one GPU, or one CPU if none is there or wanted.
        address: of a running cluster. Without it and ``RAY_ADDRESS``, one of this machine alone is begun.

    Raises:
        ClusterError: if Ray is not installed, there is no such cluster, it is too
            small, its workers fail, or a disk no longer takes files; the last two from the iterator.
        faceparse_core.model_files.checkpoint.CheckpointError: if there is no such model.
    """
    catalog.resolve(settings.model)
    _join(address)
    return _closing(_outcomes(plan, todo, settings, should_stop, workers))


def _keep_to_this_machine() -> None:
    """For a cluster of this machine alone: it listens on the loopback address, and serves this run only.

    A Ray cluster runs whatever it is sent. Ray looks at these when it is imported.
    """
    os.environ["RAY_ENABLE_WINDOWS_OR_OSX_CLUSTER"] = "0"  # off, it takes 127.0.0.1 for the node's address
    os.environ["RAY_AUTH_MODE"] = "token"
    os.environ["RAY_AUTH_TOKEN"] = secrets.token_hex(32)


def _join(address: str | None) -> None:
    address = address or os.environ.get("RAY_ADDRESS")
    if not address:
        _keep_to_this_machine()
    os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")  # nothing is sent anywhere
    try:
        import ray
    except ImportError as error:
        raise ClusterError("Ray is not installed. Install it: pip install 'faceparse-gui[ray]'.") from error
    try:
        if address and (at := re.fullmatch(r"(?:ray://)?\[?(.+?)\]?:(\d+)", address)):
            # Ray itself would try for minutes.
            socket.create_connection((at[1], int(at[2])), CONNECT_SECONDS).close()
        if address:
            ray.init(address, logging_level="ERROR", log_to_driver=False)
        else:
            ray.init(
                "local",
                logging_level="ERROR",
                log_to_driver=False,
                include_dashboard=False,
                _node_ip_address="127.0.0.1",
            )
    except ray.exceptions.AuthenticationError as error:
        raise ClusterError(
            f"The Ray cluster at {address} requires a token. Set RAY_AUTH_MODE=token, and "
            "RAY_AUTH_TOKEN_PATH to the file that contains it."
        ) from error
    except (OSError, OverflowError, RuntimeError, ValueError) as error:
        where = f"at {address}" if address else "on this machine"
        raise ClusterError(
            f"There is no Ray cluster {where} ({error}). Start one there: ray start --head."
        ) from error


def _closing(outcomes: Iterator[BatchOutcome]) -> Iterator[BatchOutcome]:
    import ray

    try:
        yield from outcomes
    except ray.exceptions.RayError as error:
        cause = str(getattr(error, "cause", None) or error).strip().splitlines()[-1]
        raise ClusterError(f"A Ray worker failed: {cause}") from error
    finally:
        ray.shutdown()


def _outcomes(
    plan: Plan, todo: int, settings: BatchSettings, should_stop: Callable[[], bool], workers: int | None
) -> Iterator[BatchOutcome]:
    import ray
    from ray.data import ActorPoolStrategy, ExecutionResources

    logging.getLogger("ray.data").setLevel(logging.ERROR)
    cluster = ray.cluster_resources()
    unit = "GPU" if settings.device != "cpu" and cluster.get("GPU") else "CPU"
    most = int(cluster.get(unit, 0))
    workers = workers or max(1, most)
    if workers > most:
        raise ClusterError(f"The Ray cluster has {most} {unit}s, one per worker. Give --workers {most}.")
    block = min(MOST_IN_BLOCK[unit], max(1, todo // (workers * BLOCKS_A_WORKER)))
    stop = ray.remote(num_cpus=0)(_Stop).remote()
    context = ray.data.DataContext.get_current()
    context.enable_progress_bars = False
    context.target_max_block_size = 1  # a row is not joined with others: it holds a worker's share
    context.execution_options.resource_limits = ExecutionResources(object_store_memory=WAITING_BYTES)
    results = ray.data.read_datasource(
        _listing(partial(_list_jobs, plan, Path.cwd(), block, _Asked(stop))),
        override_num_blocks=1,
        num_cpus=0,
    ).map_batches(
        _Worker,
        fn_constructor_args=(plan, settings, Path.cwd(), _Asked(stop)),
        batch_size=None,
        batch_format="pyarrow",
        compute=ActorPoolStrategy(size=workers),
        num_cpus=1,
        num_gpus=1 if unit == "GPU" else 0,
    )
    for row in results.iter_rows():
        if should_stop():
            stop.ask.remote()
        yield from map(_outcome, row["outcomes"])


def _list_jobs(plan: Plan, folder: Path, size: int, asked: Callable[[], bool]) -> Iterator[pyarrow.Table]:
    """The plan's jobs, ``size`` of them in a row; relative paths are seen from ``folder``."""
    import pyarrow as pa

    os.chdir(folder)
    jobs = plan.jobs()
    while (block := list(islice(jobs, size))) and not asked():
        yield pa.table({"jobs": [[_packed(job, plan) for job in block]]})


def _packed(job: Job, plan: Plan) -> dict[str, Any]:
    """In Arrow's types; names are bytes, for they may be no text."""
    return {
        "photo": os.fsencode(job.photo),
        "out_dir": os.fsencode(job.out_dir),
        "formats": [plan.formats.index(format_) for format_ in job.formats],
        "boxes": json.dumps(job.boxes),
    }


def _unpacked(packed: dict[str, Any], plan: Plan) -> Job:
    formats = tuple(plan.formats[i] for i in packed["formats"])
    boxes = tuple(map(tuple, json.loads(packed["boxes"])))
    return Job(_path(packed["photo"]), _path(packed["out_dir"]), formats, boxes)


def _listing(list_jobs: Callable[[], Iterable[pyarrow.Table]]) -> Any:
    """``list_jobs`` as a source for Ray Data, read by one task."""
    from ray.data import Datasource, ReadTask
    from ray.data.block import BlockMetadata

    class Listing(Datasource):
        def estimate_inmemory_data_size(self) -> int | None:
            return None

        def get_read_tasks(self, parallelism: int, *more: Any, **options: Any) -> list[ReadTask]:
            return [ReadTask(list_jobs, BlockMetadata(None, None, None, None))]

    return Listing()


class _Worker:
    """Lives in a process of its own somewhere in the cluster."""

    def __init__(self, plan: Plan, settings: BatchSettings, folder: Path, asked: Callable[[], bool]) -> None:
        self._plan = plan
        self._batch: Batch | None = None
        try:
            os.chdir(folder)
            logs.keep()
            self._batch = settings.start(asked)
        except Exception as error:  # from here, Ray would bury it in its own words
            self._failure = f"A Ray worker could not start: {error}"

    def __call__(self, rows: pyarrow.Table) -> pyarrow.Table:
        import pyarrow as pa

        outcomes = [
            outcome
            for packed in rows["jobs"].to_pylist()
            for outcome in self._run([_unpacked(each, self._plan) for each in packed])
        ]
        return pa.table({"outcomes": [outcomes]})

    def _run(self, jobs: list[Job]) -> Iterator[dict[str, Any]]:
        if self._batch is None:
            yield _row(BatchOutcome(Path(), self._failure), fatal=True)
            return
        left = [job.left(self._plan.overwrite) for job in jobs]  # a worker that was lost may have done some
        try:
            yield from (_row(BatchOutcome(job.photo)) for job in left if not job.formats)
            yield from map(_row, self._batch.run(job for job in left if job.formats))
        except FileError as error:
            yield _row(BatchOutcome(error.path, str(error)), fatal=True)


def _row(outcome: BatchOutcome, fatal: bool = False) -> dict[str, Any]:
    return {
        "photo": os.fsencode(outcome.photo),
        "failure": os.fsencode(outcome.failure or ""),  # names stand in it
        "notices": [os.fsencode(notice) for notice in outcome.notices],
        "faces": outcome.faces,
        "files": [os.fsencode(file) for file in outcome.files],
        "no_face": outcome.no_face,
        "fatal": fatal,
    }


def _outcome(row: dict[str, Any]) -> BatchOutcome:
    failure = os.fsdecode(row["failure"]) or None
    if row["fatal"]:
        raise ClusterError(failure)
    notices, files = tuple(map(os.fsdecode, row["notices"])), tuple(map(_path, row["files"]))
    return BatchOutcome(_path(row["photo"]), failure, notices, row["faces"], files, row["no_face"])


def _path(name: bytes) -> Path:
    return Path(os.fsdecode(name))


class _Stop:
    """One for the cluster: whether a stop was asked for."""

    def __init__(self) -> None:
        self._asked = False

    def ask(self) -> None:
        self._asked = True

    def asked(self) -> bool:
        return self._asked


class _Asked:
    """Asks ``_Stop``, but not for every photo."""

    def __init__(self, stop: Any) -> None:
        self._stop, self._asked, self._next = stop, False, 0.0

    def __call__(self) -> bool:
        import ray

        if not self._asked and time.monotonic() >= self._next:
            self._asked = ray.get(self._stop.asked.remote())
            self._next = time.monotonic() + LOOK_SECONDS
        return self._asked
