"""Fill in what a workflow says of the feature it is used for: "{feature.slug}" in paths and words.

The same table says which names there are, so that a definition which uses another is refused when
it is read and not when it runs.
"""

import re
from collections.abc import Iterator, Mapping

from gatewright.model.feature import Feature
from gatewright.model.records import replace
from gatewright.model.workflow import Doer, Product, StepDefinition, Workflow

NAMES = ("feature.number", "feature.slug")
_NAME = re.compile(r"\{([a-z]+\.[a-z_.]+)\}")
_PLAIN = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]{0,99}")


def unknown_names(text: str) -> Iterator[str]:
    """Yield the names in `text` that nothing is known for."""
    yield from (name for name in _NAME.findall(text) if name not in NAMES)


def resolve_workflow(workflow: Workflow, feature: Feature) -> Workflow:
    """Return `workflow` with every name filled in.

    Raises: ValueError for a number or slug that could leave its folder -- a caller's bug.
    """
    values = {"feature.number": str(feature.run_id), "feature.slug": feature.slug}
    for name, value in values.items():
        if not _PLAIN.fullmatch(value):
            raise ValueError(f"{name} cannot stand in a path: {value!r}")
    return replace(workflow, steps=tuple(_step(step, values) for step in workflow.steps))


def _step(step: StepDefinition, values: Mapping[str, str]) -> StepDefinition:
    """Return `step` with every name filled in."""
    return replace(
        step,
        doer=_doer(step.doer, values),
        writes=_filled_all(step.writes, values),
        keeps=_filled_all(step.keeps, values),
        produces=tuple(_product(product, values) for product in step.produces),
    )


def _doer(doer: Doer, values: Mapping[str, str]) -> Doer:
    """Return `doer` with every name filled in."""
    return replace(doer, brief=_filled(doer.brief, values), argv=_filled_all(doer.argv, values))


def _product(product: Product, values: Mapping[str, str]) -> Product:
    """Return `product` with every name filled in."""
    return replace(product, path=_filled(product.path, values))


def _filled_all(texts: tuple[str, ...], values: Mapping[str, str]) -> tuple[str, ...]:
    """Return `texts` with every name filled in."""
    return tuple(_filled(text, values) for text in texts)


def _filled(text: str, values: Mapping[str, str]) -> str:
    """Return `text` with every known name filled in; what is filled in is not looked at again."""
    return _NAME.sub(lambda match: values.get(match[1], match[0]), text)
