"""Which versions of the format can be read: newer minor ones with care, older major ones by way of the ones between."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from app.session.errors import SessionError
from app.session.schema import FORMAT, VERSION

MAX_PART = 9999  # of a version: no more was ever meant

# From a major version to the next one, on the plain JSON object of a file. A step is written when a major version ends,
# never changed after that, and tested on the frozen files of the version that it leads away from. It leaves the object
# that it is given as it is.
Migration = Callable[[dict[str, Any]], dict[str, Any]]
MIGRATIONS: Mapping[int, Migration] = {}


def check_head(raw: Any) -> tuple[int, int]:
    """The version of a file's JSON value. It comes before everything else, so that a newer file gets the sentence that
    helps. Raises SessionError where this is no session, or one that can't be read.
    """
    if not isinstance(raw, dict) or raw.get("format") != FORMAT:
        raise SessionError(f"this is not a chalknet session: “format” has to be “{FORMAT}”", "$.format")
    version = raw.get("version")
    if (
        not isinstance(version, list)
        or len(version) != 2
        or not all(isinstance(part, int) and not isinstance(part, bool) and 0 <= part <= MAX_PART for part in version)
    ):
        raise SessionError("the version has to be two whole numbers, as in [1, 0]", "$.version")
    major, minor = version
    if major > VERSION[0]:
        raise SessionError(
            f"the file has format version {major}.{minor}, and this chalknet reads up to {VERSION[0]}; "
            "update chalknet to open it",
            "$.version",
        )
    return major, minor


def migrated(raw: dict[str, Any], migrations: Mapping[int, Migration] = MIGRATIONS, major: int = VERSION[0]) -> Any:
    """The object of a file as the present major version would have it, step by step. Raises SessionError."""
    while raw["version"][0] < major:
        step = migrations.get(raw["version"][0])
        if step is None:
            raise SessionError(f"there never was a format version {raw['version'][0]}", "$.version")
        raw = {**step(raw), "version": [raw["version"][0] + 1, 0]}
    return raw
