"""Find the place of something that was read before, so that a later look can point at it."""

from gatewright.core.text.yaml_nodes import Entries, Items, Node


def node_at(node: Node, *keys: str | int) -> Node:
    """Return the node under `keys`, which were read before and so are there."""
    for key in keys:
        if isinstance(node, Entries):
            node = next(value for name, value in node.entries if name.text == key)
        elif isinstance(node, Items) and isinstance(key, int):
            node = node.items[key]
    return node


def key_at(node: Node, *keys: str | int) -> Node:
    """Return the last of `keys` itself, where it is a key; else what it leads to."""
    above = node_at(node, *keys[:-1])
    if isinstance(above, Entries):
        return next(name for name, _ in above.entries if name.text == keys[-1])
    return node_at(node, *keys)
