"""The pictures of the plane by the compiled engine are those of the reference."""

from __future__ import annotations

from typing import Any, get_args

import numpy as np
import pytest

from app.session.create import new_session, usual_source
from app.session.schema import Layer, Session, ShowName
from app.session.slice import slice_of
from app.training.engines import Engines
from app.training.frames import Frame, FrameRequest
from app.training.lenses.neurons import Neurons, NeuronsRequest
from app.training.regions import RegionsRequest
from app.training.runner import Runner
from nncore import EngineMaker
from tests.training.test_engines import engines_with


def session(kind: str) -> Session:
    if kind == "value":
        return new_session(usual_source("hill", points=30), layers=(Layer(units=5), Layer(units=3, activation="relu")))
    return new_session(
        usual_source("blobs" if kind == "classes" else "moons", points=30),
        layers=(Layer(units=5), Layer(units=3, activation="sine")),
    )


def seen(what: Session, engines: Engines | None, show: Any, card: tuple[int, int] | None = None) -> Frame:
    """A frame after a few steps; and once more after others, so that nothing remembered is shown."""
    runner = Runner(what, engines=engines)
    request = FrameRequest(
        regions=RegionsRequest((-6.0, 6.0), (-5.0, 5.0), 37, 23, show),
        lenses=(NeuronsRequest(slice_of(what.data, what.view), (-6.0, 6.0), (-6.0, 6.0), 9, card),),
    )
    for _ in range(2):
        runner.step(4)
        frame = runner.frame(request, at_rest=True)
        while not frame.is_complete:
            frame = runner.frame(request, at_rest=True)
    return frame


@pytest.mark.parametrize("show", get_args(ShowName))
@pytest.mark.parametrize("kind", ["classes", "two", "value"])
def test_regions(kind: str, show: ShowName, compiled: EngineMaker) -> None:
    what = session(kind)
    ours, theirs = (seen(what, engines, show).regions for engines in (engines_with(compiled), None))
    assert ours is not None and theirs is not None
    assert ours.shown == theirs.shown
    # A level may be rounded to its neighbor, where a number lies between two.
    assert np.abs(ours.index.astype(int) - theirs.index).max() <= 1
    np.testing.assert_allclose(ours.border, theirs.border, rtol=1e-6, atol=1e-6)


@pytest.mark.parametrize("card", [None, (0, 2), (1, 1), (2, 0)])
@pytest.mark.parametrize("kind", ["classes", "two", "value"])
def test_neurons(kind: str, card: tuple[int, int] | None, compiled: EngineMaker) -> None:
    what = session(kind)
    ours, theirs = (seen(what, engines, "class", card).answer(Neurons) for engines in (engines_with(compiled), None))
    assert ours is not None and theirs is not None
    pairs = list(zip(ours.layers, theirs.layers, strict=True))
    if card is not None:
        assert ours.card is not None and theirs.card is not None
        pairs.append((ours.card, theirs.card))
    for mine, other in pairs:
        assert mine.index.shape == other.index.shape
        assert np.abs(mine.index.astype(int) - other.index).max() <= 1
        assert mine.scale == pytest.approx(other.scale)
    np.testing.assert_allclose(ours.gradient, theirs.gradient, rtol=1e-8, atol=1e-12)


def test_a_moment_looked_back_at_is_painted_as_the_run_was(compiled: EngineMaker) -> None:
    runner = Runner(session("two"), engines=engines_with(compiled))
    request = FrameRequest(regions=RegionsRequest((-6.0, 6.0), (-5.0, 5.0), 37, 23, "probability"))
    runner.step(4)
    live = runner.frame(request, at_rest=True)
    runner.step(4)
    back = runner.frame(request, at_rest=True, moment=live.shown_run.moments[-1])
    assert live.regions is not None and back.regions is not None
    np.testing.assert_array_equal(back.regions.index, live.regions.index)
    assert back.shown_run.run.state == live.shown_run.run.state
