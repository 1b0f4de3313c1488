"""A look at the compiled loops before they are trusted; it is also what makes Numba compile them, or load them."""

from __future__ import annotations

import numpy as np

from nncore.class_losses import CrossEntropy
from nncore.compiled import entries
from nncore.compiled.engine import CompiledEngine
from nncore.engine import EngineMaker
from nncore.evaluator import Samples
from nncore.networks import build_network
from nncore.normalizers import Softmax
from nncore.optimizers import Adam
from nncore.outputs import OUTPUTS
from nncore.penalty import Penalty
from nncore.sampler import Sampler
from nncore.trainer import Trainer

TOLERANCE = 1e-9
STEPS = 12


class NotTheSame(Exception):  # noqa: N818
    """The loops do something else than the reference, which may have another version of NumPy under it."""


def run() -> None:
    """Train a small network with both engines. Raises: NotTheSame, or whatever goes wrong."""
    for batch_size, replacement in ((1, True), (5, False)):
        compiled = _trainer(batch_size, replacement, CompiledEngine)
        reference = _trainer(batch_size, replacement, None)
        for trainer in (compiled, reference):
            trainer.advance(steps=STEPS)
        ours, theirs = compiled.checkpoint(), reference.checkpoint()
        if ours.sampler != theirs.sampler or not np.allclose(
            ours.parameters, theirs.parameters, rtol=TOLERANCE, atol=TOLERANCE
        ):
            raise NotTheSame(f"with batches of {batch_size} it does not give what NumPy gives")
    # Another type of argument would be a mistake, and cost the time of another compilation in the midst of training.
    entries.advance.disable_compile()
    entries.look.disable_compile()


def _trainer(batch_size: int, replacement: bool, engine: EngineMaker | None) -> Trainer:
    kind, n = OUTPUTS["per-class"], 9
    network = build_network(2, [(3, "tanh")], 2, rng=np.random.default_rng(0))
    x = np.random.default_rng(1).normal(size=(n + 2, 2))
    labels = (x[:, 0] > 0.0).astype(np.intp)
    samples = [Samples(x[part], labels[part], labels[part]) for part in (slice(n), slice(n, n + 2))]
    return Trainer(
        network,
        Softmax(),
        CrossEntropy(),
        Adam(0.05),
        Sampler(n, batch_size, np.random.default_rng(2), replacement),
        samples[0],
        samples[1],
        decide=kind.decide,
        n_classes=2,
        penalty=Penalty(l2=0.01, mask=network.weight_mask),
        engine=engine,
    )
