"""What to call an earlier run: by what differs. No Qt."""

from __future__ import annotations

import re
from collections.abc import Collection

from app.session.schema import Run
from app.views.numbers_text import count

MOST = 2  # differences that a name has room for


def difference(run: Run, other: Run) -> str:
    """What a run has that the other has not, in few words ("lr 0.1, batch 4"); "" where both learn alike."""
    parts: list[str] = []
    mine, theirs = run.training, other.training
    if mine.learning_rate != theirs.learning_rate:
        parts.append(f"lr {mine.learning_rate:.4g}")
    if mine.batch_size != theirs.batch_size:
        size = mine.batch_size
        parts.append(f"batch {size if size == 'all' else count(size)}")
    if mine.optimizer.name != theirs.optimizer.name:
        parts.append(mine.optimizer.name)
    elif mine.optimizer != theirs.optimizer:
        parts.append(_optimizer_number(run, other))
    if mine.loss != theirs.loss:
        parts.append(mine.loss.replace("-", " "))
    parts += _model_parts(run, other)
    for name in ("l1", "l2"):
        if getattr(mine, name) != getattr(theirs, name):
            parts.append(f"{name.upper()} {getattr(mine, name):.4g}")
    for name in ("sampling", "initializer"):
        if getattr(mine, name) != getattr(theirs, name):
            parts.append(str(getattr(mine, name)))
    if mine.seed != theirs.seed:
        parts.append(f"seed {mine.seed}")
    return ", ".join(parts[:MOST])


def numbered(names: Collection[str]) -> str:
    """ "run 1", "run 2", …: the first after those that are taken."""
    taken = [int(match[1]) for name in names if (match := re.fullmatch(r"run (\d+)", name))]
    return f"run {max(taken, default=0) + 1}"


def _model_parts(run: Run, other: Run) -> list[str]:
    mine, theirs = run.model, other.model
    parts = []
    if mine.inputs != theirs.inputs:
        parts.append(" ".join(name.replace("^2", "²").replace("*", "") for name in mine.inputs))
    if [layer.units for layer in mine.layers] != [layer.units for layer in theirs.layers]:
        parts.append("–".join(str(layer.units) for layer in mine.layers) or "no hidden layer")
    elif mine.layers != theirs.layers:
        pairs = zip(mine.layers, theirs.layers, strict=True)
        parts.append(next(a.activation for a, b in pairs if a.activation != b.activation))
    if mine.output != theirs.output:
        normalizer = mine.output.normalizer
        parts.append(normalizer if mine.output.kind == theirs.output.kind else mine.output.kind)
    return parts


def _optimizer_number(run: Run, other: Run) -> str:
    mine, theirs = run.training.optimizer, other.training.optimizer
    for name, shown in (("momentum", "momentum"), ("smoothing", "ρ"), ("beta1", "β₁"), ("beta2", "β₂")):
        if getattr(mine, name) != getattr(theirs, name):
            return f"{shown} {getattr(mine, name):.4g}"
    return "Nesterov" if mine.nesterov else "no Nesterov"
