"""Events of questions: a worker asks, a person answers."""

from gatewright.model.ids import StepPath
from gatewright.model.records import dataclass


@dataclass(frozen=True, slots=True)
class QuestionAsked:
    """A worker does not know something that it needs."""

    step: StepPath
    question_id: str
    text: str


@dataclass(frozen=True, slots=True)
class QuestionAnswered:
    """A person answered."""

    question_id: str
    person: str
    text: str
