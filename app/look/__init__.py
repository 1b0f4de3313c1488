"""How the application looks: palette, theme, scale, icons and the small widgets that the views are built from.

This room knows neither sessions nor training. Every widget is given the one Look and follows its `changed` signal.
"""

from app.look.lean_pyqtgraph import import_lean

import_lean()
