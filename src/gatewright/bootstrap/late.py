"""Adapters that are made when they are first asked for: most of them, most commands never need."""

from collections.abc import Callable
from typing import Any, Generic, TypeVar, cast

Made = TypeVar("Made")


class _Late(Generic[Made]):
    """Stands for what `make` returns, which is made once."""

    __slots__ = ("_made", "_make")

    def __init__(self, make: Callable[[], Made]) -> None:
        self._make = make
        self._made: Made | None = None

    def __getattr__(self, name: str) -> Any:
        if self._made is None:
            self._made = self._make()
        return getattr(self._made, name)


def late(make: Callable[[], Made]) -> Made:
    """Return what `make` returns, made at the first use of one of its attributes."""
    return cast(Made, _Late(make))
