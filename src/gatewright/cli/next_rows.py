"""The last lines of every screen: commands to paste, with what they are for."""

import shlex
from collections.abc import Iterator, Sequence

from gatewright.cli.screen import Line, Span, Style, width_of
from gatewright.views.next import NextView
from gatewright.views.quoting import plain
from gatewright.views.terminal import Terminal


def next_rows(following: Sequence[NextView], terminal: Terminal) -> Iterator[Line]:
    """Yield the commands that follow; what they are for is left out where it has no room."""
    commands = [
        plain(f"{terminal.program_name} {shlex.join(each.arguments)}") for each in following
    ]
    widest = max((width_of(command) for command in commands), default=0)
    for command, each in zip(commands, following, strict=True):
        gap = " " * (widest - width_of(command) + 3)
        has_room = 2 + widest + 3 + width_of(each.says) <= terminal.width
        yield (Span(f"  {command}"), Span(gap + each.says if has_room else "", Style.DIM))
