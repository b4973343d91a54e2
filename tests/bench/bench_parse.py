"""Parse at 512² on the CPU: the program's way against the published order of the same weights.

    python tests/bench/bench_parse.py [--model NAME_OR_FILE] [--pairs 20] [--threads N]

``network`` goes from the photo to its logits, ``labels`` to its label map, ``parse`` to its label map and its
confidence map; each way in turns, and the ratio is the median over the turns.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import torch

sys.path.insert(0, str(Path(__file__).parent))
import reference

import resources
from core.checkpoint import load_model
from core.imaging import read_thumbnail
from core.memory import keep_freed_memory
from core.model import normalise
from core.models import resolve
from core.parser import Parser


def main() -> None:  # noqa: C901  the ways compared are defined where they share their data
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--model", default="default")
    options.add_argument("--pairs", type=int, default=20)
    options.add_argument("--threads", type=int, help="torch's own choice unless given")
    options.add_argument("--keep-memory", action="store_true", help="as core.memory does, for both ways")
    args = options.parse_args()
    if args.keep_memory:
        keep_freed_memory()
    if args.threads:
        torch.set_num_threads(args.threads)
    model, info = load_model(resolve(args.model))
    parser = Parser(model, info.model_copy(update={"input_size": 512}), info.name, torch.device("cpu"))
    weights = {name: tensor.contiguous() for name, tensor in model.state_dict().items()}
    photo = np.ascontiguousarray(read_thumbnail(resources.path("sample/portrait.jpg"), 512)[:512, :512])
    if photo.shape[:2] != (512, 512):
        sys.exit(f"The sample portrait gives {photo.shape[1]}×{photo.shape[0]} pixels, not 512×512.")
    batch = torch.from_numpy(photo)[None]

    @torch.inference_mode()
    def our_network() -> None:
        model(normalise(batch))

    @torch.inference_mode()
    def their_network() -> None:
        reference.logits(weights, normalise(batch), info.config.sr_ratios)

    def our_parse() -> np.ndarray:
        result = parser.parse(photo, "whole")
        assert result.confidence.shape == result.labels.shape
        return result.labels

    def our_labels() -> None:
        assert parser.parse(photo, "whole").labels.shape == (512, 512)

    @torch.inference_mode()
    def their_labels() -> None:
        reference.logits(weights, normalise(batch), info.config.sr_ratios)[0].argmax(0).byte().numpy()

    @torch.inference_mode()
    def their_parse() -> np.ndarray:
        scores = reference.logits(weights, normalise(batch), info.config.sr_ratios) / info.temperature
        sure, labels = scores.softmax(1).max(1)
        (255 * sure[0]).round().byte().numpy()
        return labels[0].byte().numpy()

    print(f"{torch.get_num_threads()} threads, {parser.name}, {args.pairs} turns")
    for name, ours, theirs in (
        ("network", our_network, their_network),
        ("labels", our_labels, their_labels),
        ("parse", our_parse, their_parse),
    ):
        wall, our_wall, their_wall = compare(ours, theirs, time.perf_counter, args.pairs)
        cpu, our_cpu, their_cpu = compare(ours, theirs, time.process_time, args.pairs)
        print(
            f"{name:8} {wall:.2f}× faster ({their_wall:.0f} → {our_wall:.0f} ms), "
            f"{cpu:.2f}× less processor time ({their_cpu:.0f} → {our_cpu:.0f} ms)"
        )
    same = our_parse() == their_parse()
    print(f"same     {same.mean():.6%} the same ({(~same).sum()} of {same.size} pixels differ)")


def compare(
    ours: Callable[[], object], theirs: Callable[[], object], clock: Callable[[], float], turns: int
) -> tuple[float, float, float]:
    """Median ratio, and the medians of our and their milliseconds."""
    ours()
    theirs()
    times = []
    for _ in range(turns):
        start = clock()
        ours()
        middle = clock()
        theirs()
        times.append(((middle - start) * 1e3, (clock() - middle) * 1e3))
    return (
        statistics.median(t / o for o, t in times),
        statistics.median(o for o, _ in times),
        statistics.median(t for _, t in times),
    )


if __name__ == "__main__":
    main()
