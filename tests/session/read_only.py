"""Saves as somebody who is not root, and prints what is in the way: `python -m tests.session.read_only FILE`."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from app.session.create import first_session
from app.session.files import save

NOBODY = 65534

if __name__ == "__main__":
    session = first_session()
    if os.geteuid() == 0:
        os.setgroups([])
        os.setgid(NOBODY)
        os.setuid(NOBODY)
    try:
        save(session, Path(sys.argv[1]))
    except OSError as error:
        print(error.strerror)
