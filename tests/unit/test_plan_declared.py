"""What was declared for a run to start, as its plan and its log show it."""

from gatewright.core.evolve.evolve import begin
from gatewright.model.declaring import Declared
from gatewright.model.digest import digest_of
from gatewright.model.records import replace
from gatewright.views.plan import LINES_SHOWN, plan_view
from gatewright.views.run_event import says_of
from tests.unit.run_stories import AT, start_of, step

STARTED = start_of((step("build"),))


def test_plan_shows_who_declared_what_as_text() -> None:
    declared = Declared("go", "person:ada", "reason: now\x1b[2J\n" * 30, digest_of("x"))
    view = plan_view(begin(replace(STARTED, declared=declared), AT))

    assert view.declared[0] == f"go by person:ada, unsigned, {digest_of('x')[:12]}"
    assert "\x1b" not in "".join(view.declared)
    assert view.declared[-1] == f"and {30 - LINES_SHOWN} more lines"
    assert plan_view(begin(STARTED, AT)).declared == ()


def test_log_says_it() -> None:
    declared = Declared("go", "person:ada", "reason: now", digest_of("x"))

    said = says_of(replace(STARTED, declared=declared))
    assert said.endswith(f"; go declared by ada, {digest_of('x')[:12]}")
    assert "declared" not in says_of(STARTED)
