"""chalknet export FILE OUT.png | .svg | .pdf | .gif: figures and films of a session, with or without a screen."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.command_line.display import platform_plugin
from app.command_line.errors import CommandError, UsageError, file_error, sentence
from app.command_line.progress import Progress
from app.command_line.qt_libraries import require_qt
from app.command_line.quiet import quiet
from app.export.gif import gif, why_no_gif
from app.session.atomic import write_atomically
from app.session.schema import Session

if TYPE_CHECKING:
    from PySide6.QtGui import QImage

    from app.window.figures.spec import FigureSpec

FILM_DPI = 96.0


def is_sequence(out: Path) -> bool:
    """Whether the name asks for a picture of each moment: moons-###.png."""
    return out.suffix.lower() == ".png" and "#" in out.name


def write_figure(session: Session, out: Path, options: dict[str, Any]) -> None:
    """Write a picture or a drawing. Raises CommandError or UsageError."""
    spec = figure_spec(options, 150.0)
    _prepare_qt()
    from app.window.figures.paper import content
    from app.window.figures.studio import Studio, still_frame
    from app.window.window_app import application

    with quiet():
        application()
        studio = Studio(session)
        studio.arrange(spec)
        studio.show(still_frame(session, studio.request))
        made = content(studio, spec, out.suffix.lower(), session.title or out.stem)
        studio.close()
    write(out, made)


def write_film(session: Session, path: Path, out: Path, options: dict[str, Any]) -> None:
    """Write the way of the run as a GIF, or as pictures. Raises CommandError or UsageError."""
    spec = figure_spec(options, FILM_DPI)
    reason = "" if is_sequence(out) else why_no_gif()
    if reason:
        raise CommandError(f"{out}: {reason}")
    _prepare_qt()
    from app.window.figures.film import USUAL_PER_SECOND, USUAL_PICTURES, evenly, images, remembered
    from app.window.figures.studio import Studio
    from app.window.window_app import application

    epochs = options.get("epochs", 0)
    with Progress(epochs) as progress:
        session, moments = remembered(session, epochs, progress.show)
    moments = evenly(moments, options.get("pictures", USUAL_PICTURES))
    if len(moments) < 2:
        raise file_error(
            path, "the file keeps no timeline, so there is one moment only: say --epochs N to train on while filming"
        )
    with quiet(), Progress(len(moments), "picture") as progress:
        application()
        studio = Studio(session)
        made = _counted(images(studio, spec, session, moments), progress)
        if is_sequence(out):
            _write_sequence(out, made)
        else:
            from app.window.figures.film import rgb_bytes

            per_second = options.get("per_second", USUAL_PER_SECOND)
            write(out, gif(map(rgb_bytes, made), spec.device_size, per_second, len(moments)))
        studio.close()


def figure_spec(options: dict[str, Any], dpi: float) -> FigureSpec:
    """The figure that the options ask for. Raises UsageError."""
    from app.window.figures.spec import USUAL_SIZES, FigureSpec, parse_size

    what, dpi = options.get("what", "regions"), options.get("dpi", dpi)
    try:
        width, height = parse_size(options.get("size", USUAL_SIZES[what]), dpi)
    except ValueError as error:
        raise UsageError(str(error)) from error
    spec = FigureSpec(
        what=what,
        theme=options.get("theme", "light"),
        scale=options.get("scale", 1.0),
        width=width,
        height=height,
        dpi=dpi,
        transparent=options.get("transparent", False),
    )
    if spec.why_not:
        raise UsageError(spec.why_not)
    return spec


def write(out: Path, content: bytes) -> None:
    """Write a file, all or nothing. Raises CommandError."""
    try:
        write_atomically(out, content)
    except OSError as error:
        raise file_error(out, f"not written: {sentence(error)}") from error


def _write_sequence(out: Path, pictures: Iterator[QImage]) -> None:
    from app.window.figures.film import numbered
    from app.window.figures.paper import png_bytes

    for number, picture in enumerate(pictures, 1):
        write(numbered(out, number), png_bytes(picture))


def _counted(pictures: Iterator[QImage], progress: Progress) -> Iterator[QImage]:
    for number, picture in enumerate(pictures, 1):
        yield picture
        progress.show(number)


def _prepare_qt() -> None:
    """Without a screen, Qt paints into memory. Raises CommandError where Qt can't be had."""
    platform = platform_plugin()
    if platform is None:
        platform = os.environ["QT_QPA_PLATFORM"] = "offscreen"
    require_qt(platform)
