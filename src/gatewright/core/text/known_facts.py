"""What a condition may call the facts of a feature: facts.ui, and feature.risk."""

from collections.abc import Mapping

from gatewright.model.risk import RISK


def conditions_know(known: Mapping[str, object]) -> dict[str, object]:
    """Return what a condition may speak of where these facts are known."""
    feature = {RISK: known[RISK]} if RISK in known else {}
    return {"facts": dict(known), "feature": feature}
