"""What is remembered from one start to the next, in the place where the system keeps such things."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtCore import QByteArray, QSettings

from app.training.engines import EngineChoice, as_choice, choice_in_environment

MAX_RECENT = 10
LAYOUT_KEYS = ("geometry", "panels", "stage")


class _Memory:
    """Settings that end with the program."""

    def __init__(self) -> None:
        self._values: dict[str, Any] = {}

    def value(self, key: str, default: Any = None) -> Any:
        return self._values.get(key, default)

    def setValue(self, key: str, value: Any) -> None:
        self._values[key] = value


class Preferences:
    """Theme, scale, engine, window layout and recent files. Broken entries count as absent.

    remembered False: nothing is read and nothing is kept, as for a screenshot that has to be the same everywhere.
    """

    def __init__(self, *, remembered: bool = True) -> None:
        self._settings: QSettings | _Memory = QSettings("chalknet", "chalknet") if remembered else _Memory()

    @property
    def theme(self) -> str:
        """ "light", "dark", or "" for the system's."""
        theme = self._settings.value("theme", "")
        return theme if theme in ("light", "dark") else ""

    @theme.setter
    def theme(self, name: str) -> None:
        self._settings.setValue("theme", name)

    @property
    def scale(self) -> float:
        try:
            return float(self._value("scale", 1.0))
        except (TypeError, ValueError):
            return 1.0

    @scale.setter
    def scale(self, scale: float) -> None:
        self._settings.setValue("scale", scale)

    @property
    def engine(self) -> EngineChoice:
        """Who is to train: as the environment says, else as a person chose."""
        return choice_in_environment() or as_choice(self._value("engine"))

    @engine.setter
    def engine(self, choice: EngineChoice) -> None:
        self._settings.setValue("engine", choice)

    @property
    def recent(self) -> list[Path]:
        """Files opened or saved, the newest first."""
        value = self._value("recent", [])
        names = [value] if isinstance(value, str) else value
        return [Path(name) for name in names if isinstance(name, str)] if isinstance(names, list) else []

    def add_recent(self, path: Path) -> None:
        path = path.absolute()
        recent = [path, *(other for other in self.recent if other != path)][:MAX_RECENT]
        self._settings.setValue("recent", [str(entry) for entry in recent])

    def forget_recent(self, path: Path) -> None:
        self._settings.setValue("recent", [str(entry) for entry in self.recent if entry != path.absolute()])

    @property
    def layout(self) -> tuple[QByteArray, QByteArray, QByteArray] | None:
        """Geometry and the states of outer and inner panels, as they were when the window was closed."""
        geometry, panels, stage = (self._value(key) for key in LAYOUT_KEYS)
        if isinstance(geometry, QByteArray) and isinstance(panels, QByteArray) and isinstance(stage, QByteArray):
            return geometry, panels, stage
        return None

    @layout.setter
    def layout(self, layout: tuple[QByteArray, QByteArray, QByteArray]) -> None:
        for key, value in zip(LAYOUT_KEYS, layout, strict=True):
            self._settings.setValue(key, value)

    @property
    def timeline(self) -> bool:
        """Whether the timeline is shown."""
        return self._value("timeline", "shown") != "hidden"

    @timeline.setter
    def timeline(self, shown: bool) -> None:
        self._settings.setValue("timeline", "shown" if shown else "hidden")

    def _value(self, key: str, default: Any = None) -> Any:
        return self._settings.value(key, default)
