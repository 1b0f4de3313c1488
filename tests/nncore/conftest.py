"""The core's tests need no window, and hypothesis no deadline: the machine may be busy."""

from hypothesis import settings

settings.register_profile("busy-machine", deadline=None)
settings.load_profile("busy-machine")
