"""Words for paths: what `paths` of a workflow declares, and where a bare word stands for a set.

Where paths are written, a word with / * . or ? in it is a glob; any other is an artifact or a set.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from gatewright.core.content.path_sets import ALL
from gatewright.definitions.fields import GLOB, ListOf, NamedMap
from gatewright.definitions.forms import WORD_PATTERN
from gatewright.definitions.problems import nearest, shown
from gatewright.definitions.workflow_order import Keys, Written
from gatewright.definitions.workflow_report import Located
from gatewright.model.path_sets import EVERYTHING, REGION, PathSet
from gatewright.model.records import dataclass, replace
from gatewright.model.workflow import InlineCheck

GLOB_SIGNS = "/*.?"
PATHS = NamedMap(ListOf(GLOB, 1), "a path set", WORD_PATTERN)
IN_GIT = ("only", "unchanged", "must_touch")
Sets = Mapping[str, PathSet]


def sets_of(
    values: Mapping[str, Any], shipped: Sequence[PathSet], located: Located
) -> dict[str, PathSet]:
    """Return the path sets of a workflow by name: its own, and those of the project."""
    declared: Mapping[str, tuple[str, ...]] = values.get("paths", {})
    if EVERYTHING in declared:
        located.at_value(("paths", EVERYTHING), '"all" is the whole tree; choose another name')
    own = {name: PathSet(name, globs) for name, globs in declared.items()}
    return {**{each.name: each for each in shipped}, **own}


@dataclass(frozen=True, slots=True)
class Words:
    """What a bare word may stand for."""

    sets: Sets
    paths: Mapping[str, str]  # of artifacts, by name

    def entry(self, word: str) -> str:
        """Return a word as a step has it: a glob, or "tree:SET"."""
        if word.startswith(REGION) or any(sign in word for sign in GLOB_SIGNS):
            return word
        return self.paths.get(word) or f"{REGION}{word}"

    def report(self, word: str, keys: Keys, located: Located) -> None:
        """Report a word that is no glob, and nothing else either."""
        name = word.removeprefix(REGION)
        if any(sign in word for sign in GLOB_SIGNS) or self._is_known(word, name):
            return
        known = (*self.sets, EVERYTHING, *self.paths)
        what = f'a bare word is an artifact or a path set, and none here is called "{shown(name)}"'
        near = nearest(name, known)
        meant = f"did you mean {near}? " if near else ""
        hint = f"{meant}for a folder write {shown(name)}/**; path sets: {', '.join(self.sets)}"
        located.at_value(keys, what, hint=hint)

    def _is_known(self, word: str, name: str) -> bool:
        is_set = name in self.sets or (name == EVERYTHING and word != name)
        return is_set or word in self.paths


def words_of(one: Written, sets: Sets, paths: Mapping[str, str]) -> Words:
    """Return the words of one step: what it makes itself is said there already."""
    return Words(sets, {**paths, **{name: each.get("path", "") for name, each in one.made.items()}})


def with_git_words(
    one: Written, words: Words, declared: Mapping[str, Any], located: Located
) -> Written:
    """Return a step whose checks on paths name sets as the judge takes them."""
    defined = []
    for check in one.defined:
        values = json.loads(check.text)
        rule = values.get("git", {})
        for key in (key for key in IN_GIT if isinstance(rule.get(key), list)):
            for index, word in enumerate(rule[key]):
                at = (*_place(one, check, declared), "git", key, index)
                words.report(word, at, located)
            rule[key] = [words.entry(word) for word in rule[key]]
        contract = _at_path(values.get("contract", {}), words.paths)
        values |= {"contract": contract} if contract else {}
        over = values.get("over", "")
        if over:
            words.report(over, (*_place(one, check, declared), "over"), located)
            values["over"] = words.entry(over)
        is_changed = rule or contract or over
        defined.append(replace(check, text=json.dumps(values)) if is_changed else check)
    return replace(one, defined=tuple(defined))


def _at_path(contract: Mapping[str, str], paths: Mapping[str, str]) -> dict[str, str]:
    """Return a rule on a contract that a step makes as one on its file; {} for another rule."""
    path = paths.get(contract.get("artifact", ""))
    if path is None:
        return {}
    return {**{key: one for key, one in contract.items() if key != "artifact"}, "openapi": path}


def _place(one: Written, check: InlineCheck, declared: Mapping[str, Any]) -> Keys:
    """Return where a check of a gate is defined."""
    if check.name in declared:
        return ("checks", check.name)
    return (*one.gate_keys, one.gate_items.index(check.name))


def frozen_by(one: Written, words: Words) -> Iterator[str]:
    """Yield what the steps after `one` leave as it is; what a phase freezes of its own differs."""
    for word in one.values.get("freeze", ()):
        if not one.is_phase_gate:
            yield words.entry(word)
        elif word.startswith(REGION):
            yield word


def own_sets(inner: Sequence[PathSet], outer: Sets) -> tuple[PathSet, ...]:
    """Return the sets of a procedure that mean something else than outside, or nothing there."""
    return tuple(each for each in inner if outer.get(each.name) != each and each != ALL)
