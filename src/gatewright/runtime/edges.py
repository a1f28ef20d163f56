"""Everything the shell may reach, in one frozen value. Made by bootstrap, or by a test."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import datetime

from gatewright.model.records import dataclass, field
from gatewright.ports.environments import Consent, Environments, Preparation, Services
from gatewright.ports.examiners import Examiner
from gatewright.ports.gatherers import FindingsTool, TestTool
from gatewright.ports.prober import Prober
from gatewright.ports.processes import Processes
from gatewright.ports.reports import Reports
from gatewright.ports.store import EvidenceStore, Records
from gatewright.ports.workspace import Repositories, Trees


@dataclass(frozen=True, slots=True)
class Edges:
    """The ports of one repository's judgement."""

    repositories: Repositories
    trees: Trees
    environments: Environments
    preparation: Preparation
    services: Services
    consent: Consent
    processes: Processes
    test_tools: Mapping[str, TestTool]  # by TestSetup.tool
    reports: Reports
    prober: Prober
    findings_tools: Mapping[str, FindingsTool]  # by FindingsRule.profile
    evidence: EvidenceStore
    records: Records
    scratch: Callable[[], AbstractContextManager[str]]  # a folder that is gone afterwards
    make_folder: Callable[[str], str]  # makes a folder where there is none, returns it
    now: Callable[[], datetime]  # aware, UTC
    draw_token: Callable[[], str]  # lower-case hex that a worker cannot guess
    platform: str = ""  # kind of system and processor: what is seen on one says nothing of another
    ignored_files: Callable[[], Sequence[str]] = tuple  # of the person's checkout; names only
    examiners: Mapping[str, Examiner] = field(default_factory=dict)  # by ContractRule.format
