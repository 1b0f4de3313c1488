"""The plane: points, decision regions, and the tools that draw.

canvas.py puts the parts together; plane.py is the coordinate system; *_item.py paint; tools/ edits, through board.py.
"""
