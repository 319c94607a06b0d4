"""What is looked for in code. A check's id is its name in reports, in a policy and in `advisor explain check:ID`."""

from __future__ import annotations

from advisor.model.finding import Check

CODE_CHECKS: tuple[Check, ...] = (
    Check(
        "archived-component",
        "error",
        "Code uses a component that is no longer kept up",
        "The catalogue says that the component is archived: nobody repairs it any more, security faults included.",
    ),
    Check(
        "deprecated-component",
        "warning",
        "Code uses a component that its makers advise against",
        "The catalogue says that the component is deprecated: it still works, and its end has been announced.",
    ),
    Check(
        "renamed-component",
        "note",
        "Code uses a component under its old name",
        "The component lives on under another name, and changes appear under that name only.",
    ),
    Check(
        "unservable-requirement",
        "error",
        "A requirement cannot be installed on the project's Python",
        "No version that the requirement admits has a wheel for the Python version that the profile names.",
    ),
    Check(
        "departs-from-record",
        "warning",
        "Code uses what belongs to another alternative than the one decided on",
        "The accepted record chose one alternative, and the product's own code uses what belongs to others only.",
    ),
    Check(
        "unreadable-file",
        "note",
        "A file could not be read",
        "The file is broken, too large, or not what its name says. What it uses is not known.",
    ),
)
