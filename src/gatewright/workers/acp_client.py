"""Speak the Agent Client Protocol with an agent. Stand-alone: `python -I -S acp_client.py FOLDER`.

It runs confined, beside the agent that it starts: what reads an agent's frames holds nothing that
the agent does not hold. One JSON order on stdin; folders hold this package and the protocol's.
What it prints is as hostile as the agent: who runs beside it could have printed it.
"""

import sys


def main() -> int:
    """Hold one conversation; return the exit code."""
    sys.path += sys.argv[1:]
    import asyncio  # noqa: PLC0415 -- behind the path
    import json  # noqa: PLC0415

    try:
        from gatewright.workers.acp_conversation import converse  # noqa: PLC0415
    except ImportError as error:
        sys.stderr.write(f"[what speaks the Agent Client Protocol is not here: {error}]\n")
        return 127
    return asyncio.run(converse(json.load(sys.stdin)))


if __name__ == "__main__":
    sys.exit(main())
