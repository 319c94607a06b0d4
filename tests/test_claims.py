"""Nothing that the articles say is lost: every claim is cited somewhere, or left out for a stated reason."""

from __future__ import annotations

from advisor.loading.rules import load_claims, load_rules
from advisor.model.rulebase import RuleBase


def cited(base: RuleBase) -> set[str]:
    by_rules = {c for rule in base.rules.values() for citation in rule.sources for c in citation.claims}
    by_components = {claim for component in base.components for claim in component.claims}
    by_questions = {claim for question in base.questions.values() for claim in question.claims}
    return by_rules | by_components | by_questions


def test_every_claim_is_cited_or_left_out_for_a_reason() -> None:
    base = load_rules()
    claims = {claim.id for claim in load_claims()}
    not_scored = {claim for entry in base.not_scored for claim in entry.claims}
    assert len(claims) == 316
    assert cited(base) | not_scored == claims
    assert not cited(base) & not_scored


def test_a_rule_cites_claims_under_the_source_that_makes_them() -> None:
    sources = {claim.id: claim.source for claim in load_claims()}
    for rule in load_rules().rules.values():
        for citation in rule.sources:
            assert {sources[claim] for claim in citation.claims} <= {citation.source}, rule.id


def test_there_is_a_component_for_each_system_that_an_article_names() -> None:
    named = [component for component in load_rules().components if component.named_in]
    assert len(named) == 63
