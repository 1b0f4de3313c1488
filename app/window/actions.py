"""The one table of everything a menu, a button or a key can do."""

from __future__ import annotations

from typing import NamedTuple

from PySide6.QtCore import QObject, Qt, Slot
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QWidget

from app.look.look import Look


class Spec(NamedTuple):
    """One action: its words, its keys (the first is shown in the menu), its icon, and what it does in a sentence."""

    name: str
    text: str
    keys: tuple[str, ...] = ()
    icon: str = ""
    tip: str = ""
    checkable: bool = False


KEEP_TIMELINE = "Keep the Timeline in the File"

SPECS: tuple[Spec, ...] = (
    Spec("new", "New", ("Ctrl+N",), "new", "Start with an empty plane."),
    Spec("open", "Open…", ("Ctrl+O",), "open", "Open a session file (*.chalk)."),
    Spec("save", "Save", ("Ctrl+S",), "save", "Save points, network, weights and curves in the session's file."),
    Spec("save_as", "Save As…", ("Ctrl+Shift+S",), "", "Save the session in another file."),
    Spec("recover", "Recover…", (), "", "Look for unsaved work of windows that did not end properly."),
    Spec("import_table", "Import Table…", ("Ctrl+I",), "", "Take the data from a table of another program (CSV, TSV)."),
    Spec("export_points", "Points…", (), "", "All points as a table (CSV), with what the network answers."),
    Spec("export_torch", "PyTorch…", (), "", "The run as a program of PyTorch: a script or a notebook."),
    Spec("export_numpy", "NumPy…", (), "", "The run as a program of the lecture's modules: a script or a notebook."),
    Spec("export_figure", "Figure…", ("Ctrl+E",), "", "Regions, curves, network, landscape: PNG, SVG or PDF."),
    Spec("export_film", "Animation…", (), "", "The way of the run as an animated GIF, or as pictures."),
    Spec("quit", "Quit", ("Ctrl+Q",), "", "Close chalknet."),
    Spec("undo", "Undo", ("Ctrl+Z",), "undo", "Take back the last edit of data, model or training options."),
    Spec("redo", "Redo", ("Ctrl+Shift+Z", "Ctrl+Y"), "redo", "Do again what was undone."),
    Spec("copy", "Copy Points", ("Ctrl+C",), "", "Copy the selected points, or all, also for spreadsheets."),
    Spec("paste", "Paste", ("Ctrl+V",), "", "Add the points in the clipboard; or take the data from a table in it."),
    Spec("delete", "Delete Selected Points", ("Del", "Backspace"), "delete", "Delete the selected points."),
    Spec("duplicate", "Duplicate Selected Points", ("Ctrl+D",), "duplicate", "Copy the selected points beside them."),
    Spec("relabel", "Give Selected Points the Class or Value in Hand", ("C",), "", "Change their class or value."),
    Spec("select_all", "Select All Points", ("Ctrl+A",), "select", "Select every point."),
    Spec("clear", "Clear All Points", ("Ctrl+Shift+Backspace",), "", "Delete every point."),
    Spec("tool_add", "Add Points", ("A",), "add", "Click to add a point of the chosen class.", True),
    Spec("tool_brush", "Brush", ("B",), "brush", "Press and drag to spray points of the chosen class.", True),
    Spec("tool_move", "Move Points", ("M",), "move", "Drag a point, or the whole selection.", True),
    Spec("tool_erase", "Erase", ("E",), "erase", "Press and drag to erase points.", True),
    Spec("tool_select", "Select", ("V",), "select", "Drag a box around points to select them.", True),
    Spec("tool_pan", "Pan", ("H",), "pan", "Drag the plane; the wheel zooms with every tool.", True),
    Spec("cancel", "Cancel", ("Esc",), "", "Cancel the drag in hand, or clear the selection."),
    Spec("play", "Play", ("Space",), "play", "Train, or pause: each step is θ ← θ − r∇L on one batch."),
    Spec("step", "Step by One Batch", ("S",), "step", "One update θ ← θ − r∇L, by one batch of B points."),
    Spec("step_epoch", "Step to the End of the Epoch", ("Shift+S",), "step-epoch", "Use every training point once."),
    Spec("reset", "Reset to the Same Start", ("R",), "reset", "Back to the weights of step 0, also those set by hand."),
    Spec("reseed", "Reset with a New Seed", ("Shift+R",), "reseed", "Start again from other random weights."),
    Spec("faster", "Faster", ("Ctrl+Right",), "", "More steps a second."),
    Spec("slower", "Slower", ("Ctrl+Left",), "", "Fewer steps a second."),
    Spec("new_sample", "New Sample of the Data Set", ("Ctrl+G",), "sample", "Draw new points with the same options."),
    Spec("pin", "Pin the Curve", ("P",), "pin", "Keep this run's loss curve in grey."),
    Spec("unpin", "Remove Pinned Curves", ("Shift+P",), "unpin", "Remove the grey curves of earlier runs."),
    Spec("play_timeline", "Play the Timeline", ("T",), "", "Play the way of the run as an animation, or stop it."),
    Spec("earlier", "Look Back", (",", "Alt+Left"), "", "The moment before, on the timeline."),
    Spec("later", "Look Forward", (".", "Alt+Right"), "", "The next moment, on the timeline."),
    Spec("live", "Back to Live", ("L",), "live", "Show the run as it stands now, and no remembered moment."),
    Spec("go_on", "Go On from Here", ("G",), "branch", "A new run, from the remembered moment that is shown."),
    Spec("fit", "Show All Points", ("Home",), "zoom-fit", "Zoom so that every point can be seen."),
    Spec("theme", "Dark Theme", ("Ctrl+T",), "theme", "Light or dark, plots included.", True),
    Spec("larger", "Larger", ("Ctrl++", "Ctrl+="), "scale", "Fonts, lines and markers larger, for a projector."),
    Spec("smaller", "Smaller", ("Ctrl+-",), "", "Fonts, lines and markers smaller."),
    Spec("fullscreen", "Full Screen", ("F11",), "fullscreen", "Full screen, the side panels out of the way.", True),
    Spec("keep_timeline", KEEP_TIMELINE, (), "", "Save what the runs remember, to look back at it again.", True),
    Spec("timeline", "Timeline", (), "", "The slider under the window: look back at any moment of the run.", True),
    Spec("lesson", "Lesson's Text", (), "", "What the open lesson is about, and what to do in it.", True),
    Spec("restore_layout", "Restore the Panels", (), "", "Every panel back to its place."),
    Spec("keys", "Keys and Mouse…", ("F1",), "help", "All keys, and what the mouse does."),
    Spec("about", "About chalknet", (), "info", "Version and licence."),
)

MENUS: tuple[tuple[str, tuple[str, ...]], ...] = (
    (
        "File",
        ("new", "open", "@recent", "", "save", "save_as", "recover", "", "import_table", "@export", "", "quit"),
    ),
    (
        "Edit",
        (
            *("undo", "redo", "", "copy", "paste", "delete", "duplicate", "relabel", "select_all", "clear"),
            *("", "@tools", "@classes"),
        ),
    ),
    ("View", ("fit", "", "theme", "@scale", "fullscreen", "", "@panels", "lesson", "restore_layout")),
    (
        "Training",
        (
            *("play", "step", "step_epoch", "", "reset", "reseed", "", "faster", "slower", "@engine", ""),
            *("new_sample", "pin", "unpin"),
        ),
    ),
    ("Timeline", ("play_timeline", "earlier", "later", "live", "", "go_on", "", "keep_timeline", "timeline")),
    ("Explain", ("@explaining",)),
    ("Lessons", ("@lessons",)),
    ("Help", ("keys", "about")),
)
EXPORT_ACTIONS = ("export_figure", "export_film", "", "export_points", "", "export_torch", "export_numpy")
TOOL_ACTIONS = ("tool_add", "tool_brush", "tool_move", "tool_erase", "tool_select", "tool_pan")


class Actions(QObject):
    """The actions of one window, by name: ``actions["play"]``. Icons and tooltips follow the look."""

    def __init__(self, window: QWidget, look: Look) -> None:
        super().__init__(window)
        self._look = look
        self._actions: dict[str, QAction] = {}
        for spec in SPECS:
            action = QAction(spec.text, window)
            action.setShortcuts([QKeySequence(key) for key in spec.keys])
            action.setShortcutContext(Qt.ShortcutContext.WindowShortcut)
            action.setCheckable(spec.checkable)
            action.setToolTip(tooltip(spec))
            if spec.checkable:
                action.setIconVisibleInMenu(False)  # a menu shows either an icon or a tick
            window.addAction(action)
            self._actions[spec.name] = action
        look.changed.connect(self._on_look_changed)
        self._on_look_changed()

    def __getitem__(self, name: str) -> QAction:
        return self._actions[name]

    def set_icon(self, name: str, icon: str) -> None:
        """Give an action another icon for now (Play becomes Pause)."""
        self._actions[name].setProperty("icon_name", icon)
        self._actions[name].setIcon(self._look.icon(icon))

    @Slot()
    def _on_look_changed(self) -> None:
        for spec in SPECS:
            name = self._actions[spec.name].property("icon_name") or spec.icon
            if name:
                self._actions[spec.name].setIcon(self._look.icon(name))


def tooltip(spec: Spec) -> str:
    """What it does, and the key that does it."""
    return f"{spec.tip}  ({spec.keys[0]})" if spec.keys else spec.tip
