"""ssh-keygen, asked to sign and to check: as anybody can who has the text and the list.

A key is a person's: it signs unconfined, with the person's agent and nothing else of theirs. What
is checked is hostile: that runs confined, without network, on copies in a folder of its own.
"""

import os
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager

from gatewright.model.isolation import IsolationLevel
from gatewright.model.trouble import Mistake
from gatewright.ports.processes import (
    Command,
    Confinement,
    Exited,
    Finished,
    Limits,
    Processes,
    ended,
)

NAMESPACE = "gatewright"
KEY_BYTES_MAX = 64 * 1024
SIGNING_S_MAX = 120.0  # somebody may have to find a key and touch it
CHECKING_S_MAX = 30.0
PERSONS = (
    "DISPLAY",
    "SSH_ASKPASS",
    "SSH_ASKPASS_REQUIRE",
    "SSH_AUTH_SOCK",
    "WAYLAND_DISPLAY",
    "XDG_RUNTIME_DIR",
)
"""What of the person's environment an agent, and who asks for a passphrase, are found by."""
PUBLIC = ("ssh-", "ecdsa-", "sk-")


class SshKeygen:
    """Implements `ports.signer.Signer`."""

    def __init__(
        self,
        processes: Processes,
        program: str,
        env: Mapping[str, str],
        scratch: Callable[[], AbstractContextManager[str]],
    ) -> None:
        """Take the absolute program, the person's PATH and variables, and folders of our own."""
        self._processes = processes
        self._program = program
        self._env = env
        self._scratch = scratch

    def public_key(self, key: str) -> str:
        """Return the public half of a key, as the file beside it has it. Raises: Mistake."""
        for path in (key, f"{key}.pub"):
            text = _read(path)
            if text.startswith(PUBLIC) and len(text.split()) > 1:
                return " ".join(text.split()[:2])
        finished = self._ask(("-y", "-P", "", "-f", key), b"", CHECKING_S_MAX)
        if finished.ending != Exited(0):
            raise Mistake(
                "signing.key",
                f"There is no key in {key} that can be read.",
                found=_said(finished),
                hints=(f"ssh-keygen -y -f {key} > {key}.pub    writes its public half beside it",),
            )
        return " ".join(finished.stdout.decode("ascii", "replace").split()[:2])

    def sign(self, text: bytes, key: str, tell: Callable[[str], None]) -> str:
        """Return the armoured signature of `text`. Raises: Mistake `signing.refused`."""
        arguments = ("-Y", "sign", "-n", NAMESPACE, "-f", key)
        finished = self._ask(arguments, text, SIGNING_S_MAX, lambda line: _pass_on(line, tell))
        if finished.ending == Exited(0):
            return finished.stdout.decode("ascii", "replace")
        raise Mistake(
            "signing.refused",
            f"{key} did not sign; nothing was recorded.",
            found=_said(finished),
            hints=(
                f"ssh-add {key}    where it has a passphrase; then  --sign-with {key}.pub",
                "ssh-add -l    says which keys the agent holds",
            ),
        )

    def verify(self, text: bytes, signature: str, signers: str, name: str, at: str) -> str:
        """Return why `signature` is not one of `name`; "" where it is. Raises: Mistake."""
        with self._scratch() as folder:
            places = {"signature": signature, "signers": signers}
            for place, content in places.items():
                with open(os.path.join(folder, place), "w", encoding="utf-8") as file:
                    file.write(content)
            finished = self._processes.run(self._checking(folder, text, name, at))
        if finished.ending == Exited(0):
            return ""
        if not isinstance(finished.ending, Exited):
            raise Mistake(
                "signing.unchecked",
                "A signature could not be checked.",
                found=ended(finished.ending),
                hints=("install OpenSSH 8.9 or newer",),
            )
        return _said(finished)

    def _checking(self, folder: str, text: bytes, name: str, at: str) -> Command:
        """Return the command that checks what lies in `folder`."""
        instant = "".join(each for each in at[:19] if each.isdigit())
        argv = (self._program, "-Y", "verify", "-n", NAMESPACE, "-I", name)
        files = ("-f", f"{folder}/signers", "-s", f"{folder}/signature")
        return Command(
            argv=(*argv, *files, f"-Overify-time={instant}"),
            cwd=folder,
            env=(("LC_ALL", "C"), ("PATH", self._env.get("PATH", "")), ("TZ", "UTC")),
            stdin=text,
            limits=Limits(wall_s=CHECKING_S_MAX, output_bytes_max=64 * 1024),
            confinement=Confinement(readable=(folder,)),
        )

    def _ask(
        self,
        arguments: tuple[str, ...],
        stdin: bytes,
        wall_s: float,
        on_line: Callable[[str], None] | None = None,
    ) -> Finished:
        """Run ssh-keygen as the person."""
        names = ("HOME", "PATH", *PERSONS)
        env = tuple((name, self._env[name]) for name in names if name in self._env)
        command = Command(
            argv=(self._program, *arguments),
            cwd="/",
            env=(*env, ("LC_ALL", "C")),
            stdin=stdin,
            limits=Limits(wall_s=wall_s, idle_s=wall_s, output_bytes_max=64 * 1024),
            confinement=Confinement(level_max=IsolationLevel.NONE),
        )
        return self._processes.run(command, on_line)


def _read(path: str) -> str:
    """Return the start of a file; "" where there is none that can be read."""
    try:
        with open(path, encoding="utf-8", errors="replace") as file:
            return file.read(KEY_BYTES_MAX)
    except OSError:
        return ""


def _pass_on(line: str, tell: Callable[[str], None]) -> None:
    """Tell what a security key waits for, and nothing of the signature itself."""
    if line.startswith("Confirm user presence"):
        tell("Touch the key to sign.")


def _said(finished: Finished) -> str:
    """Return the last thing that was said, else how it ended."""
    lines = finished.stderr.decode("utf-8", "replace").split("\n")
    told = [line.strip() for line in lines if line.strip()]
    return told[-1][:300] if told else ended(finished.ending)
