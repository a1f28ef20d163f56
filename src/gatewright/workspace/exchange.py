"""Letters under refs/gatewright/ of a remote: a commit each, that holds a few texts and a tree.

Invariants: a letter is never written over, by a lease on nothing; what is fetched goes into the
vault, checked by git object by object, under no name; no setting of the remote, of the repository
or of the person is in force but the remote's address.
"""

import os
import re
from collections.abc import Mapping
from datetime import datetime

from gatewright.model.change import Repository
from gatewright.model.ids import CommitId, TreeId
from gatewright.model.records import dataclass
from gatewright.model.trouble import Mistake
from gatewright.ports.exchange import LETTERS_MAX, PART_BYTES_MAX, Letter
from gatewright.workspace.commits import COMMITTER, HASH_COMMIT, commit_content
from gatewright.workspace.git import Answer, Git, GitCall
from gatewright.workspace.objects import read_objects
from gatewright.workspace.shown import shown
from gatewright.workspace.vault import Vault, open_vault

CONTENT = "content"
LISTING_BYTES_MAX = 4 * 1024 * 1024
TIMEOUT_S = 120.0
PROTOCOLS = ("file", "https", "ssh")
_NAME = re.compile(
    r"refs/gatewright/(?:requests|decisions)/[0-9a-f]{16}/[0-9a-f]{32}/"
    r"[A-Za-z0-9](?:[A-Za-z0-9._+@-]{0,98}[A-Za-z0-9])?"
)
_PART = re.compile(r"[a-z]{1,20}")
_ENTRY = re.compile(r"(100644 blob|040000 tree) ([0-9a-f]{40}|[0-9a-f]{64})\t([a-z]{1,20})")
_LINE = re.compile(r"([0-9a-f]{40}|[0-9a-f]{64})\t(\S+)")
_ELSEWHERE = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://|[^/:]+:")
_REACHING = (
    "protocol.file.allow=always",
    "protocol.https.allow=always",
    "protocol.ssh.allow=always",
    "fetch.fsckObjects=true",
    "fetch.writeCommitGraph=false",
    "http.followRedirects=false",
)


@dataclass(frozen=True, slots=True)
class GitExchange:
    """Implements `ports.exchange.Exchange` for one remote of a repository."""

    vault: Vault
    remote: str  # as a person calls it
    url: str
    env: tuple[tuple[str, str], ...]  # by which ssh finds the person's agent

    def listing(self, prefix: str) -> Mapping[str, CommitId]:
        """Return the letters whose names begin with `prefix`. Raises: Mistake."""
        args = ("ls-remote", "--refs", "--", self.url, f"{prefix}*")
        answer = self._reach(args, LISTING_BYTES_MAX)
        lines = answer.stdout.decode("utf-8", "replace").splitlines()
        matches = (_LINE.fullmatch(line) for line in lines)
        found = {match[2]: CommitId(match[1]) for match in matches if match}
        ours = {name: found[name] for name in sorted(found) if is_letter(name)}
        return dict(list(ours.items())[:LETTERS_MAX])

    def fetch(self, name: str, commit: CommitId) -> Letter:
        """Return a letter that was listed. Raises: Mistake."""
        if not is_letter(name):
            raise ValueError(f"not a name of a letter: {name!r}")
        quiet = ("--quiet", "--no-tags", "--no-write-fetch-head", "--no-auto-maintenance")
        alone = ("--no-recurse-submodules", "--refmap=")
        self._reach(("fetch", *quiet, *alone, "--", self.url, name), PART_BYTES_MAX)
        return read_letter(self.vault, commit)

    def post(self, name: str, letter: Letter, parent: CommitId | None, at: str) -> None:
        """Leave a letter; one of that name that is there already stays. Raises: Mistake."""
        if not is_letter(name):
            raise ValueError(f"not a name of a letter: {name!r}")
        commit = write_letter(self.vault, letter, parent, at)
        self._push(name, f"{commit}:{name}", f"--force-with-lease={name}:")

    def withdraw(self, name: str, commit: CommitId) -> None:
        """Take a letter back, if it is still this one. Raises: Mistake."""
        if not is_letter(name):
            raise ValueError(f"not a name of a letter: {name!r}")
        self._push(name, f":{name}", f"--force-with-lease={name}:{commit}")

    def _push(self, name: str, what: str, lease: str) -> None:
        args = ("push", "--quiet", "--no-verify", "--no-signed", lease, "--", self.url, what)
        answer = self._ask(args, PART_BYTES_MAX)
        if answer.code != 0 and not self._is_settled(name, what):
            raise self._failed(answer)

    def _is_settled(self, name: str, what: str) -> bool:
        """Return whether somebody was first: a letter is there, or is gone, as it was to be."""
        is_there = bool(self._reach(("ls-remote", "--refs", "--", self.url, name), 4096).stdout)
        return is_there is not what.startswith(":")

    def _reach(self, args: tuple[str, ...], stdout_bytes_max: int) -> Answer:
        """Return what git says. Raises: Mistake `exchange.unreachable`."""
        answer = self._ask(args, stdout_bytes_max)
        if answer.code != 0 or answer.is_cut:
            raise self._failed(answer)
        return answer

    def _ask(self, args: tuple[str, ...], stdout_bytes_max: int) -> Answer:
        call = GitCall(
            git_dir=self.vault.git_dir,
            args=args,
            settings=_REACHING,
            stdout_bytes_max=stdout_bytes_max,
            timeout_s=TIMEOUT_S,
            reaching=(*self.env, ("GIT_ALLOW_PROTOCOL", ":".join(PROTOCOLS))),
        )
        return self.vault.git.ask(call)

    def _failed(self, answer: Answer) -> Mistake:
        return Mistake(
            "exchange.unreachable",
            f"Nothing could be exchanged by the remote {shown(self.remote)}.",
            found="it said too much" if answer.is_cut else answer.said or "it said nothing",
            hints=(f"git ls-remote {shown(self.remote)} 'refs/gatewright/*'",),
        )


def open_exchange(
    git: Git,
    state_folder: str,
    repository: Repository,
    remote: str,
    env: tuple[tuple[str, str], ...],
) -> GitExchange:
    """Return the remote of that name. Raises: Mistake `exchange.remote`."""
    args = ("config", "--get", f"remote.{remote}.url")
    answer = git.ask(GitCall(git_dir=repository.common_dir, args=args))
    url = answer.stdout.decode("utf-8", "replace").strip()
    if answer.code != 0 or not url or url.startswith("-") or not url.isprintable():
        raise Mistake(
            "exchange.remote",
            f"There is no remote {shown(remote)} to exchange by.",
            found=shown(url) or "no address",
            hints=(f"git remote add {shown(remote)} URL",),
        )
    if not _ELSEWHERE.match(url):
        url = os.path.normpath(os.path.join(repository.root, url))
    return GitExchange(open_vault(git, state_folder, repository), remote, url, env)


def is_letter(name: str) -> bool:
    """Return whether `name` is one of a letter."""
    return bool(_NAME.fullmatch(name)) and ".." not in name and not name.endswith(".lock")


def write_letter(vault: Vault, letter: Letter, parent: CommitId | None, at: str) -> CommitId:
    """Return the commit of a letter, kept in the vault. Raises: ValueError for a strange part."""
    lines = []
    for name, content in letter.parts.items():
        if not _PART.fullmatch(name) or name == CONTENT or len(content) > PART_BYTES_MAX:
            raise ValueError(f"not a part of a letter: {name!r}")
        blob = vault.call("hash-object", "-w", "--stdin", stdin=content).decode("ascii").strip()
        lines.append(f"100644 blob {blob}\t{name}\n")
    if letter.content is not None:
        lines.append(f"040000 tree {letter.content}\t{CONTENT}\n")
    tree = vault.call("mktree", stdin="".join(lines).encode("ascii")).decode("ascii").strip()
    parents = () if parent is None else (parent,)
    at_s = int(datetime.fromisoformat(at).timestamp())
    raw = commit_content(TreeId(tree), parents, "gatewright letter", COMMITTER, at_s)
    return CommitId(vault.call(*HASH_COMMIT, stdin=raw).decode("ascii").strip())


def read_letter(vault: Vault, commit: CommitId) -> Letter:
    """Return a letter that was fetched. Raises: Mistake `exchange.form`, `repository.*`."""
    ((header, raw),) = read_objects(vault, (commit,))
    tree = raw.partition(b"\n")[0].removeprefix(b"tree ").decode("ascii", "replace")
    if header.kind != "commit" or not re.fullmatch(r"[0-9a-f]{40}|[0-9a-f]{64}", tree):
        raise _strange(commit, "no commit")
    listing = vault.call("ls-tree", "-z", "-l", "--full-tree", tree).decode("utf-8", "replace")
    parts: dict[str, str] = {}
    content: TreeId | None = None
    for line in listing.split("\0")[:-1]:
        about, _, name = line.partition("\t")
        mode, kind, blob, size = [*about.split(), "", "", ""][:4]
        match = _ENTRY.fullmatch(f"{mode} {kind} {blob}\t{name}")
        if match is None or (kind == "blob" and int(size or "0") > PART_BYTES_MAX):
            raise _strange(commit, name)
        if kind == "tree":
            content = TreeId(blob)
        else:
            parts[name] = blob
    read = dict(zip(parts, (each for _, each in read_objects(vault, parts.values())), strict=True))
    return Letter(read, content)


def _strange(commit: CommitId, what: str) -> Mistake:
    found = f"{commit[:12]}: {shown(what)[:60]}"
    return Mistake("exchange.form", "This is no letter of Gatewright.", found=found)
