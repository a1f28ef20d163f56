"""The first node of a file that a person wrote, or why there is none."""

from gatewright.core.text.yaml_nodes import Node, Unreadable, read_yaml
from gatewright.definitions.problems import Problem


def read_root(text: str, path: str, start: str = "") -> Node | Problem:
    """Return what `text` says as nodes. Shape: `start` is how such a file begins."""
    try:
        root = read_yaml(text)
    except Unreadable as problem:
        return Problem(path, problem.line, problem.column, problem.what, hint=problem.hint)
    if root is None:
        hint = f"start it with: {start}" if start else ""
        return Problem(path, 1, 1, "the file says nothing", hint=hint)
    return root
