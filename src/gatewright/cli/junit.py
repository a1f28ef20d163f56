"""JUnit XML: each verdict is a test case, for the many servers that read nothing else."""

from xml.sax.saxutils import escape, quoteattr

from gatewright.views.check import CheckView
from gatewright.views.places import join_places
from gatewright.views.quoting import plain
from gatewright.views.refusal import RefusalView
from gatewright.views.verdict import VerdictView

ELEMENTS = {
    "fail": "failure",
    "error": "error",
    "pending": "error",
    "not_applicable": "skipped",
    "waived": "skipped",
}


def render_junit(view: CheckView) -> str:
    """Return the whole document."""
    statuses = [_element_name(verdict) for verdict in view.verdicts]
    counts = {
        "tests": len(statuses),
        "failures": statuses.count("failure"),
        "errors": statuses.count("error"),
        "skipped": statuses.count("skipped"),
        "time": _seconds(view.duration_ms),
        "timestamp": view.judged_at,
    }
    told = " ".join(f"{name}={quoteattr(plain(str(value)))}" for name, value in counts.items())
    cases = "".join(_case(verdict) for verdict in view.verdicts)
    suite = f'<testsuite name="gatewright" {told}>\n{cases}</testsuite>\n'
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<testsuites>\n{suite}</testsuites>\n'


def _case(verdict: VerdictView) -> str:
    head = f"name={_attribute(verdict.check)} classname={_attribute('gatewright.' + verdict.kind)}"
    time = f'time="{_seconds(verdict.duration_ms)}"'
    element = _element_name(verdict)
    if element is None:
        return f"<testcase {head} {time}/>\n"
    return f"<testcase {head} {time}>{_element(element, verdict)}</testcase>\n"


def _element_name(verdict: VerdictView) -> str | None:
    """Return what `verdict` counts as; advice breaks no build."""
    element = ELEMENTS.get(verdict.status)
    return "skipped" if element and verdict.is_advisory else element


def _element(element: str, verdict: VerdictView) -> str:
    """Return why, as the element that readers know."""
    attributes = f"message={_attribute(verdict.headline)}"
    if element != "skipped":
        codes = " ".join(reason.code for reason in verdict.reasons) or verdict.status
        attributes += f" type={_attribute(codes)}"
    text = "\n".join(_told(reason) for reason in verdict.reasons)
    return f"<{element} {attributes}>{_content(text)}</{element}>"


def _told(reason: RefusalView) -> str:
    places = [f"{place.where} {place.text}" for place in join_places(reason.places)]
    rows = [reason.headline, f"wanted: {reason.wanted}", f"found: {reason.found}", *places]
    return "\n".join(plain(row) for row in rows)


def _seconds(milliseconds: int) -> str:
    return f"{milliseconds / 1000:.3f}"


def _attribute(text: str) -> str:
    return quoteattr(plain(text))


def _content(text: str) -> str:
    return escape("\n".join(plain(row) for row in text.split("\n")))
