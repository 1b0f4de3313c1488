"""How the functions of this package are compiled."""

from __future__ import annotations

from typing import Any

from numba import njit

# Sums may be reordered, so that they become vector instructions; infinite numbers and NaN keep their meaning.
FAST_MATH = {"reassoc", "contract", "nsz", "arcp"}

fast: Any = njit(fastmath=FAST_MATH, error_model="numpy")
part: Any = njit(fastmath=FAST_MATH, error_model="numpy", inline="always")  # of what calls it: compiled with that alone
exact: Any = njit(fastmath={"contract"}, error_model="numpy", forceinline=True)  # what rounds on purpose …
exact_part: Any = njit(fastmath={"contract"}, error_model="numpy", inline="always")  # … and its parts
