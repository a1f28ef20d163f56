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
