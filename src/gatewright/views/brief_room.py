"""Which parts of a brief have room: the most important first, shortened before they are dropped."""

from collections.abc import Sequence

from gatewright.model.records import dataclass

_LIST_CHARS = 900  # kept free for the list of what was left out
NAMED_MAX = 8


@dataclass(frozen=True, slots=True)
class Block:
    """A part that may be shortened or left out."""

    name: str  # as the list of what was left out calls it
    rank: int  # the lowest gets room first
    forms: tuple[str, ...]  # from the whole to the shortest
    turn: int = 0  # among those of one rank, the lowest gets room first


def choose_blocks(blocks: Sequence[Block], room_chars: int) -> tuple[list[str], list[str]]:
    """Return the texts that fit, in the given order, and the names of what does not.

    Shape: the most important losses come first.
    """
    whole = sum(len(block.forms[0]) + 1 for block in blocks)
    room = room_chars if whole <= room_chars else room_chars - _LIST_CHARS
    chosen: dict[int, str] = {}
    order = sorted(range(len(blocks)), key=lambda one: _turn(blocks[one]))
    for index in order:
        text = next((one for one in blocks[index].forms if len(one) < room), None)
        if text is not None:
            chosen[index] = text
            room -= len(text) + 1
    texts = [chosen[index] for index in sorted(chosen)]
    return texts, _named([_loss(blocks[index], chosen.get(index)) for index in order])


def _turn(block: Block) -> tuple[int, int]:
    return block.rank, block.turn


def _loss(block: Block, text: str | None) -> str:
    """Return what is missing of a block; "" for nothing."""
    missing = len(block.forms[0]) - len(text or "")
    if not missing:
        return ""
    part = block.name if text is None else f"details of {block.name}"
    return f"{part[:60]} ({missing} characters)"


def _named(losses: list[str]) -> list[str]:
    """Return the losses, at most NAMED_MAX by name."""
    names = [loss for loss in losses if loss]
    more = len(names) - NAMED_MAX
    return [*names[:NAMED_MAX], f"{more} more"] if more > 0 else names
