"""tsc: what the project's own TypeScript compiler says, with the project's own settings.

Invariants: nothing is written; which files were compiled is what tsc lists, not what it is silent
about.
"""

import os
import re
from collections.abc import Iterator, Sequence

from gatewright.checks.checkout_text import CheckoutText, fingerprint, is_plain
from gatewright.checks.own_tool import OwnTool
from gatewright.checks.tool_bench import Seat, trouble_of
from gatewright.model.observations import MESSAGE_CHARS_MAX, Finding, FindingLevel, FindingsRun
from gatewright.model.trouble import Trouble

__all__ = ["TscTool"]

_LINE = re.compile(
    r"^(?P<path>[^\s(].*?)\((?P<line>\d+),\d+\): "
    r"(?P<level>error|warning) (?P<code>TS\d+): (?P<text>.*)$"
)
_WHOLE = re.compile(r"^error (TS\d+): (.*)$")
_FOUND_OR_NOT = (0, 1, 2)
LINES_MAX = 500_000


class TscTool(OwnTool):
    """Runs the tsc of the project's node_modules."""

    programs = ("tsc",)

    def gather(self, seat: Seat, program: str) -> FindingsRun | Trouble:
        """Compile the project without output."""
        said: list[str] = []
        argv = (program, "--noEmit", "--incremental", "false", "--pretty", "false", "--listFiles")
        finished = seat.run(argv, on_line=said.append)
        if trouble := trouble_of("tsc", finished, _FOUND_OR_NOT):
            return trouble
        whole = next((match for line in said if (match := _WHOLE.match(line))), None)
        if whole:
            return Trouble(
                "check.tool-failed", "tsc to compile", f"{whole[1]}: {whole[2][:200]}", ""
            )
        root = seat.checkout + "/"
        listed = {
            line.strip().removeprefix(root) for line in said[:LINES_MAX] if line.startswith(root)
        }
        candidates = frozenset(seat.request.candidates)
        unseen = candidates - listed
        excluded = {path for path in unseen if is_plain(os.path.join(seat.checkout, path))}
        return FindingsRun(
            execution=seat.execution("tsc", argv, finished),
            findings=tuple(_findings(said[:LINES_MAX], seat)),
            examined=tuple(sorted(candidates & listed)),
            excluded=tuple(sorted(excluded)),
            missing=tuple(sorted(unseen - excluded)),
        )


def _findings(said: Sequence[str], seat: Seat) -> Iterator[Finding]:
    text = CheckoutText(seat.checkout)
    for line in said:
        if match := _LINE.match(line.rstrip("\r\n")):
            whole = os.path.normpath(os.path.join(seat.working_folder, match["path"]))
            path = os.path.relpath(whole, seat.checkout)
            number = min(int(match["line"][:9]), 10_000_000)
            yield Finding(
                rule=match["code"],
                level=FindingLevel(match["level"]),
                path=path,
                line=number,
                message=match["text"].replace(seat.checkout + "/", "")[:MESSAGE_CHARS_MAX],
                fingerprint=fingerprint(match["code"], text.line(path, number)),
            )
