"""Whether something that reaches a run is taken, and which facts it becomes.

The only way into a journal: outcomes of effects, and everything people type, from any process. What
is not admitted changes nothing and says why.
"""

from gatewright.core.admit.admit_change import admit_change
from gatewright.core.admit.admit_choice import admit_choice
from gatewright.core.admit.admit_commit import admit_made
from gatewright.core.admit.admit_entries import admit_record, entries_of_forms, entries_of_work
from gatewright.core.admit.admit_judgement import holds_well, refuse_unfit
from gatewright.core.admit.admit_merge import admit_conflict, admit_merge
from gatewright.core.admit.admit_people import (
    admit_abort,
    admit_decision,
    admit_hint,
    admit_landing,
    admit_submission,
    admit_taking,
)
from gatewright.core.admit.admit_permission import admit_permission
from gatewright.core.admit.admit_reply import admit_reply
from gatewright.core.admit.admit_target import admit_target
from gatewright.core.admit.admit_waiver import admit_waiver
from gatewright.core.approval.approvals import expired_voices
from gatewright.core.approval.commit_units import due
from gatewright.core.course.consequences import Completed, complete
from gatewright.core.course.decide import wanted_now
from gatewright.core.course.fact_changes import after_start, unfit_facts
from gatewright.core.evolve.evolve import begin
from gatewright.core.registers.not_by import why_barred
from gatewright.core.state.budget_words import used_words
from gatewright.core.state.budgets import used_up
from gatewright.core.state.run_state import Judging, Over, RunState, Working
from gatewright.core.state.run_time import out_of_time, overdue_s, with_more_time
from gatewright.core.state.setbacks import delayed
from gatewright.core.state.waivers import with_waivers
from gatewright.model.budgets import UsageCounted
from gatewright.model.digest import digest_of
from gatewright.model.effects import JudgeStep, StartAttempt
from gatewright.model.events import (
    ActForbidden,
    AttemptFinished,
    AttemptLost,
    AttemptStarted,
    Ended,
    Event,
    RunBlocked,
    RunStarted,
    StepJudged,
    StepRefused,
)
from gatewright.model.ids import PERSON
from gatewright.model.intake import (
    Abort,
    AllowCommit,
    AskChange,
    BeginAttempt,
    Branched,
    CannotBegin,
    Choose,
    Committed,
    Decide,
    ForbiddenAct,
    Hint,
    Intake,
    JudgingDone,
    Landed,
    MergeConflict,
    Merged,
    Record,
    Refusal,
    Reply,
    Start,
    Submit,
    Take,
    TakeIn,
    Waive,
    WorkDone,
    WorkLost,
    WorkUsed,
)
from gatewright.model.questions import QuestionAsked
from gatewright.model.records import replace

Admitted = tuple[Event, ...]
ACTS_OF_PEOPLE = (Decide, Choose, AskChange, Hint, Waive, Take, Submit, Reply, Record)
