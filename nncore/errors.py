"""What can be wrong with the arrays that a caller hands in."""


class ShapeError(ValueError):
    """An array has not the shape that the module, loss or data set expects; the message says which and what came."""
