"""What uv says, taken apart. Its sentences here are made up; `test_verify.py` has it speak for itself."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advisor.verify.words import Lack, Need, contested, lacks_in, needs_in, pythons_with_wheels

CLASH = """error: No solution found when resolving dependencies
  cause: Because east<=0.8.0 depends on core>=2.4.0,<2.10.0 and east>=0.9.0 depends on core>=2.4.0,<2.15.0, we can
         conclude that all versions of east depend on core>=2.4.0,<2.15.0.
         And because you require east and core>=2.15, we can conclude that your requirements are unsatisfiable."""


def test_needs_are_found_with_those_of_the_stack_itself_at_the_end() -> None:
    assert needs_in(CLASH) == (
        Need("east", "core", ">=2.4.0,<2.10.0"),
        Need("east", "core", ">=2.4.0,<2.15.0"),
        Need("", "east", ""),
        Need("", "core", ">=2.15"),
    )


def test_the_last_needs_that_exclude_each_other_are_told() -> None:
    rivals = contested(needs_in(CLASH))
    assert rivals is not None
    assert [str(rival) for rival in rivals] == ["east needs core >=2.4.0,<2.15.0", "the stack asks for core >=2.15"]


def test_one_need_has_no_rival() -> None:
    assert contested((Need("east", "core", "<2"), Need("", "east", ""), Need("west", "core", "<2"))) is None


@pytest.mark.parametrize(
    ("said", "needed"),
    [
        ("Because Old_Tool==1.0 depends on Python>=3.12, we", Need("old-tool", "python", ">=3.12")),
        ("Because tool==1.0 requires Python >=3.14 and only", Need("tool", "python", ">=3.14")),
        ("all versions of mouse depend on evdev{'linux' in sys_platform}>=1.3.", Need("mouse", "evdev", ">=1.3")),
        ("big[full]==2 depends on small[x]>=1 and", Need("big", "small", ">=1")),
    ],
)
def test_a_need_is_found_however_it_is_written(said: str, needed: Need) -> None:
    assert needs_in(said) == (needed,)


@pytest.mark.parametrize(
    ("said", "lack"),
    [
        ("tool==1.0 has no wheels with a matching Python ABI tag (e.g., `cp315`)", Lack("tool", "Python")),
        ("tool==1.0 has no wheels with a matching platform tag (e.g., `any`)", Lack("tool", "platform")),
        ("all versions of tool have no usable wheels", Lack("tool", "wheel")),
        ("tool was not found in the package registry", Lack("tool", "all")),
        ("only tool==1.0 is available", Lack("tool", "version")),
        ("there is no version of tool==9", Lack("tool", "version")),
    ],
)
def test_what_is_not_to_be_had_is_found(said: str, lack: Lack) -> None:
    assert lacks_in(f"error: x\n  cause: Because {said} and you require tool, we can conclude it.") == (lack,)


def test_hints_prove_nothing() -> None:
    assert needs_in("error: x\nhint: a depends on b<2") == ()


def test_the_pythons_of_wheels_are_those_without_threads_freed() -> None:
    said = "hint: we only found wheels for `tool` (v1) with the following Python ABI tags: `cp39`, `cp310`, `cp313t`"
    assert pythons_with_wheels(said, "tool") == ("3.9", "3.10")
    assert pythons_with_wheels(said, "other") == ()


@given(st.text(alphabet="ab[]{}<>=!~,. -PdeprqusonhwlvtyiA\n", max_size=400))
def test_any_words_are_taken_apart_without_failing(words: str) -> None:
    assert isinstance(needs_in(words) + lacks_in(words), tuple)
