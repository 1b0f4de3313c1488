"""Which earlier runs stay in grey, and what they are called. No widgets."""

from __future__ import annotations

from msgspec.structs import replace

from app.document import Document
from app.session.edits.branch import Branch
from app.session.schema import Pinned, Run
from app.views.curves.lines import epochs_done, pinned_from
from app.views.curves.naming import described, next_number, numbers_of, words_of

MOST = 5
LEAST_EPOCHS = 2


class Pinning:
    """Pins curves into the document's view and names them, once and for all, by what they were mostly made with."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._made_with: list[tuple[Run, int]] = []  # options, and how many steps were made with them
        self._newest: Run | None = None
        self._of_branches: dict[object, Pinned] = {}

    def follow(self, run: Run) -> None:
        """A newer state of the run. Options count for a curve once a step was made with them."""
        before = self._newest.state.step if self._newest and self._newest.state else 0
        step = run.state.step if run.state else 0
        if step < before:
            self._made_with, before = [], 0
        self._newest = run
        if step == before:
            return
        options = replace(run, state=None, history=None)
        for index, (known, steps) in enumerate(self._made_with):
            if (known.training, known.model) == (options.training, options.model):
                self._made_with[index] = (known, steps + step - before)
                return
        self._made_with.append((options, step - before))

    def forget(self) -> None:
        """Another session, or another start."""
        self._made_with, self._newest = [], None

    def pin(self, run: Run, *, at_reset: bool = False) -> tuple[int, bool] | None:
        """Keep the curve of a run. Returns its number, and whether it is a new one; None where there is no curve."""
        if run.history is None or not epochs_done(run):
            return None
        made_with, _ = max(self._made_with, key=lambda item: item[1], default=(run, 0))
        numbers = numbers_of([curve.name for curve in self._pinned])
        number = next_number(set(numbers))
        curve = pinned_from(run.history, described(made_with, number, is_mostly=len(self._made_with) > 1))
        for known, other in zip(numbers, self._pinned, strict=True):
            if other.epochs == curve.epochs and words_of(other.name) == words_of(curve.name):
                return known, False
        pinned = (*self._numbered(), curve)[-MOST:]
        if at_reset:
            self._document.pin_at_reset(pinned)
        else:
            self._document.set_view(pinned=pinned)
        return number, True

    def pin_at_reset(self, run: Run | None) -> None:
        """Keep the curve of the run that ends now, where it is worth keeping."""
        if run is not None and epochs_done(run) >= LEAST_EPOCHS:
            self.pin(run, at_reset=True)
        self.forget()

    def follow_branch(self, run: Run | None, branch: Branch) -> None:
        """Keep the curve of the run that another one takes the place of; once it is back, it needs no copy of it."""
        if branch.is_back:
            curve = self._of_branches.pop(branch.key, None)
            self._document.set_view(pinned=tuple(other for other in self._pinned if other is not curve))
        elif run is not None:
            pinned = self.pin(run)
            if pinned is not None and pinned[1]:
                self._of_branches[branch.key] = self._pinned[-1]

    def remove(self, number: int) -> None:
        """Keep one of the curves no longer."""
        numbers = numbers_of([curve.name for curve in self._pinned])
        kept = [curve for other, curve in zip(numbers, self._numbered(), strict=True) if other != number]
        self._document.set_view(pinned=tuple(kept))

    def clear(self) -> None:
        """No earlier runs any more."""
        self._document.set_view(pinned=())

    @property
    def _pinned(self) -> tuple[Pinned, ...]:
        return self._document.view.pinned

    def _numbered(self) -> list[Pinned]:
        """The curves, where a number stands in each name: so that it stays when others come or go."""
        numbers = numbers_of([curve.name for curve in self._pinned])
        return [
            replace(curve, name=f"{number}: {words_of(curve.name)}"[:60].rstrip(": ") or str(number))
            for number, curve in zip(numbers, self._pinned, strict=True)
        ]
