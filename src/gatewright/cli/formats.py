"""Answers for other programs: one function for each name of `--output-format`."""

from gatewright.cli.github import render_github
from gatewright.cli.junit import render_junit
from gatewright.cli.sarif import render_sarif
from gatewright.views.check import CheckView


def render(wanted: str, view: CheckView) -> str:
    """Return `view` in the format `wanted`."""
    match wanted:
        case "github":
            return render_github(view)
        case "sarif":
            return render_sarif(view)
        case "junit":
            return render_junit(view)
        case _:
            raise ValueError(wanted)  # the arguments allow no other
