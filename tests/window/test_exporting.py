"""File ▸ Export in the window: what is written is the session as it stands."""

from __future__ import annotations

from pathlib import Path

from app.window.exporting import CODE
from app.window.window_app import WindowApp


def test_code_is_of_this_very_step(parts: WindowApp, tmp_path: Path) -> None:
    said: list[str] = []
    parts.exporting.notice.connect(said.append)
    for number, form in enumerate(CODE):
        out = tmp_path / f"{number}{form.suffix}"
        parts.exporting.write(out, form)
        assert "step 0" in out.read_text(encoding="utf-8")
        assert said[-1] == f"Exported as {out.name}."


def test_a_place_that_can_not_be_written_is_named(parts: WindowApp, tmp_path: Path) -> None:
    said: list[str] = []
    parts.exporting.refused.connect(said.append)
    parts.exporting.write(tmp_path / "nowhere" / "out.py", CODE[0])
    assert said
    assert "out.py" in said[0]
