"""The source of the module, loss or optimizer at hand, the method of the stage in sight."""

from __future__ import annotations

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import (
    QColor,
    QFontDatabase,
    QSyntaxHighlighter,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
    QTextFormat,
)
from PySide6.QtWidgets import QPlainTextEdit, QTextEdit, QVBoxLayout, QWidget

from app.look.look import Look
from app.look.palette import TEXT_CONTRAST, contrast, mix
from app.look.widgets.elided_label import ElidedLabel
from app.views.inspector.source_text import Kind, Source, Span, lines_of, owner_of, source_of

NO_SOURCE = "The source is not part of this installation; it is in the files nncore/*.py of the program."
GUTTER = 5  # columns of a line number


def source_colors(look: Look) -> dict[Kind, QColor]:
    """The colors of the source, each legible on the ground of a text field and of a marked line."""
    theme = look.theme
    wanted: dict[Kind, str] = {
        "keyword": theme.accent, "builtin": "#AA4499", "string": "#009E73", "number": "#B8860B",
        "comment": theme.secondary, "name": theme.positive,
    }  # fmt: skip
    return {kind: QColor(_legible(color, look)) for kind, color in wanted.items()}


class SourceView(QWidget):
    """A class as it stands in its file, one of its methods marked. Attribute: text (the text field)."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._shown: tuple[type, tuple[str, ...]] | None = None
        self._place = ElidedLabel()
        self._place.setProperty("role", "small")
        self.text = QPlainTextEdit()
        self.text.setReadOnly(True)
        self.text.setLineWrapMode(QPlainTextEdit.LineWrapMode.WidgetWidth)  # the end of a line may be what it is about
        self.text.setAccessibleName("Source")
        self.text.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self._highlighter = Highlighter(self.text.document(), look)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.addWidget(self._place)
        self._column.addWidget(self.text, 1)
        look.changed.connect(self._on_look_changed)
        self._on_look_changed()

    def show_source(self, kind: type, *methods: str) -> None:
        """Show a class, with these methods marked and the first in sight. Nothing happens if they are shown already.

        Where the class has the first one from a base, that is shown.
        """
        method = methods[0]
        owner = owner_of(kind, method)
        if self._shown == (owner, methods):
            return
        is_other = self._shown is None or self._shown[0] is not owner
        self._shown = owner, methods
        source, lines = source_of(owner), [lines for name in methods if (lines := lines_of(owner, name))]
        if source is None or not lines:
            self._highlighter.set_source(None)
            self.text.setPlainText(NO_SOURCE)
            self._place.show_text(f"{owner.__name__}.{method}")
            return
        if is_other:
            self._highlighter.set_source(source)
            numbered = [
                f"{source.first + number:>{GUTTER - 1}} {line}" for number, line in enumerate(source.text.splitlines())
            ]
            self.text.setPlainText("\n".join(numbered))
        where = ", ".join(f"{first}–{last}" for first, last in lines)
        place = f"{source.file}, lines {where}: {owner.__name__}"
        tip = f"{place}, {' and '.join(methods)}. This is the file that runs, as it is installed."
        self._place.show_text(place, tip)
        self._mark([number - source.first for first, last in lines for number in range(first, last + 1)])

    def _mark(self, lines: list[int]) -> None:
        """A ground behind these lines, and scroll to the first."""
        marks = []
        for line in lines:
            mark = QTextEdit.ExtraSelection()
            mark.format.setBackground(self._look.color("selection"))
            mark.format.setProperty(QTextFormat.Property.FullWidthSelection, True)
            cursor = QTextCursor(self.text.document().findBlockByNumber(line))
            cursor.movePosition(QTextCursor.MoveOperation.EndOfBlock, QTextCursor.MoveMode.KeepAnchor)
            mark.cursor = cursor
            marks.append(mark)
        self.text.setExtraSelections(marks)
        # The scroll bar counts lines as they are wrapped; one line above the first is left in sight.
        first = self.text.document().findBlockByNumber(max(lines[0] - 1, 0))
        self.text.verticalScrollBar().setValue(first.firstLineNumber())

    @Slot()
    def _on_look_changed(self) -> None:
        look = self._look
        font = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
        font.setPixelSize(look.px(13 * 0.85))
        self.text.setFont(font)
        self._column.setSpacing(look.px(2))
        self._highlighter.restyle()
        shown, self._shown = self._shown, None
        if shown is not None:
            self.show_source(shown[0], *shown[1])


class Highlighter(QSyntaxHighlighter):
    """Colors the pieces of a source, and the line numbers before it."""

    def __init__(self, document: QTextDocument, look: Look) -> None:
        super().__init__(document)
        self._look = look
        self._spans: dict[int, list[Span]] = {}
        self._has_source = False
        self._formats: dict[Kind, QTextCharFormat] = {}
        self._gutter = QTextCharFormat()

    def set_source(self, source: Source | None) -> None:
        """What the text is going to be; None: no source at all."""
        self._has_source = source is not None
        self._spans = {}
        for span in source.spans if source else ():
            self._spans.setdefault(span.line, []).append(span)

    def restyle(self) -> None:
        """Take up the colors of the theme."""
        self._gutter.setForeground(self._look.color("secondary"))
        self._formats = {}
        for kind, color in source_colors(self._look).items():
            self._formats[kind] = QTextCharFormat()
            self._formats[kind].setForeground(color)
        self.rehighlight()

    def highlightBlock(self, text: str) -> None:
        if not self._has_source:
            return
        self.setFormat(0, min(GUTTER, len(text)), self._gutter)
        for span in self._spans.get(self.currentBlock().blockNumber(), ()):
            self.setFormat(GUTTER + span.start, span.end - span.start, self._formats[span.kind])


def _legible(color: str, look: Look) -> str:
    """The color, moved towards the text's until it can be read on both grounds."""
    theme, step = look.theme, 0
    while min(contrast(color, theme.field), contrast(color, theme.selection)) < TEXT_CONTRAST and step < 50:
        step += 1
        color = mix(color, theme.text, 0.04)
    return color
