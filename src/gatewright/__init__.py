"""Gatewright: run a team's development procedure and prove every step of it."""

__version__ = "0.1.0"
