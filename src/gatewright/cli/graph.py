"""A plan as a picture, on standard output: Mermaid text, or SVG."""

import sys

from gatewright.core.state.run_state import RunState
from gatewright.views.graph import graph_of


def print_graph(state: RunState, form: str) -> None:
    """Print the steps of a run as `form`: "svg", else Mermaid."""
    view = graph_of(state)
    if form == "svg":
        from gatewright.views.svg import svg

        sys.stdout.write(svg(view))
        return
    from gatewright.views.mermaid import mermaid

    sys.stdout.write(mermaid(view))
