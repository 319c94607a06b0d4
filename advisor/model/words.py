"""What a rule base says of its subject, so that the program need not know it."""

from __future__ import annotations

from advisor.model.base import Model, Text


class Words(Model):
    """How reports speak of the subject. `{project}` stands for the project's name, `{start}` for the title of the
    component that alternatives have in common by `trains_with`."""

    choice: Text = "an alternative"
    question: Text = "Which alternative should be chosen for {project}?"
    begins: Text = "Begins with"
    ends: Text = "Leads to"
    shared: Text = "Begin with {start}; the rest is open"
    begin: Text = "work can begin with {start}"
    settled: Text = "it begins with {start}; only the rest is still open"
    settled_because: Text = "Every alternative that can still come out begins with the same."
    start_changes: Text = "what it begins with changes"
    start_stays: Text = "what it begins with stays, only the rest changes"
