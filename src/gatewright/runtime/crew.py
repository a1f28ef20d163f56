"""Hands for several effects at once: each in a thread of its own, as many as are given.

What goes wrong in one of them is raised where the others are waited for. Nobody leaves before all
have ended: whoever leaves early has what is under way ended first.
"""

import queue
import threading
from collections.abc import Callable
from types import TracebackType

from gatewright.model.effects import Effect
from gatewright.model.ids import StepPath

LOOK_S = 0.2


class Crew:
    """Performs up to `size` effects at once, one for a step; alone, in the thread of the caller."""

    def __init__(self, size: int, perform: Callable[[Effect], None]) -> None:
        """Take how many may be under way, and what performs one."""
        self._size = size
        self._perform = perform
        self._under_way: dict[StepPath, threading.Thread] = {}
        self._ended: queue.SimpleQueue[tuple[StepPath, BaseException | None]] = queue.SimpleQueue()
        self.is_leaving = False  # what is under way is not wanted any more

    def __enter__(self) -> "Crew":
        """Begin with nothing under way."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """End what is under way, and wait for it."""
        self.is_leaving = True
        for thread in self._under_way.values():
            thread.join()

    @property
    def is_idle(self) -> bool:
        """Return whether nothing is under way."""
        return not self._under_way

    def has_hand_for(self, step: StepPath) -> bool:
        """Return whether something can be begun for `step` now."""
        return step not in self._under_way and len(self._under_way) < self._size

    def begin(self, effect: Effect) -> None:
        """Begin to perform `effect`; with one hand, perform it."""
        if self._size == 1:
            self._perform(effect)
            return
        name = f"gatewright-{effect.effect_id}"
        thread = threading.Thread(target=self._run, args=(effect,), name=name, daemon=True)
        self._under_way[effect.step] = thread
        thread.start()

    def wait(self) -> None:
        """Wait until something has ended, or for a moment. Raises: what it raised."""
        try:
            step, error = self._ended.get(timeout=LOOK_S)
        except queue.Empty:
            return
        self._under_way.pop(step).join()
        if error is not None:
            raise error

    def _run(self, effect: Effect) -> None:
        error: BaseException | None = None
        try:
            self._perform(effect)
        except BaseException as raised:  # noqa: BLE001 -- raised again by `wait`
            error = raised
        self._ended.put((effect.step, error))
