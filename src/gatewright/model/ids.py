"""Names of things that must not be mixed up."""

from typing import NewType

Digest = NewType("Digest", str)
"""A SHA-256 in lower-case hex: of bytes in the evidence store, or of a key."""

TreeId = NewType("TreeId", str)
"""A git tree: the exact content that is judged."""

CommitId = NewType("CommitId", str)
"""A git commit."""

RepositoryId = NewType("RepositoryId", str)
"""Which repository on this machine; names its folder under the state folder."""

VerdictId = NewType("VerdictId", str)
"""A verdict as people name it: `v-` and the first hex digits of its digest."""

RunId = NewType("RunId", str)
"""A run of a feature: its number, as people type it: "12"."""

StepPath = NewType("StepPath", str)
"""A step of a run: its names from the workflow down: "build/2"."""

EffectId = NewType("EffectId", str)
"""One request to the shell, derived and never drawn: "12/build/2/attempt/1"."""

Nonce = NewType("Nonce", str)
"""A request for a decision; a decision that names it is taken once."""

PERSON = "person:"  # how the name of a person among the principals begins
