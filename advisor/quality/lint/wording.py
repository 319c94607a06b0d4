"""Checks of wording, by reading the sentences as a program can."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from advisor.model.finding import Check, Finding
from advisor.model.rulebase import RuleBase
from advisor.quality.lint.subject import Lint, Subject, found


def _names(base: RuleBase) -> Mapping[str, re.Pattern[str]]:
    """Return by alternative what finds its name in a sentence: its title, with the version optional."""
    patterns = {}
    for alternative in base.alternatives:
        plain, _, version = alternative.title.rpartition(" ")
        if not version.isdigit():
            plain, version = alternative.title, ""
        other = rf"(?! (?!{version}\b)\d)" if version else ""
        patterns[alternative.id] = re.compile(rf"(?<![\w.-]){re.escape(plain)}{other}(?![.-]?\w)")
    return patterns


def _tools(base: RuleBase) -> re.Pattern[str]:
    """Return what finds the names of components that begin with or hold an alternative's name, the longest first."""
    titles = {a.title for a in base.alternatives}
    named = {name for c in base.components for name in (c.title, *c.aliases) if name not in titles and " " in name}
    return re.compile("|".join(re.escape(name) for name in sorted(named, key=len, reverse=True)) or "(?!)")


def _because(check: Check, subject: Subject) -> Iterator[Finding]:
    names, tools = _names(subject.base), _tools(subject.base)
    for rule in subject.base.rules.values():
        text = tools.sub("", rule.because)
        told = [a for a, name in names.items() if name.search(text) and a not in subject.signs[rule.id]]
        if rule.effect and told:
            message = f"{rule.id!r} speaks of {', '.join(told)}, which its effect does not move"
            place = subject.spot("rule", rule.id, "because")
            yield found(check, place, rule.id, message, hint="say it in a rule of its own, or let the effect move it")


def _sentence(check: Check, subject: Subject) -> Iterator[Finding]:
    statements = [("rule", r.id, "because", r.because) for r in subject.base.rules.values()]
    for constraint in subject.base.constraints:
        statements.append(("constraint", constraint.id, "because", constraint.because))
        statements.append(("constraint", constraint.id, "lift", constraint.lift))
    statements += [("target", t.id, "because", t.because) for t in subject.base.targets if t.because]
    for kind, id_, key, text in statements:
        if not text.rstrip().endswith((".", "!", "?")):
            place = subject.spot(kind, id_, key)
            name = f"{kind}:{id_}" if key == "because" else f"{kind}:{id_}:{key}"
            yield found(check, place, name, f"`{key}` of {id_!r} does not end with a full stop")


BECAUSE = Lint(
    Check(
        "because-names",
        "warning",
        "A reason that names what the rule does not move",
        "The sentence in `because` names an alternative that the effect neither raises nor lowers, so a reader is told "
        "of points that nobody gets. Names of tools that begin with one are not names of alternatives; neutral rules "
        "may name any.",
        "reading, by the titles of alternatives and components",
    ),
    _because,
)
SENTENCE = Lint(
    Check(
        "because-sentence",
        "note",
        "A reason that is no sentence",
        "Reports put reasons, and what would lift a constraint, one after the other, so each is a sentence with a full "
        "stop.",
        "exact",
    ),
    _sentence,
)
CHECKS = (BECAUSE, SENTENCE)
