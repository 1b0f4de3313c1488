"""chalknet: a desktop blackboard for neural networks.

The floors, from the ground up (an import only ever goes down):
session (what a demonstration is) < training (runs it) < document (the one mutable thing) < views < main window.
"""

__version__ = "0.1.0"
