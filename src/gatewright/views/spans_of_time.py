"""How long something took or lasts, as people say it: "6 m", "2 h 05 m", "1 d 4 h"."""

from datetime import datetime


def span(seconds: float) -> str:
    """Return a span of time in at most two units. Units: seconds."""
    whole = max(0, int(seconds))
    minutes, hours, days = whole // 60, whole // 3600, whole // 86_400
    if whole < 60:
        return f"{whole} s"
    if minutes < 60:
        return f"{minutes} m"
    if hours < 24:
        return f"{hours} h {minutes % 60:02} m"
    return f"{days} d {hours % 24} h"


def seconds_between(earlier: str, later: str) -> float:
    """Return how long after `earlier` `later` is; 0 where either is not a time."""
    try:
        return (datetime.fromisoformat(later) - datetime.fromisoformat(earlier)).total_seconds()
    except (ValueError, TypeError):
        return 0.0


def clock(at: str) -> str:
    """Return the time of day of `at`: "14:09:31"; "" where it is not a time."""
    try:
        return f"{datetime.fromisoformat(at):%H:%M:%S}"
    except ValueError:
        return ""
