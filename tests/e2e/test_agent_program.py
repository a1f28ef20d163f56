"""The program that a person names as their agent: found, or refused before anything starts."""

import shlex
from pathlib import Path

import pytest

from gatewright.bootstrap.agent_program import find_agent, find_fault
from gatewright.model.change import Repository
from gatewright.model.ids import CommitId, RepositoryId
from gatewright.model.trouble import Mistake


def program(path: Path) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("#!/bin/sh\n")
    path.chmod(0o755)
    return path


class Place:
    """A repository, a folder of programs, and what a search is made with."""

    def __init__(self, top: Path) -> None:
        self.root, self.programs = top / "shelf", top / "programs"
        self.agent = program(self.programs / "agent")
        git = str(self.root / ".git")
        (self.root / ".git").mkdir(parents=True)
        self.repository = Repository(
            RepositoryId("r"), "shelf", str(self.root), git, git, "main", CommitId("c")
        )

    def find(self, typed: str, *visible: str) -> list[str]:
        return find_agent(typed, str(self.programs), self.repository, visible)

    def refused(self, typed: str, *visible: str) -> str:
        with pytest.raises(Mistake) as caught:
            self.find(typed, *visible)
        return caught.value.code


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return Place(tmp_path)


def test_name_and_whole_path_lead_to_the_program_with_its_words(place: Place) -> None:
    whole = str(place.agent)

    assert place.find("agent --stdin 'two words'") == [whole, "--stdin", "two words"]
    assert place.find(shlex.join([whole, "-x"]), str(place.programs)) == [whole, "-x"]


@pytest.mark.parametrize("typed", ["", "  ", "''", "'half", "other", "/nowhere/agent"])
def test_program_that_is_not_there_is_refused(place: Place, typed: str) -> None:
    assert place.refused(typed) == "agent.unknown"


def test_file_that_may_not_be_run_and_a_folder_are_no_programs(place: Place) -> None:
    place.agent.chmod(0o644)
    (place.programs / "folder").mkdir()

    assert place.refused("agent") == "agent.unknown"
    assert place.refused(str(place.programs / "folder")) == "agent.unknown"


@pytest.mark.parametrize("typed", ["./agent", "../agent", "tools/agent"])
def test_relative_path_is_refused_also_where_it_leads_somewhere(
    place: Place, typed: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    program(place.programs / "tools" / "agent")
    monkeypatch.chdir(place.programs)

    assert place.refused(typed) == "agent.relative"


def test_program_of_the_repository_is_refused_by_whichever_way_it_is_named(place: Place) -> None:
    own = program(place.root / "tools" / "own")
    (place.programs / "link").symlink_to(own)
    (place.programs / "folder").symlink_to(place.root / "tools")
    (place.root / "outward").symlink_to(place.agent)

    for typed in (own, place.programs / "link", place.programs / "folder" / "own"):
        assert place.refused(str(typed)) == "agent.inside", typed
    assert place.refused("link") == "agent.inside"
    assert place.refused(str(place.root / "outward")) == "agent.inside"  # whoever works may turn it
    assert place.refused(str(place.programs / ".." / "shelf" / "tools" / "own")) == "agent.inside"


def test_program_that_an_attempt_could_not_see_is_refused(place: Place, tmp_path: Path) -> None:
    hidden = program(tmp_path / "elsewhere" / "real")
    (place.programs / "link").symlink_to(hidden)

    assert place.refused("link", str(place.programs)) == "agent.out-of-sight"
    assert place.refused(str(hidden), str(place.programs)) == "agent.out-of-sight"
    assert place.find("link")  # where an attempt sees everything
    assert place.find("link", str(place.programs), str(hidden.parent))


def test_program_of_a_step_is_found_named_or_out_of_sight(place: Place) -> None:
    path, elsewhere = str(place.programs), place.programs.parent / "elsewhere"
    (place.programs / "shim").symlink_to(program(elsewhere / "tool"))

    assert find_fault("agent", path, [path]) == ""
    assert find_fault("tools/made-by-a-step", path, [path]) == ""
    assert find_fault("other", path, [path]) == "no program is called other here"
    assert find_fault("shim", path, [path]) == f"an attempt does not see {elsewhere / 'tool'}"
    assert find_fault("shim", path, []) == ""  # nothing is hidden where all is seen
