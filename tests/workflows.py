"""Workflow files, one of which uses every key, for tests of what reads them."""

HEAD = """\
workflow: small
version: "1"
title: A small one
purpose: To be read
roles: [developer, requester]

"""

GOOD = """\
workflow: all
version: "1.10"
title: Every key
purpose: To be read
roles: [developer, requester]
risk: {lines: 75, paths: ['**/migrations/**'], then: feature}
phases:
  - id: planning
    purpose: First
    steps:
      write-plan:
        by: developer
        brief: "Write it. "
        needs: []
        writes: ["docs/**", outline]
        produces: {outline: {path: "docs/{feature.slug}.md", schema: plan}}
        when: facts.has_api
        gate: [secrets, size]
        no_go: [{rework: self, at_most: 2}, {block: it was refused twice}]
        budget: {attempts: 4, time: 20m}
    gate:
      id: may-code
      checks:
        - approval:
            roles: [requester]
            question: Code?
            checklist: ["Is it so?"]
            binds: [outline]
            not_author: false
    no_go: [{reopen: [write-plan]}, {abort: nobody wants it}]
  - id: finishing
    steps:
      build:
        for_each: {task: outline#tasks}
        by: developer
        brief: Build it.
        writes: ["**"]
        gate: [tests]
      format: {run: [make, format], writes: ["**"], may_be_empty: true, gate: [lint]}
      look:
        by: requester
        brief: Look.
        needs: [write-plan]
        reads: [outline]
        may_be_empty: true
        gate: none
        because: a look changes nothing
    gate: [tests, {approval: {roles: [requester]}}]
"""


def small(*steps: str) -> str:
    """Return a workflow of one phase with `steps`, each one line; the first stands on line 8."""
    return (
        HEAD
        + "phases: [{id: p, steps: {\n"
        + ",\n".join(f"        {one}" for one in steps)
        + "}}]\n"
    )
