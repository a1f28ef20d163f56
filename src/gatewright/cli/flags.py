"""Flags that many verbs take."""

from gatewright.cli.arguments import Flag

FOLDER = Flag("", "run as if in this folder", value="DIR", short="-C")
JSON = Flag("--json", "one stable document; FIELDS selects", value="FIELDS", may_lack_value=True)
GRAPH = Flag(
    "--graph",
    "as a picture (mermaid)",
    choices=("mermaid", "svg"),
    may_lack_value=True,
)
QUIET = Flag("--quiet", "less: what stands in the way, and the result", short="-q")
VERBOSE = Flag("--verbose", "more: the commands that were run", short="-v")
SIGN_WITH = Flag("--sign-with", "a private SSH key, or a public one of your agent", value="KEY")
