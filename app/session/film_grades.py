"""A small user database for the lecture: the grades that six people gave to films, and whether Bob liked them."""

from __future__ import annotations

import numpy as np

NAMES = ("Alice", "Carol", "Dave", "Erin", "Frank", "Grace")
# How much each of them, and Bob last, likes action, talk and wit in a film.
TASTES = np.array(
    [
        [1.0, 0.1, 0.2],
        [0.1, 1.0, 0.1],
        [-0.7, 0.6, 0.2],
        [0.2, 0.1, 1.0],
        [0.6, -0.6, 0.3],
        [0.4, 0.5, 0.4],
        [0.8, -0.3, 0.6],
    ]
)
HIGHEST, MIDDLE, SPREAD = 20, 10.0, 4.0
MOOD = 1.2  # grades by which nobody is predictable
FILMS = 200


def film_grades(seed: int = 0) -> str:
    """The table as text: a film a row, with whole grades from 0 to 20, and “likes” or “does not like” for Bob."""
    rng = np.random.default_rng(seed)
    films = rng.normal(size=(FILMS, TASTES.shape[1]))
    grades = MIDDLE + SPREAD * films @ TASTES.T + rng.normal(0.0, MOOD, (FILMS, len(TASTES)))
    shown = np.clip(np.rint(grades), 0, HIGHEST).astype(int)
    rows = [["film", *NAMES, "Bob"]]
    for number, row in enumerate(shown.tolist(), start=1):
        rows.append([f"film {number}", *map(str, row[:-1]), "likes" if row[-1] > MIDDLE else "does not like"])
    return "".join(",".join(row) + "\n" for row in rows)
