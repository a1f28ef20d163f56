"""What is demanded of a register where a gate is crossed."""

from gatewright.model.records import dataclass, field
from gatewright.model.registers import Register


@dataclass(frozen=True, slots=True)
class RegisterRule:
    """A register has what it must have."""

    register: str
    schema: str = ""  # an entry schema that each counted entry must fit
    where: str = ""  # CEL over e: which entries count; "" for all
    min: int = 1
    cover: tuple[tuple[str, tuple[str, ...]], ...] = ()  # field -> values that must each occur
    of_step: bool = False  # only those of the step that is judged, and of what stands within it
    max_age_s: int | None = None  # the youngest one is no older


@dataclass(frozen=True, slots=True)
class OnRecord:
    """What a run has on record, as one judgement sees it. All of it is plain data."""

    step: str  # that is judged
    at: str  # RFC 3339, UTC
    registers: dict[str, list[dict[str, object]]] = field(default_factory=dict)
    current: dict[str, list[dict[str, object]]] = field(default_factory=dict)
    schemas: dict[str, Register] = field(default_factory=dict)
