"""Preparations, services, consent and Node links: what stands around an environment."""

import http.server
import json
import os
import socket
import urllib.request
from pathlib import Path

import pytest

from gatewright.environments.consent import RememberedConsent
from gatewright.environments.node_links import link_node_modules
from gatewright.environments.prepare import KeptPreparation
from gatewright.environments.services import SupervisedServices
from gatewright.model.configuration import PrepareDefinition, ServiceDefinition
from gatewright.model.ids import Digest
from gatewright.model.records import replace
from gatewright.model.trouble import Mistake, Trouble
from gatewright.ports.environments import Attachment, Environment, Prepared
from gatewright.processes.launcher import SupervisedProcesses
from tests.environment_rooms import BASE_PYTHON

PREFIX = str(Path(BASE_PYTHON).parents[1])
GENERATE = (
    "import glob, os; os.makedirs('gen', exist_ok=True);"
    "text = ''.join(open(f).read() for f in sorted(glob.glob('proto/*')));"
    "open('gen/code.py', 'w').write(text); open('other', 'w').write('x')"
)
CODEGEN = PrepareDefinition(
    "codegen", (BASE_PYTHON, "-I", "-S", "-c", GENERATE), reads=("proto/**",), writes=("gen",)
)


def make_attachment(folder: Path) -> Attachment:
    environment = Environment("pip", Digest("0" * 64), str(folder), True, False, 0, "")
    return Attachment(environment, (), (), (PREFIX,), BASE_PYTHON)


def make_processes(tmp_path: Path) -> SupervisedProcesses:
    (tmp_path / "run").mkdir()
    return SupervisedProcesses(BASE_PYTHON, str(tmp_path / "run"), "GATEWRIGHT_TEST")


@pytest.fixture(name="preparation")
def _preparation(tmp_path: Path) -> KeptPreparation:
    return KeptPreparation(make_processes(tmp_path), str(tmp_path / "state"))


@pytest.fixture(name="checkout")
def _checkout(tmp_path: Path) -> Path:
    checkout = tmp_path / "checkout"
    (checkout / "proto").mkdir(parents=True)
    (checkout / "proto" / "a").write_text("A = 1\n")
    (checkout / "unread").write_text("1\n")
    return checkout


def test_preparation_runs_once_for_the_same_inputs(
    preparation: KeptPreparation, checkout: Path, tmp_path: Path
) -> None:
    attachment = make_attachment(tmp_path)

    first = preparation.prepare(CODEGEN, attachment, str(checkout))
    (checkout / "gen" / "code.py").unlink()
    (checkout / "unread").write_text("2\n")
    second = preparation.prepare(CODEGEN, attachment, str(checkout))

    assert first == Prepared("codegen", True, ("gen/code.py",))
    assert second == Prepared("codegen", False, ("gen/code.py",))
    assert (checkout / "gen" / "code.py").read_text() == "A = 1\n"
    assert not (checkout / "other").exists()


def test_preparation_runs_again_when_an_input_or_the_environment_changes(
    preparation: KeptPreparation, checkout: Path, tmp_path: Path
) -> None:
    attachment = make_attachment(tmp_path)
    preparation.prepare(CODEGEN, attachment, str(checkout))

    (checkout / "proto" / "a").write_text("A = 2\n")
    edited = preparation.prepare(CODEGEN, attachment, str(checkout))
    rekeyed = replace(attachment.environment, key=Digest("1" * 64))
    moved = preparation.prepare(CODEGEN, replace(attachment, environment=rekeyed), str(checkout))

    assert isinstance(edited, Prepared)
    assert isinstance(moved, Prepared)
    assert (edited.was_run, moved.was_run) == (True, True)
    assert (checkout / "gen" / "code.py").read_text() == "A = 2\n"


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"argv": (BASE_PYTHON, "-c", "raise SystemExit('broken generator')")}, "broken"),
        ({"argv": (BASE_PYTHON, "-c", "open('unread')")}, "FileNotFoundError"),
        ({"writes": ("nothing-like-it",)}, "there are none"),
        ({"reads": ("nothing-like-it",)}, "there are none"),
    ],
    ids=["fails", "undeclared-input", "no-output", "no-input"],
)
def test_preparation_that_cannot_be_is_trouble(
    preparation: KeptPreparation,
    checkout: Path,
    tmp_path: Path,
    changes: dict[str, tuple[str, ...]],
    said: str,
) -> None:
    definition = replace(CODEGEN, **changes)  # type: ignore[arg-type]

    answer = preparation.prepare(definition, make_attachment(tmp_path), str(checkout))

    assert isinstance(answer, Trouble)
    assert answer.code == "environment.prepare"
    assert said in answer.found + answer.tail


def test_prepared_file_is_not_written_through_a_link(
    preparation: KeptPreparation, checkout: Path, tmp_path: Path
) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (checkout / "gen").symlink_to(outside)

    answer = preparation.prepare(CODEGEN, make_attachment(tmp_path), str(checkout))

    assert isinstance(answer, Trouble)
    assert list(outside.iterdir()) == []


SERVER = ServiceDefinition(
    "web",
    (BASE_PYTHON, "-m", "http.server", "--bind", "127.0.0.1", "{port}"),
    gives=(("WEB_URL", "http://127.0.0.1:{port}/"),),
)


@pytest.fixture(name="services")
def _services(tmp_path: Path) -> SupervisedServices:
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    return SupervisedServices(make_processes(tmp_path), BASE_PYTHON, PREFIX, str(scratch))


def answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=5) as response:
            return bool(response.status == http.HTTPStatus.OK)
    except OSError:
        return False


def test_service_answers_in_the_block_and_is_gone_after_it(
    services: SupervisedServices, checkout: Path, tmp_path: Path
) -> None:
    with services.running((SERVER, SERVER), make_attachment(tmp_path), str(checkout)) as variables:
        assert not isinstance(variables, Trouble), variables
        urls = [url for _, url in variables]
        assert [answers(url) for url in urls] == [True, True]

    assert len(set(urls)) == 2
    assert [answers(url) for url in urls] == [False, False]
    assert list((tmp_path / "scratch").iterdir()) == []


def test_service_is_released_when_the_block_raises(
    services: SupervisedServices, checkout: Path, tmp_path: Path
) -> None:
    urls: list[str] = []

    def interrupted() -> None:
        with services.running((SERVER,), make_attachment(tmp_path), str(checkout)) as variables:
            assert not isinstance(variables, Trouble), variables
            urls.append(variables[0][1])
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()

    assert len(urls) == 1
    assert not answers(urls[0])


def test_service_that_ends_is_trouble_with_what_it_said(
    services: SupervisedServices, checkout: Path, tmp_path: Path
) -> None:
    broken = ServiceDefinition("db", (BASE_PYTHON, "-c", "raise SystemExit('no disk')"))

    with services.running((SERVER, broken), make_attachment(tmp_path), str(checkout)) as answer:
        assert isinstance(answer, Trouble)
        assert answer.code == "environment.service"
        assert "no disk" in answer.found


def test_service_is_ready_when_its_own_command_says_so(
    services: SupervisedServices, checkout: Path, tmp_path: Path
) -> None:
    asked = (BASE_PYTHON, "-c", "import socket; socket.create_connection(('127.0.0.1', {port}))")
    definition = replace(SERVER, ready=asked)

    with services.running((definition,), make_attachment(tmp_path), str(checkout)) as variables:
        assert not isinstance(variables, Trouble), variables
        port = int(variables[0][1].rstrip("/").rsplit(":", 1)[1])
        with socket.create_connection(("127.0.0.1", port)):
            pass


def test_consent_is_remembered_and_taken_back(tmp_path: Path) -> None:
    file = tmp_path / "id" / "consent.json"

    RememberedConsent(str(file)).grant("./config/.env")
    RememberedConsent(str(file)).grant(".env")

    assert RememberedConsent(str(file)).granted() == (".env", "config/.env")
    assert RememberedConsent(str(file)).revoke(".env")
    assert not RememberedConsent(str(file)).revoke(".env")
    assert RememberedConsent(str(file)).granted() == ("config/.env",)


@pytest.mark.parametrize("path", ["../x", "/etc/passwd", ".", "a/../../x", ".git/config", ""])
def test_consent_to_what_is_not_in_the_repository_is_a_mistake(path: str, tmp_path: Path) -> None:
    consent = RememberedConsent(str(tmp_path / "consent.json"))

    with pytest.raises(Mistake):
        consent.grant(path)

    assert consent.granted() == ()


@pytest.mark.parametrize(
    "kept", [b"", b"[]", b'{"granted": 1}', b'{"granted": ["../../etc/passwd", 7]}']
)
def test_consent_that_cannot_be_read_is_none(kept: bytes, tmp_path: Path) -> None:
    (tmp_path / "consent.json").write_bytes(kept)

    assert RememberedConsent(str(tmp_path / "consent.json")).granted() == ()


def test_only_agreed_files_are_handed_over_and_never_through_links(tmp_path: Path) -> None:
    root, checkout = tmp_path / "root", tmp_path / "checkout"
    root.mkdir()
    checkout.mkdir()
    for name in (".env", ".env.other", "own"):
        (root / name).write_text(name)
    (root / "linked").symlink_to("/etc/passwd")
    (checkout / "own").write_text("of the tree")
    consent = RememberedConsent(str(tmp_path / "consent.json"))
    for name in (".env", "own", "linked", "gone"):
        consent.grant(name)

    copied = consent.hand_over(str(root), str(checkout))

    assert copied == (".env",)
    assert sorted(os.listdir(checkout)) == [".env", "own"]
    assert (checkout / "own").read_text() == "of the tree"


def test_node_modules_link_packages_and_keep_workspace_members_in_the_checkout(
    tmp_path: Path,
) -> None:
    environment, checkout = tmp_path / "env", tmp_path / "checkout"
    modules = environment / "node_modules"
    for folder in ("pad", "@scope/tool", ".bin"):
        (modules / folder).mkdir(parents=True)
    (modules / "pad" / "package.json").write_text(json.dumps({"name": "pad"}))
    (modules / ".bin" / "pad").symlink_to("../pad/package.json")
    for root in (environment, checkout):
        (root / "packages" / "member").mkdir(parents=True)
    (modules / "member").symlink_to("../packages/member")
    (environment / "packages" / "member" / "node_modules" / "deep").mkdir(parents=True)

    notes, programs = link_node_modules(str(environment), str(checkout), "packages/member")

    linked = checkout / "node_modules"
    assert notes == ()
    assert os.readlink(linked / "member") == "../packages/member"
    assert (linked / "pad").resolve() == modules / "pad"
    assert (linked / ".bin" / "pad").resolve() == modules / "pad" / "package.json"
    assert not (linked / "@scope").is_symlink()
    assert (checkout / "packages/member/node_modules/deep").resolve().is_relative_to(environment)
    assert programs[0] == f"{checkout}/packages/member/node_modules/.bin"
    assert programs[-1] == f"{checkout}/node_modules/.bin"


def test_node_modules_of_the_repository_itself_are_left_alone(tmp_path: Path) -> None:
    environment, checkout = tmp_path / "env", tmp_path / "checkout"
    (environment / "node_modules" / "pad").mkdir(parents=True)
    (checkout / "node_modules").mkdir(parents=True)

    notes, _ = link_node_modules(str(environment), str(checkout), "")

    assert len(notes) == 1
    assert list((checkout / "node_modules").iterdir()) == []
