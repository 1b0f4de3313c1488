"""What of the landscape is to be seen: what is along its axes, which part of it, and which paths besides. No Qt."""

from __future__ import annotations

import numpy as np

from app.session.arrays import Floats
from app.training.lenses.landscape import Kind, Landscape, LandscapeRequest
from app.training.scan import Window
from app.views.landscape.parameter_names import ParameterNames

MOST_KEPT = 4
N_PLACES = {"one": 1, "two": 2}  # parameters along the axes, by mode; none where directions are
KINDS: dict[str, Kind] = {"one": "parameters", "two": "parameters", "random": "random", "principal": "principal"}


class Wish:
    """Remembers the choices of one person about one network.

    Attributes: names (the parameters there are), mode (a key of KINDS), places (of two parameters, the first of which
    is the one of mode "one"), window (None: as it fits), penalty and arrows (whether these are wanted).
    """

    def __init__(self, names: ParameterNames) -> None:
        self.mode = "two"
        self.penalty = self.arrows = False
        self._fits = self._seed = 0
        self.start_anew(names)

    def start_anew(self, names: ParameterNames) -> None:
        """Another session: nothing that was chosen means anything."""
        self.names = names
        self.places = self.usual_places()
        self.window: Window | None = None
        self._about = self._held = b""
        self._kept: list[tuple[object, Floats]] = []

    def follow(self, names: ParameterNames) -> None:
        """Another network: parameters stay where they still exist, and directions of before mean nothing."""
        before, self.names = self.names, names
        found = [names.find(before.parameter(place)) for place in self.places]
        usual = self.usual_places()
        self.places = [place if place is not None else usual[axis] for axis, place in enumerate(found)]
        if self.places[0] == self.places[1]:
            self.places = usual
        if found != self.places or self.mode not in N_PLACES:
            self.window = None
        self._about = self._held = b""

    # What there is

    @property
    def request(self) -> LandscapeRequest:
        """What has to be computed."""
        mode, kept = self.mode, self.kept
        box = np.vstack(kept) if kept else None
        return LandscapeRequest(
            kind=KINDS[mode],
            places=tuple(self.places[: N_PLACES.get(mode, 0)]),
            seed=self._seed if mode == "random" else 0,
            about=self._about if mode == "random" else b"",
            held=self._held if mode == "principal" else b"",
            window=self.window,
            also=None if box is None else tuple(zip(box.min(axis=0).tolist(), box.max(axis=0).tolist(), strict=True)),
            fits=self._fits,
            penalty=self.penalty,
            arrows=self.arrows,
        )

    def is_answered_by(self, request: LandscapeRequest) -> bool:
        """Whether the answer to an earlier request is still about these axes."""
        wanted = self.request
        return (request.kind, request.places, request.seed, request.about) == (
            wanted.kind, wanted.places, wanted.seed, wanted.about
        )  # fmt: skip

    @property
    def symbols(self) -> list[str]:
        """What is along the axes, in short."""
        if self.mode not in N_PLACES:
            return ["d₁", "d₂"]
        return [self.names.name(place).symbol for place in self.places[: N_PLACES[self.mode]]]

    @property
    def kept(self) -> tuple[Floats, ...]:
        """The paths (n, k) that were kept along these axes."""
        axes = self._axes()
        return tuple(path for of, path in self._kept if of == axes)

    @property
    def has_kept(self) -> bool:
        """Whether any paths were kept, along whichever axes."""
        return bool(self._kept)

    def usual_places(self) -> list[int]:
        """The first two weights of the first neuron, or its weight and its bias."""
        return self.places_of(self.names.neurons()[0][0])

    def places_of(self, neuron: str) -> list[int]:
        """The first two parameters of a neuron, by its key."""
        return [self.names.place(neuron, key) for key, _ in self.names.parts(neuron)[:2]]

    def _axes(self) -> tuple[object, ...]:
        """What coordinates mean: paths along equal axes can be compared."""
        if self.mode in N_PLACES:
            return self.mode, *(self.names.parameter(place) for place in self.places[: N_PLACES[self.mode]])
        return self.mode, self._about if self.mode == "random" else self._held, self._seed, self.names.n

    # What is chosen

    def choose_mode(self, mode: str) -> None:
        """Something else along the axes."""
        self.mode, self.window, self._held = mode, None, b""

    def choose_places(self, places: list[int]) -> None:
        """Other parameters along the axes."""
        self.places, self.window = places, None

    def choose_place(self, axis: int, place: int) -> None:
        """Another parameter along one axis. One can't be along both: they change places then."""
        places = list(self.places)
        if place == places[1 - axis]:
            places[1 - axis] = places[axis]
        places[axis] = place
        self.choose_places(places)

    def choose_window(self, window: Window, landscape: Landscape | None) -> None:
        """Another part, of the landscape that is shown."""
        self._hold(landscape)
        self.window = window

    def fit(self) -> None:
        """The part that fits; along new principal directions, unless paths were kept along those that are shown."""
        if not self.kept:
            self._held = b""
        self.window, self._fits = None, self._fits + 1

    def hold_about(self, present: Floats | None, *, anew: bool = False) -> None:
        """Random directions are normalized by the present parameters, and stay so while these move on."""
        is_missing = anew or not self._about
        if self.mode == "random" and is_missing and present is not None and present.size == self.names.n:
            self._about = present.tobytes()

    def draw_directions(self, present: Floats | None) -> None:
        """New random directions."""
        self._seed, self.window = self._seed + 1, None
        self.hold_about(present, anew=True)

    def keep(self, landscape: Landscape) -> None:
        """Keep the path that is shown."""
        if landscape.path is not None and landscape.place is not None:
            self._hold(landscape)
            self._kept.append((self._axes(), np.vstack((landscape.path, landscape.place))))
            del self._kept[:-MOST_KEPT]

    def forget(self) -> None:
        """Keep no paths any more."""
        self._kept.clear()

    def _hold(self, landscape: Landscape | None) -> None:
        """Hold principal directions: a window and a path would mean something else in new ones."""
        directions = landscape.directions if landscape is not None else None
        if self.mode == "principal" and not self._held and directions is not None:
            self._held = np.vstack((directions.origin, directions.vectors)).tobytes()
