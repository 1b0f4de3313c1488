"""Sessions as something else: programs of PyTorch and NumPy, notebooks, tables. Texts out of structs, without Qt.

The way of a program: session → Experiment (the facts, as arrays) → parts (what each does, and its code) → a script or a
notebook of the same parts. Names that come from a session reach a program as quoted texts or comments only.
"""
