"""The options used less: regularization, sampling, the start, and when to stop."""

from __future__ import annotations

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QWidget

from app.document import Document
from app.look.look import Look
from app.look.tooltips import wrapped
from app.look.widgets.buttons import IconButton
from app.look.widgets.choice import Choice
from app.look.widgets.number_field import NumberField
from app.look.widgets.value_slider import ValueSlider
from app.session.seeds import next_seed
from app.views.numbers_text import count
from app.views.options import words
from app.views.options.page import Page
from app.views.options.word_field import WordField

MIN_PENALTY, MAX_PENALTY = 1e-6, 1.0
MAX_SEED = 2**53
MAX_EPOCH = 10**9
AT_RESET = "It acts at the next Reset (R)."

STOP_ACCURACY = "Pause by itself when the training accuracy reaches this; “off” to go on."
NO_ACCURACY = "These points have values y, and an answer is not right or wrong: there is no accuracy to stop at."


class MorePage(Page):
    """L1 and L2, sampling, initializer and seed, stop."""

    def __init__(self, document: Document, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(document, look, parent)
        self._l1 = ValueSlider(look, MIN_PENALTY, MAX_PENALTY, logarithmic=True, zero=True)
        self._l2 = ValueSlider(look, MIN_PENALTY, MAX_PENALTY, logarithmic=True, zero=True)
        self._sampling = Choice(look, words.SAMPLINGS)
        self._initializer = Choice(look, words.INITIALIZERS)
        self._seed = NumberField(
            look,
            f"Type a whole number between 0 and {count(MAX_SEED)}.",
            lambda value: value == int(value) and 0 <= value <= MAX_SEED,
            lambda value: f"{value:.0f}",
        )
        self._new_seed = IconButton(look, "sample", tooltip=f"New seed. {AT_RESET}", icon_px=16)
        self._stop_epoch = WordField(
            look,
            "Type the number of an epoch, 1 or more, or “off”.",
            lambda value: value == int(value) and 1 <= value <= MAX_EPOCH,
            lambda value: f"{value:.0f}",
            "off",
            0.0,
        )
        self._stop_accuracy = WordField(
            look,
            "Type a percentage above 0 and up to 100, or “off”.",
            lambda value: 0 < value <= 100,
            lambda value: f"{value:.4g}",
            "off",
            0.0,
            "%",
        )
        self._hint = QLabel("acts at Reset (R)")
        self._hint.setProperty("role", "small")
        self._hint.setToolTip(wrapped("Initializer and seed say where a run starts, so they act at its next start."))
        self._seed_line = QWidget()
        self._seed_parts = QHBoxLayout(self._seed_line)
        self._seed_parts.setContentsMargins(0, 0, 0, 0)
        for widget in (self._seed, self._new_seed, self._hint):
            self._seed_parts.addWidget(widget)
        self._seed_parts.addStretch(1)
        self._seed_line.setFocusProxy(self._seed)
        self._add_fields()
        self._connect()
        look.changed.connect(self._on_look_changed)
        self._on_look_changed()
        self.refresh()

    def _add_fields(self) -> None:
        add = self.fields.add
        add("penalty L1", self._l1, "L1: adds λ₁ Σ |w| to the loss, which drives weights to exactly 0. 0 is off.", "λ₁")
        add("penalty L2", self._l2, "L2: adds ½ λ₂ Σ w² to the loss, which keeps weights small. 0 is off.", "λ₂")
        add("sampling", self._sampling, words.SAMPLING_TIP)
        add("initializer", self._initializer)
        add("seed", self._seed_line, "The seed of the initial weights w and of the order of the points. " + AT_RESET)
        self._seed.set_hint(self._seed_line.toolTip())
        self._seed.setAccessibleName("seed")
        self.fields.add_pair(
            "stop at epoch",
            self._stop_epoch,
            "accuracy",
            self._stop_accuracy,
            tooltips=(
                "Pause by itself after this epoch; “off” to go on.",
                STOP_ACCURACY,
            ),
        )
        for field in (self._stop_epoch, self._stop_accuracy):
            field.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self._stop_epoch.set_hint(self._stop_epoch.toolTip())
        self._stop_accuracy.set_hint(self._stop_accuracy.toolTip())

    def _connect(self) -> None:
        self._l1.edited.connect(self._on_l1_edited)
        self._l2.edited.connect(self._on_l2_edited)
        self._sampling.chosen.connect(self._on_sampling_chosen)
        self._initializer.chosen.connect(self._on_initializer_chosen)
        self._seed.entered.connect(self._on_seed_entered)
        self._new_seed.clicked.connect(self._on_new_seed_clicked)
        self._stop_epoch.entered.connect(self._on_stop_epoch_entered)
        self._stop_accuracy.entered.connect(self._on_stop_accuracy_entered)
        for widget in (self._l1, self._l2, self._seed, self._stop_epoch, self._stop_accuracy):
            widget.refused.connect(self.notice)

    def refresh(self) -> None:
        options = self.run.training
        self._l1.set_value(options.l1)
        self._l2.set_value(options.l2)
        self._sampling.set_key(options.sampling)
        self._initializer.set_key(options.initializer)
        self.fields.set_tooltip(self._initializer, f"{words.INITIALIZER_RULES[options.initializer]} {AT_RESET}")
        self._seed.set_value(options.seed)
        self._stop_epoch.set_value(options.stop_epoch or 0)
        self._stop_accuracy.set_value(round(100 * (options.stop_accuracy or 0.0), 10))
        has_classes = self.document.session.data.task == "classification"
        self.fields.set_row_enabled(self._stop_accuracy, has_classes)
        self._stop_accuracy.set_hint(wrapped(STOP_ACCURACY if has_classes else NO_ACCURACY))

    @Slot(float, object)
    def _on_l1_edited(self, value: float, gesture: object) -> None:
        self.change("Change L1 penalty", gesture, l1=value)

    @Slot(float, object)
    def _on_l2_edited(self, value: float, gesture: object) -> None:
        self.change("Change L2 penalty", gesture, l2=value)

    @Slot(str)
    def _on_sampling_chosen(self, key: str) -> None:
        self.change("Change sampling", sampling=key)

    @Slot(str)
    def _on_initializer_chosen(self, key: str) -> None:
        self.change("Change initializer", initializer=key)

    @Slot(float)
    def _on_seed_entered(self, value: float) -> None:
        self.change("Change seed", seed=int(value))

    @Slot()
    def _on_new_seed_clicked(self) -> None:
        self.change("New seed", seed=next_seed(self.run.training.seed))

    @Slot(float)
    def _on_stop_epoch_entered(self, value: float) -> None:
        self.change("Change stop", stop_epoch=int(value) or None)

    @Slot(float)
    def _on_stop_accuracy_entered(self, value: float) -> None:
        self.change("Change stop", stop_accuracy=value / 100 or None)

    @Slot()
    def _on_look_changed(self) -> None:
        self._seed.fit(["00000"])
        for field in (self._stop_epoch, self._stop_accuracy):
            field.setMinimumWidth(self.look.px(56))
        self._seed_parts.setSpacing(self.look.px(4))
