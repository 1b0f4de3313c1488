"""Lines and planes in the space of all parameters, along which a landscape is looked at."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np

from app.session.arrays import Floats, frozen
from nncore import Path

PRINCIPAL_ROWS = (6, 64)  # of a path, evenly spaced: more would tell the same directions …
PRINCIPAL_NUMBERS = 2**21  # … and fewer have to do for large networks
FLAT = 1e-7  # of the first spread: a second one below this is rounding


@dataclass(frozen=True, eq=False)
class Directions:
    """k directions, and where along them their zero is.

    origin (P,), vectors (k, P): read-only. Coordinates c (k,) of parameters θ are those for which origin + c @ vectors
    comes nearest to θ; what is left is the part of θ outside.
    Raises: ValueError if the vectors do not lead into k different directions.
    """

    origin: Floats
    vectors: Floats
    inverse: Floats = field(init=False, repr=False)  # (P, k)

    def __post_init__(self) -> None:
        gram = self.vectors @ self.vectors.T
        lengths = np.sqrt(np.diag(gram))
        if not (lengths > 0.0).all() or abs(np.linalg.det(gram / np.outer(lengths, lengths))) < 1e-12:
            raise ValueError("These directions do not span what they should: one is 0, or a multiple of another.")
        frozen(self.origin)
        frozen(self.vectors)
        object.__setattr__(self, "inverse", frozen(self.vectors.T @ np.linalg.inv(gram)))

    def coordinates(self, parameters: Floats) -> Floats:
        """Where parameters (P,) lie: (k,)."""
        return (parameters - self.origin) @ self.inverse

    def of_path(self, path: Path) -> Floats:
        """Where the rows of a path lie: (n, k)."""
        return path.projected(self.inverse) - self.origin @ self.inverse

    def outside(self, parameters: Floats) -> Floats:
        """The parameters (P,) with the same part outside, at the zero of all directions."""
        return parameters - self.coordinates(parameters) @ self.vectors

    def moved(self, parameters: Floats, place: Floats) -> Floats:
        """The parameters (P,) moved along the directions to a place (k,), the part outside as it is."""
        return self.outside(parameters) + place @ self.vectors


def single_parameters(places: Sequence[int], n_parameters: int) -> Directions:
    """Along single parameters, by their places; coordinates are their values. Raises: ValueError, as Directions."""
    vectors = np.zeros((len(places), n_parameters))
    vectors[np.arange(len(places)), list(places)] = 1.0
    return Directions(np.zeros(n_parameters), vectors)


def random_directions(about: Floats, layers: Iterable[tuple[slice, int]], seed: int) -> Directions:
    """Two random directions about parameters (P,), normalized by neuron (Li et al. 2018, "filter normalization").

    The numbers that lead into a neuron, its bias among them, are drawn from a normal distribution and scaled to the
    length that the neuron's own numbers have in `about`. So a step of 1 is as long, for each neuron, as the neuron
    itself, whatever the scale of its layer. Where all parameters are 0, the length is 1 for each neuron.
    layers: each layer's part of the vector (Sequential.layer_slices), and its number of neurons O.
    """
    rng = np.random.default_rng(seed)
    vectors = rng.normal(size=(2, about.size))
    for part, n_outputs in layers:
        own = np.linalg.norm(about[part].reshape(-1, n_outputs), axis=0) if about.any() else np.ones(n_outputs)
        for vector in vectors:
            drawn = vector[part].reshape(-1, n_outputs)  # [W; b]: a column for each neuron
            drawn *= own / np.linalg.norm(drawn, axis=0)
    return Directions(about.copy(), vectors)


def rows_of(path: Path, parameters: Floats) -> Floats:
    """Enough of a path (n, P) to find its principal directions, with the present parameters (P,) as its end."""
    least, most = PRINCIPAL_ROWS
    n_rows = min(max(PRINCIPAL_NUMBERS // parameters.size, least), most, len(path))
    places = np.unique(np.linspace(0, len(path) - 1, n_rows).astype(np.intp)).tolist() if n_rows else []
    return np.stack([*(path.at(place) for place in places), parameters])


def principal_directions(path: Floats, like: Directions | None = None) -> tuple[Directions, float] | None:
    """The two orthonormal directions in which a path (n, P) is spread most, from its first row on.

    They point from the start to the end of the path; or, where there are directions of before, as these do. With them
    comes the share of the path's spread (its variance) that lies in their plane. Where the path is a straight line, the
    second one is any other direction. None where the path leads nowhere.
    """
    if len(path) < 2 or path.shape[1] < 2:
        return None
    centered = path - path.mean(axis=0)
    # The directions of n points are combinations of these points, so an (n, n) problem does, however large P is.
    squares, mixtures = np.linalg.eigh(centered @ centered.T)
    if not squares[-1] > 0.0:
        return None
    first = mixtures[:, -1] @ centered
    first /= np.linalg.norm(first)
    if squares[-2] > FLAT**2 * squares[-1]:
        second = mixtures[:, -2] @ centered
    else:
        second = np.random.default_rng(0).normal(size=first.size)
    second -= (second @ first) * first
    second /= np.linalg.norm(second)
    second -= (second @ first) * first  # once more, for what rounding left
    second /= np.linalg.norm(second)
    vectors = np.stack((first, second))
    forward = like.vectors if like is not None else np.stack([path[-1] - path[0]] * 2)
    vectors *= np.where((vectors * forward).sum(axis=1) < 0.0, -1.0, 1.0)[:, None]
    share = float(np.clip(squares[-2:], 0.0, None).sum() / np.clip(squares, 0.0, None).sum())
    return Directions(path[0].copy(), vectors), share
