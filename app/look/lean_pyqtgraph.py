"""Makes the import of pyqtgraph lean.

WORKAROUND: pyqtgraph 0.14 copies every name of QtCore, QtGui and QtWidgets into mirrors of its own when it is imported.
PySide6 makes its classes when they are first asked for, so this makes two thousand that nobody uses: about 0.2 s of
start-up and 19 MB. Here the mirrors look names up when they are asked for. Without this, everything works as well.
"""

from __future__ import annotations

import contextlib
import importlib
import sys
from collections.abc import Iterator
from types import ModuleType

MIRRORED = ("QtCore", "QtGui", "QtWidgets")


class _Mirror(ModuleType):
    """Names set here stay here; all others are those of the module that is mirrored."""

    def __init__(self, name: str, source: ModuleType) -> None:
        super().__init__(name)
        self._source = source

    def __getattr__(self, name: str) -> object:
        return getattr(self._source, name)


def import_lean() -> None:
    """Import pyqtgraph, unless that was done before."""
    if "pyqtgraph" in sys.modules:
        return
    sources = {name: importlib.import_module(f"PySide6.{name}") for name in MIRRORED}
    for name, source in sources.items():
        sys.modules[f"pyqtgraph.Qt.{name}"] = _Mirror(f"pyqtgraph.Qt.{name}", source)
    with contextlib.ExitStack() as stack:
        for source in sources.values():
            stack.enter_context(_nameless(source))
        importlib.import_module("pyqtgraph")


@contextlib.contextmanager
def _nameless(module: ModuleType) -> Iterator[None]:
    """While this lasts, dir(module) is empty, and so there is nothing to copy."""
    module.__dir__ = list  # type: ignore[method-assign]
    try:
        yield
    finally:
        del module.__dir__
