"""The parts of a window that have to do with files, without all that it shows: a test then costs milliseconds."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QWidget

from app.document import Document
from app.files.autosave import Autosave
from app.look.look import Look
from app.look.widgets.banner import Banner
from app.session.create import first_session
from app.session.schema import Session
from app.window.filing import Filing
from app.window.outside_changes import OutsideChanges
from app.window.preferences import Preferences
from app.window.recovering import Recovering


class LightWindow(QWidget):
    """Attributes: banner, file_banner, document, filing, outside, autosave, recovering. may_close asks nothing."""

    def __init__(self, recoveries: Path, session: Session | None = None, path: Path | None = None) -> None:
        super().__init__()
        look = Look(self)
        self.banner, self.file_banner = Banner(look, self), Banner(look, self)
        self.document = Document(session or first_session(), path)
        self.filing = Filing(self.document, Preferences(remembered=False), self)
        self.filing.may_close = lambda: True
        self.filing.refused.connect(lambda sentence, actions: self.banner.show_message(sentence, actions, "warning"))
        self.outside = OutsideChanges(self.document, self.filing, self.file_banner, self)
        self.autosave = Autosave(self.document, recoveries, self)
        self.recovering = Recovering(recoveries, self.filing, self.autosave, look, self)

    def end(self) -> bool:
        """As a window ends. Returns whether all that was asked of the disk is done."""
        self.outside.close()
        self.recovering.close()
        self.autosave.close()
        return self.filing.close()
