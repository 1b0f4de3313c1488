"""What is painted above the curves: titles, names at the ends, the warning sign, the values under the pointer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter

from app.look.look import Look
from app.views.curves.lines import Switch
from app.views.spread import spread

END_DOT_PX = 4.5
GAP_PX = 6


@dataclass(frozen=True)
class End:
    """Where a curve ends, or leaves the plot, and what it is called there. Only the ends of main curves get a dot."""

    name: str
    at: QPointF
    text_color: QColor
    color: QColor
    has_dot: bool = False
    note: str = ""


@dataclass(frozen=True)
class Label:
    """A name, and the room that it takes."""

    end: End
    box: QRectF


@dataclass(frozen=True)
class Entry:
    """One row of the read-out: what, how much, and where on the plot (None: nowhere)."""

    name: str
    value: str
    color: QColor
    at: QPointF | None = None


def paint_title(painter: QPainter, look: Look, title: str, area: QRectF) -> None:
    """The y axis's title, lying above the axis: easier to read than a standing one."""
    painter.setFont(look.font(0.85))
    painter.setPen(look.color("secondary"))
    box = QRectF(0, 0, area.left() + area.width() / 2, area.top() - look.px(3))
    painter.drawText(box, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop, title)


def paint_hint(painter: QPainter, look: Look, hint: str, area: QRectF) -> None:
    """What to do while there is nothing to see; the grid behind it is covered."""
    flags = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
    painter.setFont(look.font())
    box = painter.boundingRect(area, flags, hint).adjusted(-look.px(6), 0, look.px(6), 0)
    painter.fillRect(box, look.color("plot"))
    painter.setPen(look.color("secondary"))
    painter.drawText(area, flags, hint)


def labels_of(look: Look, ends: Sequence[End], area: QRectF, width: float) -> list[Label]:
    """The curves' names right of their ends, moved apart where they would lie on each other.

    Names without room are left out: those beyond the width, and of too many in one place those of the oldest runs.
    All stay above the lower end of the area, for below it is the axis title.
    """
    metrics = QFontMetricsF(look.font(0.85))
    height, gap = metrics.height(), look.px(GAP_PX)
    distance = height * 0.95
    low, high = area.top(), area.bottom() - height / 2
    widths = {id(end): metrics.horizontalAdvance(end.name) for end in ends}
    inside = [
        end
        for end in ends
        if area.left() - 1 <= end.at.x() <= area.right() + 1 and end.at.x() + gap + widths[id(end)] <= width
    ]
    most = max(int((high - low) / distance) + 1, 0)
    result = []
    for group in _side_by_side(inside, [widths[id(end)] + gap for end in inside]):
        # The run's own curves come last, and before them the newest of the earlier runs.
        kept = sorted((inside[index] for index in group[max(len(group) - most, 0) :]), key=lambda end: end.at.y())
        middles = spread([min(max(end.at.y(), low), high) for end in kept], distance, low, high)
        for end, middle in zip(kept, middles, strict=True):
            box = QRectF(end.at.x() + gap, middle - distance / 2, widths[id(end)], distance)
            result.append(Label(end, box))
    return result


def paint_dots(painter: QPainter, look: Look, ends: Sequence[End], area: QRectF) -> None:
    """A dot on the newest sample of each main curve."""
    radius = END_DOT_PX * look.scale / 2
    painter.setPen(Qt.PenStyle.NoPen)
    for end in ends:
        if end.has_dot and area.adjusted(-1, 0, 1, 0).contains(end.at):
            painter.setBrush(end.color)
            painter.drawEllipse(end.at, radius, radius)


def paint_labels(painter: QPainter, look: Look, labels: Sequence[Label]) -> None:
    """The names, on a ground that keeps them readable above other curves."""
    painter.setFont(look.font(0.85))
    ground = look.color("plot")
    ground.setAlpha(190)
    for label in labels:
        painter.fillRect(label.box, ground)
        painter.setPen(label.end.text_color)
        flags = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextDontClip
        painter.drawText(label.box, flags, label.end.name)


def paint_moment(painter: QPainter, look: Look, x: float, area: QRectF) -> None:
    """Where the remembered moment is that is looked at."""
    if area.left() - 1 <= x <= area.right() + 1:
        painter.setPen(look.pen("accent", 1.5))
        painter.drawLine(QPointF(x, area.top()), QPointF(x, area.bottom()))


@dataclass(frozen=True)
class SwitchLabel:
    """Where another loss began: x on the widget, which one, and the box of its name, empty if there is no room."""

    x: float
    switch: Switch
    text: str
    box: QRectF


def switch_labels_of(look: Look, places: Sequence[tuple[float, Switch]], area: QRectF) -> list[SwitchLabel]:
    """The names of further losses, each right of its place x in the area, or left of it where that is beyond the area.

    They take as many rows as they need.
    """
    metrics, gap = QFontMetricsF(look.font(0.85)), look.px(3)
    result: list[SwitchLabel] = []
    for x, switch in places:
        if not area.left() - 1 <= x <= area.right() + 1:
            continue
        text = f"→ {switch.loss}"
        width = metrics.horizontalAdvance(text) + 2 * gap
        is_left = x + width > area.right()
        box = QRectF(x - width - 1.0 if is_left else x + 1.0, area.top(), width, metrics.height())
        while any(box.intersects(other.box) for other in result) and box.bottom() < area.bottom():
            box.translate(0.0, metrics.height())
        has_room = box.bottom() < area.bottom() and box.left() >= area.left() - 1
        text = f"{switch.loss} →" if is_left else text
        result.append(SwitchLabel(x, switch, text, box if has_room else QRectF()))
    return result


def paint_switches(painter: QPainter, look: Look, labels: Sequence[SwitchLabel], area: QRectF) -> None:
    """Where another loss began, and which one."""
    if not labels:
        return
    painter.setFont(look.font(0.85))
    ground = look.color("plot")
    ground.setAlpha(190)
    pen = look.pen("secondary", 1.0)
    pen.setDashPattern([2.0, 3.0])
    for label in labels:
        painter.setPen(pen)
        painter.drawLine(QPointF(label.x, area.top()), QPointF(label.x, area.bottom()))
        if not label.box.isEmpty():
            painter.fillRect(label.box, ground)
            painter.setPen(look.color("secondary"))
            painter.drawText(label.box, Qt.AlignmentFlag.AlignCenter, label.text)


def paint_mark(painter: QPainter, look: Look, box: QRectF) -> None:
    """The warning sign of a divergence."""
    if not box.isEmpty():
        look.icon_in("warning", "warning").paint(painter, box.toRect())


def paint_readout(
    painter: QPainter, look: Look, title: str, entries: Sequence[Entry], x: float, area: QRectF, edge: float
) -> None:  # fmt: skip
    """A hairline at x, dots on the samples, and a box with their values beside it, which stays left of an edge."""
    painter.setPen(look.pen("outline"))
    painter.drawLine(QPointF(x, area.top()), QPointF(x, area.bottom()))
    for entry in entries:
        if entry.at is not None and area.adjusted(-1, -1, 1, 1).contains(entry.at):
            painter.setPen(look.pen("plot", 1.5))
            painter.setBrush(entry.color)
            radius = look.scale * 3.5
            painter.drawEllipse(entry.at, radius, radius)
    font = look.font(0.85)
    metrics = QFontMetricsF(font)
    line, pad, gap = metrics.height(), look.px(6), look.px(8)
    names = max((metrics.horizontalAdvance(entry.name) for entry in entries), default=0.0)
    values = max((metrics.horizontalAdvance(entry.value) for entry in entries), default=0.0)
    # Room for the longest usual number, so that the box does not change with every sample.
    values = max(values, metrics.horizontalAdvance("0.00000"))
    width = max(names + gap + values, metrics.horizontalAdvance(title)) + 2 * pad
    height = line * (len(entries) + 1) + 2 * pad
    left = x + gap if x + gap + width <= edge else x - gap - width
    box = QRectF(max(left, 0.0), area.top() + look.px(2), width, height)
    painter.setPen(look.pen("hairline"))
    painter.setBrush(look.color("panel"))
    painter.drawRoundedRect(box, look.px(4), look.px(4))
    painter.setFont(font)
    row = QRectF(box.left() + pad, box.top() + pad, width - 2 * pad, line)
    painter.setPen(look.color("secondary"))
    painter.drawText(row, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, title)
    for entry in entries:
        row.translate(0, line)
        painter.setPen(entry.color)
        painter.drawText(row, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, entry.name)
        painter.drawText(row, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, entry.value)


def _side_by_side(ends: Sequence[End], widths: Sequence[float]) -> list[list[int]]:
    """The ends in groups whose names share some x, each group in the given order."""
    groups: list[list[int]] = []
    reach = -1.0
    for index in sorted(range(len(ends)), key=lambda index: ends[index].at.x()):
        left = ends[index].at.x()
        if not groups or left > reach:
            groups.append([])
            reach = left
        groups[-1].append(index)
        reach = max(reach, left + widths[index])
    return [sorted(group) for group in groups]
