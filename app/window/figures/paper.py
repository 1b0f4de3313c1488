"""Figures as files: PNG of any density, SVG and PDF; and as what the clipboard holds."""

from __future__ import annotations

from PySide6.QtCore import QBuffer, QIODevice, QMarginsF, QRect, QSize, QSizeF, Qt
from PySide6.QtGui import QImage, QPageSize, QPdfWriter

from app import __version__
from app.window.figures.spec import PIXELS_PER_INCH, FigureSpec
from app.window.figures.studio import Studio

POINTS_PER_INCH = 72.0
METERS_PER_INCH = 0.0254


def image(studio: Studio, spec: FigureSpec) -> QImage:
    """The figure as pixels, so many to an inch."""
    made = QImage(QSize(*spec.device_size), QImage.Format.Format_ARGB32_Premultiplied)
    made.fill(Qt.GlobalColor.transparent)
    made.setDotsPerMeterX(round(spec.dpi / METERS_PER_INCH))
    made.setDotsPerMeterY(round(spec.dpi / METERS_PER_INCH))
    made.setDevicePixelRatio(spec.density)
    studio.paint(made)
    return made


def png(studio: Studio, spec: FigureSpec) -> bytes:
    """The figure as the bytes of a PNG file."""
    return png_bytes(image(studio, spec))


def png_bytes(picture: QImage) -> bytes:
    """A picture as the bytes of a PNG file."""
    buffer = _buffer()
    picture.save(buffer, "PNG")  # type: ignore[call-overload]  # the stubs ask for bytes, PySide takes text only
    return _content(buffer)


def svg(studio: Studio, spec: FigureSpec, title: str) -> bytes:
    """The figure as the bytes of an SVG file: texts and lines as such, the regions as an image in it."""
    from PySide6.QtSvg import QSvgGenerator

    buffer, size = _buffer(), QSize(*spec.size_px)
    generator = QSvgGenerator(QSvgGenerator.SvgVersion.Svg11)
    generator.setOutputDevice(buffer)
    generator.setSize(size)
    generator.setViewBox(QRect(0, 0, size.width(), size.height()))
    generator.setResolution(round(PIXELS_PER_INCH))
    generator.setTitle(title)
    generator.setDescription(f"chalknet {__version__}")
    studio.paint(generator)
    return _content(buffer)


def pdf(studio: Studio, spec: FigureSpec, title: str) -> bytes:
    """The figure as the bytes of a PDF file of one page that is as large as it."""
    buffer = _buffer()
    writer = QPdfWriter(buffer)
    size = QSizeF(*spec.size_px) * (POINTS_PER_INCH / PIXELS_PER_INCH)
    writer.setPageSize(QPageSize(size, QPageSize.Unit.Point, "figure", QPageSize.SizeMatchPolicy.ExactMatch))
    writer.setPageMargins(QMarginsF())
    writer.setResolution(round(PIXELS_PER_INCH))
    writer.setTitle(title)
    writer.setCreator(f"chalknet {__version__}")
    studio.paint(writer)
    return _content(buffer)


def content(studio: Studio, spec: FigureSpec, suffix: str, title: str) -> bytes:
    """The figure as the bytes of a file with this suffix: .png, .svg or .pdf."""
    if suffix == ".svg":
        return svg(studio, spec, title)
    return pdf(studio, spec, title) if suffix == ".pdf" else png(studio, spec)


def _buffer() -> QBuffer:
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    return buffer


def _content(buffer: QBuffer) -> bytes:
    buffer.close()
    return bytes(buffer.data().data())
