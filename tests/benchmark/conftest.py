"""No test of the benchmark compiles an engine by itself."""

from __future__ import annotations

import pytest


@pytest.fixture(autouse=True)
def _numpy_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CHALKNET_ENGINE", "numpy")
