"""Training ▸ Engine: who makes the steps; and what the status bar says of it."""

from __future__ import annotations

from PySide6.QtCore import QObject, Slot
from PySide6.QtGui import QAction, QActionGroup

from app.look.tooltips import wrapped
from app.training.engines import EngineChoice
from app.training.frames import RunFrame
from app.training.training import Training
from app.window.menu_bar import MenuBar
from app.window.preferences import Preferences

WORDS: dict[EngineChoice, tuple[str, str]] = {
    "automatic": (
        "Automatic",
        "A run keeps the engine with which it left its start; there it takes the compiled one, if it is ready.",
    ),
    "compiled": (
        "Compiled",
        "All runs go on in machine code that Numba makes: many steps at once, and NumPy's results but for rounding.",
    ),
    "numpy": ("NumPy", "All runs go on step by step in Python, as the inspector shows the code."),
}
COMPILED = WORDS["compiled"][1].replace("All runs go", "The run goes")
WAITING = "The run goes on with the compiled engine as soon as that is ready; Training ▸ Engine has another one."


class EngineMenu(QObject):
    """The three choices, of which one is ticked, and remembered for the next start."""

    def __init__(self, menus: MenuBar, training: Training, preferences: Preferences, parent: QObject) -> None:
        super().__init__(parent)
        self._training, self._preferences = training, preferences
        self._group = QActionGroup(self)
        for choice, (text, tip) in WORDS.items():
            action = self._group.addAction(text)
            action.setCheckable(True)
            action.setData(choice)
            action.setToolTip(wrapped(tip))
            action.setChecked(choice == training.engines.choice)
        menus.fill("@engine", self._group.actions())
        self._group.triggered.connect(self._on_triggered)

    @Slot(QAction)
    def _on_triggered(self, action: QAction) -> None:
        self._preferences.engine = action.data()
        self._training.choose_engine(action.data())


def engine_words(run: RunFrame) -> tuple[str, str]:
    """Who trains a run: its name for the status bar, and a sentence."""
    if run.is_waiting:
        return "compiled, being made ready", WAITING
    return ("compiled", COMPILED) if run.engine == "compiled" else ("NumPy", run.why_numpy)
