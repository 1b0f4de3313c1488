"""Which engine trains a run, and the making ready of the compiled one beside everything else."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable
from typing import Literal, get_args

from nncore import EngineMaker, EngineName
from nncore.compiled import loading

EngineChoice = Literal["automatic", "numpy", "compiled"]
CHOICES: tuple[EngineChoice, ...] = get_args(EngineChoice)
CLOSE_TIMEOUT_S = 5.0

NUMPY_CHOSEN = "NumPy was chosen in the menu Training ▸ Engine."
COMING = "The compiled engine is being made ready; a run that starts before keeps NumPy until it is reset."
KEPT = "This run left its start with NumPy, and keeps it until it is reset, or until another engine is chosen."
NOT_ASKED = "The compiled engine was not asked for."


def as_choice(name: object) -> EngineChoice:
    """The choice of this name; "automatic" for anything else."""
    return next((choice for choice in CHOICES if choice == name), "automatic")


def choice_in_environment() -> EngineChoice | None:
    """What the variable CHALKNET_ENGINE chooses; None where there is none."""
    name = os.environ.get("CHALKNET_ENGINE")
    return as_choice(name) if name else None


class Engines:
    """The engines that there are. NumPy always is; the compiled one is made ready by load(), or beside by begin().

    choice: what the person wants. "automatic": a run keeps the engine with which it left step 0, so that its numbers
    never depend on when the compiler was done; at step 0 it takes the best that there is.
    is_coming: whether the compiled engine will be made ready, or known not to be had. why_not: a sentence for the
    latter, and for the time until then.
    Thread: begin(), choose() and close() from one, all else from any.
    """

    def __init__(self, choice: EngineChoice = "automatic", *, is_coming: bool = False) -> None:
        self.choice = choice
        self.is_coming = is_coming and choice != "numpy"
        self.why_not = COMING if self.is_coming else NOT_ASKED
        self._compiled: EngineMaker | None = None
        self._settled: Callable[[], None] | None = None
        self._thread: threading.Thread | None = None
        self._compiler: loading.Compiler | None = None
        self._closing = False

    @property
    def must_compile(self) -> bool:
        """Whether making the compiled engine ready means compiling it."""
        try:
            return not loading.is_cached()
        except loading.Unavailable:
            return False

    def load(self) -> None:
        """Make the compiled engine ready now, unless NumPy is chosen; the first time ever that takes some 15 s."""
        if self.choice != "numpy":
            self._settle(gently=False)

    def begin(self, settled: Callable[[], None]) -> None:
        """Make it ready on a thread, unless NumPy is chosen, or as soon as that is no longer so.

        Where it has to be compiled, a process does it that makes way for everything else. settled() is called on the
        thread, once it is known whether there is a compiled engine.
        """
        self._settled = settled
        if self.choice == "numpy" or self._thread is not None:
            return

        def work() -> None:
            self._settle(gently=True)
            if not self._closing:
                settled()

        self.is_coming, self.why_not = True, COMING
        self._thread = threading.Thread(target=work, name="engine", daemon=True)
        self._thread.start()

    def choose(self, choice: EngineChoice) -> None:
        """Runs are trained with this engine from now on."""
        self.choice = choice
        if self._settled is not None:
            self.begin(self._settled)

    def close(self) -> None:
        """Give up what is under way."""
        self._closing = True
        if self._compiler is not None:
            self._compiler.terminate()
        if self._thread is not None:
            self._thread.join(CLOSE_TIMEOUT_S)

    def wanted(self, kept: EngineName | None) -> EngineName:
        """What trains a run that has come so far with this engine (None: it stands at its start)."""
        wanted = (kept or "compiled") if self.choice == "automatic" else self.choice
        return wanted if wanted == "numpy" or self._compiled is not None else "numpy"

    def must_wait(self, kept: EngineName | None) -> bool:
        """Whether the run goes on with the compiled engine, which is still being made ready."""
        asked_for = self.choice == "compiled" or (self.choice == "automatic" and kept == "compiled")
        return asked_for and self.is_coming

    def maker(self, name: EngineName) -> EngineMaker | None:
        """What makes this engine for a trainer; None: its own steps."""
        return self._compiled if name == "compiled" else None

    def why_numpy(self) -> str:
        """Why a run is trained by NumPy, as far as it does not depend on the run."""
        if self.choice == "numpy":
            return NUMPY_CHOSEN
        return KEPT if self._compiled is not None else self.why_not

    def _settle(self, *, gently: bool) -> None:
        try:
            self._compiled = self._loaded(gently=gently)
            self.why_not = ""
        except loading.Unavailable as reason:
            self.why_not = str(reason)
        self.is_coming = False

    def _loaded(self, *, gently: bool) -> EngineMaker:
        was_cached = loading.is_cached()
        try:
            return loading.load(gently=gently, started=self._on_compiler)
        except loading.Unavailable:
            if not was_cached or self._closing:
                raise
        return loading.load(gently=gently, started=self._on_compiler)  # the cache was damaged, and is empty now

    def _on_compiler(self, compiler: loading.Compiler) -> None:
        self._compiler = compiler
        if self._closing:
            compiler.terminate()
