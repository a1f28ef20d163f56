"""What is kept of a command line names no folder that is gone tomorrow."""

from gatewright.checks.placeholders import with_placeholders


def test_longest_folder_is_replaced_first() -> None:
    argv = ("/s/1/overlay/bin/python", "--source=/s/1/tree/src", "-o", "/s/1")

    kept = with_placeholders(
        argv, {"run": "/s/1", "checkout": "/s/1/tree", "environment": "/s/1/overlay", "none": ""}
    )

    assert kept == ("{environment}/bin/python", "--source={checkout}/src", "-o", "{run}")
