"""Why something was looked at anew: what differs from the nearest look before."""

from gatewright.core.judging.grounds import differing
from gatewright.model.ids import Digest
from gatewright.model.verdicts import Anew

NOW = {"the content": Digest("a"), "the environment": Digest("b"), "the limits": Digest("c")}


def test_first_look_differs_from_nothing() -> None:
    assert differing(NOW, []) == Anew()


def test_nearest_look_is_the_one_that_explains() -> None:
    far = {**NOW, "the content": Digest("x"), "the environment": Digest("y")}
    near = {**NOW, "the limits": Digest("z")}

    assert differing(NOW, [("1", far), ("2", near)]) == Anew("2", ("the limits",))


def test_of_equally_near_looks_the_newest_is_named() -> None:
    one, other = {**NOW, "the limits": Digest("z")}, {**NOW, "the content": Digest("z")}

    assert differing(NOW, [("2", one), ("1", other)]).seen_at == "2"


def test_ground_that_only_one_look_has_differs() -> None:
    assert differing(NOW, [("1", {**NOW, "the tool": Digest("t")})]).differing == ("the tool",)
    assert differing({}, [("1", NOW)]).differing == tuple(NOW)


def test_look_on_the_same_grounds_differs_in_nothing() -> None:
    assert differing(NOW, [("1", NOW)]) == Anew("1", ())
