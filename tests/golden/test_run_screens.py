"""The screens of runs, whole: driven on a pipe, as JSON lines, live, ended, blocked; and lists."""

from collections.abc import Callable

import pytest

from gatewright.cli import diff, log, plan, rehearse, run, status, why
from gatewright.cli.arguments import parse_arguments
from gatewright.cli.verbs import DIFF, LOG, PLAN, REHEARSE, RUN, STATUS, WHY
from gatewright.model.intake import ForbiddenAct
from gatewright.model.records import replace
from tests import driven_desk as made
from tests.golden.golden import agrees_with_file
from tests.judgements import ASCII
from tests.unit.run_stories import Story

IDEA = "Add a custom alias"


def told(*acts: made.Act) -> Story:
    story = Story()
    for act in acts:
        act(story)
    return story


def desk(*acts: made.Act, after: tuple[made.Act, ...] = ()) -> made.DrivenDesk:
    return made.DrivenDesk(told(*acts), acts=after)


LISTED = made.DrivenDesk(
    listed=(
        made.row("7", "bulk-import", "blocked", question="build/2: refused 4 times"),
        made.row("9", "sso", "landed"),
        made.row(
            "12", "alias", "waits", "approve", waits_for="approver", question="May code be written?"
        ),
        made.row(
            "14", "rate-\x1b[31mlimit", "waits", "answer", waits_for="you", question="per user?"
        ),
        made.row("15", "csv-export", "moving"),
        made.row("16", "done", "completed"),
    )
)


def overreach(story: Story) -> None:
    for what in ("approve", "approve", "waive"):
        story.told(ForbiddenAct(what, "its mark"))


BUILT = (made.plan_it, made.build_it, made.merge_it)
DONE = (made.plan_it, made.build_it)
STOPPED = (made.plan_it, made.give_up)
Face = Callable[..., int]
SCREENS: dict[str, tuple[Face, object, list[str], Callable[[], made.DrivenDesk], int]] = {
    "run-start": (run.run_feature, RUN, [IDEA, "--fact", "ui=no"],
                  lambda: desk(after=(made.plan_it,)), 10),
    "run-end": (run.run_feature, RUN, ["12"], lambda: desk(*DONE, after=(made.merge_it,)), 0),
    "run-blocked": (run.run_feature, RUN, ["12"],
                    lambda: desk(made.plan_it, after=(made.give_up,)), 20),
    "run-json": (run.run_feature, RUN, ["12", "--json"],
                 lambda: desk(made.plan_it, after=(made.give_up,)), 20),
    "run-detached": (run.run_feature, RUN, ["12", "-d"], desk, 0),
    "run-detached-start": (run.run_feature, RUN, [IDEA, "-d"], desk, 0),
    "run-detached-json": (run.run_feature, RUN, ["12", "-d", "--json"],
                          lambda: replace(desk(), is_driven=True), 0),
    "status-many": (status.status, STATUS, [], lambda: LISTED, 0),
    "status-none": (status.status, STATUS, [], made.DrivenDesk, 0),
    "status-json": (status.status, STATUS, ["--json"], lambda: LISTED, 0),
    "status-asked": (status.status, STATUS, ["12"], lambda: desk(made.plan_it), 0),
    "status-blocked": (status.status, STATUS, ["12"], lambda: desk(*STOPPED), 0),
    "status-done": (status.status, STATUS, ["12"], lambda: desk(*BUILT), 0),
    "status-one-json": (status.status, STATUS, ["12", "--json"], lambda: desk(*STOPPED), 0),
    "status-forbidden": (status.status, STATUS, ["12"], lambda: desk(made.plan_it, overreach), 0),
    "why-forbidden": (why.why, WHY, ["12"], lambda: desk(*STOPPED, overreach), 0),
    "plan": (plan.plan, PLAN, ["12"], lambda: desk(made.plan_it), 0),
    "plan-start": (plan.plan, PLAN, [IDEA, "-W", "quick"], desk, 0),
    "plan-json": (plan.plan, PLAN, ["12", "--json"], desk, 0),
    "rehearse": (rehearse.play, REHEARSE, ["quick"], desk, 0),
    "rehearse-json": (rehearse.play, REHEARSE, ["quick", "--json"], desk, 0),
    "log": (log.log, LOG, ["12"], lambda: desk(*BUILT), 0),
    "why-asked": (why.why, WHY, ["12"], lambda: desk(made.plan_it), 0),
    "why-blocked": (why.why, WHY, ["12"], lambda: desk(*STOPPED), 0),
    "why-step": (why.why, WHY, ["12", "finish"], lambda: desk(made.plan_it), 0),
    "why-done": (why.why, WHY, ["12"], lambda: desk(*BUILT), 0),
    "why-json": (why.why, WHY, ["12", "--json"], lambda: desk(*STOPPED), 0),
    "diff": (diff.diff, DIFF, ["12"], desk, 0),
    "diff-stat": (diff.diff, DIFF, ["12", "--stat"], desk, 0),
}  # fmt: skip


@pytest.mark.parametrize("name", SCREENS)
def test_screen_of_a_run_is_as_kept(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    face, verb, words, make, expected = SCREENS[name]

    code = face(parse_arguments(verb, words), made.DrivenDoor(make()))  # type: ignore[arg-type]

    shown = capsys.readouterr().out
    assert code == expected
    assert "\x1b" not in shown
    assert agrees_with_file(f"runs/{name}.txt", shown)


@pytest.mark.parametrize(
    "name", ["run-end", "status-blocked", "plan", "plan-start", "rehearse", "why-blocked"]
)
def test_screen_of_a_run_needs_no_more_than_ascii_and_eighty_columns(
    name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    face, verb, words, make, _ = SCREENS[name]
    door = made.DrivenDoor(make(), replace(ASCII, width=80))

    face(parse_arguments(verb, words), door)  # type: ignore[arg-type]

    shown = capsys.readouterr().out
    assert shown.isascii()
    late = [row for row in shown.splitlines() if len(row) > 80 and "attempt" not in row]
    assert late == []


@pytest.mark.parametrize("name", ["status-many", "status-asked", "status-forbidden", "plan"])
def test_screen_of_a_run_fits_a_narrow_terminal(
    name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    face, verb, words, make, _ = SCREENS[name]

    face(parse_arguments(verb, words), made.DrivenDoor(make(), replace(ASCII, width=60)))  # type: ignore[arg-type]

    assert [row for row in capsys.readouterr().out.splitlines() if len(row) > 60] == []
