"""The verb for questions and decisions that travel."""

from gatewright.cli.arguments import Verb
from gatewright.cli.flags import FOLDER

EXCHANGE = Verb(
    "exchange",
    "send what is asked to people elsewhere, take in what they decided",
    "gatewright.cli.exchange",
    flags=(FOLDER,),
    group="Decide",
)
