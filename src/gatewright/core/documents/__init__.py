"""Documents by their schema: read once, judged, traced, and turned into lists."""
