"""What a start and the process that is started agree on. The latter is to import no more than that."""

from __future__ import annotations

LAUNCHED = "CHALKNET_BENCH_LAUNCHED"
"""The environment variable with the moment of the launch, seconds since 1970."""
