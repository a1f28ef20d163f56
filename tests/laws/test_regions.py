"""Names of content, under any schedule: who read what, what people agreed to, what is told."""

from collections.abc import Callable

from hypothesis import given
from hypothesis import strategies as st

from gatewright.model.digest import digest_of
from gatewright.model.events import (
    AttemptStarted,
    DecisionAsked,
    Exit,
    RunExited,
    StepAccepted,
)
from gatewright.model.ids import TreeId
from gatewright.model.standing import StepStale
from tests.laws.content_world import NAMES, STEPS, ContentWorld, digest_in
from tests.laws.seen import Seen, drawn

TURNS = st.lists(st.integers(0, 59), min_size=70, max_size=110)
START = TreeId("t0")
READS = {each.path: each.reads for each in STEPS if each.works and each.reads}


def told(turns: list[int], *, is_silent: bool = False) -> ContentWorld:
    """Return a run that was told whatever may come, and then was let come to its end."""
    world = ContentWorld(is_silent)
    for turn in turns:
        if turn == 59:
            world.want_a_change(turn // 3)
        if world.is_over or not world.go_on(turn):
            break
    for _ in range(200):
        if world.is_over or not world.go_on(0):
            break
    return world


def is_complete(world: ContentWorld) -> bool:
    exits = [each for each in world.events if isinstance(each, RunExited)]
    return bool(exits) and exits[-1].exit is Exit.COMPLETED


def looked_for(look: Callable[[ContentWorld], None], *, is_silent: bool = False) -> None:
    @drawn(60)
    @given(TURNS)
    def law(turns: list[int]) -> None:
        look(told(turns, is_silent=is_silent))

    law()


def read_by(world: ContentWorld, step: str) -> dict[str, object]:
    """Return what the last attempt at a step read, by what its head held, and then by its own."""
    begun = [e for e in world.events if isinstance(e, AttemptStarted) and e.step == step][-1]
    content = world.trees[begun.from_tree]
    return {name: digest_in(content, name) for name in READS[step] if name in NAMES}  # type: ignore[index]


def test_silence_on_what_others_rest_on_is_not_taken(seen: Seen) -> None:
    """A judgement that holds tells the digest of each region and part that somebody rests on."""

    def look(world: ContentWorld) -> None:
        seen.counts["silent"] += world.counts["silent"]
        assert not world.counts["taken in silence"]

    looked_for(look, is_silent=True)
    seen.at_least(silent=100)


def test_yes_to_a_region_is_for_what_comes_out(seen: Seen) -> None:
    """Once a run is complete, people agreed to the region of it that comes out."""

    def look(world: ContentWorld) -> None:
        if not is_complete(world):
            return
        final = digest_in(world.trees[world.state.tree], "tree:code")
        bound = world.decided_on("quality")
        assert bound[-1] == digest_of([["tree:code", final]])
        seen.counts["agreed"] += 1
        seen.counts["asked again"] += len(bound) > 1
        asked = [e for e in world.events if isinstance(e, DecisionAsked) and e.step == "quality"]
        seen.counts["asked"] += len(asked)

    looked_for(look)
    seen.at_least(agreed=10, asked_again=3)


def test_what_is_complete_read_content_as_it_is(seen: Seen) -> None:
    """Once a run is complete, each step read the parts and regions that it names as they are."""

    def look(world: ContentWorld) -> None:
        if not is_complete(world):
            return
        content = world.trees[world.state.tree]
        for step in READS:
            for name, digest in read_by(world, step).items():
                assert digest == digest_in(content, name), f"{step} read another {name}"
                seen.counts["read"] += 1
        seen.counts["read again"] += len(_stale(world)) > 0

    looked_for(look)
    seen.at_least(read=30, read_again=3)


def test_change_elsewhere_makes_no_reader_stale(seen: Seen) -> None:
    """A step is made anew only where what it names is another than it read, whatever else is."""

    def look(world: ContentWorld) -> None:
        known: dict[str, object] = {"tree:code": digest_in(world.trees[START], "tree:code")}
        read: dict[str, dict[str, object]] = {}
        for event in world.events:
            match event:
                case AttemptStarted(step=step) if step in READS:
                    read[step] = {name: known.get(name) for name in READS[step]}
                case StepAccepted(artifacts=artifacts):
                    known |= dict(artifacts)
                    seen.counts["plan again"] += event.step == "plan-it"
                case StepStale(step=step, reads=reads) if reads:
                    for name in reads:
                        assert read[step][name] != known.get(name), f"{step}: {name} is the same"
                        seen.counts["stale"] += 1
                case _:
                    pass

    looked_for(look)
    seen.at_least(stale=5, plan_again=60)


def _stale(world: ContentWorld) -> list[StepStale]:
    return [each for each in world.events if isinstance(each, StepStale) and each.reads]
