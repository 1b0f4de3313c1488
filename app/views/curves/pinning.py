"""Which earlier runs stay in grey, and what they are called. No widgets."""

from __future__ import annotations

from msgspec.structs import replace

from app.document import Document
from app.session.schema import History, Pinned, Run
from app.views.curves.lines import epochs_done, pinned_from
from app.views.curves.naming import difference, numbered

MOST = 5
LEAST_EPOCHS = 2


class Pinning:
    """Pins curves into the document's view and names them.

    A curve pinned at a reset is named by what differs from the run that is set up now, as long as it is the newest:
    often the learning rate is changed only after the reset.
    """

    def __init__(self, document: Document) -> None:
        self._document = document
        self._newest: tuple[Pinned, Run] | None = None
        self._trained: Run | None = None  # with the options that the last steps were made with

    def follow(self, run: Run) -> None:
        """A newer state of the run. Options count for a curve once a step was made with them."""
        before = self._trained.state if self._trained else None
        if before is None or run.state is None or run.state.step != before.step:
            self._trained = run

    def forget(self) -> None:
        """Another session."""
        self._newest = self._trained = None

    def pin(self, run: Run) -> bool:
        """Keep the curve of a run. Returns whether there was one."""
        if run.history is None or not epochs_done(run):
            return False
        self._add(run.history, numbered([curve.name for curve in self._pinned]))
        return True

    def pin_at_reset(self, run: Run | None) -> bool:
        """Keep the curve of the run that ends now, where it is worth keeping."""
        trained, self._trained = self._trained, None
        if run is None or run.history is None or epochs_done(run) < LEAST_EPOCHS:
            return False
        curve = self._add(run.history, numbered([curve.name for curve in self._pinned]))
        self._newest = (curve, trained or run)
        self.rename()
        return True

    def rename(self) -> None:
        """Name the newest curve by what differs from the run as it is set up now."""
        if self._newest is None:
            return
        curve, run = self._newest
        pinned = self._pinned
        if curve not in pinned:
            self._newest = None
            return
        name = difference(run, self._document.session.runs[self._document.view.run])
        if name and name != curve.name:
            renamed = replace(curve, name=name[:60])
            self._newest = (renamed, run)
            self._document.set_view(pinned=tuple(renamed if other is curve else other for other in pinned))

    def clear(self) -> None:
        """No earlier runs any more."""
        self._newest = None
        self._document.set_view(pinned=())

    @property
    def _pinned(self) -> tuple[Pinned, ...]:
        return self._document.view.pinned

    def _add(self, history: History, name: str) -> Pinned:
        curve = pinned_from(history, name)
        self._document.set_view(pinned=(*self._pinned, curve)[-MOST:])
        return curve
