"""Runs of every kind, made from a few words: for tests that hold one engine to the other."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from nncore import (
    LOSSES,
    OPTIMIZERS,
    OUTPUTS,
    Checkpoint,
    EngineMaker,
    History,
    Penalty,
    Sampler,
    Samples,
    Trainer,
    build_network,
)
from nncore.fitting import FITS

KINDS = [(output, normalizer, loss) for (output, normalizer), losses in FITS.items() for loss in losses]
RULES: dict[str, tuple[str, dict[str, Any]]] = {
    "sgd": ("sgd", {"learning_rate": 0.05}),
    "momentum": ("sgd", {"learning_rate": 0.02, "momentum": 0.8}),
    "nesterov": ("sgd", {"learning_rate": 0.02, "momentum": 0.8, "nesterov": True}),
    "adagrad": ("adagrad", {"learning_rate": 0.02}),
    "rmsprop": ("rmsprop", {"learning_rate": 0.005}),
    "adam": ("adam", {"learning_rate": 0.01}),
}


@dataclass(frozen=True)
class Case:
    """One run. kind: output, normalizer and loss; frozen: every how manieth parameter is (0: none)."""

    kind: tuple[str, str, str] = ("per-class", "softmax", "cross-entropy")
    layers: tuple[tuple[int, str], ...] = ((6, "tanh"),)
    rule: str = "adam"
    classes: int = 3
    inputs: int = 2
    n: int = 30
    n_test: int = 7
    batch_size: int | None = 8
    replacement: bool = False
    l1: float = 0.0
    l2: float = 0.0
    frozen: int = 0
    seed: int = 0
    capacity: int = 2048
    learning_rate: float | None = None
    spread: float = 1.0  # of the points
    noise: float = 0.0  # added to points and parameters; the same with the sign turned around is its opposite

    def trainer(self, engine: EngineMaker | None = None, checkpoint: Checkpoint | None = None, **more: Any) -> Trainer:
        """The run at its start, or at a checkpoint. The same case gives the same run."""
        output, normalizer, loss = self.kind
        kind = OUTPUTS[output]
        n_classes = 0 if output == "value" else 2 if output in ("sign", "sigmoid") else self.classes
        rng = np.random.default_rng(self.seed)
        x = self.spread * rng.normal(size=(self.n + self.n_test, self.inputs))
        noise = np.random.default_rng([self.seed, 2])
        x += self.noise * noise.normal(size=x.shape)
        labels = rng.integers(0, max(n_classes, 1), len(x))
        answers = labels if n_classes else x[:, 0] ** 2
        samples = [
            Samples(x[rows], kind.targets(answers[rows], n_classes, loss), labels[rows])
            for rows in (slice(self.n), slice(self.n, None))
        ]
        network = build_network(self.inputs, self.layers, kind.units(n_classes), rng=rng)
        network.parameters += self.noise * noise.normal(size=network.n_parameters)
        name, numbers = RULES[self.rule]
        optimizer = OPTIMIZERS[name](**numbers)
        if self.learning_rate is not None:
            optimizer.learning_rate = self.learning_rate
        places = np.arange(network.n_parameters)
        return Trainer(
            network,
            kind.head(normalizer),
            LOSSES[loss](),
            optimizer,
            Sampler(self.n, self.batch_size, np.random.default_rng(self.seed + 1), self.replacement),
            samples[0],
            samples[1],
            decide=kind.decide,
            n_classes=n_classes,
            penalty=Penalty(self.l1, self.l2, mask=network.weight_mask),
            frozen=places % self.frozen == 0 if self.frozen else None,
            checkpoint=checkpoint,
            engine=engine,
            **{"history": History(self.capacity), **more},
        )


def assert_same(first: Trainer, second: Trainer) -> None:
    """Bit for bit."""
    ours, theirs = first.checkpoint(), second.checkpoint()
    assert (ours.step, ours.updates, ours.sampler) == (theirs.step, theirs.updates, theirs.sampler)
    np.testing.assert_array_equal(ours.parameters, theirs.parameters)
    np.testing.assert_array_equal(ours.slots, theirs.slots)
    for name in ("steps", "epochs"):
        np.testing.assert_array_equal(getattr(first.history, name).array(), getattr(second.history, name).array())
    assert first.divergence == second.divergence


def assert_close(first: Trainer, second: Trainer, tolerance: float = 1e-9) -> None:
    """The same steps, and the same numbers but for rounding."""
    ours, theirs = first.checkpoint(), second.checkpoint()
    assert (ours.step, ours.updates, ours.sampler) == (theirs.step, theirs.updates, theirs.sampler)
    close(ours.parameters, theirs.parameters, tolerance)
    close(ours.slots, theirs.slots, tolerance)
    if second.divergence is None:  # the gradient of a step that failed may be infinite in one, and NaN in the other
        close(first.network.gradients, second.network.gradients, tolerance)
    close(first.batch_loss, second.batch_loss, tolerance)
    for name in ("steps", "epochs"):
        one, other = getattr(first.history, name), getattr(second.history, name)
        assert one.stride == other.stride
        close(one.array(), other.array(), tolerance)
    assert [(moment.step, moment.updates, moment.sampler) for moment in first.path.moments] == [
        (moment.step, moment.updates, moment.sampler) for moment in second.path.moments
    ]
    for one, other in zip(first.path.moments, second.path.moments, strict=True):
        close(one.parameters, other.parameters, tolerance)
        close(one.slots, other.slots, tolerance)


def close(ours: Any, theirs: Any, tolerance: float) -> None:
    """Equal within the tolerance, relative to the largest of the numbers."""
    scale = float(np.abs(np.nan_to_num(theirs)).max(initial=1.0))
    np.testing.assert_allclose(ours, theirs, rtol=tolerance, atol=tolerance * scale)
