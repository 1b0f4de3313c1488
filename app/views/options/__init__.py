"""The Training panel: how the shown run learns."""
