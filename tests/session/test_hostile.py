"""20 000 damaged and altered files, and those made by hand to do harm: each opens, or says what is wrong, and where.

The long version, with other files: python -m tests.session.hostile 200000 20000.
"""

from __future__ import annotations

import sys

import pytest

from tests.session.hostile import (
    BY_HAND,
    MEMORY_MB,
    Findings,
    look_at_made,
    look_at_mutated,
    memory_limit,
)

FILES = 20_000
PART = 2_500

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="only there is memory limited for a while")


@pytest.mark.parametrize("first", range(0, FILES, PART))
def test_mutated_files(first: int, record_property: pytest.RecordProperty) -> None:
    findings = Findings()
    look_at_mutated(findings, range(first, first + PART))
    assert findings.files == findings.opened + findings.refused == PART
    assert findings.opened > PART / 20
    assert findings.refused > PART / 2
    record_property("slowest_ms", findings.slowest_ms)


@pytest.mark.parametrize("name", BY_HAND)
def test_files_made_by_hand(name: str, record_property: pytest.RecordProperty) -> None:
    findings = Findings()
    look_at_made(findings, name)
    assert findings.opened + findings.refused == 1
    record_property("slowest_ms", findings.slowest_ms)


def test_the_limit_of_memory_is_one() -> None:
    with memory_limit(MEMORY_MB), pytest.raises(MemoryError):
        bytearray((MEMORY_MB + 50) * 2**20)
