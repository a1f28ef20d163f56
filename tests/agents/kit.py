"""The agents: installed by name into a folder of their own, and how each meets the service."""

import hashlib
import os
import subprocess
from dataclasses import dataclass, field
from pathlib import Path

INSTALL_S = 600
CODEX_PROVIDER = (
    'model_providers.here={{name="here",base_url="{url}/v1",env_key="HERE_KEY",'
    'wire_api="responses",request_max_retries={retries},stream_max_retries={retries}}}'
)


@dataclass(frozen=True)
class Agent:
    """One real agent."""

    profile: str  # that comes with the program
    package: str
    mark: str  # in each of its transcripts, and in nobody else's
    session: str  # behind which its transcript names the session
    environment: dict[str, str] = field(default_factory=dict)
    options: tuple[str, ...] = ()
    settings: tuple[tuple[str, str], ...] = ()  # files of the person's home; () for none of theirs
    program: str = ""  # "" where it is called as its profile
    vague: tuple[str, ...] = ()  # troubles that it does not call what they are

    @property
    def binary(self) -> str:
        """Return the name of its program."""
        return self.program or self.profile

    @property
    def name(self) -> str:
        """Return its name in a person's own file."""
        return f"{self.profile}-here"


OPENCODE = {
    "npm_config_registry": "http://127.0.0.1:9",
    "OPENCODE_CONFIG_CONTENT": '{{"model": "here/m1", "provider": {{"here": {{"npm":'
    ' "@ai-sdk/openai-compatible", "options": {{"baseURL": "{url}/v1", "apiKey": "dummy"}},'
    ' "models": {{"m1": {{}}}}}}}}}}',
}
CLAUDE = {"ANTHROPIC_BASE_URL": "{url}", "ANTHROPIC_API_KEY": "dummy"}
SPOKEN_SESSION = '"type": "session", "session": "'
GEMINI = '{"security": {"auth": {"selectedType": "gemini-api-key"}}}'
AGENTS = (
    Agent(
        "claude",
        "@anthropic-ai/claude-code",
        '"subtype":"init"',
        '"session_id":"',
        CLAUDE,
    ),
    Agent(
        "codex",
        "@openai/codex",
        '"type":"thread.started"',
        '"thread_id":"',
        {"HERE_KEY": "dummy"},
        ("-c", 'model_provider="here"', "-c", CODEX_PROVIDER),
    ),
    Agent(
        "opencode",
        "opencode-ai",
        '"sessionID":"ses_',
        '"sessionID":"',
        OPENCODE,
    ),
    Agent(
        "gemini",
        "@google/gemini-cli",
        '"type":"init"',
        '"session_id":"',
        {"GOOGLE_GEMINI_BASE_URL": "{url}", "GEMINI_API_KEY": "dummy"},
        settings=((".gemini/settings.json", GEMINI),),
    ),
    Agent(
        "claude-acp",
        "@agentclientprotocol/claude-agent-acp",
        '"name": "@agentclientprotocol/claude-agent-acp"',
        SPOKEN_SESSION,
        CLAUDE | {"ANTHROPIC_MODEL": "m1"},
        program="claude-agent-acp",
    ),
    Agent(
        "opencode-acp",
        "opencode-ai",
        '"name": "OpenCode"',
        SPOKEN_SESSION,
        OPENCODE,
        program="opencode",
        vague=("401",),
    ),
)
MODELS = {"claude": "m1", "codex": "m1", "opencode": "here/m1", "gemini": "m1"}
"""The others are told by a variable which model there is."""


def install(folder: Path, agents: tuple[Agent, ...]) -> None:
    """Install the agents that are not in `folder` yet. Raises: CalledProcessError."""
    folder.mkdir(parents=True, exist_ok=True)
    lacking = [one.package for one in agents if not (binaries(folder) / one.binary).exists()]
    if lacking:
        words = ("npm", "install", "--no-audit", "--no-fund", "--loglevel=error", "--prefix")
        subprocess.run((*words, str(folder), *lacking), check=True, timeout=INSTALL_S)


def binaries(folder: Path) -> Path:
    """Return where the programs of the kit are."""
    return folder / "node_modules" / ".bin"


def digest_of(folder: Path, agent: Agent) -> str:
    """Return the digest of the program itself."""
    with open(os.path.realpath(binaries(folder) / agent.binary), "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def own_file(url: str, agents: tuple[Agent, ...], retries: int = 1) -> dict[str, object]:
    """Return a person's own agents: the real ones, but for their service."""
    return {
        "gatewright": 1,
        "agents": {
            one.name: {
                "like": one.profile,
                "home": "user" if one.settings else "isolated",
                "keys": [],
                **({"model": MODELS[one.profile]} if one.profile in MODELS else {}),
                "options": [each.format(url=url, retries=retries) for each in one.options]
                if one.options
                else [],
                "env": {key: text.format(url=url) for key, text in one.environment.items()},
            }
            for one in agents
        },
    }
