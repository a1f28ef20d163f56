"""Instants as they are written in a journal: RFC 3339, with their zone."""

import math
from datetime import datetime


def seconds_between(start: str, end: str) -> int:
    """Return the time from one RFC 3339 instant to another, rounded up. Units: seconds."""
    taken = datetime.fromisoformat(end) - datetime.fromisoformat(start)
    return math.ceil(taken.total_seconds())
