"""Observations judged, one kind of check a file."""
