"""Which branch a branch is compared with, and what a name means."""

import pytest

from gatewright.model.ids import CommitId
from gatewright.workspace.refs import Candidate, Ref, choose_default, find_ref, nearest_names

HEAD = CommitId("f" * 40)
ONE, TWO = "1" * 40, "2" * 40


def refs(*names: str, **more: Ref) -> dict[str, Ref]:
    return {name: Ref(name, ONE) for name in names} | {ref.name: ref for ref in more.values()}


ORIGIN_HEAD = Ref("refs/remotes/origin/HEAD", ONE, points_to="refs/remotes/origin/dev")


@pytest.mark.parametrize(
    ("known", "branch", "name", "tips"),
    [
        (refs("refs/heads/main", "refs/heads/x"), "x", "main", ("refs/heads/main",)),
        (
            refs("refs/heads/main", "refs/remotes/origin/main"),
            "x",
            "main",
            ("refs/heads/main", "refs/remotes/origin/main"),
        ),
        (
            refs("refs/remotes/fork/master", x=Ref("refs/heads/x", ONE, "", "refs/remotes/fork/x")),
            "x",
            "master",
            ("refs/remotes/fork/master",),
        ),
        (
            refs("refs/heads/x", "refs/heads/main", "refs/remotes/zzz/main"),
            "x",
            "main",
            ("refs/heads/main",),
        ),
        (
            refs("refs/heads/main", "refs/remotes/origin/dev", head=ORIGIN_HEAD),
            "x",
            "dev",
            ("refs/remotes/origin/dev",),
        ),
        (
            refs("refs/heads/main", "refs/remotes/origin/main"),
            "main",
            "origin/main",
            ("refs/remotes/origin/main",),
        ),
        (
            refs(
                "refs/remotes/up/main",
                "refs/remotes/origin/main",
                main=Ref("refs/heads/main", ONE, upstream="refs/remotes/up/main"),
            ),
            "main",
            "up/main",
            ("refs/remotes/up/main",),
        ),
    ],
    ids=[
        "local",
        "local and remote",
        "followed remote",
        "no other remote",
        "origin says",
        "default itself",
        "follows",
    ],
)
def test_default_is_what_people_would_name(
    known: dict[str, Ref], branch: str | None, name: str, tips: tuple[str, ...]
) -> None:
    candidate = choose_default(known, branch)

    assert candidate is not None
    assert candidate == Candidate(name, candidate.because, tips)


@pytest.mark.parametrize("branch", ["main", None])
def test_default_is_none_where_there_is_no_other_branch(branch: str | None) -> None:
    known = refs("refs/heads/main") if branch else refs("refs/heads/odd")

    assert choose_default(known, branch) is None


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ("HEAD", HEAD),
        ("@~2", HEAD + "~2"),
        ("main", ONE),
        ("main^2~1", ONE + "^2~1"),
        ("topic", ONE),
        ("origin/topic", ONE),
        ("v1", TWO),
        ("both", ONE),
        (TWO, TWO),
        ("abc123", "abc123"),
        ("nowhere", None),
        ("--output=x", None),
        ("main:file", None),
        ("main@{1}", None),
        ("", None),
        ("a b", None),
    ],
)
def test_name_is_found_as_people_mean_it(wanted: str, found: str | None) -> None:
    known = refs("refs/heads/main", "refs/heads/both", "refs/remotes/origin/topic")
    known |= {name: Ref(name, TWO) for name in ("refs/tags/v1", "refs/tags/both", "refs/heads/2")}
    known[f"refs/heads/{TWO}"] = Ref(f"refs/heads/{TWO}", ONE)

    assert find_ref(known, HEAD, wanted) == found


def test_nearest_names_are_short_ones() -> None:
    known = refs("refs/heads/feature/alias", "refs/remotes/origin/main", "refs/tags/v1")

    assert nearest_names(known, "featur/alias") == ("feature/alias",)
