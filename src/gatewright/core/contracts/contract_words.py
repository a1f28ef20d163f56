"""What each code of a contract says on the screen: what was found, what is wanted, the way out."""

from collections.abc import Sequence

from gatewright.model.verdicts import Place, Reason

PLACES_MAX = 20
WORDS = {
    "contract.missing": "is missing",
    "contract.unreadable": "cannot be read",
    "contract.invalid": "is not valid",
    "contract.example": "has examples that do not fit",
    "contract.empty": "says nothing",
    "contract.reference-remote": "that lead out of the document",
    "contract.reference-broken": "that lead nowhere",
    "contract.frozen": "is frozen",
    "contract.not-comparable": "cannot be compared",
    "contract.undecidable": "has changes that nobody can decide",
    "contract.oasdiff": "named by oasdiff",
    "contract.operation-removed": "took an operation away",
    "contract.required-parameter-added": "demands a new parameter",
    "contract.parameter-became-required": "demands a parameter that was optional",
    "contract.request-body-became-required": "demands a body that was optional",
    "contract.request-property-became-required": "demands a property that was optional",
    "contract.request-property-removed": "refuses a property that was taken",
    "contract.request-extras-refused": "refuses properties without a name",
    "contract.request-type-narrowed": "takes fewer types",
    "contract.request-enum-narrowed": "takes fewer values",
    "contract.request-bound-tightened": "takes less within a bound",
    "contract.request-media-type-removed": "took a form of request away",
    "contract.response-removed": "took a response away",
    "contract.response-media-type-removed": "took a form of response away",
    "contract.response-type-widened": "answers with more types",
    "contract.response-enum-widened": "answers with more values",
    "contract.response-bound-loosened": "answers with more than a bound allowed",
    "contract.response-property-removed": "took a property away",
    "contract.response-property-added": "adds a property to a closed object",
    "contract.response-property-became-optional": "no longer promises a property",
    "contract.response-extras-allowed": "adds properties without a name",
    "contract.security-changed": "asks for other credentials",
}
_WANTED = {
    "contract.missing": "the document that the rule names, as a plain file",
    "contract.unreadable": "YAML or JSON of bounded size, without anchors, each key once",
    "contract.invalid": "a document that is valid by its own specification",
    "contract.example": "examples that the schema lets through",
    "contract.empty": "at least one operation, or a schema that keeps something out",
    "contract.reference-remote": "references into the same document: #/components/...",
    "contract.reference-broken": "references that lead to something",
    "contract.frozen": "the content that the base has",
    "contract.not-comparable": "two documents that can be compared",
    "contract.undecidable": "a change of which it can be said that it breaks nobody",
}
_WAYS_OUT = {
    "contract.missing": "put it back, or let a person change the rule on the base",
    "contract.undecidable": "leave that part as it is, or let a person waive the check",
    "contract.security-changed": "leave it as it is, or let a person waive the check",
    "contract.frozen": "put it back, or let a person unfreeze it on the base",
    "contract.not-comparable": "mend the base first, or let a person waive the check",
}
_BREAK_WANTED = "nothing that breaks who relies on the contract of the base"
_BREAK_WAY_OUT = "add beside what there is instead of changing it; or declare the break"


def reason_of(code: str, headline: str, found: str, places: Sequence[Place] = ()) -> Reason:
    """Return a reason with the words of its code. Bounds: the first PLACES_MAX places."""
    return Reason(
        code=code,
        headline=headline,
        wanted=_WANTED.get(code, _BREAK_WANTED),
        found=found,
        places=tuple(places[:PLACES_MAX]),
        way_out=_WAYS_OUT.get(code, "" if code in _WANTED else _BREAK_WAY_OUT),
    )
