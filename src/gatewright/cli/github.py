"""Workflow commands: each place a check complains about becomes an annotation.

Source: GitHub, "Workflow commands for GitHub Actions"; actions/toolkit, core/src/command.ts.
"""

from collections.abc import Iterator

from gatewright.views.check import CheckView
from gatewright.views.places import Stretch, join_places
from gatewright.views.quoting import plain
from gatewright.views.refusal import RefusalView
from gatewright.views.verdict import VerdictView

ANNOTATIONS_MAX = 50  # GitHub shows no more for one run
LEVELS = {"fail": "error", "error": "error", "pending": "error", "waived": "warning"}


def render_github(view: CheckView) -> str:
    """Return the annotations of every verdict that is not simply fine."""
    rows = [row for verdict in view.verdicts for row in _rows(verdict)]
    left_out = len(rows) - ANNOTATIONS_MAX
    if left_out > 0:
        more = _command("notice", "gatewright", None, f"and {left_out} more; the log has them all")
        rows = [*rows[:ANNOTATIONS_MAX], more]
    return "".join(row + "\n" for row in rows)


def escape_data(text: str) -> str:
    """Return `text` as the message of a command; the old form of commands stays text."""
    return text.replace("##[", "## [").replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def escape_property(text: str) -> str:
    """Return `text` as a property of a command."""
    return escape_data(text).replace(":", "%3A").replace(",", "%2C")


def _rows(verdict: VerdictView) -> Iterator[str]:
    level = LEVELS.get(verdict.status)
    if level is None:
        return
    level = "warning" if verdict.is_advisory else level
    if not verdict.reasons:
        yield _command(level, verdict.check, None, verdict.headline)
    for reason in verdict.reasons:
        title = f"{verdict.check}: {reason.code}"
        message = _message(reason)
        if not reason.places:
            yield _command(level, title, None, message)
        for place in join_places(reason.places):
            said = f"{plain(place.text)}\n{message}" if place.text else message
            yield _command(level, title, place, said)


def _message(reason: RefusalView) -> str:
    """Return the four lines of a refusal."""
    parts = (("wanted", reason.wanted), ("found", reason.found), ("you", reason.you))
    told = [f"{label:<8} {plain(text)}" for label, text in parts if text]
    return "\n".join([plain(reason.headline), *told])


def _command(level: str, title: str, place: Stretch | None, message: str) -> str:
    properties = {"title": plain(title)}
    if place is not None:
        properties = {"file": plain(place.path), **_line(place), **properties}
    told = ",".join(f"{name}={escape_property(value)}" for name, value in properties.items())
    return f"::{level} {told}::{escape_data(message)}"


def _line(place: Stretch) -> dict[str, str]:
    if not place.first:
        return {}
    end = {"endLine": str(place.last)} if place.last > place.first else {}
    return {"line": str(place.first), **end}
