"""What is on record: nothing is altered, a worker frees nothing, what is open holds."""

import json
from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from gatewright.core.state.run_state import Judging
from gatewright.model.events import AttemptFinished, AttemptStarted, Ended
from gatewright.model.ids import PERSON, Digest, EffectId, TreeId
from gatewright.model.intake import BeginAttempt, Record, Refusal, WorkDone
from gatewright.model.registers import EntryAdded
from tests.laws.seen import Seen, drawn
from tests.unit.run_stories import ISOLATED, Story, path, step

EXAMPLES = 150
Said = dict[str, object]
ADA = "person:ada"
STEPS = ("a", "b", "c", "d")
KEYS = ("k1", "k2", "k3")
REGISTERS = st.sampled_from(["unknowns", "unknowns", "unknowns", "blockers", "decisions"])
ADDED = st.fixed_dictionaries(
    {
        "register": REGISTERS,
        "key": st.sampled_from(["", *KEYS]),
        "blocks": st.lists(st.sampled_from(STEPS), max_size=2),
        "text": st.sampled_from(["x", "x", ""]),
    }
)
CLOSED = st.fixed_dictionaries(
    {"register": REGISTERS, "closes": st.sampled_from([*KEYS, "hers", "1"])}
)
HERS: Said = {"register": "unknowns", "key": "hers", "text": "x"}
OURS: Said = {"register": "unknowns", "key": "ours", "text": "x"}
CLOSING: Said = {"register": "unknowns", "closes": "ours"}
NOT_OURS: Said = {"register": "unknowns", "closes": "hers"}
SAID = st.one_of(ADDED, ADDED, CLOSED)
TURNS = st.lists(st.tuples(st.sampled_from(range(8)), st.lists(SAID, max_size=4)), max_size=25)


def run_of_four() -> Story:
    """Return a run of four steps, of which the last is not for who worked on the first."""
    return Story((step("a"), step("b"), step("c", ["a"]), step("d", ["b"], not_by=(path("a"),))))


def play(story: Story, turns: Sequence[tuple[int, Sequence[Said]]]) -> None:
    """Have people and workers write whatever they like."""
    for turn, said in turns:
        tell(story, turn, said)


def tell(story: Story, turn: int, said: Sequence[Said]) -> None:
    """Have something happen, if it can: a person writes, or a worker works."""
    if turn < 4:
        for each in said:
            write(story, each)
    else:
        work(story, STEPS[turn - 4], said, f"t{len(story.events)}")


def write(story: Story, said: Said) -> None:
    """Have a person write an entry, as it is typed."""
    words = {
        name: ",".join(each) if isinstance(each, list) else each for name, each in said.items()
    }
    given_ = tuple((name, str(each)) for name, each in words.items() if each and name != "register")
    story.tell(Record(str(said["register"]), given_, ADA))


def work(story: Story, name: str, said: Sequence[Said], tree: str) -> None:
    """Have a worker begin a step, whether it may or not, and write lines; it is judged well."""
    number = story.state.record(path(name)).numbers_used + 1
    effect = EffectId(f"12/{name}/attempt/{number}")
    worker, tree_now = "agent:scripted", story.state.tree
    begun = story.tell(BeginAttempt(path(name), number, effect, worker, tree_now, Digest("b")))
    if isinstance(begun, Refusal) or not isinstance(begun[0], AttemptStarted):
        return
    lines = tuple(json.dumps({k: v for k, v in each.items() if v}) for each in said)
    finished = AttemptFinished(path(name), number, Ended.DONE, TreeId(tree), "", None, ISOLATED, 1)
    story.told(WorkDone(finished, lines=lines))
    record = story.state.record(path(name))
    if isinstance(record.state, Judging) and record.state.from_tree == story.state.tree:
        story.judge(name)


def test_entry_that_is_on_record_is_never_altered(seen: Seen) -> None:
    """An entry that is on record stays as it is: its key is given once, and it is closed once."""

    @drawn(EXAMPLES)
    @given(TURNS)
    def law(turns: list[tuple[int, list[Said]]]) -> None:
        story = run_of_four()
        play(story, turns)
        added = [each for each in story.events if isinstance(each, EntryAdded)]
        named = [(each.register, each.key) for each in added]
        closed = [(each.register, each.closes) for each in added if each.closes]
        assert len(set(named)) == len(named), "one key for two entries"
        assert len(set(closed)) == len(closed), "closed twice"
        seen.counts["entries"] += len(named)
        seen.counts["closed"] += len(closed)

    law()
    seen.at_least(entries=80, closed=3)


def test_worker_closes_only_what_it_wrote_itself(seen: Seen) -> None:
    """What a person holds open, a worker does not close."""

    @drawn(EXAMPLES)
    @given(TURNS)
    def law(turns: list[tuple[int, list[Said]]]) -> None:
        story = run_of_four()
        play(story, [(0, [HERS]), (4, [OURS, CLOSING, NOT_OURS]), *turns])
        by_key: dict[tuple[str, str], EntryAdded] = {}
        for each in story.events:
            if isinstance(each, EntryAdded) and each.closes:
                author = by_key[each.register, each.closes].author
                assert each.author.startswith(PERSON) or author == each.author, each
                seen.counts["by a worker"] += not each.author.startswith(PERSON)
                seen.counts["of a person"] += author.startswith(PERSON)
            if isinstance(each, EntryAdded):
                by_key[each.register, each.key] = each

    law()
    seen.at_least(by_a_worker=40, of_a_person=5)


def test_what_an_open_entry_blocks_does_not_begin(seen: Seen) -> None:
    """A step that an open entry blocks is not begun, by anybody, until the entry is closed."""

    @drawn(EXAMPLES)
    @given(TURNS)
    def law(turns: list[tuple[int, list[Said]]]) -> None:
        story = run_of_four()
        play(story, turns)
        open_ones: dict[tuple[str, str], tuple[str, ...]] = {}
        for each in story.events:
            if isinstance(each, EntryAdded):
                open_ones.pop((each.register, each.closes), None)
                open_ones[each.register, each.key] = each.blocks
            if isinstance(each, AttemptStarted):
                held = {place for places in open_ones.values() for place in places}
                assert each.step not in held, f"{each.step} began, and is held"
                seen.counts["begun"] += 1
        seen.counts["held"] += any(open_ones.values())

    law()
    seen.at_least(begun=40, held=25)


def test_who_worked_on_the_one_does_not_work_on_the_other(seen: Seen) -> None:
    """Who worked on a step that another excludes does not begin that other."""

    @drawn(EXAMPLES)
    @given(TURNS)
    def law(turns: list[tuple[int, list[Said]]]) -> None:
        story = run_of_four()
        play(story, [(4, []), (5, []), *turns])
        begun = [each for each in story.events if isinstance(each, AttemptStarted)]
        on_a = {each.worker for each in begun if each.step == "a"}
        on_d = {each.worker for each in begun if each.step == "d"}
        assert not on_a & on_d, f"{on_a & on_d} worked on both"
        seen.counts["tried"] += any(turn == 7 for turn, _ in turns)

    law()
    seen.at_least(tried=10)
