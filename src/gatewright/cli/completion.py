"""`gatewright completion`: a small script for a shell, made from the verb table."""

import sys
from collections.abc import Callable

from gatewright.cli.arguments import Verb, nearest, parse_arguments
from gatewright.cli.verbs import COMPLETION, VERBS
from gatewright.model.trouble import Mistake
from gatewright.views.exits import Exit


def run(arguments: list[str]) -> int:
    """Print the script for the shell that was named."""
    typed = parse_arguments(COMPLETION, arguments)
    shell = typed.operands[0] if typed.operands else ""
    if shell not in SHELLS:
        near = nearest(shell, SHELLS)
        hints = (f"did you mean  {near}",) if near else ()
        raise Mistake(
            "completion.shell", "Which shell?", hints=(*hints, "one of  " + ", ".join(SHELLS))
        )
    sys.stdout.write(SHELLS[shell]())
    return Exit.SETTLED


def render_bash() -> str:
    """Return the script for bash."""
    cases = "".join(f'    {name}) words="{" ".join(_words(verb))}" ;;\n' for name, verb in _verbs())
    return f"""\
_gatewright() {{
  local words
  case "${{COMP_WORDS[1]}}" in
{cases}    *) words="{" ".join(VERBS)}" ;;
  esac
  [ "$COMP_CWORD" -eq 1 ] && words="{" ".join(VERBS)}"
  COMPREPLY=($(compgen -W "$words" -- "${{COMP_WORDS[COMP_CWORD]}}"))
}}
complete -o default -F _gatewright gatewright gw
"""


def render_zsh() -> str:
    """Return the script for zsh: the one for bash, which zsh knows how to read."""
    return "autoload -U +X bashcompinit && bashcompinit\n" + render_bash()


def render_fish() -> str:
    """Return the script for fish."""
    rows = []
    for program in ("gatewright", "gw"):
        for name, verb in _verbs():
            first = f"complete -c {program} -n __fish_use_subcommand -f -a {name}"
            rows.append(f'{first} -d "{verb.says}"')
            within = f"complete -c {program} -n '__fish_seen_subcommand_from {name}'"
            rows += [f"{within} {_fish(word)}" for word in _words(verb)]
    return "\n".join(rows) + "\n"


def _verbs() -> list[tuple[str, Verb]]:
    return list(VERBS.items())


def _words(verb: Verb) -> list[str]:
    """Return the flags of `verb` and the values they may have."""
    words = [name for flag in verb.flags for name in (flag.name, flag.short) if name]
    operands = verb.operands.split("|") if verb.operands.islower() else []
    return [*words, *(choice for flag in verb.flags for choice in flag.choices), *operands]


def _fish(word: str) -> str:
    if word.startswith("--"):
        return f"-l {word[2:]}"
    return f"-s {word[1:]}" if word.startswith("-") else f"-a {word}"


SHELLS: dict[str, Callable[[], str]] = {
    "bash": render_bash,
    "zsh": render_zsh,
    "fish": render_fish,
}
