"""A workflow played ahead of time."""
