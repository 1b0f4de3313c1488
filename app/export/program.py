"""Programs in parts, and the script that they make together."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Part:
    """A step of a program.

    title; words: what it does, as Markdown with formulas (for a notebook); code: Python source.
    is_plot: it needs Matplotlib; the code is then the body of a function that imports it.
    """

    title: str
    words: str
    code: str
    is_plot: bool = False


def script(heading: str, parts: list[Part]) -> str:
    """The parts below one another, each under its title; pictures only where there is Matplotlib."""
    pieces = [heading]
    for part in parts:
        if part.is_plot:
            continue
        pieces.append(f"\n# ---- {part.title} {'-' * max(3, 100 - len(part.title))}\n\n{part.code.strip()}\n")
    plots = [part for part in parts if part.is_plot]
    if plots:
        pieces.append(f"\n# ---- Pictures {'-' * 92}\n")
        pieces.append(_plots(plots))
    return "\n".join(pieces)


def _plots(plots: list[Part]) -> str:
    body = "\n\n".join(part.code.strip() for part in plots)
    return f"""\
try:
    import matplotlib.pyplot as plt
except ImportError:
    plt = None
    print("With Matplotlib installed (pip install matplotlib) there are pictures here.")

if plt is not None:
{indented(body)}
    plt.show()
"""


def indented(code: str, by: str = "    ") -> str:
    """The code some columns further right."""
    return "\n".join(by + line if line.strip() else "" for line in code.splitlines())
