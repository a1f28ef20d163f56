"""Flags that many verbs take."""

from gatewright.cli.arguments import Flag

FOLDER = Flag("", "run as if in this folder", value="DIR", short="-C")
JSON = Flag("--json", "one stable document; FIELDS selects", value="FIELDS", may_lack_value=True)
