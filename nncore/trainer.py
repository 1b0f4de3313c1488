"""One run: a network trained on its samples, step by step."""

from __future__ import annotations

import math
import time
from collections.abc import Callable

import numpy as np

from nncore.arrays import Array, Labels
from nncore.checkpoint import Checkpoint, Divergence, LastGood
from nncore.errors import ShapeError
from nncore.evaluator import Decide, Evaluator, Samples, loss_and_gradient
from nncore.history import History
from nncore.loss import Loss
from nncore.metrics import Metrics
from nncore.module import Module, Sequential
from nncore.optimizers import Optimizer
from nncore.penalty import Penalty
from nncore.sampler import Sampler

EXPLODED = 1e6  # a loss above this counts as divergence


class Trainer:
    """Trains one network. What it computes depends on what it is given and on the number of steps alone.

    network: the body, whose output is raw; head: the module that makes the prediction of it; the loss is given the
    one or the other (Loss.on_logits). decide(prediction, n_classes) names the classes (OutputKind.decide).
    test: may be None or empty. checkpoint: where to go on; None: from the network's present parameters, at step 0.
    history: to go on with, which must end where the checkpoint was taken.

    step_count, epoch: how many are complete. batch_loss: data loss of the last batch, NaN before the first.
    divergence: None, or why the run has stopped. It stops when a loss, the gradient, or the parameters after an
    update are not finite, or a loss is above EXPLODED; parameters, optimizer, sampler and history then go back to the
    last step whose loss and gradient were sound. Nothing is raised, and further steps do nothing.

    With no training samples, steps do nothing. Raises: ShapeError or ValueError if samples, sampler or checkpoint do
    not fit the network. Thread: one at a time.
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
        history: History | None = None,
        checkpoint: Checkpoint | None = None,
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
        self.step_count = 0
        self.batch_loss = math.nan
        self.divergence: Divergence | None = None
        self._evaluator = Evaluator(network, head, loss, decide, n_classes)

        self._train = self.train.prepared(network, loss, n_classes)
        self._test = self.test.prepared(network, loss, n_classes) if self.test is not None else None

        # The training samples in the order of the present epoch, so that a batch is a slice.
        self._order: Labels | None = None
        self._inputs = self._train.inputs
        self._targets = self._train.targets

        optimizer.bind(network.n_parameters)
        if checkpoint is not None:
            self._take_up(checkpoint)
        self._last_good = LastGood(self.checkpoint())
        if self.step_count == 0 and len(self.history.epochs) == 0:
            self._record_epoch()

    @property
    def epoch(self) -> int:
        """How many epochs are complete."""
        return self.sampler.epoch

    def step(self) -> bool:
        """Train on the next batch. Returns whether the step was made."""
        with np.errstate(all="ignore"):
            return self._step()

    def step_epoch(self) -> int:
        """Train to the end of the present epoch. Returns the number of steps made."""
        epoch = self.epoch
        done = 0
        with np.errstate(all="ignore"):
            while self.epoch == epoch and self._step():
                done += 1
        return done

    def advance(
        self, *, steps: int | None = None, seconds: float | None = None, clock: Callable[[], float] = time.perf_counter
    ) -> int:
        """Train for so many steps, or for so many seconds (one step at least), whichever ends first.

        Returns the number of steps made. Raises: ValueError if neither is given.
        """
        if steps is None and seconds is None:
            raise ValueError("Say how far to advance: give steps, seconds, or both.")
        limit = math.inf if steps is None else steps
        end = math.inf if seconds is None else clock() + seconds
        done = 0
        with np.errstate(all="ignore"):
            while done < limit and self._step():
                done += 1
                if clock() >= end:
                    break
        return done

    def evaluate(self) -> tuple[Metrics, Metrics | None]:
        """All training samples looked at with the present parameters, and the test samples if there are any."""
        look = self._evaluator.metrics
        return look(self._train), None if self._test is None else look(self._test)

    def gradient_norms(self) -> tuple[float, ...]:
        """‖g‖ of each Linear layer in the last step: weights and bias together, penalty included."""
        gradients = self.network.gradients
        with np.errstate(all="ignore"):  # the gradient at which a run diverged may have an endless norm
            return tuple(float(np.linalg.norm(gradients[part])) for part in self.network.layer_slices)

    def full_gradient(self) -> Array:
        """The gradient (P,) at the present parameters over all training samples, penalty included."""
        gradient = self._evaluator.gradient(self._train)
        with np.errstate(all="ignore"):
            self.penalty.add_gradient(self.network.parameters, gradient)
        return gradient

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
        self._take_up(checkpoint)
        self._last_good = LastGood(self.checkpoint())
        self.history.rewind(self.step_count)
        self.divergence = None

    def _step(self) -> bool:
        sampler = self.sampler
        if self.divergence is not None or sampler.n == 0:
            return False
        parameters, gradients = self.network.parameters, self.network.gradients
        sampler_before = sampler.epoch_start, sampler.position, sampler.epoch
        batch = self._next_batch()
        loss = loss_and_gradient(self.network, self.head, self.loss, self._inputs[batch], self._targets[batch])
        self.penalty.add_gradient(parameters, gradients)
        if not loss <= EXPLODED:
            return self._diverge(self.step_count + 1, loss, f"the loss of its batch is {loss:.3g}")
        if not all_finite(gradients):
            return self._diverge(self.step_count + 1, loss, "the gradient of its batch is not finite")
        self._last_good.remember(self.step_count, parameters, self.optimizer, sampler_before)

        self.optimizer.step(parameters, gradients)
        if not all_finite(parameters):
            return self._diverge(self.step_count + 1, loss, "the parameters that it leads to are not finite")
        self.history.steps.append(self.step_count, (self.step_count, loss))
        self.step_count += 1
        self.batch_loss = loss
        if sampler.position == 0:  # the batch was the last one of its epoch
            return self._record_epoch()
        return True

    def _next_batch(self) -> slice:
        """The rows of the next batch in _inputs and _targets, which are put in order at the start of an epoch."""
        sampler = self.sampler
        batch = sampler.next_batch()
        if sampler.order is not self._order:
            self._order = sampler.order
            self._inputs = self._train.inputs[sampler.order]
            self._targets = self._train.targets[sampler.order]
        return batch

    def _record_epoch(self) -> bool:
        """Evaluate at the end of an epoch, if the history wants it. Returns False if that shows a divergence."""
        if not self.history.epochs.wants(self.epoch):
            return True
        train, test = self.evaluate()
        if train.n and not train.loss <= EXPLODED:
            if self.step_count == 0:
                return False  # nothing to go back to; the first step will tell
            return self._diverge(self.step_count, train.loss, f"the training loss after it is {train.loss:.3g}")
        test_loss, test_accuracy = (math.nan, math.nan) if test is None else (test.loss, test.accuracy)
        losses, accuracies = (train.loss, test_loss), (train.accuracy, test_accuracy)
        row = self.step_count, self.epoch, *losses, *accuracies, self.penalty_value()  # as EPOCH_COLUMNS
        self.history.epochs.append(self.epoch, row)
        return True

    def _diverge(self, step: int, loss: float, what: str) -> bool:
        """Stop for good, back at the last good state. Returns False, as the step was not made."""
        self.restore(self._last_good.checkpoint())
        reason = (
            f"Step {step} failed: {what}. The run is back at step {self.step_count}, its last good one. "
            f"A learning rate below {self.optimizer.learning_rate:g}, or a loss that grows less steeply, may help."
        )
        self.divergence = Divergence(step, reason, loss, self.step_count)
        return False

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
        self.batch_loss = math.nan


def all_finite(vector: Array) -> bool:
    """Whether no number of the vector is infinite or NaN, nor so large that its square is."""
    return math.isfinite(vector.dot(vector))
