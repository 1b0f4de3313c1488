"""What the inspector wants to know: one step of the shown run, taken apart."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np

from app.session.arrays import Booleans
from app.session.schema import Data, Run
from app.training.assemble import samples
from app.training.differences import Checked, CheckRequest, Differences, prepared
from app.training.inspection import LONGEST_WORK, Inspection, Subject, inspect_step, most_rows
from app.training.lens import SECOND_FRAME_S, LensRequest
from nncore import OUTPUTS, Identity, Samples, Trainer

LIVE_SHARE = 0.05  # of the time, while training goes on …
LONGEST_PAUSE_S = 0.3  # … but at rest nobody should wait for it

NOBODY = "No point is chosen. Click one on the plane with the tool Select (V), or step through them with − and +."
NOTHING = "There are no points to train on: click into the plane to place some."

SubjectName = Literal["point", "batch", "all"]


@dataclass(frozen=True)
class Inspected:
    """The step that was asked for; or a sentence, why there is none. checked: the gradient that was to be checked.

    run, data: what it was computed for. diverged: why training can't go on from here, "" if it can.
    """

    request: InspectionRequest
    run: Run
    data: Data
    inspection: Inspection | None
    sentence: str = ""
    checked: Checked | None = None
    diverged: str = ""


@dataclass(frozen=True)
class InspectionRequest(LensRequest):
    """Which samples: a point by its row, the next batch, or all training points; and what to check."""

    pause_s = SECOND_FRAME_S

    subject: SubjectName = "batch"
    row: int | None = None
    check: CheckRequest | None = None

    def lens(self, run: Run, data: Data) -> InspectionLens:
        return InspectionLens(self, run, data)


class InspectionLens:
    """Takes one step apart, again whenever the trainer has moved on; less often where that takes long."""

    def __init__(
        self, request: InspectionRequest, run: Run, data: Data, clock: Callable[[], float] = time.perf_counter
    ) -> None:
        self.is_done = False
        self._request, self._run, self._data, self._clock = request, run, data, clock
        self._answer: Inspected | None = None
        self._differences: Differences | None = None
        self._not_before = 0.0

    def look(self, trainer: Trainer, seconds: float) -> Inspected:
        """The step from where the trainer stands; is_done tells whether it is, and whether the check is complete."""
        answer, start = self._answer, self._clock()
        if answer is None or not self._is_of(answer, trainer):
            if answer is not None and start < self._not_before:
                self.is_done = False
                return answer
            answer = self._take_apart(trainer)
            end = self._clock()
            self._not_before = end + min((end - start) / LIVE_SHARE, LONGEST_PAUSE_S)
        if self._differences is not None and (answer.checked is None or not self._differences.is_done):
            left = max(seconds - (self._clock() - start), 0.0)
            answer = self._with(answer, self._differences.advance(left, self._clock))
        self.is_done = self._differences is None or self._differences.is_done
        self._answer = answer
        return answer

    def _is_of(self, answer: Inspected, trainer: Trainer) -> bool:
        """Whether the answer is of the trainer as it stands."""
        seen = answer.inspection
        if seen is None:
            return True  # a sentence depends on run and data alone
        if seen.step != trainer.step_count or (answer.diverged != "") != (trainer.divergence is not None):
            return False
        return np.array_equal(seen.update.before, trainer.network.parameters, equal_nan=True)

    def _take_apart(self, trainer: Trainer) -> Inspected:
        self._differences = None
        subject = self._subject(trainer)
        if subject is None:
            return Inspected(
                self._request, self._run, self._data, None, NOBODY if self._request.subject == "point" else NOTHING
            )
        output = self._run.model.output
        inspection = inspect_step(trainer, subject, OUTPUTS[output.kind], output.normalizer, self._held(trainer))
        if self._request.check is not None:
            self._differences = _differences(trainer, subject.samples, self._request.check)
        reason = trainer.divergence.reason if trainer.divergence else ""
        return Inspected(self._request, self._run, self._data, inspection, diverged=reason)

    def _subject(self, trainer: Trainer) -> Subject | None:
        """The samples of the step, None where there are none."""
        request, points = self._request, self._data.points
        if request.subject == "point":
            if request.row is None or not 0 <= request.row < len(points):
                return None
            rows = np.array([request.row], dtype=np.int64)
            return Subject(samples(self._run, self._data, rows), rows, 1, 1)
        train, sampler = trainer.train, trainer.sampler
        if not len(train):
            return None
        is_next = request.subject == "batch"
        if is_next:
            batch = sampler.peek()  # which draws a new order where one is due, as the next step would
            asked = sampler.order[batch]
            is_next = len(asked) * trainer.network.n_parameters <= LONGEST_WORK
        else:
            asked = np.arange(len(train), dtype=np.intp)
        chosen = asked[: most_rows(trainer)]
        part = Samples(train.inputs[chosen], train.targets[chosen], train.labels[chosen])
        n = len(asked) if is_next else len(chosen)
        return Subject(part, np.flatnonzero(~points.is_test)[chosen], n, len(asked), is_next=is_next)

    def _held(self, trainer: Trainer) -> Booleans:
        held = np.zeros(trainer.network.n_parameters, dtype=np.bool_)
        held[list(self._run.frozen)] = True
        return held

    def _with(self, answer: Inspected, checked: Checked) -> Inspected:
        return Inspected(
            answer.request, answer.run, answer.data, answer.inspection, answer.sentence, checked, answer.diverged
        )


def _differences(trainer: Trainer, chosen: Samples, request: CheckRequest) -> Differences | None:
    """What measures this gradient; None where there is no such gradient any more."""
    network = trainer.network.twin(trainer.network.parameters.copy())
    modules = list(network.modules)
    if not trainer.loss.on_logits and not isinstance(trainer.head, Identity):
        modules.append(trainer.head.twin())
    with np.errstate(all="ignore"):
        targets = prepared(trainer.loss.twin(), chosen.targets, chosen.inputs, modules)
    try:
        return Differences(trainer, modules, chosen.inputs, targets, request)
    except IndexError:
        return None  # the network or the batch has become smaller since it was asked for
