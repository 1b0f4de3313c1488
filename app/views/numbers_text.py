"""Numbers as the window writes them: four significant digits, never a jumping width."""

from __future__ import annotations

import math

THIN_SPACE = "\u2009"
MISSING = "–"


def number(value: float) -> str:
    """Four significant digits; scientific below 1e-3 and from 1e5: "0.0312", "1.23e-05"."""
    if math.isnan(value):
        return MISSING
    if math.isinf(value):
        return "∞" if value > 0 else "−∞"
    size = abs(value)
    if size == 0.0:
        return "0.000"
    if size < 1e-3 or size >= 1e5:
        mantissa, exponent = f"{value:.2e}".split("e")
        text = f"{mantissa}e{int(exponent)}"
    else:
        decimals = max(0, 3 - math.floor(math.log10(size)))
        text = f"{value:.{min(decimals, 4)}f}"
    return text.replace("-", "−", 1) if value < 0 else text


def percent(x: float) -> str:
    """A share 0 … 1 as a percentage, without decimals from 10 %; 100 % only where it is all of them."""
    if not math.isfinite(x):
        return MISSING
    if 0.0 < x < 0.0995:
        return f"{100 * x:.1f}{THIN_SPACE}%"
    return f"{min(round(100 * x), 99) if x < 1.0 else round(100 * x)}{THIN_SPACE}%"


def moment_text(step: float, last: float) -> str:
    """ "step 340 of 1 200 · remembered"."""
    return f"step {count(step)} of {count(last)} · remembered"


def count(n: float) -> str:
    """A whole number with thin spaces between its thousands: "41 000"."""
    return f"{n:,.0f}".replace(",", THIN_SPACE)
