"""What can go wrong: arrays that do not fit, and work that is told to stop."""


class ShapeError(ValueError):
    """An array has not the shape that the module, loss or data set expects; the message says which and what came."""


class Interrupted(Exception):  # noqa: N818, as it is no error: somebody asked for it
    """The work was given up before its end, because its should_stop() said so. Nothing has changed."""
