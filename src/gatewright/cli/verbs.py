"""The verb table: every word after the program's name, with its flags. Help and completion read it.

Invariant: importing this imports no verb.
"""

from gatewright.cli.agents_verb import AGENTS, MCP
from gatewright.cli.arguments import Flag, Verb
from gatewright.cli.context_verb import CONTEXT, NOTES_OF
from gatewright.cli.exchange_verb import EXCHANGE
from gatewright.cli.flags import FOLDER, GRAPH, JSON, QUIET, SIGN_WITH, VERBOSE
from gatewright.cli.people_verb import PEOPLE

STAGES = ("development", "staging", "production")
FORMATS = ("text", "github", "sarif", "junit")

CHECK = Verb(
    "check",
    "judge what is on this branch now; needs no set-up",
    "gatewright.cli.check",
    operands="[CHECK]",
    operands_max=2,
    flags=(
        Flag("--base", "compare with this; none judges without a base", value="REF|none"),
        Flag("--stage", "judge for this stage (development)", choices=STAGES),
        Flag("--from", "judge this ref, not the files in the checkout", value="REF"),
        JSON,
        Flag("--output-format", "how to answer (text; github under Actions)", choices=FORMATS),
        Flag("--no-cache", "look again at what was seen before"),
        FOLDER,
        QUIET,
        VERBOSE,
    ),
    exits=(0, 40, 41, 2, 1, 130),
    group="Start",
)
SHOW = Verb(
    "show",
    "one verdict in full: the evidence, and the command that repeats it",
    "gatewright.cli.show",
    operands="VERDICT|CHECK|FEATURE/STEP",
    operands_max=1,
    flags=(
        Flag("--reproduce", "judge the same content again, and compare"),
        JSON,
        FOLDER,
        QUIET,
    ),
    exits=(0, 41, 2, 1, 130),
    group="Follow",
)
WORKFLOW = Flag("--workflow", "how much ceremony (auto)", value="NAME|FILE", short="-W")
START_BASE = Flag("--base", "start from here (the branch you are on)", value="REF")
FACT = Flag("--fact", "settle a fact: ui=no, layers=3", value="NAME=VALUE", may_repeat=True)
PARAM = Flag("--param", "give a param of the workflow", value="NAME=VALUE", may_repeat=True)
INPUT = Flag("--input", "name the file of an input", value="NAME=PATH", may_repeat=True)
FORM = Flag("--form", "what the workflow has you declare", value="FILE")
RUN = Verb(
    "run",
    "build an idea with a coding agent, or go on with a feature",
    "gatewright.cli.run",
    operands='"IDEA"|FEATURE',
    operands_max=1,
    flags=(
        WORKFLOW,
        Flag("--agent", "who does the work: a command that reads stdin", value="CMD", short="-a"),
        Flag("--fallback", "who goes on where that one cannot", value="CMD", may_repeat=True),
        Flag("--agent-script", "a scripted agent, for trying things", value="FILE"),
        Flag("--from", "take this work in; . takes the checkout", value="REF|."),
        START_BASE,
        FACT,
        PARAM,
        INPUT,
        FORM,
        NOTES_OF,
        Flag("--yes", "start without asking", short="-y"),
        Flag("--detach", "leave it running in the background", short="-d"),
        Flag("--plain", "one line for each fact, on a terminal too"),
        Flag("--json", "one JSON line for each fact"),
        FOLDER,
    ),
    exits=(0, 10, 20, 21, 30, 2, 1, 130),
    group="Start",
)
STATUS = Verb(
    "status",
    "where everything stands and who it waits for",
    "gatewright.cli.status",
    operands="[FEATURE]",
    operands_max=1,
    flags=(JSON, FOLDER),
    group="Follow",
)
WHY = Verb(
    "why",
    "what stops it, with the evidence, and what does not",
    "gatewright.cli.why",
    operands="[FEATURE|CHECK] [STEP]",
    operands_max=2,
    flags=(JSON, FOLDER),
    group="Follow",
)
PLAN = Verb(
    "plan",
    "what will run, what will not and why, who decides",
    "gatewright.cli.plan",
    operands='[FEATURE|"IDEA"]',
    operands_max=1,
    flags=(WORKFLOW, START_BASE, FACT, PARAM, INPUT, FORM, GRAPH, JSON, FOLDER),
    group="Follow",
)
REHEARSE = Verb(
    "rehearse",
    "play a workflow with made-up outcomes: what can end, what cannot",
    "gatewright.cli.rehearse",
    operands="WORKFLOW",
    operands_max=1,
    flags=(START_BASE, FACT, PARAM, GRAPH, JSON, FOLDER),
    exits=(0, 40, 2, 1, 130),
    group="Set up",
)
LOG = Verb(
    "log",
    "everything that happened, by whom and when",
    "gatewright.cli.log",
    operands="[FEATURE]",
    operands_max=1,
    flags=(JSON, FOLDER),
    group="Follow",
)
DIFF = Verb(
    "diff",
    "what a feature changes, as it stands now",
    "gatewright.cli.diff",
    operands="[FEATURE]",
    operands_max=1,
    flags=(Flag("--stat", "sizes only"), JSON, FOLDER),
    group="Follow",
)
EXPLAIN = Verb(
    "explain",
    "the reason for a rule, a bad and a good example, how to change it",
    "gatewright.cli.explain",
    operands="[CODE]",
    operands_max=1,
    flags=(JSON,),
    group="Follow",
)
INIT = Verb(
    "init",
    "write one file that says how this project is judged",
    "gatewright.cli.init",
    flags=(Flag("--ci", "and a workflow that checks every pull request"), FOLDER),
    group="Set up",
)
DEMO = Verb(
    "demo",
    "a minute with an agent that cheats, and is caught; no key, no model",
    "gatewright.cli.demo",
    flags=(Flag("--agent", "who works; bad never does it right", choices=("good", "bad")), JSON),
    exits=(0, 20, 10, 2, 1, 130),
    group="Start",
)
DOCTOR = Verb(
    "doctor",
    "what this machine gives: tools, isolation, caches",
    "gatewright.cli.doctor",
    flags=(JSON,),
    group="Set up",
)
ENVIRONMENT = Verb(
    "environment",
    "what checks stand on; allow PATH, forbid PATH, prune KEY",
    "gatewright.cli.environment",
    operands="[ACTION]",
    operands_max=2,
    flags=(Flag("--all", "prune: remove every kept environment"), JSON, FOLDER),
    group="Set up",
)
FORMAT = Verb(
    "format",
    "lay out workflows and configurations: same meaning, one style",
    "gatewright.cli.format_files",
    operands="FILE...",
    operands_max=100,
    flags=(
        Flag("--check", "write nothing; say which files would change"),
        FOLDER,
    ),
    exits=(0, 40, 2, 1, 130),
    group="Set up",
)
SCHEMA = Verb(
    "schema",
    "the JSON Schema of a file that you write, for your editor",
    "gatewright.cli.schema",
    operands="workflow|configuration|document",
    operands_max=1,
)
AUDIT = Verb(
    "audit",
    "verify that the journal of the runs is as it was written",
    "gatewright.cli.audit",
    operands="verify [FEATURE]",
    operands_max=2,
    flags=(JSON, FOLDER),
    exits=(0, 40, 2, 1, 130),
    group="Set up",
)
HELP = Verb(
    "help",
    "this, or a verb's own page; --agents for coding agents",
    "gatewright.cli.help",
    operands="[VERB]",
    operands_max=1,
    flags=(Flag("--agents", "how a coding agent uses this program"),),
)
COMPLETION = Verb(
    "completion",
    "print a script that completes words in a shell",
    "gatewright.cli.completion",
    operands="bash|zsh|fish",
    operands_max=1,
)

FEATURE = "[FEATURE]"
MESSAGE = Flag("--message", "in a sentence; whoever works on it next reads it", "TEXT", short="-m")
PEOPLE_GROUP = "Decide"

STEP_OF_FEATURE = "[FEATURE] [STEP]"
INBOX = Verb(
    "inbox",
    "what waits for you: to decide, to answer, to do",
    "gatewright.cli.inbox",
    flags=(Flag("--fetch", "look first for what other clones ask"), JSON, FOLDER),
    group=PEOPLE_GROUP,
)
APPROVE = Verb(
    "approve",
    "read what is asked, and decide on exactly that",
    "gatewright.cli.approve",
    operands=STEP_OF_FEATURE,
    operands_max=2,
    flags=(
        Flag("--item", "answer one item: 1=yes, 2=no:REASON", value="N=ANSWER", may_repeat=True),
        Flag("--on", "the content you read, as it was shown", value="CONTENT"),
        SIGN_WITH,
        MESSAGE,
        FOLDER,
    ),
    group=PEOPLE_GROUP,
)
REJECT = Verb(
    "reject",
    "send back what is asked, with a reason",
    "gatewright.cli.reject",
    operands=STEP_OF_FEATURE,
    operands_max=2,
    flags=(SIGN_WITH, MESSAGE, FOLDER),
    group=PEOPLE_GROUP,
)
ANSWER = Verb(
    "answer",
    "answer what an agent asked",
    "gatewright.cli.answer",
    operands="[FEATURE] [TEXT]",
    operands_max=2,
    flags=(Flag("--question", "which one, where several are open", value="ID"), FOLDER),
    group=PEOPLE_GROUP,
)
CHOOSE = Verb(
    "choose",
    "say what follows a refusal, where it is left to you",
    "gatewright.cli.choose",
    operands="[FEATURE] [NUMBER]",
    operands_max=2,
    flags=(MESSAGE, JSON, FOLDER),
    group=PEOPLE_GROUP,
)
CHANGE = Verb(
    "change",
    "ask for what was approved to be otherwise",
    "gatewright.cli.change",
    operands="[FEATURE] [WORDS]",
    operands_max=2,
    flags=(
        Flag("--artifact", "what is to be changed, of several", "NAME", may_repeat=True),
        Flag("--fact", "what is to be known otherwise", "NAME=VALUE", may_repeat=True),
        Flag("--workflow", "the definition to go on by: a name, or a file", "WORKFLOW", short="-W"),
        Flag("--impact", "only say what is at stake; nothing is asked"),
        JSON,
        FOLDER,
    ),
    group=PEOPLE_GROUP,
)
RECORD = Verb(
    "record",
    "put something on record, close it, or see what is there",
    "gatewright.cli.record",
    operands="[FEATURE] [REGISTER]...",
    operands_max=30,
    flags=(JSON, FOLDER),
    group=PEOPLE_GROUP,
)
COMMIT = Verb(
    "commit",
    "let what is accepted be committed, where that waits for a word",
    "gatewright.cli.commit",
    operands=FEATURE,
    operands_max=1,
    flags=(Flag("--message", "what the commits say", "TEXT", short="-m"), FOLDER),
    group=PEOPLE_GROUP,
)
RETRY = Verb(
    "retry",
    "try a blocked step again, with a hint",
    "gatewright.cli.retry",
    operands=STEP_OF_FEATURE,
    operands_max=2,
    flags=(
        MESSAGE,
        Flag("--grant", "let more be used: tokens=5000, time=1h", "WHAT=MUCH", may_repeat=True),
        FOLDER,
    ),
    group=PEOPLE_GROUP,
)
WAIVE = Verb(
    "waive",
    "let through what a check found, with a reason that every report shows",
    "gatewright.cli.waive",
    operands="FEATURE CHECK [STEP]",
    operands_max=3,
    flags=(
        Flag("--message", "why this is right; every report shows it", "TEXT", short="-m"),
        Flag("--until", "it ends with this day, in UTC (with the run)", value="DAY"),
        FOLDER,
    ),
    group=PEOPLE_GROUP,
)
CHECKOUT = Verb(
    "checkout",
    "take a step into your own hands",
    "gatewright.cli.checkout",
    operands=STEP_OF_FEATURE,
    operands_max=2,
    flags=(FOLDER,),
)
SUBMIT = Verb(
    "submit",
    "hand in what you did by hand; it is judged like any work",
    "gatewright.cli.submit",
    operands=FEATURE,
    operands_max=1,
    flags=(FOLDER,),
)
ABORT = Verb(
    "abort",
    "end a run; its branch is kept",
    "gatewright.cli.abort",
    operands=FEATURE,
    operands_max=1,
    flags=(MESSAGE, FOLDER),
)
FINISH = Verb(
    "finish",
    "end a run with what holds, where its workflow lets it; the rest is deferred",
    "gatewright.cli.finish",
    operands=FEATURE,
    operands_max=1,
    flags=(Flag("--partial", "with what holds now"), MESSAGE, FOLDER),
    group=PEOPLE_GROUP,
)
LAND = Verb(
    "land",
    "take a finished result into the branch it started from",
    "gatewright.cli.land",
    operands=FEATURE,
    operands_max=1,
    flags=(FOLDER,),
    group=PEOPLE_GROUP,
)
CLEAN = Verb(
    "clean",
    "remove what ended runs left: lanes, branches that hold nothing more",
    "gatewright.cli.clean",
    operands=FEATURE,
    operands_max=1,
    flags=(Flag("--force", "of this feature also work that is nowhere else"), JSON, FOLDER),
)
PEOPLE_VERBS = (
    INBOX, EXCHANGE, APPROVE, REJECT, ANSWER, CHOOSE, CHANGE, RECORD, CONTEXT, COMMIT, RETRY, WAIVE,
    CHECKOUT, SUBMIT, LAND, FINISH, ABORT, CLEAN,
)  # fmt: skip

ALL = (
    CHECK, RUN, STATUS, WHY, PLAN, DIFF, LOG, SHOW, EXPLAIN, DEMO, *PEOPLE_VERBS, INIT, REHEARSE,
    ENVIRONMENT, DOCTOR, PEOPLE, AGENTS, MCP, AUDIT, SCHEMA, FORMAT, HELP, COMPLETION,
)  # fmt: skip
VERBS: dict[str, Verb] = {verb.name: verb for verb in ALL}
