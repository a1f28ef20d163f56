"""Sealed trees of dependencies: built once, keyed by their sources, attached to checkouts."""
