"""Whether the moments that runs remember are kept in the session's file."""

from __future__ import annotations

from msgspec.structs import replace

from app.session.schema import Run, Session, Timeline


def is_timeline_kept(session: Session) -> bool:
    """Whether the file is to hold the way of its runs."""
    return any(run.timeline is not None for run in session.runs)


def keep_timeline(session: Session, kept: bool) -> Session:
    """Keep the way of all runs in the file, or leave it out. What there is to keep is known when the file is made."""
    if kept == is_timeline_kept(session):
        return session
    return replace(session, runs=tuple(replace(run, timeline=Timeline() if kept else None) for run in session.runs))


def without_moments(run: Run) -> Run:
    """The run without the moments that its file has brought; the wish to keep them stays."""
    return run if run.timeline is None else replace(run, timeline=Timeline())
