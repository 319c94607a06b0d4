"""The flips found are the smallest there are, and all of that size: every set of changes is tried beside them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import product
from math import prod

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from advisor.analysis.flips import Flip, flips
from advisor.analysis.vantage import Vantage
from advisor.engine.decision import decide
from advisor.engine.program import compile_program
from advisor.model.profile import Profile
from advisor.model.recommendation import Recommendation
from advisor.model.rulebase import Question, RuleBase
from tests.strategies import DAY, bases_and_profiles

LARGEST = 3
MOST = 500
many = settings(max_examples=250, deadline=None)


def vantage(base: RuleBase, profile: Profile) -> Vantage:
    return Vantage.of(decide(base, profile, DAY), profile)


def answers_at(question: Question, given: object) -> Iterator[tuple[object, int]]:
    """Yield every answer to a question with the changes that it takes."""
    ids = [option.id for option in question.options]
    if question.kind != "many":
        yield from ((id_, int(id_ != given)) for id_ in ids)
    else:
        for chosen in product([False, True], repeat=len(ids)):
            ticked = tuple(id_ for id_, wanted in zip(ids, chosen, strict=True) if wanted)
            cost = max(1, len(ticked)) if given is None else len(set(ticked) ^ set(given))  # type: ignore[call-overload]
            yield ticked, cost
    if given is None:
        yield None, 0


def leader(result: Recommendation) -> str | None:
    first = result.standings[0]
    return first.alternative if first.eligible != "no" else None


def relevant(base: RuleBase, answers: Mapping[str, object], changed: Mapping[str, object]) -> bool:
    """Tell whether every changed question may be asked, by leaving it open."""
    program = compile_program(base, DAY, ())
    masks = program.encode(answers)  # type: ignore[arg-type]
    _, may = program.look_up(masks)
    return all(not table.relevant or table.relevant & may for id_, table in program.tables.items() if id_ in changed)


def is_flip(before: Recommendation, after: Recommendation) -> bool:
    if before.alternative is None:
        return after.alternative is not None
    return leader(after) != before.alternative


def brute(base: RuleBase, profile: Profile, before: Recommendation) -> tuple[int, set[frozenset[object]]]:
    choices = [list(answers_at(q, profile.answers.get(q.id))) for q in base.questions.values()]
    assume(prod(len(c) for c in choices) <= MOST)
    found: dict[int, set[frozenset[object]]] = {}
    for answers in product(*choices):
        size = sum(cost for _, cost in answers)
        if not 0 < size <= LARGEST or size > min(found, default=LARGEST):
            continue
        state = {q: a for q, (a, _) in zip(base.questions, answers, strict=True) if a is not None}
        changed = {q: a for q, a in state.items() if a != profile.answers.get(q)}
        after = decide(base, profile.model_copy(update={"answers": state}), DAY)
        if is_flip(before, after) and relevant(base, state, changed):
            found.setdefault(size, set()).add(frozenset(changed.items()))
    size = min(found, default=LARGEST)
    return size, found.get(size, set())


def as_sets(found: tuple[Flip, ...]) -> set[frozenset[object]]:
    return {frozenset((c.question, c.after) for c in flip.changes) for flip in found}


@many
@given(bases_and_profiles())
def test_the_flips_are_all_those_of_the_smallest_size(pair: tuple[RuleBase, Profile]) -> None:
    base, profile = pair
    assume(not profile.is_blank)  # any answer at all makes it another profile, even one that no rule reads
    before = decide(base, profile, DAY)
    size, expected = brute(base, profile, before)
    found = flips(vantage(base, profile), largest=LARGEST, budget=10**9, most=10**9)
    assert found.complete
    assert (found.size, as_sets(found.flips)) == (size, expected)


@many
@given(bases_and_profiles(), st.data())
def test_a_fixed_question_is_never_changed(pair: tuple[RuleBase, Profile], data: st.DataObject) -> None:
    base, profile = pair
    fixed = data.draw(st.sets(st.sampled_from(list(base.questions)), min_size=1))
    found = flips(vantage(base, profile), tuple(fixed), largest=2)
    assert not fixed & {c.question for flip in found.flips for c in flip.changes}


@many
@given(bases_and_profiles())
def test_a_flip_tells_who_leads_then_and_whether_training_changes(pair: tuple[RuleBase, Profile]) -> None:
    base, profile = pair
    for flip in flips(vantage(base, profile), largest=2).flips[:5]:
        answers = {**profile.answers, **{c.question: c.after for c in flip.changes}}
        after = decide(base, profile.model_copy(update={"answers": answers}), DAY)
        assert flip.leader == leader(after)
        assert flip.lead == after.margin
        assert flip.retrains is (flip.leader is None)  # all of these train with the same
        assert all(c.before == profile.answers.get(c.question) for c in flip.changes)


@given(bases_and_profiles())
def test_an_exhausted_search_says_so_and_finds_no_wrong_flip(pair: tuple[RuleBase, Profile]) -> None:
    base, profile = pair
    whole = flips(vantage(base, profile), largest=1, budget=10**9, most=10**9)
    part = flips(vantage(base, profile), largest=1, budget=1)
    assert set(part.flips) <= set(whole.flips)
    assert part.complete or len(part.flips) <= 1
