"""Pictures one after the other as an animated GIF."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator

LAST_S = 2.0  # how long the last picture stays before the film begins anew
COLORS = 256


def gif(pictures: Iterable[bytes], size: tuple[int, int], per_second: float, count: int) -> bytes:
    """The bytes of a GIF file of so many pictures, each RGB rows of this size (width, height).

    The pictures are taken one by one as they are needed. Raises ValueError where there are none. Thread: any.
    """
    from PIL import Image  # only here: Pillow takes its time to be imported

    def palettes() -> Iterator[Image.Image]:
        for pixels in pictures:
            picture = Image.frombytes("RGB", size, pixels)
            yield picture.quantize(COLORS, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)

    found = palettes()
    first = next(found, None)
    if first is None:
        raise ValueError("a film needs a picture")
    file = io.BytesIO()
    pause = round(1000 / per_second)
    pauses = [pause] * (count - 1) + [round(1000 * LAST_S)]
    first.save(file, "GIF", save_all=True, append_images=found, duration=pauses, loop=0, disposal=1)
    return file.getvalue()


def why_no_gif() -> str:
    """Why no GIF can be written here, "" where one can."""
    try:
        import PIL.Image  # noqa: F401 (whether it is there)
    except ImportError:
        return "animated GIFs need Pillow, which is not installed: pip install pillow"
    return ""
