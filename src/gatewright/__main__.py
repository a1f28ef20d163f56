"""The way in. Imports nothing that the typed verb does not need; `--version` imports nothing."""

import sys

OBJECTS_MADE = 50_000
"""After so many, cycles are looked for: most commands end before; a long run is still bounded."""


def main() -> int:
    """Run the verb that was typed and return its exit code."""
    if sys.argv[1:] == ["--version"]:
        from gatewright import __version__

        sys.stdout.write(f"gatewright {__version__}\n")
        return 0
    import gc

    gc.set_threshold(OBJECTS_MADE)
    try:
        from gatewright.cli.funnel import run_program

        return run_program(sys.argv)
    except KeyboardInterrupt:  # before there was anything to interrupt
        return 130
    finally:  # the process ends: to look for cycles in all it holds took a tenth of a `check`
        gc.freeze()


if __name__ == "__main__":
    sys.exit(main())
