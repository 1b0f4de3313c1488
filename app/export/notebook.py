"""Programs as Jupyter notebooks (nbformat 4.5): a cell of words and a cell of code for each part."""

from __future__ import annotations

import hashlib
import html
import re
from typing import Any

import msgspec

from app.export.experiment import Experiment
from app.export.literals import comment
from app.export.program import Part

METADATA = {
    "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
    "language_info": {"name": "python", "file_extension": ".py", "mimetype": "text/x-python"},
}
INTRODUCTION = (
    "This notebook is a run of chalknet, exported at step {step}, epoch {epoch}. It goes on from there as chalknet "
    "does: the same weights, the same batches, the same losses, up to rounding. Run the cells in order."
)


def notebook(experiment: Experiment, parts: list[Part]) -> str:
    """The parts as the text of an .ipynb file."""
    state = experiment.state
    about = INTRODUCTION.format(step=state.step, epoch=state.epoch)
    cells = [_cell("markdown", f"# {markdown(experiment.title)}\n\n{about}", 0)]
    for number, part in enumerate(parts, 1):
        cells.append(_cell("markdown", f"## {part.title}\n\n{part.words}", 2 * number))
        code = part.code.strip()
        if part.is_plot:
            code = f"import matplotlib.pyplot as plt\n\n{code}\nplt.show()"
        cells.append(_cell("code", code, 2 * number + 1))
    document = {"nbformat": 4, "nbformat_minor": 5, "metadata": METADATA, "cells": cells}
    return msgspec.json.format(msgspec.json.encode(document), indent=1).decode() + "\n"


def markdown(text: str) -> str:
    """A text from a session in Markdown: as it is, whatever it holds."""
    return re.sub(r"([\\`*_{}\[\]()#+!|$~-])", r"\\\1", html.escape(comment(text), quote=False))


def _cell(kind: str, source: str, number: int) -> dict[str, Any]:
    lines = source.splitlines(keepends=True)
    # An id is asked for, and that of equal cells stays the same from export to export.
    name = hashlib.sha256(f"{number} {source}".encode()).hexdigest()[:12]
    cell: dict[str, Any] = {"cell_type": kind, "id": name, "metadata": {}, "source": lines}
    return cell | {"execution_count": None, "outputs": []} if kind == "code" else cell
