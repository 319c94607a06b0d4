"""Text from outside is made harmless; rounded parts add up."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from advisor.report.words import clean, listed, markdown, rounded_parts


@given(st.text(max_size=400))
def test_clean_text_is_one_printable_bounded_line(text: str) -> None:
    line = clean(text)
    assert len(line) <= 300
    assert not any(unicodedata.category(c) in {"Cc", "Cf", "Cs", "Zl", "Zp"} for c in line)


@given(st.text(alphabet=st.sampled_from("ab 1.)#*_`[]()<>|~&-+!\\\n:/"), max_size=40))
def test_escaped_markdown_shows_as_the_text_itself(text: str) -> None:
    rendered = MarkdownIt("commonmark").enable("table").enable("strikethrough").parse(markdown(text))
    inline = [token for token in rendered if token.type == "inline"]
    shown = "".join(child.content for token in inline for child in token.children or [])
    assert shown == clean(text)
    assert {token.type for token in rendered} <= {"paragraph_open", "inline", "paragraph_close"}


@given(st.lists(st.floats(-40, 40), max_size=12))
@example([0.95])  # as written it rounds down, times ten it would round up
def test_rounded_parts_add_up_to_the_rounded_total(parts: list[float]) -> None:
    total = sum(parts)
    shown = rounded_parts(parts, total)
    assert sum(shown) == pytest.approx(round(total, 1), abs=1e-9)
    assert all(abs(a - b) <= 0.1001 for a, b in zip(shown, parts, strict=True))


def test_names_are_joined_as_in_a_sentence() -> None:
    assert listed(["a"]) == "a"
    assert listed(["a", "b", "c"], "and") == "a, b and c"
