"""python -m nncore.compiled FOLDER [--gently]: compile the engine into a cache folder."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from nncore.compiled.loading import fill

LOWEST_PRIORITY = 19

if __name__ == "__main__":
    folder, *options = sys.argv[1:]
    if options and hasattr(os, "nice"):
        os.nice(LOWEST_PRIORITY)
    fill(Path(folder))
