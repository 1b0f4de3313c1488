"""A run as the text of a file: a script or a notebook, of PyTorch or of NumPy."""

from __future__ import annotations

from typing import Literal

from app.export.experiment import experiment_of
from app.export.notebook import notebook
from app.export.numpy_program import numpy_heading, numpy_parts
from app.export.program import script
from app.export.torch_program import torch_heading, torch_parts
from app.session.schema import Session

CodeKind = Literal["torch", "numpy"]
HEADINGS = {"torch": torch_heading, "numpy": numpy_heading}
PARTS = {"torch": torch_parts, "numpy": numpy_parts}


def as_script(session: Session, kind: CodeKind = "torch", title: str = "") -> str:
    """The run that is shown as a Python script which runs as it stands."""
    experiment = experiment_of(session, title)
    return script(HEADINGS[kind](experiment), PARTS[kind](experiment))


def as_notebook(session: Session, kind: CodeKind = "torch", title: str = "") -> str:
    """The run that is shown as a Jupyter notebook."""
    experiment = experiment_of(session, title)
    return notebook(experiment, PARTS[kind](experiment))
