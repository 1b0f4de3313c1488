"""What to call an earlier run: a number for its curve's end, and in words what it was made with. No Qt."""

from __future__ import annotations

import re
from collections.abc import Sequence

from app.session.schema import Layer, Run
from app.views.loss_names import LOSS_NAMES
from app.views.numbers_text import count

MOST_CHARACTERS = 60  # of a name in a file
MOST_NUMBER = 9999
OPTIMIZERS = {"adagrad": "Adagrad", "rmsprop": "RMSProp", "adam": "Adam"}
# "1: lr 0.1, batch 10"; older files have "run 1" or no number at all.
_NAME = re.compile(rf"(?:run )?([1-9]\d{{0,{len(str(MOST_NUMBER)) - 1}}})(?:: (.*))?", re.ASCII | re.DOTALL)


def described(run: Run, number: int, *, is_mostly: bool = False) -> str:
    """The name of a curve: its number and the options that the run (or most of it) was made with.

    What matters least is left out where there is no room.
    """
    training, optimizer = run.training, run.training.optimizer
    size = training.batch_size
    rule = OPTIMIZERS.get(optimizer.name, "")
    if optimizer.name == "sgd" and optimizer.momentum:
        rule = f"momentum {optimizer.momentum:.4g}"
    parts = [
        # (how soon it gets room, text), in the order of reading
        (2, rule),
        (1, f"lr {training.learning_rate:.4g}"),
        (4, f"batch {size if size == 'all' else count(size)}"),
        (5, _layers(run.model.layers)),
        (0, LOSS_NAMES[training.loss]),
    ]
    start = f"{number}: "
    if is_mostly:
        start += "mostly "
    kept: set[int] = set()
    for index in sorted(range(len(parts)), key=lambda index: parts[index][0]):
        more = kept | {index}
        if parts[index][1] and len(start + _joined(parts, more)) <= MOST_CHARACTERS:
            kept = more
    return start + _joined(parts, kept)


def numbers_of(names: Sequence[str]) -> list[int]:
    """The number of each name; names without one, or with one that another has already, get those that follow."""
    found: list[int | None] = []
    for name in names:
        match = _NAME.fullmatch(name)
        number = int(match[1]) if match else None
        found.append(None if number in found else number)
    result = []
    taken = {number for number in found if number is not None}
    for number in found:
        shown = number or next_number(taken)
        taken.add(shown)
        result.append(shown)
    return result


def next_number(taken: set[int]) -> int:
    """The first number after those that are taken."""
    after = max(taken, default=0) + 1
    return after if after <= MOST_NUMBER else next(number for number in range(1, after) if number not in taken)


def words_of(name: str) -> str:
    """A name without its number: "lr 0.1, batch 10"; "" where it is nothing but a number."""
    match = _NAME.fullmatch(name)
    return (match[2] or "") if match else name


def _joined(parts: Sequence[tuple[int, str]], kept: set[int]) -> str:
    return ", ".join(parts[index][1] for index in sorted(kept))


def _layers(layers: Sequence[Layer]) -> str:
    """ "4–4 tanh"."""
    if not layers:
        return "no hidden layer"
    activations = list(dict.fromkeys(layer.activation for layer in layers))
    return "–".join(str(layer.units) for layer in layers) + " " + "/".join(activations)
