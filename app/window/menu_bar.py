"""The menus: the table of actions, and the parts that follow tools, classes, scale and panels."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QObject, Slot
from PySide6.QtGui import QAction, QActionGroup, QKeySequence
from PySide6.QtWidgets import QMainWindow, QMenu

from app.document import Document
from app.drawing import TOOLS, Drawing
from app.look.look import SCALES, Look
from app.look.plain_text import in_menu
from app.session.schema import MAX_CLASSES, Session
from app.window.actions import EXPORT_ACTIONS, MENUS, TOOL_ACTIONS, Actions


class MenuBar(QObject):
    """Fills the menu bar of one window, and keeps its ticks and names true.

    Attribute: menus by title.
    """

    def __init__(
        self,
        window: QMainWindow,
        actions: Actions,
        panels: list[QAction],
        explaining: list[QAction],
        document: Document,
        drawing: Drawing,
        look: Look,
    ) -> None:
        super().__init__(window)
        self._window, self._actions, self._panels, self._explaining = window, actions, panels, explaining
        self._document, self._drawing, self._look = document, drawing, look
        self.menus: dict[str, QMenu] = {}
        self._filled: dict[str, QMenu] = {}
        self._class_menu, self._scales = QMenu("Class to Draw", window), QActionGroup(self)
        for title, names in MENUS:
            menu = self.menus[title] = window.menuBar().addMenu(title)
            for name in names:
                if not name:
                    menu.addSeparator()
                elif name.startswith("@"):
                    self._add_part(menu, name)
                else:
                    menu.addAction(actions[name])
        for tool, name in zip(TOOLS, TOOL_ACTIONS, strict=True):
            actions[name].setData(tool)
            actions[name].triggered.connect(self._on_tool_action)
        drawing.changed.connect(self._on_drawing_changed)
        document.session_changed.connect(self._on_session_changed)
        document.opened.connect(self._show_classes)
        look.changed.connect(self._on_look_changed)
        self._on_drawing_changed()
        self._on_look_changed()

    def fill(self, name: str, actions: Sequence[QAction]) -> None:
        """Put actions into a menu that others know: "@recent", "@lessons" or "@engine"."""
        menu = self._filled[name]
        menu.setToolTipsVisible(True)
        menu.clear()
        menu.addActions(list(actions))
        menu.menuAction().setVisible(bool(actions))

    def lessons(self) -> list[QAction]:
        """The entries of the Lessons menu."""
        return self._filled["@lessons"].actions()

    def engine_choices(self) -> list[QAction]:
        """The entries of Training ▸ Engine."""
        return self._filled["@engine"].actions()

    def _add_part(self, menu: QMenu, name: str) -> None:
        if name == "@tools":
            group, submenu = QActionGroup(self), menu.addMenu("Tool")
            for tool in TOOL_ACTIONS:
                group.addAction(self._actions[tool])
                submenu.addAction(self._actions[tool])
        elif name == "@classes":
            self._add_classes(menu)
        elif name == "@export":
            submenu = menu.addMenu("Export")
            for export in EXPORT_ACTIONS:
                submenu.addAction(self._actions[export]) if export else submenu.addSeparator()
        elif name == "@scale":
            self._add_scales(menu.addMenu("Scale"))
        elif name == "@panels":
            menu.addActions(self._panels)
        elif name == "@explaining":
            menu.addActions(self._explaining)
        elif name == "@engine":
            self._filled[name] = menu.addMenu("Engine")
        else:
            self._filled[name] = menu if name == "@lessons" else menu.addMenu("Open Recent")

    def _add_classes(self, menu: QMenu) -> None:
        menu.addMenu(self._class_menu)
        for label in range(MAX_CLASSES):
            action = self._class_menu.addAction("")
            action.setShortcut(QKeySequence(str(label + 1)))
            action.setData(label)
            self._window.addAction(action)
        self._class_menu.triggered.connect(self._on_class_action)

    def _add_scales(self, menu: QMenu) -> None:
        for scale in SCALES:
            action = menu.addAction(f"{scale:.0%}")
            action.setCheckable(True)
            action.setData(scale)
            self._scales.addAction(action)
        self._scales.triggered.connect(self._on_scale_action)
        menu.addSeparator()
        menu.addActions([self._actions["larger"], self._actions["smaller"]])

    @Slot()
    def _show_classes(self) -> None:
        classes = self._document.session.data.classes
        for label, action in enumerate(self._class_menu.actions()):
            is_there = label < len(classes)
            action.setVisible(is_there)
            action.setEnabled(is_there)
            if is_there:
                info = classes[label]
                action.setText(in_menu(info.name))
                action.setIcon(self._look.marker_icon(info.marker, info.color))

    @Slot(object, object)
    def _on_session_changed(self, old: Session, new: Session) -> None:
        if old.data.classes != new.data.classes:
            self._show_classes()

    @Slot()
    def _on_drawing_changed(self) -> None:
        self._actions[f"tool_{self._drawing.tool}"].setChecked(True)

    @Slot()
    def _on_look_changed(self) -> None:
        self._actions["theme"].setChecked(self._look.theme.name == "dark")
        for action in self._scales.actions():
            action.setChecked(action.data() == self._look.scale)
        self._show_classes()

    @Slot()
    def _on_tool_action(self) -> None:
        action = self.sender()
        if isinstance(action, QAction):
            self._drawing.set(tool=action.data())

    @Slot(QAction)
    def _on_class_action(self, action: QAction) -> None:
        self._drawing.set(label=action.data())

    @Slot(QAction)
    def _on_scale_action(self, action: QAction) -> None:
        self._look.set_scale(action.data())
