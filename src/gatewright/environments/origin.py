"""The origin guard: what a check imports under the project's names is the checkout, nothing else.

The measured trap: an environment that holds the project itself, or a link to another checkout of
it, judges that other code and passes. Names are only looked up; no code of the project runs.
"""

import json
import os

from gatewright.environments.errands import Errand, ErrandRunner, derive_trouble, has_succeeded
from gatewright.environments.manifests import as_strings, read_json
from gatewright.environments.overlay import Overlay
from gatewright.model.isolation import Network
from gatewright.model.trouble import Trouble

NAMES_MAX = 200
LOOKUP_SCRIPT = """
import importlib.util, json, sys
found = {}
for name in json.loads(sys.argv[1]):
    try:
        spec = importlib.util.find_spec(name)
    except (ImportError, ValueError, AttributeError):
        spec = None
    if spec is None:
        found[name] = []
    elif spec.origin in (None, "namespace"):
        found[name] = list(spec.submodule_search_locations or ())
    else:
        found[name] = [spec.origin]
print(json.dumps(found))
"""


def look_up(
    runner: ErrandRunner, overlay: Overlay, errand: Errand, names: tuple[str, ...]
) -> dict[str, list[str]] | Trouble:
    """Return where the overlay's interpreter finds each of `names`; nothing is imported.

    Shape: `errand` says what the run may touch; its argv is replaced.
    """
    wanted = tuple(name for name in names[:NAMES_MAX] if name.isidentifier())
    argv = (overlay.python, "-I", "-c", LOOKUP_SCRIPT, json.dumps(wanted))
    finished = runner.run(
        Errand(
            argv=argv,
            cwd=errand.cwd,
            scratch=errand.scratch,
            readable=errand.readable,
            network=Network.NONE,
        )
    )
    if not has_succeeded(finished):
        return derive_trouble(
            finished,
            wanted="the project's import names looked up",
            way_out="Run the interpreter of the environment by hand.",
            code="environment.origin",
        )
    last_line = finished.stdout.strip().rsplit(b"\n", 1)[-1]
    answer = read_json(last_line)
    return {name: as_strings(answer.get(name)) for name in wanted}


def judge_origins(found: dict[str, list[str]], checkout: str) -> Trouble | None:
    """Return Trouble unless every name is found, and inside `checkout`.

    Shape: a namespace shared with dependencies is well when one of its folders is inside.
    """
    root = os.path.realpath(checkout)
    for name, places in sorted(found.items()):
        if not places:
            return Trouble(
                code="environment.origin",
                wanted=f"`import {name}` to give the code under judgement, in {root}",
                found=f"no module {name} is found at all",
                way_out="Say where the sources are (source_paths), or make the project"
                " installable.",
            )
        if not any(_is_inside(place, root) for place in places):
            return Trouble(
                code="environment.origin",
                wanted=f"`import {name}` to give the code under judgement, in {root}",
                found=f"it gives {places[0]}",
                way_out="Take the project itself out of its dependencies, or rename the module that"
                " hides it.",
            )
    return None


def missing_names(found: dict[str, list[str]]) -> list[str]:
    """Return the names that nothing answers to."""
    return sorted(name for name, places in found.items() if not places)


def _is_inside(place: str, root: str) -> bool:
    return os.path.realpath(place).startswith(root + os.sep)
