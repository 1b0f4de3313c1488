"""The Data panel: classes, drawing tools, data sets, and what the plane shows."""
