"""The loss landscape around a run: along a line or over a plane in the space of its parameters."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np

from app.session.arrays import Floats, frozen
from app.session.carry import parameter_count
from app.session.schema import Data, Run
from app.training.descent import Slopes, SlopesAt
from app.training.directions import Directions, principal_directions, random_directions, rows_of, single_parameters
from app.training.fitting_window import LEAST_HALF, fitted
from app.training.landscape_pass import Pass, is_same
from app.training.lens import SECOND_FRAME_S, LensRequest
from app.training.lenses.subset import MOST_POINTS, subset
from app.training.scan import SIZES, Window
from nncore import Linear, Probe, Trainer

Kind = Literal["parameters", "random", "principal"]

QUICK_LOOKS, SLOW_LOOKS = 4, 20  # for a picture while training: below, the next one is finer; above, coarser
LONG_PATH = 2**17  # numbers: the path is projected anew at every look only where it has fewer
PATH_LOOKS = 16
NOTHING = "There are no training points: click into the plane to place some."
NO_PATH = "The path leads nowhere yet: press Play, and its two principal directions appear."
OTHER_NETWORK = "These parameters are of another network."


@dataclass(frozen=True)
class LandscapeRequest(LensRequest):
    """Which landscape.

    kind: what is along the axes. "parameters": one or two of them, by their places in the parameter vector; "random":
    two directions that the seed gives about the parameters in `about` (of float64; empty: the present ones);
    "principal": the two in which the path of descent is spread most.
    held: origin and two directions (3, P) as float64, to be kept instead of finding principal ones anew.
    window: the ranges to show; None: what fits the path, and `also` (a box that has to be in it). fits: counts the
    times that the window was asked to fit anew.
    penalty: whether it counts; arrows: whether the gradients of the next batch and of single points are wanted.
    """

    pause_s = SECOND_FRAME_S

    kind: Kind
    places: tuple[int, ...] = ()
    seed: int = 0
    about: bytes = b""
    held: bytes = b""
    window: Window | None = None
    also: Window | None = None
    fits: int = 0
    penalty: bool = False
    arrows: bool = False

    def lens(self, run: Run, data: Data) -> LandscapeLens:
        """The lens that answers it for this run."""
        return LandscapeLens(self, parameter_count(run, data))


@dataclass(frozen=True, eq=False)
class Field:
    """The loss over the window: values (n,), or (n, n) with the second axis going down the rows; without penalty.

    penalty: of the same shape, None where it is not wanted. n: how many training points the loss is of; n_all: how many
    there are.
    """

    window: Window
    values: Floats
    penalty: Floats | None
    n: int
    n_all: int

    @property
    def shown(self) -> Floats:
        """What is drawn: the loss, with its penalty where that is wanted. inf or NaN where it is beyond all bounds."""
        if self.penalty is None:
            return self.values
        with np.errstate(all="ignore"):
            return self.values + self.penalty


@dataclass(frozen=True, eq=False)
class Landscape:
    """The answer. All places are coordinates along the directions.

    reason: why there is nothing to show, "" if there is; all else is None then. path (n, k), from its start on; place
    (k,): at present. field, slopes: None until they are known; both may be some steps old while training.
    window: of the field, or what it will be. share: of the path's spread, how much lies in the plane; None where the
    directions were not made from it. is_inside: whether all of the path lies where the field is, no other parameter
    having moved.
    """

    request: LandscapeRequest
    reason: str = ""
    directions: Directions | None = None
    window: Window | None = None
    path: Floats | None = None
    place: Floats | None = None
    field: Field | None = None
    slopes: Slopes | None = None
    share: float | None = None
    is_inside: bool = False


class LandscapeLens:
    """Scans the landscape of a run, coarse at first; and again and again while the parameters move.

    One picture is one pass: of the parameters as they were when it began. A pass goes on growing finer while only
    those parameters change that are along the axes, which does not change the landscape.
    """

    def __init__(
        self, request: LandscapeRequest, n_parameters: int, clock: Callable[[], float] = time.perf_counter
    ) -> None:
        self.is_done = False
        self._request, self._n_parameters, self._clock = request, n_parameters, clock
        self._seen: Floats | None = None  # the parameters at the last look
        self._directions: Directions | None = None
        self._share: float | None = None
        self._found_at = -1  # the path's changes when its principal directions were found
        self._window: Window | None = None
        self._pass: Pass | None = None
        self._field: Field | None = None
        self._field_directions: Directions | None = None
        self._live_level = 1 if request.kind != "parameters" or len(request.places) == 2 else 0
        self._slopes_at: SlopesAt | None = None
        self._slopes: Slopes | None = None
        self._slopes_directions: Directions | None = None
        self._path: tuple[int, Directions, Floats] | None = None
        self._probes: dict[bool, Probe] = {}
        self._is_moving = False
        self._looks = 0

    def look(self, trainer: Trainer, seconds: float) -> Landscape:
        """The landscape as far as it is known, and about so many seconds' work on it."""
        reason = self._why_nothing(trainer)
        if reason:
            self.is_done = True
            return Landscape(self._request, reason)
        start = self._clock()
        parameters = trainer.network.parameters
        self._is_moving = self._seen is not None and not np.array_equal(parameters, self._seen)
        self._seen = parameters.copy()
        self._looks += 1
        is_busy = self._is_moving and self._pass is not None and self._pass.scan.level < self._live_level
        if not is_busy:  # a picture that has been begun while training is finished first
            self._find_directions(trainer)
        directions = self._directions
        if directions is None:
            self.is_done = True
            return Landscape(self._request, NO_PATH)
        if self._window is None or not is_busy:
            self._window = self._fitting_window(trainer, directions)
        probe = self._probe(trainer)
        shown = self._field_directions or directions
        self._find_slopes(trainer, probe, shown, lambda: self._clock() - start >= 0.5 * seconds)
        self._scan(trainer, probe, directions, self._window, lambda: self._clock() - start >= seconds)
        if self._field_directions not in (None, shown):  # the picture turned: the arrows turn with it
            shown = self._field_directions or shown
            self._find_slopes(trainer, probe, shown, lambda: self._clock() - start >= seconds)
        return self._answer(trainer, shown)

    # Which plane, and which part of it

    def _why_nothing(self, trainer: Trainer) -> str:
        if not len(trainer.train):
            return NOTHING
        places = self._request.places
        if trainer.network.n_parameters != self._n_parameters or any(p >= self._n_parameters for p in places):
            return OTHER_NETWORK
        return ""

    def _find_directions(self, trainer: Trainer) -> None:
        """The directions of the next pass; None where a path leads nowhere."""
        request, path = self._request, trainer.path
        if request.kind == "principal" and not request.held:
            grown = path.changes - self._found_at
            if self._directions is None or grown > max(8, len(path) // 8) or (grown and not self._is_moving):
                found = principal_directions(rows_of(path, trainer.network.parameters), self._directions)
                self._found_at = path.changes
                if found is not None:
                    self._directions, self._share = found
                    self._window = None
        elif self._directions is None:
            self._directions = self._fixed_directions(trainer)

    def _fixed_directions(self, trainer: Trainer) -> Directions:
        request, n = self._request, self._n_parameters
        if request.kind == "parameters":
            return single_parameters(request.places, n)
        held = np.frombuffer(request.held)
        if request.kind == "principal" and held.size == 3 * n:
            origin, *vectors = held.reshape(3, n)
            return Directions(origin.copy(), np.array(vectors))
        about = np.frombuffer(request.about)
        layers = [module.out_features for module in trainer.network.modules if isinstance(module, Linear)]
        return random_directions(
            about if about.size == n else trainer.network.parameters,
            list(zip(trainer.network.layer_slices, layers, strict=True)),
            request.seed,
        )

    def _fitting_window(self, trainer: Trainer, directions: Directions) -> Window:
        request = self._request
        if request.window is not None:
            return request.window
        path = self._path_along(trainer, directions)
        places = np.vstack((path, directions.coordinates(trainer.network.parameters)))
        if request.also is not None:
            places = np.vstack((places, np.array(request.also).T))
        return fitted(places, LEAST_HALF[request.kind], self._window)

    def _path_along(self, trainer: Trainer, directions: Directions) -> Floats:
        """The path's coordinates, (n, k)."""
        changes, path = trainer.path.changes, self._path
        if path is not None and path[1] is directions:
            is_long = len(trainer.path) * self._n_parameters > LONG_PATH
            if path[0] == changes or (is_long and self._is_moving and self._looks % PATH_LOOKS):
                return path[2]
        self._path = changes, directions, frozen(directions.of_path(trainer.path))
        return self._path[2]

    def _is_inside(self, trainer: Trainer, directions: Directions) -> bool:
        """Whether nothing outside the directions differs along the path. Its start nearly always tells that it does."""
        path, now = trainer.path, directions.outside(trainer.network.parameters)
        if not len(path) or not is_same(directions.outside(path.at(0)), now):
            return False
        if len(path) * self._n_parameters > LONG_PATH:
            return False
        return all(is_same(directions.outside(row), now) for row in path.parameters)

    # Computing

    def _probe(self, trainer: Trainer) -> Probe:
        """All training points at rest; while training no more than can be looked at in passing."""
        n = len(trainer.train)
        is_part = self._is_moving and n > MOST_POINTS
        if is_part not in self._probes:
            self._probes[is_part] = trainer.probe(subset(n) if is_part else None)
        return self._probes[is_part]

    def _find_slopes(self, trainer: Trainer, probe: Probe, directions: Directions, is_over: Callable[[], bool]) -> None:
        at, request = self._slopes_at, self._request
        is_old = at is None or at.directions is not directions or at.probe is not probe
        if at is not None and not is_old and not np.array_equal(at.parameters, trainer.network.parameters):
            is_old = not self._is_moving or at.found is not None
        if at is None or is_old:
            at = SlopesAt(trainer, probe, directions, penalty=request.penalty, arrows=request.arrows)
            self._slopes_at = at
        if at.found is None:
            at.go_on(is_over)
        if at.found is not None:
            self._slopes, self._slopes_directions = at.found, directions

    def _scan(
        self, trainer: Trainer, probe: Probe, directions: Directions, window: Window, is_over: Callable[[], bool]
    ) -> None:
        outside = directions.outside(trainer.network.parameters)
        now = self._pass
        is_begun = self._is_moving and now is not None and now.scan.level < self._live_level
        if now is None or not now.is_at(directions, window, probe) or not (is_begun or now.is_of(outside)):
            penalty = trainer.penalty if self._request.penalty else None
            now = self._pass = Pass(directions, window, probe, outside, penalty)
        is_present = now.is_of(outside)
        now.looks += 1
        before, finest = now.scan.level, len(SIZES[len(window)]) - 1
        now.go_on(is_over, self._clock, finest if is_present else self._live_level)
        if now.scan.level > before:
            self._publish(now, len(trainer.train))
        if self._is_moving and before < self._live_level <= now.scan.level:
            self._choose_live_level(now.looks)
        slopes_done = self._slopes_at is not None and self._slopes_at.found is not None
        self.is_done = is_present and now.is_finished and slopes_done and probe.n == len(trainer.train)

    def _publish(self, now: Pass, n_all: int) -> None:
        """Show what a pass has found, unless what is shown is finer and still of use."""
        shown = self._field
        is_same_place = shown is not None and self._field_directions is now.directions
        is_same_place = is_same_place and shown is not None and shown.window == now.scan.window
        if is_same_place and now.scan.level < self._live_level:
            return
        values, penalty = now.values()
        self._field = Field(now.scan.window, values, penalty, now.probe.n, n_all)
        self._field_directions = now.directions

    def _choose_live_level(self, looks: int) -> None:
        """How fine the pictures are while training: as fine as they can be had many times a second."""
        if looks <= QUICK_LOOKS:
            self._live_level = min(self._live_level + 1, 2)
        elif looks > SLOW_LOOKS:
            self._live_level = max(self._live_level - 1, 0)

    # Answering

    def _answer(self, trainer: Trainer, directions: Directions) -> Landscape:
        """As seen along these directions, which are those of the field."""
        return Landscape(
            self._request,
            directions=directions,
            window=self._field.window if self._field else self._window,
            path=self._path_along(trainer, directions),
            place=frozen(directions.coordinates(trainer.network.parameters)),
            field=self._field,
            slopes=self._slopes if self._slopes_directions is directions else None,
            share=self._share,
            is_inside=self._is_inside(trainer, directions),
        )
