"""The compiled engine of one trainer: hands the trainer's own arrays to the loops, and takes over what they did."""

from __future__ import annotations

import math
import time
import weakref

import numpy as np

from nncore.arrays import Array
from nncore.checkpoint import Checkpoint, Unsound
from nncore.compiled import entries, order, plan
from nncore.compiled.forward import NO_FLAG, CompiledForward
from nncore.compiled.tables import (
    BAD_GRADIENT,
    BAD_LENGTH,
    BAD_LOSS,
    BATCH_LOSS,
    DONE,
    EPOCH,
    FAULT_LOSS,
    GIVEN_UP,
    HAS_GRADIENT,
    IS_DRAWN,
    N_COUNTERS,
    N_GENERATOR,
    N_SEEN,
    POSITION,
    STEP,
    UPDATES,
    Curves,
    Found,
    Integers,
    Rows,
    Run,
)
from nncore.engine import EngineName, Forward, Unsupported
from nncore.errors import Interrupted
from nncore.evaluator import Samples, ShouldStop
from nncore.interrupt import Flag
from nncore.metrics import Metrics, confusion_matrix
from nncore.sampler import Sampler, SamplerState
from nncore.trainer import Trainer

LONGEST_CALL_S, OVERLONG = 0.1, 1.02
ASKING_CALL_S = 0.001  # where should_stop is no Flag, which the loops can see
LOOK_ROWS = 2**15  # of samples looked at in one call
MOST_STEPS = 2**40
MOST_MOMENTS, MOMENT_NUMBERS = 64, 2**16  # that the loops may put by in one call, and how many numbers these take
NEVER = 2**60  # a stride that no step is on
MOST_SAMPLES = 2**32 - 1  # that the orders are drawn for


class CompiledEngine:
    """See Engine. Raises: Unsupported, where the loops don't know a part of the trainer."""

    name: EngineName = "compiled"

    def __init__(self, trainer: Trainer) -> None:
        self._trainer: Trainer = weakref.proxy(trainer)  # so that the memory of both goes with the trainer
        network, sampler, optimizer = trainer.network, trainer.sampler, trainer.optimizer
        _check_sampler(sampler)
        kinds = network, trainer.head, trainer.loss, trainer.decide, trainer.n_classes
        self._structure = plan.structure_of(*kinds, batch_size=max(sampler.batch_size, 1))
        self._looking = plan.structure_of(*kinds, batch_size=plan.LEAST_FOR_TILES)
        self._memory = plan.memory_for(self._structure, self._looking)
        self._rule = plan.rule_of(optimizer, trainer.penalty, network.weight_mask, trainer.frozen)
        test = trainer.prepared_test
        self._in_order = np.arange(max(sampler.n, len(test) if test else 0), dtype=np.intp)
        self._train = self._rows(trainer.prepared_train)
        self._test = self._rows(test or _none_of(trainer.prepared_train))
        last_good = trainer.last_good
        self._run = Run(
            counters=np.zeros(N_COUNTERS, dtype=np.int64),
            seen=np.full(N_SEEN, math.nan),
            parameters=network.parameters,
            gradients=network.gradients,
            slots=optimizer.slots,
            last_parameters=last_good.parameters,
            last_slots=last_good.slots,
            generator=np.zeros(N_GENERATOR, dtype=np.uint64),
            epoch_start=np.zeros(N_GENERATOR, dtype=np.uint64),
            order=np.zeros(sampler.n, dtype=np.intp),
            n_parameters=network.n_parameters,
            n_slots=len(optimizer.slots),
            n_samples=sampler.n,
            batch_size=sampler.batch_size,
            replacement=int(sampler.replacement),
        )
        self._kept: Integers = np.zeros(3, dtype=np.int64)
        self._nothing = Found(np.zeros(2), True, np.zeros(0, dtype=np.intp), np.zeros(0), False, np.zeros((0, 0)), 0, 0)
        numbers = network.n_parameters + optimizer.slots.size
        self._moments = _Moments(min(max(MOMENT_NUMBERS // max(numbers, 1), 1), MOST_MOMENTS), self._run)
        self._seconds_per_step = 0.0
        self.take_up()

    def take_up(self) -> None:
        counters, sampler = self._run.counters, self._trainer.sampler
        counters[STEP], counters[UPDATES] = self._trainer.step_count, self._trainer.optimizer.updates
        counters[POSITION], counters[EPOCH] = sampler.position, sampler.epoch
        counters[IS_DRAWN] = counters[HAS_GRADIENT] = 0
        order.packed(sampler.epoch_start, self._run.epoch_start)
        self._run.generator[:] = self._run.epoch_start

    def advance(self, most: int, seconds: float, should_stop: ShouldStop | None) -> int:
        trainer = self._trainer
        if trainer.divergence is not None or not trainer.sampler.n:
            return 0
        flag, longest = NO_FLAG, LONGEST_CALL_S
        if isinstance(should_stop, Flag):
            flag = should_stop.cell
        elif should_stop is not None:
            longest = ASKING_CALL_S
        start = time.perf_counter()
        made = self._call(min(most, self._steps_in(min(seconds, longest))), flag)
        if made:
            self._seconds_per_step = (time.perf_counter() - start) / made
        return made

    def look_ahead(self) -> bool:
        if not self._run.counters[HAS_GRADIENT]:
            self._call(0, NO_FLAG)
        return bool(self._run.counters[HAS_GRADIENT])

    def metrics(self, samples: Samples, should_stop: ShouldStop | None) -> Metrics:
        n, rows = len(samples), self._rows(samples)
        classes, losses, sums = np.empty(n, dtype=np.intp), np.empty(n), np.zeros(2)
        found = Found(sums, True, classes, losses, True, np.zeros((0, 0)), 0, 0)
        flag = should_stop.cell if isinstance(should_stop, Flag) else NO_FLAG
        for start in range(0, n, LOOK_ROWS):
            if start and should_stop is not None and should_stop():
                raise Interrupted
            stop = min(start + LOOK_ROWS, n)
            seen = entries.look(self._looking, self._run.parameters, self._memory, rows, start, stop, flag, found)
            if not seen:
                raise Interrupted
        n_classes = self._trainer.n_classes
        confusion = confusion_matrix(samples.labels, classes, n_classes)
        for array in (confusion, classes, losses):
            array.flags.writeable = False
        loss = float(sums[0]) / n if n else math.nan
        return Metrics(loss, float(sums[1]) / n if n and n_classes else math.nan, confusion, n, classes, losses)

    def forward(self) -> Forward:
        return CompiledForward(self._trainer)

    def _steps_in(self, seconds: float) -> int:
        """How many steps to ask for, so that they last about so long; more and more, while that is not known.

        A little longer rather than shorter: for the rest there would be another call.
        """
        if not self._seconds_per_step:
            return 1
        return max(1, int(min(OVERLONG * seconds / self._seconds_per_step, MOST_STEPS)))

    def _call(self, most: int, flag: Integers) -> int:
        """One call of the loops, and everything as the reference would leave it. Returns the number of steps made."""
        trainer, run = self._trainer, self._run
        rule = self._rule._replace(rate=float(trainer.optimizer.learning_rate))
        made, ended, at_start = entries.advance(
            most, self._structure, self._looking, self._memory, self._train, self._test, rule, run, self._curves(),
            self._nothing, flag,
        )  # fmt: skip
        self._take_over(made)
        if ended == GIVEN_UP:
            run.gradients.fill(0.0)  # those of some tiles would mean nothing
        elif ended != DONE and most:
            fault = _fault(ended, float(run.seen[FAULT_LOSS]), at_start=at_start)
            trainer.divergence = fault.divergence(trainer.step_count, trainer.optimizer.learning_rate)
        return int(made)

    def _curves(self) -> Curves:
        """Where the loops put what the curves and the path keep."""
        steps, epochs, path = self._trainer.history.steps, self._trainer.history.epochs, self._trainer.path
        moments = self._moments
        self._kept[:] = 0
        return Curves(
            steps=steps.room,
            steps_room=len(steps.room),
            steps_stride=steps.stride,
            epochs=epochs.room,
            epochs_room=len(epochs.room),
            epochs_stride=epochs.stride,
            moments=moments.counters,
            moments_generator=moments.generator,
            moments_parameters=moments.parameters,
            moments_slots=moments.slots,
            moments_room=len(moments.counters),
            moments_stride=path.stride if path.capacity else NEVER,
            kept=self._kept,
        )

    def _take_over(self, made: int) -> None:
        """Tell trainer, optimizer, sampler, curves and path how far the loops have come."""
        trainer, counters = self._trainer, self._run.counters.tolist()
        if made:
            step, loss = counters[STEP], float(self._run.seen[BATCH_LOSS])
            n_steps, n_epochs, n_moments = self._kept.tolist()
            trainer.history.steps.fill(n_steps)
            trainer.history.epochs.fill(n_epochs)
            for number in range(n_moments):
                trainer.path.append(self._moments.checkpoint(number))
            if not trainer.history.steps.wants(step - 1):  # the newest step is told off the stride as well
                trainer.history.steps.append(step - 1, (step - 1, loss))
            trainer.step_count, trainer.batch_loss = step, loss
            trainer.optimizer.updates = counters[UPDATES]
            state = order.unpacked(self._run.epoch_start)
            trainer.sampler.restore(SamplerState(state, counters[POSITION], counters[EPOCH]))

    def _rows(self, samples: Samples) -> Rows:
        arrays = samples.inputs, samples.targets, samples.labels
        inputs, targets, labels = (plan.writable(array) for array in arrays)
        return Rows(inputs, targets, labels, self._in_order, len(samples))


class _Moments:
    """Room for so many moments of a run."""

    def __init__(self, room: int, run: Run) -> None:
        self.counters: Integers = np.empty((room, N_COUNTERS), dtype=np.int64)
        self.generator = np.empty((room, N_GENERATOR), dtype=np.uint64)
        self.parameters: Array = np.empty((room, run.n_parameters))
        self.slots: Array = np.empty((room, run.n_slots * run.n_parameters))

    def checkpoint(self, number: int) -> Checkpoint:
        """One of them, in arrays of its own."""
        counters, parameters = self.counters[number].tolist(), self.parameters[number].copy()
        return Checkpoint(
            step=counters[STEP],
            parameters=parameters,
            slots=self.slots[number].reshape(-1, max(parameters.size, 1)).copy(),
            updates=counters[UPDATES],
            sampler=SamplerState(order.unpacked(self.generator[number]), counters[POSITION], counters[EPOCH]),
        )


def _fault(ended: int, loss: float, *, at_start: bool) -> Unsound:
    """What the loops found wrong with a step."""
    if ended == BAD_LENGTH:
        return Unsound.parameters(loss)
    if ended == BAD_LOSS:
        return Unsound.batch_loss(loss, at_start=at_start)
    if ended == BAD_GRADIENT:
        return Unsound.gradient(loss, at_start=at_start)
    return Unsound.training_loss(loss)


def _check_sampler(sampler: Sampler) -> None:
    """Raises: Unsupported unless its orders can be drawn without NumPy."""
    if type(sampler) is not Sampler or not isinstance(sampler.rng.bit_generator, np.random.PCG64):
        raise Unsupported("the compiled engine draws from PCG64 alone")
    if sampler.n > MOST_SAMPLES:
        raise Unsupported("the compiled engine does not draw from so many samples")


def _none_of(samples: Samples) -> Samples:
    return Samples(samples.inputs[:0], samples.targets[:0], samples.labels[:0])
