"""What may not be judged, whatever the rest of the change is."""

import pytest

from gatewright.model.change import TreeFile
from gatewright.model.trouble import Mistake
from gatewright.runtime.matter import refuse_new_submodules


def gitlink(path: str, blob: str = "1") -> TreeFile:
    return TreeFile(path, "160000", blob, -1)


def test_submodule_that_the_base_has_not_is_refused_though_it_is_committed() -> None:
    code = TreeFile("vendor/b", "100644", "2", 3)

    with pytest.raises(Mistake) as refused:
        refuse_new_submodules(
            [gitlink("vendor/a"), code], [gitlink("vendor/a"), gitlink("vendor/b")]
        )

    assert (refused.value.code, refused.value.found) == ("snapshot.new-submodule", "vendor/b")


def test_submodule_of_the_base_may_stay_and_move_on() -> None:
    refuse_new_submodules([gitlink("vendor/a")], [gitlink("vendor/a", "2")])
