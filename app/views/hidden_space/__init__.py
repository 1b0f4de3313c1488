"""Hidden space: the points, the grid of the plane and the border as a layer sees them, and how they come there.

hidden_view.py puts the parts together; scene.py is the arithmetic; space.py paints.
"""
