"""All laws that look on while a run is told whatever may reach it."""

from tests.laws import laws_of_gates as gates
from tests.laws import laws_of_lanes as lanes
from tests.laws import laws_of_people as people
from tests.laws import laws_of_staleness as staleness
from tests.laws import laws_of_state as state
from tests.laws import laws_of_work as work
from tests.laws.tale import Law

LAWS: tuple[type[Law], ...] = (
    state.Folded, state.Counted, state.Lively, state.Ended, state.Held, state.Completed,
    state.Landed, state.MadeForItems, state.AsWritten,
    work.Fenced, work.Wanted, work.JudgedAsHandedIn, work.NumberedOnce, work.NeedsStand,
    work.SkippedWhereFalse, work.UndecidedHolds, work.CommittedOnce, work.QuestionHolds,
    gates.SettledWell, gates.Answered, gates.OwnProducts, gates.LetThrough, gates.WaiverRunsOut,
    gates.NotWaivable, gates.StaleExactly, gates.ErrorIsFree, gates.SameReasonTwice, gates.Bounded,
    staleness.MadeFromWhatIsThere, staleness.CutOff, staleness.HoldsAtTheEnd,
    staleness.EarlierGatesFirst, staleness.ChangedOrConfirmed, staleness.FrozenUntilDecided,
    people.BoundToContent, people.Approved, people.InTheirRole,
    people.NotTheirOwn, people.EachItem, people.OnlyPeople, people.InTime,
    lanes.Begun, lanes.OntoTheHead, lanes.StaysWhileDecided, lanes.StoppedForAReason,
    lanes.InTurn,
)  # fmt: skip
