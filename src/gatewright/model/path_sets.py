"""Named sets of paths: what a workflow calls `source` or `docs`, fixed when its run starts."""

from gatewright.model.records import dataclass

REGION = "tree:"
"""What the name of a region begins with: "tree:code" is all content that the set `code` covers."""

EVERYTHING = "all"
CHANGE = "change"
"""The difference of what there is from what the run started from."""


@dataclass(frozen=True, slots=True)
class PathSet:
    """Globs in their order: one with `!` before it takes out what those above it cover."""

    name: str  # "source"; "build/plans" where the procedure that `build` uses has it
    globs: tuple[str, ...]
