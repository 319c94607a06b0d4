"""Reading records that others wrote: the forms of MADR 2, 3 and 4, log4brains and adr-tools."""

from __future__ import annotations

import datetime as dt
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advisor.errors import FileError, InputError
from advisor.record.reading import (
    RecordFile,
    Reference,
    number_of,
    parse_record,
    read_record,
    record_paths,
    references_in,
    status_of,
)

MADR_2 = """# Use A

* Status: superseded by [ADR-0005](0005-use-b.md) <!-- optional -->
* Deciders: Ann, Bob <!-- optional -->
* Date: 2021-02-03 <!-- optional -->

Technical Story: none

## Context and Problem Statement

* Status: accepted
"""
MADR_3 = """---
# These are optional elements.
status: superseded by [ADR-0005](0005-use-b.md)
date: 2021-02-03
deciders: @ann
---
# Use A

## Context and Problem Statement
"""
MADR_4 = """---
status: "superseded by ADR-0005"
date: 2021-02-03
decision-makers: [Ann, Bob]
---

# Use A

## Context and Problem Statement

What to use?

## More Information

Superseded by [ADR-0005](0005-use-b.md).
"""
ADR_TOOLS = """# 4. Use A

Date: 2021-02-03

## Status

Superceded by [5. Use B](0005-use-b.md)

## Context

Things.
"""
LOG4BRAINS = """# Use A

- Status: superseded by [0005-use-b](0005-use-b.md)
- Date: 2021-02-03
- Tags: x

## Context
"""
LISTS = """---
id: 4
status: accepted
date: 2021-02-03
superseded_by:
  - ADR-0005
supersededBy: [ADR-0009]
---
# ADR-0004: Use A
"""


def read(text: str, name: str = "0004-use-a.md") -> RecordFile:
    return parse_record(text, Path(name))


@pytest.mark.parametrize(
    ("text", "form", "line"),
    [
        (MADR_2, "list", 3),
        (MADR_3, "front matter", 3),
        (MADR_4, "front matter", 2),
        (ADR_TOOLS, "section", 7),
        (LOG4BRAINS, "list", 3),
        (MADR_4.replace("\n", "\r\n"), "front matter", 2),
        (MADR_2.replace("\n", "\r\n"), "list", 3),
        (ADR_TOOLS.replace("\n", "\r\n"), "section", 7),
    ],
)
def test_each_form_is_read_alike(text: str, form: str, line: int) -> None:
    record = read(text)
    assert (record.number, record.title, record.status, record.form) == (4, "Use A", "superseded", form)
    assert record.status_line == line
    assert record.date == dt.date(2021, 2, 3)
    assert [reference.number for reference in record.superseded_by] == [5]
    assert record.supersedes == ()


def test_front_matter_holds_links_as_lists() -> None:
    record = read(LISTS)
    assert (record.title, record.status) == ("Use A", "accepted")
    assert [(r.number, r.line) for r in record.superseded_by] == [(5, 5)]


def test_what_a_record_supersedes_is_read_wherever_it_stands() -> None:
    status = "# B\n\n## Status\n\nAccepted\n\nSupercedes [1. A](0001-a.md)\n"
    record = read(status + "\n## Links\n\n* Supersedes [ADR-0002](../adr/0002-b.md)\n")
    assert record.status == "accepted"
    assert record.supersedes == (Reference(1, "0001-a.md", 7), Reference(2, "../adr/0002-b.md", 11))
    assert read("# B\n\nReplaces ADR-1, ADR-2 and 0003.\n").supersedes == tuple(Reference(n, "", 3) for n in (1, 2, 3))
    assert read("# B\n\nReplaces the old [page](https://old.example/x.html).\n").supersedes == ()


@pytest.mark.parametrize("hidden", ["```\n{}\n```\n", "~~~md\n```\n{}\n~~~\n", "<!-- {} -->\n", "<!--\n{}\n-->\n"])
def test_code_and_comments_state_nothing(hidden: str) -> None:
    record = read("# B\n\n" + hidden.format("* Status: accepted\n# C\nSupersedes ADR-0001") + "\n## Context\n")
    assert (record.status, record.form, record.supersedes) == (None, None, ())
    assert record.title == "B"


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("Accepted", "accepted"),
        ("accepted.", "accepted"),
        ("**Proposed** for review; nothing is accepted", "proposed"),
        ("✅ accepted", "accepted"),
        ("DRAFT", "draft"),
        ("deprecated since 2024", "deprecated"),
        ("rejected", "rejected"),
        ("superseded", "superseded"),
        ("Superceded by 5", "superseded"),
        ("accepted, superseded by ADR-0005", "superseded"),
        ("[proposed | rejected | accepted | … | superseded by [ADR-0005](0005-example.md)]", None),
        ('"{proposed | rejected | accepted'[1:], None),
        ("on hold", None),
        ("unaccepted", None),
        ("acceptedly", None),
        ("", None),
    ],
)
def test_a_status_is_one_of_the_usual_or_none(text: str, status: str | None) -> None:
    assert status_of(text) == status


def test_a_choice_left_from_a_template_refers_to_nothing() -> None:
    record = read("# A\n\n* Status: [proposed | superseded by [ADR-0005](0005-example.md)]\n")
    assert (record.status, record.superseded_by) == (None, ())


@pytest.mark.parametrize(
    ("name", "number"),
    [
        ("0012-title.md", 12),
        ("0008-a.md", 8),
        ("007-flyway.md", 7),
        ("ADR-002-new.md", 2),
        ("adr_0031_x.md", 31),
        ("20201029-slug.md", None),
        ("2026-06-14-x.md", None),
        ("title.md", None),
        ("٠٠٠٩-e.md", None),
    ],
)
def test_the_number_is_that_of_the_file_name(name: str, number: int | None) -> None:
    assert number_of(name) == number


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("[ADR-0022](0022-expand.md).", [22]),
        ("[0039](0039-message.md) in part: an empty payload", [39]),
        ("[ADR 2](0002-a.md); was accepted", [2]),
        ("[ADR-0013](0013-irc.md) (2026-06-14).** The rest", [13]),
        ("[20201029-slug](20201029-slug.md)", [None]),
        ("[ADR-0012](use-x.md)", [12]),
        ("[ADR-0012](0012-a%20%28b%29.md#why)", [12]),
        ("ADR 0012 - Title", [12]),
        ("0012-use-x", [12]),
        ("ADR-0001, ADR-2 and 3; [4](0004-a.md)", [1, 2, 3, 4]),
        ("2026-06-14", []),
        ("a successful login with 2 accounts", []),
        ("https://x.example/0001-a.md", []),
    ],
)
def test_references_are_links_or_numbers(text: str, numbers: list[int | None]) -> None:
    assert [reference.number for reference in references_in(text, 1)] == numbers


def test_the_review_date_is_read() -> None:
    for line in ("review: 2027-01-02", "review-date: 2027-01-02", "reviewBy: '2027-01-02'", "review_by: 2027-01-02"):
        assert read(f"---\n{line}\n---\n# A\n").review == dt.date(2027, 1, 2)
    assert read("# A\n\n* Review by: 2027-01-02\n").review == dt.date(2027, 1, 2)
    assert read("# A\n\n* Review by: 2027-02-31\n* Date: soon\n").review is None


def test_a_record_that_states_nothing_is_read() -> None:
    for text in ("", "\n", "---\n", "x", "#", "---\n---\n"):
        record = read(text)
        assert (record.number, record.title, record.status, record.date) == (4, "", None, None)


def test_unreadable_front_matter_is_read_line_by_line() -> None:
    record = read('---\nowner: @ann: [\nstatus: "accepted\ndate: 2021-02-03\n---\n# A\n')
    assert (record.status, record.date) == ("accepted", dt.date(2021, 2, 3))
    assert read("---\nstatus: >\n  accepted\n---\n# A\n").status == "accepted"


@given(st.text(alphabet=st.sampled_from("-#*[]()<!>`~: \n\r\tadr0019statusupersedby|{}\"'"), max_size=300))
def test_no_text_is_too_odd(text: str) -> None:
    record = read(text)
    assert record.path == Path("0004-use-a.md")
    assert 1 <= record.status_line <= text.count("\n") + 1


@pytest.mark.parametrize(
    "piece",
    ["status: a\n", "* Status: x\n", "[", "<!--", "Supersedes ADR-1, ", "# ", "```\n", "---\n", "superseded by ", "*"],
)
def test_long_records_are_read_in_time_that_grows_with_them(piece: str) -> None:
    def seconds(size: int) -> float:
        begun = time.process_time()
        read("---\n" + piece * (size // len(piece)))
        read("# A\n\n* Status: " + piece * (size // len(piece)))
        return time.process_time() - begun

    seconds(20_000)
    assert seconds(400_000) < 20 * 8 * max(seconds(20_000), 0.002)


def test_files_that_cannot_be_records_are_told(tmp_path: Path) -> None:
    with pytest.raises(FileError, match=r"cannot read .*0001-a\.md"):
        read_record(tmp_path / "0001-a.md")
    (tmp_path / "0001-a.md").write_bytes(b"# A \xff")
    with pytest.raises(InputError, match=r"not UTF-8 text"):
        read_record(tmp_path / "0001-a.md")
    (tmp_path / "0002-a.md").write_bytes(b"\xef\xbb\xbf# A\r\n")
    assert read_record(tmp_path / "0002-a.md").title == "A"


def test_records_are_the_markdown_files_but_the_reserved_ones(tmp_path: Path) -> None:
    kept = {"0001-a.md", "0002-b.md", "20201029-c.md"}
    for name in (*kept, "README.md", "index.md", "template.md", "adr-template-bare.md", "0001-a.advisor.json", "d.txt"):
        (tmp_path / name).write_text("# A\n", "utf-8")
    (tmp_path / "0003-folder.md").mkdir()
    assert [path.name for path in record_paths(tmp_path)] == sorted(kept)
    assert record_paths(tmp_path / "none") == ()
