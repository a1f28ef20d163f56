"""Generated files that checks need: made once for the same inputs, then put back.

Undeclared inputs are absent: the command runs in a folder that holds only what it says it reads,
so that a forgotten input fails loudly and never goes stale silently.
"""

import os

from gatewright.environments.checkout_files import (
    copy_file,
    copy_link,
    describe_file,
    list_files,
    matches,
)
from gatewright.environments.errands import Errand, ErrandRunner, derive_trouble, has_succeeded
from gatewright.environments.keys import JUDGE_VERSION
from gatewright.environments.store import EnvironmentStore, Kept, Site
from gatewright.model.configuration import PrepareDefinition
from gatewright.model.digest import digest_of, digest_of_bytes
from gatewright.model.ids import Digest
from gatewright.model.isolation import Network
from gatewright.model.trouble import Trouble
from gatewright.ports.environments import Attachment, Prepared
from gatewright.ports.processes import Processes


class KeptPreparation:
    """Runs preparations, and keeps what they make under the state folder."""

    def __init__(self, processes: Processes, state: str) -> None:
        self._runner = ErrandRunner(processes, {})
        self._store = EnvironmentStore(f"{state}/prepared")

    def prepare(
        self, definition: PrepareDefinition, attachment: Attachment, checkout: str
    ) -> Prepared | Trouble:
        """Run one preparation, or put back what it made before; see the port."""
        inputs = [
            path
            for path in list_files(checkout)
            if not definition.reads or matches(path, definition.reads)
        ]
        if not inputs:
            return _nothing(definition, "reads", definition.reads)
        key = derive_prepare_key(definition, attachment, checkout, inputs)
        with self._store.alone(key):
            kept = self._store.find(key)
            if isinstance(kept, Kept):
                return _put_back(definition, kept.folder, checkout, was_run=False)
            return kept or self._make(definition, attachment, checkout, inputs, key)

    def _make(
        self,
        definition: PrepareDefinition,
        attachment: Attachment,
        checkout: str,
        inputs: list[str],
        key: Digest,
    ) -> Prepared | Trouble:
        site = self._store.open_site(key)
        try:
            trouble = self._run(definition, attachment, checkout, inputs, site)
            if trouble is not None:
                return trouble
            kept = self._store.seal(key, definition.name, 0, ())
        finally:
            self._store.close_site(key)
        return _put_back(definition, kept.folder, checkout, was_run=True)

    def _run(
        self,
        definition: PrepareDefinition,
        attachment: Attachment,
        checkout: str,
        inputs: list[str],
        site: Site,
    ) -> Trouble | None:
        """Run the command in a folder of its own, and take what it says it writes."""
        folder = os.path.join(site.scratch, "tree")
        _copy_inputs(checkout, inputs, folder)
        finished = self._runner.run(
            Errand(
                argv=definition.argv,
                cwd=folder,
                scratch=site.scratch,
                readable=attachment.readable,
                network=Network.NONE,
                env=attachment.env,
                program_folders=attachment.program_folders,
            )
        )
        if not has_succeeded(finished):
            return derive_trouble(
                finished,
                wanted=f"`{' '.join(definition.argv)}` to prepare {definition.name}",
                way_out=f"Run it by hand; it sees only the files that `reads` of"
                f" {definition.name} names.",
                code="environment.prepare",
            )
        made = [path for path in list_files(folder) if matches(path, definition.writes)]
        taken = [path for path in made if copy_file(folder, path, site.folder)]
        return None if taken else _nothing(definition, "writes", definition.writes)


def derive_prepare_key(
    definition: PrepareDefinition, attachment: Attachment, checkout: str, inputs: list[str]
) -> Digest:
    """Return the key of what a preparation makes: command, inputs and environment."""
    described = {path: describe_file(checkout, path) for path in inputs}
    return digest_of(
        {
            "judge_version": JUDGE_VERSION,
            "argv": list(definition.argv),
            "writes": list(definition.writes),
            "environment": attachment.environment.key,
            "inputs": {
                path: [kind, digest_of_bytes(content)]
                for path, (kind, content) in described.items()
            },
        }
    )


def _copy_inputs(checkout: str, inputs: list[str], folder: str) -> None:
    os.mkdir(folder)
    for path in inputs:
        if os.path.islink(os.path.join(checkout, path)):
            copy_link(checkout, path, folder)
        else:
            copy_file(checkout, path, folder)


def _put_back(
    definition: PrepareDefinition, folder: str, checkout: str, *, was_run: bool
) -> Prepared | Trouble:
    """Copy the made files into the checkout, never through a link of it."""
    paths = list(list_files(folder))
    refused = [path for path in paths if not copy_file(folder, path, checkout)]
    if refused:
        return Trouble(
            code="environment.prepare",
            wanted=f"{refused[0]}, made by {definition.name}, in the checkout",
            found="a symbolic link is in the way there",
            way_out="Take the link out of the repository, or change `writes`.",
        )
    return Prepared(definition.name, was_run, tuple(paths))


def _nothing(definition: PrepareDefinition, field: str, patterns: tuple[str, ...]) -> Trouble:
    return Trouble(
        code="environment.prepare",
        wanted=f"files that `{field}` of {definition.name} names: {', '.join(patterns)}",
        found="there are none",
        way_out=f"Correct `{field}` in .gatewright/config.yaml.",
    )
