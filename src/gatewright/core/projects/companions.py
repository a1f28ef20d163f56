"""Files that follow others: who may change a manifest may change what is made from it."""

from collections.abc import Iterable, Mapping

from gatewright.core.projects.manifests import folder_of, is_under, name_of

FOLLOWS: Mapping[str, str] = {
    "uv.lock": "pyproject.toml",
    "poetry.lock": "pyproject.toml",
    "pdm.lock": "pyproject.toml",
    "package-lock.json": "package.json",
    "npm-shrinkwrap.json": "package.json",
    "pnpm-lock.yaml": "package.json",
    "yarn.lock": "package.json",
    "Cargo.lock": "Cargo.toml",
    "go.sum": "go.mod",
}


def is_companion(path: str, changed: Iterable[str]) -> bool:
    """Return whether `path` follows one of the `changed` files, beside it or in a part below."""
    leader = FOLLOWS.get(name_of(path))
    return leader is not None and any(
        name_of(each) == leader and is_under(each, folder_of(path)) for each in changed
    )
