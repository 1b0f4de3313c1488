"""Runs a session beside the window: the Qt-free runner, the QThread worker around it, and the frame gate. No widgets.

runner.py does all the thinking and is tested with a fake clock; worker.py gives it a thread; training.py is what the
window holds. A frame (frames.py) is all that ever crosses from one side to the other.
"""
