"""One run: a network trained on its samples, step by step."""

from __future__ import annotations

import contextlib
import math
import sys
import time
from collections.abc import Callable
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from nncore.arrays import Array, Labels
from nncore.checkpoint import EXPLODED, LONGEST, Checkpoint, Divergence, LastGood, Unsound
from nncore.engine import Engine, EngineMaker, EngineName, Forward
from nncore.errors import Interrupted, ShapeError
from nncore.evaluator import (
    Decide,
    Evaluator,
    Samples,
    ShouldStop,
    chunk_rows,
    loss_and_gradient,
    summed_loss_and_gradient,
)
from nncore.history import History
from nncore.loss import Loss
from nncore.metrics import Metrics
from nncore.module import Module, Sequential
from nncore.optimizers import Optimizer
from nncore.path import Path
from nncore.penalty import Penalty
from nncore.probe import Probe
from nncore.sampler import Sampler


class Trainer:
    """Trains one network. What it computes depends on what it is given and on the number of steps alone.

    network: the body, whose output is raw; head: the module that makes the prediction of it; the loss is given the
    one or the other (Loss.on_logits). decide(prediction, n_classes) names the classes (OutputKind.decide).
    test: may be None or empty. frozen (P,): True where a parameter keeps its value; the optimizer is given a gradient
    of 0 there, and what its memory would still add is put back.
    checkpoint: where to go on; None: from the network's present parameters, at step 0.
    history, path: to go on with, which must end where the checkpoint was taken.

    A step updates the parameters and then looks at the next batch, whose gradient the next step will follow. It is
    only made if that loss and gradient are finite, the loss is at most EXPLODED and the parameters are no longer than
    LONGEST; at the end of an epoch that history.epochs wants, the loss of all training samples is judged likewise. If
    not, the run stops: parameters, optimizer and sampler are as they were before the step, at the last good one.
    Nothing is raised, and further steps do nothing. So a checkpoint alone says how a run goes on, and where it ends.

    frozen: their places; prepared_train, prepared_test: the samples as the loss takes them (Samples.prepared);
    last_good: the state before the step that was made last.
    step_count, epoch: how many are complete. batch_loss: data loss of the batch of the last step, NaN before the
    first. divergence: None, or why the run has stopped.

    The gradient being at hand already, change parameters, loss or samples through restore() or a new trainer only.
    should_stop, where it is taken, is asked between steps, and within one between the chunks of a large batch: if it
    says True the work ends soon. A step that is given up leaves no trace.

    engine: makes the steps in place of this class, which has the reference (see engine.py).

    With no training samples, steps do nothing. Raises: ShapeError or ValueError if samples, sampler or checkpoint do
    not fit the network; Unsupported if the engine can't train it. Thread: one at a time.
    """

    def __init__(
        self,
        network: Sequential,
        head: Module,
        loss: Loss,
        optimizer: Optimizer,
        sampler: Sampler,
        train: Samples,
        test: Samples | None,
        *,
        decide: Decide,
        n_classes: int,
        penalty: Penalty | None = None,
        frozen: NDArray[np.bool_] | None = None,
        history: History | None = None,
        path: Path | None = None,
        checkpoint: Checkpoint | None = None,
        engine: EngineMaker | None = None,
    ) -> None:
        if sampler.n != len(train):
            raise ValueError(f"The sampler must draw from the {len(train)} training samples; it has {sampler.n}.")
        self.network = network
        self.head = head
        self.loss = loss
        self.optimizer = optimizer
        self.sampler = sampler
        self.train = train
        self.test = test if test is not None and len(test) else None
        self.penalty = penalty if penalty is not None else Penalty(mask=network.weight_mask)
        self.history = history if history is not None else History()
        self.frozen = np.flatnonzero(frozen) if frozen is not None else np.empty(0, dtype=np.intp)
        self.step_count = 0
        self.batch_loss = math.nan
        self.divergence: Divergence | None = None
        self.decide = decide
        self.n_classes = n_classes
        self._evaluator = Evaluator(network, head, loss, decide, n_classes)
        self._chunk_rows = chunk_rows(network)

        self.prepared_train = self.train.prepared(network, loss, n_classes)
        self.prepared_test = self.test.prepared(network, loss, n_classes) if self.test is not None else None

        # The training samples in the order of the present epoch, so that a batch is a slice.
        self._order: Labels | None = None
        self._inputs = self.prepared_train.inputs
        self._targets = self.prepared_train.targets

        optimizer.bind(network.n_parameters)
        self.path = path if path is not None else Path(network.n_parameters + optimizer.slots.size)
        self._engine: Engine | None = None
        if checkpoint is not None:
            self._take_up(checkpoint)
        self.last_good = LastGood(network.parameters, optimizer.slots)
        self._next_loss: float | None = None  # of the next batch, once its gradient is in network.gradients
        if engine is not None:
            self._engine = engine(self)
        self._note_on_path()
        if self.step_count == 0 and len(self.history.epochs) == 0:
            with contextlib.suppress(Unsound):  # nothing to go back to; the first step will tell
                self.history.epochs.append(self.epoch, self._epoch_row(self.step_count, *self.evaluate()))

    @property
    def epoch(self) -> int:
        """How many epochs are complete."""
        return self.sampler.epoch

    @property
    def engine_name(self) -> EngineName:
        """Who makes the steps."""
        return "numpy" if self._engine is None else self._engine.name

    def step(self, should_stop: ShouldStop | None = None) -> bool:
        """Train on the next batch. Returns whether the step was made."""
        with np.errstate(all="ignore"):
            return bool(self._some_steps(1, math.inf, should_stop))

    def step_epoch(self, should_stop: ShouldStop | None = None) -> int:
        """Train to the end of the present epoch. Returns the number of steps made."""
        left = self.sampler.n - self.sampler.position
        return self.advance(steps=math.ceil(left / max(self.sampler.batch_size, 1)), should_stop=should_stop)

    def advance(
        self,
        *,
        steps: int | None = None,
        seconds: float | None = None,
        clock: Callable[[], float] = time.perf_counter,
        should_stop: ShouldStop | None = None,
    ) -> int:
        """Train for so many steps, or for so many seconds (one step at least), whichever ends first.

        Returns the number of steps made. Raises: ValueError if neither is given.
        """
        if steps is None and seconds is None:
            raise ValueError("Say how far to advance: give steps, seconds, or both.")
        limit = sys.maxsize if steps is None else steps
        end = math.inf if seconds is None else clock() + seconds
        done = 0
        left = math.inf if seconds is None else seconds
        with np.errstate(all="ignore"):
            while done < limit and not (should_stop and should_stop()):
                made = self._some_steps(limit - done, left, should_stop)
                done += made
                if not made:
                    break
                left = end - clock()
                if left <= 0.0:
                    break
        return done

    def evaluate(self, should_stop: ShouldStop | None = None) -> tuple[Metrics, Metrics | None]:
        """All training samples looked at with the present parameters, and the test samples if there are any.

        Raises: Interrupted if should_stop() says so.
        """
        look = self._evaluator.metrics if self._engine is None else self._engine.metrics
        test = self.prepared_test
        return look(self.prepared_train, should_stop), None if test is None else look(test, should_stop)

    def record_now(self, should_stop: ShouldStop | None = None) -> tuple[Metrics, Metrics | None]:
        """As evaluate(), and the epoch curve ends with what was seen.

        The curve has a row of the present epoch then: the one that was kept at its end if it is on the stride, else a
        row of this very moment as its newest, which the next row replaces. What is kept depends on the steps alone,
        however often this is called; and after this call so does the whole curve.
        """
        train, test = self.evaluate(should_stop)
        if not self.history.epochs.wants(self.epoch):
            with contextlib.suppress(Unsound):
                self.history.epochs.append(self.epoch, self._epoch_row(self.step_count, train, test))
        return train, test

    def gradient_norms(self) -> tuple[float, ...]:
        """‖g‖ of each Linear layer: weights and bias together, penalty included; 0 before the first step.

        g is the gradient that the next step will follow, of its batch at the present parameters; or, where the run
        has diverged, the last one that was seen.
        """
        gradients = self.network.gradients
        with np.errstate(all="ignore"):  # the gradient at which a run diverged may have an endless norm
            return tuple(float(np.linalg.norm(gradients[part])) for part in self.network.layer_slices)

    def full_gradient(self) -> Array:
        """The gradient (P,) at the present parameters over all training samples, penalty included."""
        gradient = self._evaluator.gradient(self.prepared_train)
        with np.errstate(all="ignore"):
            self.penalty.add_gradient(self.network.parameters, gradient)
        return gradient

    def probe(self, rows: Labels | None = None) -> Probe:
        """What tells the loss of the training samples at other parameters; of these rows (M,) where not of all."""
        samples = self.prepared_train
        if rows is not None:
            samples = replace(
                samples, inputs=samples.inputs[rows], targets=samples.targets[rows], labels=samples.labels[rows]
            )
        return Probe(self.network, self.head, self.loss, samples)

    def next_gradient(self) -> Array:
        """A copy of the gradient (P,) that the next step will follow: of its batch, at the present parameters, penalty
        included. It is computed if it is not at hand yet. All NaN where that batch has no sound gradient, all 0 where
        there is nothing to train on.
        """
        if self.sampler.n and self.divergence is None and not self._is_ready():
            return np.full(self.network.n_parameters, math.nan)
        return self.network.gradients.copy()

    def forward(self) -> Forward | None:
        """The engine's network for answers only; None where the engine is the reference: that is Module.twin()."""
        return None if self._engine is None else self._engine.forward()

    def penalty_value(self) -> float:
        """The penalty at the present parameters. It is not part of any loss that is reported here."""
        with np.errstate(all="ignore"):
            return self.penalty.value(self.network.parameters)

    def checkpoint(self) -> Checkpoint:
        """The run as it stands, in copies of its own."""
        optimizer = self.optimizer
        return Checkpoint(
            step=self.step_count,
            parameters=self.network.parameters.copy(),
            slots=optimizer.slots.copy(),
            updates=optimizer.updates,
            sampler=self.sampler.state(),
        )

    def restore(self, checkpoint: Checkpoint) -> None:
        """Go back to a checkpoint of this run. What the history holds from later on is forgotten."""
        self.stand_at(checkpoint)
        self.history.rewind(self.step_count)
        self.path.rewind(self.step_count)
        self._note_on_path()

    def stand_at(self, checkpoint: Checkpoint) -> None:
        """Stand at a checkpoint of this run to look around; curves and path stay as they are."""
        self._take_up(checkpoint)
        self._next_loss = None
        self.batch_loss = math.nan
        self.divergence = None

    def _some_steps(self, most: int, seconds: float, should_stop: ShouldStop | None) -> int:
        """Make one step, or as many as the engine thinks fit. Returns how many were made."""
        if self._engine is None:
            return int(self._step(should_stop))
        return self._engine.advance(most, seconds, should_stop)

    def _is_ready(self) -> bool:
        """Put the gradient that the next step will follow into network.gradients. Returns whether it is sound."""
        if self._engine is not None:
            return self._engine.look_ahead()
        if self._next_loss is None:
            try:
                with np.errstate(all="ignore"):
                    self._next_loss = self._look_ahead(None, at_start=True)
            except Unsound:
                return False
        return True

    def _step(self, should_stop: ShouldStop | None) -> bool:
        """Update, look where it led, and record the step if that is sound; go back if not. Returns whether it is."""
        network, optimizer, sampler, step = self.network, self.optimizer, self.sampler, self.step_count
        if self.divergence is not None or sampler.n == 0:
            return False
        self.last_good.remember(step, network.parameters, optimizer, sampler)
        row = None
        try:
            if self._next_loss is None:
                self._next_loss = self._look_ahead(should_stop, at_start=True)
            loss = self._next_loss
            self._update(loss)
            self._next_loss = self._look_ahead(should_stop)
            if sampler.position == 0 and self.history.epochs.wants(sampler.epoch):  # the epoch ends with this batch
                row = self._epoch_row(step + 1, *self.evaluate(should_stop))
        except Interrupted:
            self._go_back()
            network.gradients.fill(0.0)  # those of some chunks would mean nothing
            return False
        except Unsound as fault:
            self._go_back()
            self.divergence = fault.divergence(step, optimizer.learning_rate)
            return False
        self.history.steps.append(step, (step, loss))
        if row is not None:
            self.history.epochs.append(sampler.epoch, row)
        self.step_count = step + 1
        if not self.step_count % self.path.stride:
            self._note_on_path()
        self.batch_loss = loss
        return True

    def _note_on_path(self) -> None:
        if self.path.wants(self.step_count):
            self.path.append(self.checkpoint())

    def _update(self, loss: float) -> None:
        """Follow the gradient at hand, which uses up its batch. Raises: Unsound."""
        parameters = self.network.parameters
        if self.frozen.size:
            self.network.gradients[self.frozen] = 0.0
        self.optimizer.step(parameters, self.network.gradients)
        if self.frozen.size:  # momentum goes on for a while without a gradient
            parameters[self.frozen] = self.last_good.parameters[self.frozen]
        if not math.sqrt(parameters.dot(parameters)) <= LONGEST:
            raise Unsound.parameters(loss)
        self.sampler.use_up()

    def _look_ahead(self, should_stop: ShouldStop | None, *, at_start: bool = False) -> float:
        """The loss of the next batch; its gradient, penalty included, is put into network.gradients.

        at_start: no step has led here, for the message. Raises: Unsound, Interrupted.
        """
        sampler, network = self.sampler, self.network
        batch = sampler.peek()
        if sampler.order is not self._order:  # a new epoch: put the samples in its order
            self._order = sampler.order
            self._inputs = self.prepared_train.inputs[sampler.order]
            self._targets = self.prepared_train.targets[sampler.order]
        head, inputs, targets, gradients = self.head, self._inputs[batch], self._targets[batch], network.gradients
        if batch.stop - batch.start <= self._chunk_rows:
            loss = loss_and_gradient(network, head, self.loss, inputs, targets)
        else:
            rows = self._chunk_rows
            loss = summed_loss_and_gradient(network, head, self.loss, inputs, targets, rows, should_stop)
        self.penalty.add_gradient(network.parameters, gradients)
        if not loss <= EXPLODED:
            raise Unsound.batch_loss(loss, at_start=at_start)
        if not all_finite(gradients):
            raise Unsound.gradient(loss, at_start=at_start)
        return loss

    def _epoch_row(self, step: int, train: Metrics, test: Metrics | None) -> tuple[float, ...]:
        """A row of history.epochs (EPOCH_COLUMNS), for what was seen after so many steps. Raises: Unsound."""
        if train.n and not train.loss <= EXPLODED:
            raise Unsound.training_loss(train.loss)
        test_loss, test_accuracy = (math.nan, math.nan) if test is None else (test.loss, test.accuracy)
        losses, accuracies = (train.loss, test_loss), (train.accuracy, test_accuracy)
        return step, self.epoch, *losses, *accuracies, self.penalty_value()

    def _go_back(self) -> None:
        """Back to the state before the step that was tried."""
        self._take_up(self.last_good.checkpoint())
        self._next_loss = None

    def _take_up(self, checkpoint: Checkpoint) -> None:
        """Put network, optimizer and sampler into the state of a checkpoint."""
        places = (("parameters", self.network.parameters), ("optimizer slots", self.optimizer.slots))
        for (name, place), values in zip(places, (checkpoint.parameters, checkpoint.slots), strict=True):
            if np.shape(values) != place.shape:
                raise ShapeError(
                    f"This network and optimizer have {name} of shape {place.shape}; the checkpoint has "
                    f"{np.shape(values)}. Start a new run, or give a checkpoint of this one."
                )
        self.network.parameters[:] = checkpoint.parameters
        self.optimizer.slots[:] = checkpoint.slots
        self.optimizer.updates = checkpoint.updates
        self.sampler.restore(checkpoint.sampler)
        self.step_count = checkpoint.step
        if self._engine is not None:
            self._engine.take_up()


def all_finite(vector: Array) -> bool:
    """Whether no number of the vector is infinite or NaN, nor so large that its square is."""
    return math.isfinite(vector.dot(vector))
