"""What is kept answers as a look at all of it would, after any edit.

`make test` makes few edits, `make soundness` 200 of them by a seed of its own, which is printed.
"""

import os
from pathlib import Path

import pytest

from tests.soundness.world import World, differences

EDITS = int(os.environ.get("GATEWRIGHT_SOUNDNESS", "12"))
SEED = os.environ.get("GATEWRIGHT_SEED", "kept")
SHARD_EDITS = 12  # in one repository


@pytest.mark.parametrize("shard", range(EDITS // SHARD_EDITS))
def test_kept_answers_as_anew(shard: int, tmp_path: Path) -> None:
    world = World(tmp_path, f"{SEED}/{shard}", has_secrets=EDITS > SHARD_EDITS)

    assert differences(world, SHARD_EDITS) == []
    assert sum(world.answers[::2]) < sum(world.answers[1::2])  # something was kept
