"""The way in. Imports nothing that the typed verb does not need; `--version` imports nothing."""

import sys


def main() -> int:
    """Run the verb that was typed and return its exit code."""
    if sys.argv[1:] == ["--version"]:
        from gatewright import __version__

        sys.stdout.write(f"gatewright {__version__}\n")
        return 0
    try:
        from gatewright.cli.funnel import run_program

        return run_program(sys.argv)
    except KeyboardInterrupt:  # before there was anything to interrupt
        return 130
    finally:  # the process ends: to look for cycles in all it holds took a tenth of a `check`
        import gc

        gc.freeze()


if __name__ == "__main__":
    sys.exit(main())
