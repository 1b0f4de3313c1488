"""The tools: each turns press, move and release into edits, and is free of Qt."""

from __future__ import annotations

from app.drawing import ToolName
from app.views.canvas.board import Board
from app.views.canvas.tools.arrange import Choose, Move, Select
from app.views.canvas.tools.draw import Add, Brush, Erase
from app.views.canvas.tools.tool import Spot, Tool

__all__ = ["Add", "Brush", "Choose", "Erase", "Move", "Select", "Spot", "Tool", "tool_named"]


def tool_named(name: ToolName, board: Board) -> Tool:
    """The tool of this name; "pan" edits nothing, the mouse itself moves the plane."""
    kinds: dict[ToolName, type[Tool]] = {
        "add": Add, "brush": Brush, "move": Move, "erase": Erase, "select": Select, "pan": Tool,
    }  # fmt: skip
    return kinds[name](board)
