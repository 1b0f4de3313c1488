"""The report as text for a terminal: one block for each table, at most 100 columns wide."""

from __future__ import annotations

import textwrap

from app.benchmark.report import Cell, Report, Spread, Table

WIDTH = 100
GAP = "  "
LEGEND = "Medians; ± is half of the distance between the quartiles. "
CLOCKS = {
    "process_time": "Times are the processor's, of one thread, but for the window and the start: what else the machine "
    "does slows them little.",
    "perf_counter": "Times are of the wall clock: whatever else the machine does is in them.",
}


def as_text(report: Report) -> str:
    """Machine, tables and notes."""
    blocks = [machine_text(report), *map(table_text, report.tables)]
    if any(isinstance(cell, Spread) for table in report.tables for row in table.rows for cell in row):
        blocks.insert(1, textwrap.fill(LEGEND + CLOCKS[report.machine["clock"]], WIDTH))
    return "\n\n".join(blocks)


def table_text(table: Table) -> str:
    """Title, aligned columns, notes."""
    heads = [[column.head for column in table.columns], [column.unit for column in table.columns]]
    cells = [[cell_text(cell) for cell in row] for row in table.rows]
    is_word = [all(isinstance(row[place], str) for row in table.rows) for place in range(len(table.columns))]
    widths = [max(map(len, column)) for column in zip(*heads, *cells, strict=True)]
    lines = []
    for row in (*heads, *cells):
        parts = (
            text.ljust(width) if left else text.rjust(width)
            for text, width, left in zip(row, widths, is_word, strict=True)
        )
        lines.append(GAP.join(parts).rstrip())
    if not lines[1]:
        del lines[1]
    notes = [textwrap.fill(note, WIDTH) for note in table.notes]
    return "\n".join([table.title, "─" * min(len(table.title), WIDTH), *lines, *notes])


def cell_text(cell: Cell) -> str:
    """Three digits, and the spread of what was measured more than once."""
    match cell:
        case None:
            return "–"
        case Spread(n=1):
            return number_text(cell.median)
        case Spread():
            return f"{number_text(cell.median)} ±{number_text(100 * cell.relative, 1)}%"
        case str():
            return cell
        case int():
            return f"{cell:,}".replace(",", " ")
    return number_text(cell)


def number_text(value: float, digits: int = 3) -> str:
    """So many significant digits; those before the decimal point are all kept."""
    if value == 0.0:
        return "0"
    rounded = float(f"{value:.{digits}g}")
    magnitude = len(f"{abs(rounded):.0f}") if abs(rounded) >= 1.0 else 0
    if magnitude >= digits:
        return f"{value:,.0f}".replace(",", " ")
    return f"{rounded:.{digits}g}"


def machine_text(report: Report, width: int = WIDTH) -> str:
    """What it was measured on, in lines of at most so many characters."""
    machine = report.machine
    libraries = ", ".join(f"{name} {version}" for name, version in machine["libraries"].items() if version)
    loads = [machine[name] for name in ("load", "load_after") if machine.get(name) is not None]
    cores = f"{machine['cores']} core{'s' if machine['cores'] != 1 else ''}"
    lines = [
        f"chalknet {machine['chalknet']} on {machine['cpu']}, {cores}, {machine['system']}",
        f"{machine['python']}, {libraries}",
    ]
    if loads:
        lines.append(f"Load of the machine before and after: {', '.join(f'{load:.2f}' for load in loads)}")
    return "\n".join(textwrap.fill(line, width) for line in lines)
