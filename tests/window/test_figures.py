"""Figures: of the right size, with what is to be seen in them, as pixels and as drawings."""

from __future__ import annotations

import re
from collections.abc import Iterator
from xml.etree import ElementTree as ET

import numpy as np
import pytest
from msgspec.structs import replace
from PySide6.QtCore import QPoint
from PySide6.QtGui import QColor, QImage
from PySide6.QtSvg import QSvgRenderer

from app.export.gif import gif
from app.session.create import new_session, usual_source
from app.session.schema import Layer, Session
from app.training.film import film
from app.training.lenses.landscape import Landscape
from app.views.landscape.landscape_view import LandscapeView
from app.window.figures.film import evenly, images, remembered, rgb_bytes
from app.window.figures.paper import content, image, pdf, svg
from app.window.figures.spec import USUAL_SIZES, WHATS, FigureSpec, parse_size
from app.window.figures.studio import Studio, still_frame
from tests.session.sessions import trained

SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(scope="module")
def session() -> Session:
    """Three classes, trained a little."""
    source = replace(usual_source("blobs", points=40), classes=3)
    return trained(new_session(source, test_share=0.2, layers=[Layer(units=3)]), 60)


@pytest.fixture
def studio(qtbot, session: Session) -> Iterator[Studio]:
    made = Studio(session)
    yield made
    made.close()


def _shown(studio: Studio, session: Session, spec: FigureSpec) -> FigureSpec:
    studio.arrange(spec)
    studio.show(still_frame(session, studio.request))
    return spec


def _pixels(picture: QImage) -> np.ndarray:
    plain = picture.convertToFormat(QImage.Format.Format_RGBA8888)
    return np.frombuffer(plain.constBits(), np.uint8).reshape(plain.height(), plain.bytesPerLine() // 4, 4).copy()


@pytest.mark.parametrize("what", WHATS)
def test_a_figure_has_the_size_in_pixels_and_the_density_that_was_asked_for(what, studio, session):
    width, height = parse_size(USUAL_SIZES[what], 100)
    spec = _shown(studio, session, FigureSpec(what, width=width, height=height, dpi=144))
    made = QImage.fromData(content(studio, spec, ".png", ""))
    assert (made.width(), made.height()) == spec.device_size == (round(width * 144), round(height * 144))
    assert made.dotsPerMeterX() == pytest.approx(144 / 0.0254, abs=1)
    assert len(np.unique(_pixels(made).view(np.uint32))) > 30  # something is drawn


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_figure_stands_on_the_theme_s_ground_or_on_none(theme, studio, session):
    spec = _shown(studio, session, FigureSpec("loss", theme, dpi=96))
    ground = QColor({"light": "#FFFFFF", "dark": "#1D2126"}[theme])
    assert image(studio, spec).pixelColor(2, spec.device_size[1] // 2) == ground
    spec = _shown(studio, session, FigureSpec("loss", theme, dpi=96, transparent=True))
    pixels = _pixels(image(studio, spec))
    assert np.mean(pixels[..., 3] == 0) > 0.8
    assert pixels[:, :, 3].max() == 255


def test_the_plane_is_as_in_the_window(qtbot, make_window, studio, session):
    """At one size and density figure and window differ in how finely the regions are sampled, and in nothing else."""
    parts = make_window(session)
    canvas = parts.window.canvas
    qtbot.waitUntil(lambda: parts.training.frame.regions is not None)
    qtbot.waitUntil(lambda: canvas.regions_request.width > 200)  # at rest it asks for a fine picture
    qtbot.waitUntil(lambda: parts.training.frame.regions.request == canvas.regions_request)
    size = canvas.size()
    spec = FigureSpec("regions", parts.look.theme.name, width=size.width() / 96, height=size.height() / 96, dpi=96)
    _shown(studio, session, spec)
    ours, theirs = _pixels(image(studio, spec)).astype(int), _pixels(canvas.grab().toImage()).astype(int)
    assert ours.shape == theirs.shape
    difference = np.abs(ours - theirs)[..., :3].max(axis=2)
    assert np.mean(difference > 24) < 0.01


def test_a_drawing_is_made_of_lines_and_texts(studio, session):
    spec = _shown(studio, session, FigureSpec("loss"))
    root = ET.fromstring(svg(studio, spec, "a < b"))  # noqa: S314 (our own)
    texts = {"".join(element.itertext()) for element in root.iter(f"{SVG}text")}
    assert {"loss L", "epoch", "train", "test", "0"} <= texts
    assert sum(text.replace(".", "").isdigit() for text in texts) >= 4, "two numbers along each axis"
    assert not list(root.iter(f"{SVG}image"))
    assert root.findtext(f"{SVG}title") == "a < b"
    assert root.get("viewBox") == "0 0 {} {}".format(*spec.size_px)


def test_regions_are_one_image_in_a_drawing_and_points_are_shapes(studio, session):
    spec = _shown(studio, session, FigureSpec("regions"))
    made = svg(studio, spec, "")
    root = ET.fromstring(made)  # noqa: S314
    assert len(list(root.iter(f"{SVG}image"))) == 1
    shapes = {f"{SVG}{kind}" for kind in ("path", "polyline", "polygon", "circle")}
    n_shapes = sum(element.tag in shapes for element in root.iter())
    assert n_shapes >= 2 * len(session.data.points)  # rim and marker of each
    assert QSvgRenderer(made).isValid()


def test_drawing_and_pixels_show_the_same(studio, session):
    from PySide6.QtGui import QPainter

    for what in ("regions", "network", "loss"):
        spec = _shown(studio, session, FigureSpec(what, dpi=96))
        drawn = QImage(*spec.device_size, QImage.Format.Format_ARGB32_Premultiplied)
        drawn.fill(QColor("white"))
        painter = QPainter(drawn)
        QSvgRenderer(svg(studio, spec, "")).render(painter)
        painter.end()
        ours, theirs = _pixels(image(studio, spec)).astype(int), _pixels(drawn).astype(int)
        assert np.mean(np.abs(ours - theirs)[..., :3].max(axis=2) > 48) < 0.03


@pytest.mark.parametrize("what", ["network", "loss", "landscape"])
def test_lines_are_as_wide_at_every_density_and_in_a_drawing_that_is_enlarged(what, studio, session):
    from PySide6.QtGui import QPainter

    def ink(picture: QImage) -> float:
        return float((255.0 - _pixels(picture)[..., :3]).mean())

    coarse = ink(image(studio, _shown(studio, session, FigureSpec(what, dpi=96))))
    spec = _shown(studio, session, FigureSpec(what, dpi=288))
    assert ink(image(studio, spec)) == pytest.approx(coarse, rel=0.05)
    drawn = QImage(*spec.device_size, QImage.Format.Format_ARGB32_Premultiplied)
    drawn.fill(QColor("white"))
    painter = QPainter(drawn)
    QSvgRenderer(svg(studio, spec, "")).render(painter)
    painter.end()
    assert ink(drawn) == pytest.approx(coarse, rel=0.05)


def test_a_page_is_as_large_as_the_figure(studio, session):
    spec = _shown(studio, session, FigureSpec("loss", width=5.0, height=3.0))
    made = pdf(studio, spec, "")
    assert made.startswith(b"%PDF")
    box = re.search(rb"/MediaBox \[0 0 ([0-9.]+) ([0-9.]+)\]", made)
    assert box
    assert [float(side) for side in box.groups()] == pytest.approx([5 * 72, 3 * 72], abs=1)
    assert b"/Subtype /Image" not in made


def test_scale_and_theme_change_without_another_frame(studio, session):
    spec = _shown(studio, session, FigureSpec("regions", dpi=96))
    before = _pixels(image(studio, spec))
    larger = replace_spec(spec, scale=1.6, theme="dark")
    studio.arrange(larger)
    after = _pixels(image(studio, larger))
    assert before.shape == after.shape
    assert not np.array_equal(before, after)


def replace_spec(spec: FigureSpec, **changes: object) -> FigureSpec:
    import dataclasses

    return dataclasses.replace(spec, **changes)


@pytest.mark.parametrize(
    ("text", "size"),
    [("12x9cm", (12 / 2.54, 9 / 2.54)), ("5 x 4in", (5, 4)), ("600x300", (6, 3)), ("100×50mm", (10 / 2.54, 5 / 2.54))],
)
def test_sizes_are_read(text, size):
    assert parse_size(text, 100) == pytest.approx(size)


@pytest.mark.parametrize("text", ["12", "axb", "12x9furlong", "-3x4", ""])
def test_other_texts_are_no_sizes(text):
    with pytest.raises(ValueError, match="a size is written as"):
        parse_size(text, 100)


def test_what_is_too_small_or_too_large_is_said():
    assert "not 1.27 cm" in FigureSpec(width=0.5).why_not
    assert "too large" in FigureSpec(width=40, height=40, dpi=600).why_not
    assert FigureSpec().why_not == ""


def test_moments_are_taken_evenly():
    numbers = list(range(101))
    assert evenly(numbers, 5) == (0, 25, 50, 75, 100)
    assert evenly(numbers[:3], 5) == (0, 1, 2)
    assert evenly(numbers, 1) == (100,)


def test_a_film_goes_from_the_start_to_the_end(qtbot):
    from PIL import Image

    session, moments = remembered(new_session(usual_source("moons", points=30), layers=[Layer(units=3)]), epochs=8)
    chosen = evenly(moments, 4)
    assert [moment.step for moment in chosen] == [0, 8, 16, 24]
    studio = Studio(session)
    spec = FigureSpec("all", width=4.0, height=3.0, dpi=96)
    pictures = [rgb_bytes(picture) for picture in images(studio, spec, session, chosen)]
    studio.close()
    assert len(set(pictures)) == 4
    import io

    made = Image.open(io.BytesIO(gif(iter(pictures), spec.device_size, 10, 4)))
    assert (made.n_frames, made.size) == (4, spec.device_size)
    assert made.info["loop"] == 0
    made.seek(1)
    assert made.info["duration"] == 100
    made.seek(3)
    assert made.info["duration"] == 2000


def test_a_film_of_the_landscape_has_every_moment_in_it(qtbot):
    session, moments = remembered(new_session(usual_source("moons", points=30), layers=[Layer(units=3)]), epochs=8)
    studio = Studio(session)
    studio.arrange(FigureSpec("landscape", width=4.0, height=4.0, dpi=96))
    frames = list(film(session, evenly(moments, 4), studio.film_request))
    for frame in frames:  # quicker than a view in the window is drawn anew
        studio.show(frame)
        assert studio._parts[LandscapeView].plot._shown.landscape is frame.answer(Landscape)
    assert len({frame.answer(Landscape) for frame in frames}) == 4
    studio.close()


def test_an_open_window_is_left_alone(qtbot, make_window, session):
    parts = make_window(session)
    theme, scale = parts.look.theme.name, parts.look.scale
    before = parts.window.grab().toImage()
    studio = Studio(session)
    _shown(studio, session, FigureSpec("all", "dark", scale=2.0))
    studio.close()
    assert (parts.look.theme.name, parts.look.scale) == (theme, scale)
    assert before.pixelColor(QPoint(5, 5)) == parts.window.grab().toImage().pixelColor(QPoint(5, 5))
