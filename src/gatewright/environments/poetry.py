"""Poetry's own notation of requirements, put into the common one."""

import re
from collections.abc import Iterator

from gatewright.environments.manifests import Table, as_table, at


def poetry_requirements(poetry: Table) -> Iterator[tuple[str, str]]:
    """Yield (group, requirement) for all that [tool.poetry] declares; group "" is the project."""
    tables = {"": at(poetry, "dependencies"), "dev": at(poetry, "dev-dependencies")}
    for name, group in at(poetry, "group").items():
        tables[name] = {**tables.get(name, {}), **at(as_table(group), "dependencies")}
    for group_name, table in tables.items():
        for name, wanted in table.items():
            line = _requirement(name, wanted)
            if line is not None:
                yield group_name, line


def _requirement(name: str, wanted: object) -> str | None:
    """Return one requirement; None for the interpreter, and for folders and repositories."""
    if name.lower() == "python":
        return None
    if isinstance(wanted, list):
        return name  # one entry for each platform or Python: any version, the resolver knows
    if isinstance(wanted, str):
        return f"{name}{specifier_from_poetry(wanted)}"
    table = as_table(wanted)
    version = table.get("version")
    if not isinstance(version, str):
        return None
    extras = [extra for extra in _listed(table.get("extras")) if isinstance(extra, str)]
    named = f"{name}[{','.join(extras)}]" if extras else name
    markers = table.get("markers")
    marker = f" ; {markers}" if isinstance(markers, str) else ""
    return f"{named}{specifier_from_poetry(version)}{marker}"


def specifier_from_poetry(wanted: str) -> str:
    """Return ">=1.2,<2" for "^1.2"; alternatives ("||") become any version."""
    if "|" in wanted:
        return ""
    parts = [_clause(part.strip()) for part in wanted.split(",")]
    return ",".join(part for part in parts if part)


def _clause(clause: str) -> str:
    if clause in ("", "*"):
        return ""
    if clause.startswith("^"):
        return _up_to(clause[1:].strip(), _caret_place(clause[1:].strip()))
    if re.fullmatch(r"~\s*\d[\w.]*", clause):
        version = clause[1:].strip()
        return _up_to(version, min(1, version.count(".")))
    if re.fullmatch(r"\d[\w.+]*(\.\*)?", clause):
        return f"=={clause}"
    return clause


def _caret_place(version: str) -> int:
    """Return which part may not rise: the first that is not zero."""
    numbers = _numbers(version)
    places = [index for index, number in enumerate(numbers) if number]
    return places[0] if places else len(numbers) - 1


def _up_to(version: str, place: int) -> str:
    numbers = _numbers(version)
    upper = [*numbers[:place], numbers[place] + 1] if place < len(numbers) else [1]
    return f">={version},<{'.'.join(str(number) for number in upper)}"


def _numbers(version: str) -> list[int]:
    """Return the first parts of a version; of a part that is no number of ours, its start."""
    parts = re.findall(r"\d+", version.split("+", maxsplit=1)[0])
    return [int(part[:9]) for part in parts[:4]] or [0]


def _listed(value: object) -> list[object]:
    return value if isinstance(value, list) else []
