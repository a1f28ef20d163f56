"""The verb table. Imports nothing that the typed verb does not need."""

import sys


def main() -> int:
    """Run the verb that was typed and return its exit code."""
    if sys.argv[1:2] == ["--version"]:
        from gatewright import __version__

        sys.stdout.write(f"gatewright {__version__}\n")
        return 0
    return 2


if __name__ == "__main__":
    sys.exit(main())
