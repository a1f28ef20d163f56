"""The rows of the `environment` screen: a view in, lines out."""

from collections.abc import Iterator

from gatewright.cli.screen import Line, Span, Style, cut, line
from gatewright.views.environment import EnvironmentsView, KeptView, describe_size
from gatewright.views.quoting import plain
from gatewright.views.terminal import Terminal

NAME_CHARS = 12  # enough to tell environments apart; prune takes it too
SIZE_WIDTH = 8
DATE_CHARS = 10
PROFILE_WIDTH = 8


def environment_rows(view: EnvironmentsView, terminal: Terminal) -> Iterator[Line]:
    """Yield the screen."""
    yield from _kept_rows(view, terminal)
    if view.repository is not None:
        yield ()
        yield from _allowed_rows(view, view.repository, terminal)


def _kept_rows(view: EnvironmentsView, terminal: Terminal) -> Iterator[Line]:
    """Yield each environment on a line, and how to be rid of it."""
    if not view.kept:
        yield line("No environments are kept.", Style.STRONG)
        return
    total = f"{len(view.kept)}, {describe_size(view.size_bytes)}"
    yield (Span("Environments kept on this machine", Style.STRONG), Span(f"   {total}"))
    for each in view.kept:
        yield line(cut(_kept(each), terminal.width))
    yield line(
        f"  {terminal.program_name} environment prune KEY   removes one; --all removes every one"
    )


def _kept(each: KeptView) -> str:
    size = f"{describe_size(each.size_bytes):>{SIZE_WIDTH}}"
    used = f"used {each.used_at[:DATE_CHARS]}" if each.used_at else ""
    words = plain(each.described)
    profile = f"{plain(each.profile):<{PROFILE_WIDTH}}"
    return f"  {each.name[:NAME_CHARS]}  {size}  {used:<15}  {profile} {words}".rstrip()


def _allowed_rows(view: EnvironmentsView, repository: str, terminal: Terminal) -> Iterator[Line]:
    """Yield each ignored file that checks may have; how to change that, always."""
    program, name = terminal.program_name, plain(repository)
    if view.allowed:
        yield line(f"Ignored files of {name} that checks may have, on this machine", Style.STRONG)
    else:
        yield line(f"Checks have no ignored files of {name}.", Style.STRONG)
    for path in view.allowed:
        yield line(cut(f"  {plain(path)}", terminal.width))
    yield line(
        f"  {program} environment allow PATH   lets them have one; forbid PATH takes it back"
    )
