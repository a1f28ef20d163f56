"""Recognises a Node project in one folder of a tree, from its files alone."""

import re
from collections.abc import Mapping, Sequence
from fnmatch import fnmatchcase

from gatewright.core.projects.manifests import (
    has_table,
    is_elsewhere,
    is_under,
    joined,
    name_of,
    parse_json,
    parse_text,
    table_at,
    text_of,
    words_of,
)
from gatewright.model.late_pattern import late_pattern
from gatewright.model.project import Project, Stack, TestSetup

NODE_FILES = (
    "*.test.js", "*.test.mjs", "*.test.cjs", "*-test.js", "*-test.mjs", "*-test.cjs",
    "*_test.js", "*_test.mjs", "*_test.cjs", "test-*.js", "test-*.mjs", "test-*.cjs",
    "test.js", "test.mjs", "test.cjs",
)  # fmt: skip
"""What `node --test` runs by name; below a folder `test` it runs every script."""

SPEC_FILES = tuple(f"*.{word}.{end}" for word in ("test", "spec") for end in (
    "js", "mjs", "cjs", "ts", "mts", "cts", "jsx", "tsx",
))  # fmt: skip

_RUNNERS = (
    ("vitest", late_pattern(r"\bvitest\b"), SPEC_FILES),
    ("jest", late_pattern(r"\bjest\b"), SPEC_FILES),
    ("mocha", late_pattern(r"\bmocha\b"), (*SPEC_FILES, "*.js", "*.mjs", "*.cjs")),
)
_NODE = late_pattern(r"\bnode\b")
_TEST_OPTION = late_pattern(r"\s--test(?=\s|$)")
_PNPM_MEMBER = late_pattern(
    r"""^[ \t]*-[ \t]*["']?([\w@./*-]{1,300})["']?[ \t\r]*$""", re.MULTILINE
)
_SCRIPTS = (".js", ".mjs", ".cjs", ".ts", ".mts", ".cts", ".jsx", ".tsx")
_NO_TEST = "no test specified"  # what `npm init` writes
_LOCKS = ("package-lock.json", "npm-shrinkwrap.json", "pnpm-lock.yaml", "yarn.lock")


def recognise_node(root: str, paths: Sequence[str], texts: Mapping[str, bytes]) -> Project | None:
    """Return the Node project of the folder `root`, or None.

    Shape: `paths` are all files of the tree below `root`; `texts` has what `manifests_of` named.
    """
    manifest = joined(root, "package.json")
    if manifest not in texts:
        return None
    parsed = parse_json(manifest, texts[manifest])
    lock = next((joined(root, name) for name in _LOCKS if joined(root, name) in paths), None)
    sources = _sources(root, paths)
    notes = [parsed.note] if parsed.note else []
    if lock and not lock.endswith(".json"):
        notes.append(f"{lock} is not npm's; npm resolves {manifest} anew")
    return Project(
        root=root,
        stack=Stack.NODE,
        name=text_of(parsed.data.get("name"), name_of(root))[:200],
        profile="npm",
        profile_because=lock or manifest,
        manifests=_manifests(root, paths, lock),
        packages=(),
        source_roots=sources,
        is_installable=bool(text_of(parsed.data.get("name"))),
        has_compiled_part=joined(root, "binding.gyp") in paths,
        tests=_tests(root, paths, manifest, parsed.data),
        lint=_lint(root, paths, parsed.data),
        types="tsc" if joined(root, "tsconfig.json") in paths else None,
        notes=tuple(notes),
    )


def workspaces_of(root: str, texts: Mapping[str, bytes]) -> tuple[str, ...]:
    """Return the globs of folders that the project in `root` declares as its members."""
    manifest = joined(root, "package.json")
    data = parse_json(manifest, texts.get(manifest, b"{}")).data
    declared = data.get("workspaces")
    globs = words_of(declared) or words_of(table_at(data, "workspaces").get("packages"))
    listed = parse_text(texts.get(joined(root, "pnpm-workspace.yaml"), b""))
    pnpm = _PNPM_MEMBER.findall(listed)
    return tuple(joined(root, glob.strip("/")) for glob in (*globs, *pnpm)[:100])


def _manifests(root: str, paths: Sequence[str], lock: str | None) -> tuple[str, ...]:
    names = ("package.json", ".npmrc", ".nvmrc", ".node-version")
    found = [joined(root, name) for name in names if joined(root, name) in paths]
    return (*found, lock) if lock else tuple(found)


def _sources(root: str, paths: Sequence[str]) -> tuple[str, ...]:
    for name in ("src", "lib"):
        folder = joined(root, name)
        if any(is_under(path, folder) and path.endswith(_SCRIPTS) for path in paths):
            return (folder,)
    return (root,)


def _tests(
    root: str, paths: Sequence[str], manifest: str, data: Mapping[str, object]
) -> TestSetup | None:
    script = text_of(table_at(data, "scripts").get("test"))
    if script and _NO_TEST not in script:
        because = f"{manifest} scripts.test"
        for tool, word, patterns in _RUNNERS:
            if word.search(script):
                return TestSetup(tool, because, _folders(root, paths), patterns, ())
        if _runs_node_test(script):
            return TestSetup("node", because, _folders(root, paths), NODE_FILES, ())
        by_config = _by_configuration(root, paths, data)
        return by_config or TestSetup("npm", because, (), SPEC_FILES, ())
    return _by_configuration(root, paths, data) or _by_files(root, paths)


def _runs_node_test(script: str) -> bool:
    """Return whether a command of the script is `node ... --test`."""
    commands = re.split("[&|;]", script)
    found = [(command, _NODE.search(command)) for command in commands]
    return any(node and _TEST_OPTION.search(command, node.end()) for command, node in found)


def _by_configuration(
    root: str, paths: Sequence[str], data: Mapping[str, object]
) -> TestSetup | None:
    for tool in ("vitest", "jest"):
        configs = [path for path in paths if fnmatchcase(path, joined(root, f"{tool}.config.*"))]
        if configs:
            return TestSetup(tool, configs[0], (), SPEC_FILES, ())
    if has_table(data, "jest"):
        return TestSetup("jest", f"{joined(root, 'package.json')} jest", (), SPEC_FILES, ())
    return None


def _by_files(root: str, paths: Sequence[str]) -> TestSetup | None:
    for path in paths:
        is_named = any(fnmatchcase(name_of(path), pattern) for pattern in NODE_FILES)
        if is_named and is_under(path, root) and not is_elsewhere(path):
            return TestSetup("node", f"{path}, and no test script", (), NODE_FILES, ())
    return None


def _folders(root: str, paths: Sequence[str]) -> tuple[str, ...]:
    """Return the usual test folders right below `root`; () where tests lie beside the code."""
    usual = [joined(root, name) for name in ("test", "tests", "__tests__", "spec")]
    there = [folder for folder in usual if any(is_under(path, folder) for path in paths)]
    beside = any(
        any(fnmatchcase(name_of(path), pattern) for pattern in SPEC_FILES)
        and not any(is_under(path, folder) for folder in there)
        and not is_elsewhere(path)
        for path in paths
    )
    return () if beside else tuple(there)


def _lint(root: str, paths: Sequence[str], data: Mapping[str, object]) -> str | None:
    globs = (joined(root, "eslint.config.*"), joined(root, ".eslintrc*"))
    is_eslint = "eslintConfig" in data or any(
        fnmatchcase(path, glob) for path in paths for glob in globs
    )
    return "eslint" if is_eslint else None
