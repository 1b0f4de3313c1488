"""One step of training, taken apart: what each module is given, makes of it, and sends back. Computed on twins.

The arrays are those of nncore's own modules, called one by one in the order in which a step calls them.
"""

from __future__ import annotations

import copy
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np

from app.session.arrays import Booleans, Floats, Integers, frozen
from nncore import Identity, Linear, Loss, Module, Optimizer, Samples, Trainer
from nncore.evaluator import chunk_rows
from nncore.outputs import OutputKind

KEPT_ROWS = 256  # samples whose numbers are kept to be shown
WORK = 2**23  # parameters times samples at the most, in one look
LONGEST_WORK = 2**29  # and in the gradient of a very large batch, which the trainer is asked for: about a second


@dataclass(frozen=True)
class Brick:
    """One module's part in a step. The arrays have a row for each sample that is kept (R).

    kind: the module's class; number: its place in the forward pass; layer: which Linear layer it is or follows, from 0.
    grad_output dL/dy and grad_input dL/dx are None for a head that the loss has inside: no gradient goes through it.
    start, size: its part of the parameter vector. ctx: the arrays that forward has kept for backward.
    """

    kind: type[Module]
    number: int
    layer: int
    is_head: bool
    start: int
    size: int
    input: Floats
    output: Floats
    ctx: tuple[Floats, ...]
    grad_output: Floats | None
    grad_input: Floats | None

    def matrix(self, vector: Floats) -> tuple[Floats, Floats]:
        """The weights (I, O) and the bias (O,) of a Linear layer, out of a vector (P,) of the whole network."""
        n_in, n_out = self.input.shape[1], self.output.shape[1]
        part = vector[self.start : self.start + self.size].reshape(n_in + 1, n_out)
        return part[:-1], part[-1]


@dataclass(frozen=True)
class LossPart:
    """The loss in a step: what it is given, prediction (R, O) and target, and what it says.

    value: the mean over the samples; per_sample (R,); gradient dL/dprediction (R, O).
    probabilities (R, K) of the classes, None where the output has none.
    """

    loss: Loss
    prediction: Floats
    target: Floats
    per_sample: Floats
    value: float
    gradient: Floats
    probabilities: Floats | None


@dataclass(frozen=True)
class Update:
    """What the optimizer makes of the gradient. All vectors are (P,), slots (S, P).

    gradient: what it is given, that is data_gradient + penalty_gradient, and 0 where a parameter is held.
    """

    optimizer: Optimizer
    before: Floats
    data_gradient: Floats
    penalty_gradient: Floats
    gradient: Floats
    after: Floats
    slots_before: Floats
    slots_after: Floats
    held: Booleans


@dataclass(frozen=True)
class Inspection:
    """One step, for n samples, of which rows (R,) are shown: their places in the session's data.

    computed: how many of the n samples the loss and the arrays are of. With computed < n the step is one of training by
    very many points: the gradients are then those of all n, as the trainer has them.
    total: how many samples were asked for; n < total where a step by all of them would take too long.
    is_next: whether it is the very step that the trainer takes next.
    """

    step: int
    total: int
    n: int
    computed: int
    is_next: bool
    rows: Integers
    bricks: tuple[Brick, ...]
    loss: LossPart
    update: Update

    @property
    def backward(self) -> tuple[Brick, ...]:
        """The bricks that a gradient goes through, in the order in which it does."""
        return tuple(brick for brick in reversed(self.bricks) if brick.grad_output is not None)


class Subject:
    """The samples of one step, as the trainer wants them.

    samples: those to compute with; rows: their places in the data; n, total, is_next: as in Inspection.
    """

    def __init__(self, samples: Samples, rows: Integers, n: int, total: int, *, is_next: bool = False) -> None:
        self.samples, self.rows, self.n, self.total, self.is_next = samples, rows, n, total, is_next


def most_rows(trainer: Trainer) -> int:
    """How many samples one look may compute with."""
    return max(1, min(chunk_rows(trainer.network), WORK // max(trainer.network.n_parameters, 1)))


def inspect_step(trainer: Trainer, subject: Subject, output: OutputKind, normalizer: str, held: Booleans) -> Inspection:
    """Take a step on these samples, from where the trainer stands, without touching it."""
    with np.errstate(all="ignore"):
        return _inspect(trainer, subject, output, normalizer, held)


def chain(trainer: Trainer) -> list[tuple[Module, int, bool]]:
    """The modules of the forward pass, each with the layer that it belongs to and whether it is the head.

    A head that changes nothing is left out.
    """
    found: list[tuple[Module, int, bool]] = []
    layer = -1
    for module in trainer.network.modules:
        layer += isinstance(module, Linear)
        found.append((module, max(layer, 0), False))
    if not isinstance(trainer.head, Identity):
        found.append((trainer.head, max(layer, 0), True))
    return found


def _inspect(trainer: Trainer, subject: Subject, output: OutputKind, normalizer: str, held: Booleans) -> Inspection:
    parameters = trainer.network.parameters.copy()
    network, head, loss = trainer.network.twin(parameters.copy()), trainer.head.twin(), trainer.loss.twin()
    modules = [*network.modules, *([] if isinstance(head, Identity) else [head])]
    places = chain(trainer)
    keep = slice(0, KEPT_ROWS)

    values: list[Floats] = [np.ascontiguousarray(subject.samples.inputs, dtype=np.float64)]
    contexts: list[tuple[Floats, ...]] = []
    for module in modules:
        values.append(module.forward(values[-1]).copy())
        contexts.append(_arrays(module.ctx, keep))
    given = values[len(network.modules)] if loss.on_logits else values[-1]
    targets = loss.prepare(subject.samples.targets, given.shape)
    value = loss.compute(given, targets)
    per_sample = loss.per_sample.copy()

    scale = len(subject.samples) / subject.n  # 1/N of all samples, where only some of them are computed with
    gradient = loss.backward().copy()
    if scale < 1.0:
        gradient *= scale
    passed: dict[int, tuple[Floats, Floats]] = {}
    flowing = gradient
    for number in reversed(range(len(network.modules) if loss.on_logits else len(modules))):
        arriving, flowing = flowing, modules[number].backward(flowing).copy()
        passed[number] = arriving, flowing

    update = _update(trainer, network.gradients.copy(), parameters, held, subject)
    starts = np.cumsum([0, *(module.n_parameters for module in modules)]).tolist()
    bricks = tuple(
        Brick(
            kind=type(module),
            number=number,
            layer=places[number][1],
            is_head=places[number][2],
            start=starts[number],
            size=module.n_parameters,
            input=_kept(x, keep),
            output=_kept(y, keep),
            ctx=contexts[number],
            grad_output=_kept(passed[number][0], keep) if number in passed else None,
            grad_input=_kept(passed[number][1], keep) if number in passed else None,
        )
        for number, (module, (x, y)) in enumerate(zip(modules, pairwise(values), strict=True))
    )
    probabilities = output.probabilities(values[-1][keep], normalizer)
    return Inspection(
        step=trainer.step_count,
        total=subject.total,
        n=subject.n,
        computed=len(subject.samples),
        is_next=subject.is_next,
        rows=frozen(subject.rows[keep].copy()),
        bricks=bricks,
        loss=LossPart(
            loss=trainer.loss.twin(),
            prediction=_kept(given, keep),
            target=_kept(np.asarray(targets, dtype=np.float64), keep),
            per_sample=_kept(per_sample, keep),
            value=value,
            gradient=_kept(gradient, keep),
            probabilities=None if probabilities is None else _kept(probabilities, keep),
        ),
        update=update,
    )


def _update(trainer: Trainer, gradient: Floats, before: Floats, held: Booleans, subject: Subject) -> Update:
    """The end of the step: penalty, held parameters and optimizer, as Trainer._update has them."""
    penalty = np.zeros_like(before)
    trainer.penalty.add_gradient(before, penalty)
    if subject.is_next and len(subject.samples) < subject.n:
        whole = trainer.next_gradient()
        data_gradient = whole - penalty
    else:
        data_gradient = gradient
        whole = gradient.copy()
        trainer.penalty.add_gradient(before, whole)
    whole[held] = 0.0
    optimizer = copy.deepcopy(trainer.optimizer)
    after = before.copy()
    slots_before = optimizer.slots.copy()
    optimizer.step(after, whole)
    after[held] = before[held]
    return Update(
        optimizer=optimizer,
        before=frozen(before),
        data_gradient=frozen(data_gradient),
        penalty_gradient=frozen(penalty),
        gradient=frozen(whole),
        after=frozen(after),
        slots_before=frozen(slots_before),
        slots_after=frozen(optimizer.slots.copy()),
        held=held,
    )


def _kept(array: Floats, keep: slice) -> Floats:
    return frozen(array[keep].copy())


def _arrays(ctx: Any, keep: slice) -> tuple[Floats, ...]:
    """The arrays of a module's ctx, in copies."""
    parts = ctx if isinstance(ctx, tuple) else (ctx,)
    return tuple(_kept(part, keep) for part in parts if isinstance(part, np.ndarray))
