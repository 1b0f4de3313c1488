"""chalknet: a desktop blackboard for neural networks.

The floors, from the ground up (an import only ever goes down):
session (what a demonstration is) < training (runs it) < document (the one mutable thing) < views < window < command
line; look (palette, icons, small widgets) stands beside the session and knows nothing of it.
"""

import os

__version__ = "0.1.0"

# Read once, when NumPy is imported: on tiny matrices more than one BLAS thread only costs.
for _variable in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "VECLIB_MAXIMUM_THREADS"):
    os.environ.setdefault(_variable, "1")
