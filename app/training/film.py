"""The way of a run as a film: complete frames of remembered moments, without a window and without a thread."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from app.session.schema import Session
from app.training.frames import Frame, FrameRequest
from app.training.runner import Runner
from nncore import Checkpoint


def film(
    session: Session,
    moments: Iterable[Checkpoint],
    request: FrameRequest,
    *,
    run: int = 0,
    should_stop: Callable[[], bool] | None = None,
) -> Iterator[Frame]:
    """One frame for each moment, in the given order; each with all that the request asks for, regions included.

    session: with the run's curves and newest state in it (Training.checkpointed), or as read from a file. moments: of
    that run of that session: RunFrame.moments while it trains, or moments_in(run) of those in a file; choose among
    them as the film needs. What is to be drawn of a frame is frame.shown_run (state, evaluation, the whole history),
    frame.regions and frame.answer(kind); frame.runs[run] is where the run stands.
    should_stop: asked between the parts of the work; once it says so, the frame is not complete and is the last one.
    Thread: any; nothing is shared with a window that trains the same session.
    """
    runner = Runner(session, should_stop=should_stop)
    for moment in moments:
        frame = runner.frame(request, shown=run, at_rest=True, moment=moment)
        while not frame.is_complete and not (should_stop and should_stop()):
            frame = runner.frame(request, shown=run, at_rest=True, moment=moment)
        yield frame
        if should_stop and should_stop():
            return
