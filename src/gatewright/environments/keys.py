"""What an environment is named by: everything that went into it, and nothing else."""

import platform
from collections.abc import Mapping

from gatewright.model.digest import digest_of, digest_of_bytes
from gatewright.model.ids import Digest
from gatewright.model.records import dataclass

JUDGE_VERSION = 1  # raised when a build with the same ingredients would come out different


@dataclass(frozen=True, slots=True, kw_only=True)
class Ingredients:
    """All that a build depends on."""

    profile: str
    toolchain: tuple[str, ...]  # "cpython 3.11.7 x86_64-linux-gnu ...", "npm 10.2"
    manifests: Mapping[str, bytes]  # by repository path
    build: tuple[str, ...] = ()
    extra_requirements: tuple[str, ...] = ()
    place: str = ""  # the project's root in the repository


def derive_key(ingredients: Ingredients) -> Digest:
    """Return the key of an environment: equal ingredients, equal key."""
    return digest_of(
        {
            "profile": ingredients.profile,
            "judge_version": JUDGE_VERSION,
            "platform": [platform.system(), platform.machine()],
            "toolchain": list(ingredients.toolchain),
            "manifests": {
                path: digest_of_bytes(content) for path, content in ingredients.manifests.items()
            },
            "build": list(ingredients.build),
            "extra_requirements": sorted(ingredients.extra_requirements),
            "place": ingredients.place,
        }
    )
