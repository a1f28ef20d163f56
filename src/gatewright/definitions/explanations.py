"""What is said of each code: the reason, a bad and a good example, how to change the rule."""

from collections.abc import Mapping

from gatewright.core.text.yaml_nodes import Entries, Scalar, read_yaml
from gatewright.model.records import dataclass

CODE_PATTERN = "^[a-z]+\\.[a-z]+(-[a-z]+)*$"


@dataclass(frozen=True, slots=True)
class Explanation:
    """All that is said of one code."""

    code: str  # "proof.vacuous"
    title: str
    why: str
    bad: str
    good: str
    change: str  # how a project changes the rule

    @property
    def family(self) -> str:
        """Return the part before the dot."""
        return self.code.partition(".")[0]


def parse_explanations(text: str) -> Mapping[str, Explanation]:
    """Return the explanations that `text`, a file of our own, holds, in its order.

    Raises: Unreadable, KeyError or TypeError for a file that is not as it must be -- a bug.
    """
    root = read_yaml(text)
    if not isinstance(root, Entries):
        raise TypeError("a mapping from code to explanation is expected")
    return {
        code.text: Explanation(code.text, **_parts(code.text, node)) for code, node in root.entries
    }


def _parts(code: str, node: object) -> dict[str, str]:
    """Return the parts of one explanation."""
    if not isinstance(node, Entries):
        raise TypeError(f"{code} has no parts")
    return {key.text: value.text for key, value in node.entries if isinstance(value, Scalar)}
