"""The command line: open the window, make, train, check and picture sessions.

Exit codes: 0 done; 1 the input (a file that is no session, a run that diverges, a system that can't show a window);
2 the usage (an unknown or unfitting option). 130 after Ctrl+C. Qt is imported only where a window is wanted.
"""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Sequence

from app.command_line.errors import CommandError


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code. Bad input never ends in a traceback."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    _one_blas_thread()
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")  # a file's name may be no text at all
    # Late, so that the threads of BLAS are set before NumPy is imported.
    from app.command_line.parser import parse

    try:
        return parse(arguments)()
    except CommandError as error:
        print(error, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        # Whoever read the output has gone; nothing more can be said there, not even when Python flushes at its end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1


def _one_blas_thread() -> None:
    """Threads cost more than they bring on the small matrices of a blackboard."""
    for library in ("OMP", "OPENBLAS", "MKL"):
        os.environ.setdefault(f"{library}_NUM_THREADS", "1")
