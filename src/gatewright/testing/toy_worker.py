"""A worker that is a function: it does in the lane what a test wants, in this process.

Use: FakeWorker(lambda order: worked("done")); `orders` holds all that it was given, in order.
"""

from collections.abc import Callable

from gatewright.model.events import Ended
from gatewright.model.isolation import Isolation, IsolationLevel, Network
from gatewright.ports.workers import Order, Unwanted, Work

_CONFINED = Isolation(IsolationLevel.NAMESPACES, Network.OPEN)


def worked(
    said: str = "",
    ended: Ended = Ended.DONE,
    *,
    questions: tuple[str, ...] = (),
    lines: tuple[str, ...] = (),
) -> Work:
    """Return how an attempt ended, as if it had taken a millisecond."""
    return Work(ended, said, f"{said}\n".encode(), _CONFINED, 1, questions, lines)


class FakeWorker:
    """Tries steps by calling `play`, which changes the lane itself."""

    def __init__(self, play: Callable[[Order], Work], name: str = "fake") -> None:
        """Take what to do and who it is."""
        self._play = play
        self._name = name
        self.orders: list[Order] = []

    @property
    def name(self) -> str:
        """Return who it is."""
        return self._name

    def work(
        self,
        order: Order,
        on_line: Callable[[str], None],
        is_wanted: Callable[[], bool] | None = None,
    ) -> Work | Unwanted:
        """Play; the lines of its transcript are heard afterwards.

        Shape: it is asked before and behind the play whether it is wanted.
        """
        is_at_work = is_wanted or _always
        if not is_at_work():
            return Unwanted()
        self.orders.append(order)
        work = self._play(order)
        for line in work.transcript.decode("utf-8", "replace").splitlines():
            on_line(line)
        return work if is_at_work() else Unwanted()


def _always() -> bool:
    return True
