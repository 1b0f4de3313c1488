"""Plots in the theme: no frame, a hairline grid, quiet ticks, and every font scaled.

pyqtgraph follows neither the palette nor the application's font, so each property is set here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pyqtgraph as pg
from PySide6.QtCore import Qt
from PySide6.QtGui import QPen

if TYPE_CHECKING:
    from app.look.look import Look

AXES = ("left", "bottom", "right", "top")


def configure_pyqtgraph(look: Look) -> None:
    """Set pyqtgraph's defaults for plots that are made from now on."""
    pg.setConfigOptions(
        background=look.theme.plot, foreground=look.theme.text, imageAxisOrder="row-major", antialias=True
    )


def style_plot(look: Look, plot_item: Any) -> None:
    """Bring a pyqtgraph PlotItem, or a PlotWidget, to the theme and scale; call it again whenever they change.

    Axis titles are kept. The grid is shown on the axes that are visible.
    """
    plot_item = getattr(plot_item, "plotItem", plot_item)
    plot_item.hideButtons()
    plot_item.getViewBox().setBorder(None)
    plot_item.getViewBox().setBackgroundColor(None)
    for name in AXES:
        _style_axis(look, plot_item.getAxis(name))
    if plot_item.titleLabel.isVisible():
        plot_item.setTitle(plot_item.titleLabel.text, color=look.theme.secondary, size=f"{look.px(13)}px")
    view = plot_item.getViewWidget()
    if view is not None:
        view.setBackground(look.theme.plot)


def _style_axis(look: Look, axis: Any) -> None:
    axis.setPen(QPen(Qt.PenStyle.NoPen))
    axis.setTickPen(look.pen(look.theme.hairline))
    axis.setTextPen(look.theme.secondary)
    axis.setTickFont(look.font(0.85))
    axis.setGrid(255)
    axis.setStyle(
        tickLength=0,
        tickTextOffset=look.px(8),
        tickTextWidth=look.px(30),
        tickTextHeight=look.px(18),
        maxTickLevel=1,
        maxTextLevel=1,
        textFillLimits=[(0, 0.6), (2, 0.3), (4, 0.2), (6, 0.15)],  # few, large steps, as on a blackboard
        autoExpandTextSpace=True,
    )
    axis.enableAutoSIPrefix(False)
    axis.label.setFont(look.font(0.85))
    axis.label.document().setDocumentMargin(look.px(5))
    style = {"color": look.theme.secondary, "font-size": f"{look.font(0.85).pixelSize()}px"}
    axis.setLabel(
        axis.labelText,
        axis.labelUnits,
        axis.labelUnitPrefix,
        axis.getSIPrefixEnableRanges(),
        axis.unitPower,
        **style,
    )


def adopt_menu(plot: Any) -> None:
    """Give the menu of a pyqtgraph PlotWidget a parent.

    WORKAROUND: pyqtgraph builds it even where menus are off, as a window of its own that nobody deletes.
    """
    menu = plot.getPlotItem().ctrlMenu
    menu.setParent(plot, menu.windowFlags())
