"""What the base could judge stays judged."""

from gatewright.core.projects.pairing import control_project, judged_projects, red_project
from gatewright.model.project import Project, Stack, TestSetup
from gatewright.model.records import replace

SETUP = TestSetup("pytest", "pytest.ini", ("tests",), ("test_*.py",), ("test*",))


def project(root: str, tests: TestSetup | None = SETUP) -> Project:
    return Project(
        root, Stack.PYTHON, root, "pip", "", (), (), ("",), False, False, tests, None, None
    )


def test_project_that_only_the_base_has_is_judged_too() -> None:
    assert judged_projects([project("a")], [project("a"), project("b")]) == (
        project("a"),
        project("b"),
    )


def test_project_without_tests_on_the_base_may_go() -> None:
    assert judged_projects([], [project("docs", None)]) == ()


def test_hidden_tests_are_those_of_the_base() -> None:
    assert judged_projects([project("a", None)], [project("a")]) == (project("a"),)


def test_new_project_keeps_its_own_tests() -> None:
    own = replace(SETUP, paths=("spec",))

    assert judged_projects([project("a", own)], [project("a")]) == (project("a", own),)
    assert control_project(project("a", own), [project("a")]) == project("a")
    assert control_project(project("a", own), []) == project("a", own)
    assert control_project(project("a", own), [project("a", None)]) == project("a", own)


def test_project_of_another_stack_in_the_same_folder_hides_nothing() -> None:
    web = replace(project("", None), stack=Stack.NODE)

    assert judged_projects([web], [project("")]) == (web, project(""))
    assert control_project(project(""), [replace(web, tests=SETUP), project("")]) == project("")


def test_module_that_the_change_adds_is_not_looked_for_on_the_base() -> None:
    base = replace(project(""), packages=("shelf", "old"))
    head = replace(project(""), packages=("half", "shelf"))

    web = replace(base, stack=Stack.NODE, packages=("half",))

    assert red_project(head, [base]).packages == ("shelf",)
    assert red_project(head, [web, base]).packages == ("shelf",)
    assert red_project(replace(head, packages=("new",)), [base]).packages == ("shelf", "old")
    assert red_project(head, []) == head
    assert red_project(head, [replace(base, packages=())]) == head
