"""The pictures of all neurons over a plane of 100×100 cells: what they cost.

    python -m tests.benchmarks.neurons [--cells N] [--rounds N]

Prints milliseconds, medians over the rounds; asserts nothing.
"""

from __future__ import annotations

import argparse
import os
import statistics
import time

for _variable in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(_variable, "1")

from app.session.create import new_session, usual_source
from app.session.schema import Layer, View
from app.session.slice import slice_of
from app.training.assemble import trainer
from app.training.lenses.neurons import NeuronsRequest

NETWORKS = ((8, 8), (8, 8, 8), (8, 8, 8, 4), (16,) * 4, (32, 32))
PLAYGROUND_MS = "3.6–14 (72 at 32 wide)"  # TensorFlow Playground's engine in node 20, two-core machine


def main() -> None:
    parser = argparse.ArgumentParser(description="Time the pictures of all neurons.")
    parser.add_argument("--cells", type=int, default=100)
    parser.add_argument("--rounds", type=int, default=200)
    options = parser.parse_args()
    print(f"{'network':>16} {'pictures':>9}   ms for {options.cells}×{options.cells} cells")
    for layers in NETWORKS:
        session = new_session(usual_source("moons"), layers=[Layer(units=units) for units in layers])
        run, data = session.runs[0], session.data
        made = trainer(run, data)
        lens = NeuronsRequest(slice_of(data, View()), (-6.0, 6.0), (-6.0, 6.0), options.cells).lens(run, data)
        seconds = []
        for _ in range(options.rounds):
            made.step()
            start = time.perf_counter()
            lens.look(made, 1.0)
            seconds.append(time.perf_counter() - start)
        name = "-".join(map(str, (2, *layers, 1)))
        print(f"{name:>16} {1e3 * statistics.median(seconds):9.2f}")
    print(f"TensorFlow Playground, answers alone: {PLAYGROUND_MS}")


if __name__ == "__main__":
    main()
