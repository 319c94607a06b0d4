"""The pages under docs/ that are generated: up to date, whole, and linked to places that exist."""

from __future__ import annotations

import re
import shutil
from functools import cache
from pathlib import Path
from posixpath import dirname, normpath

from advisor.cli import reference as cli
from advisor.cli.app import COMMANDS
from advisor.model.finding import Check
from advisor.report.reference import reference
from advisor.report.reference.index import index
from advisor.report.reference.pages import CheckTable
from advisor.report.reference.wording import anchor
from tests.running import ROOT, base

DOCS = ROOT / "docs"
MEND = "docs/ is out of date: run tools/update-docs and read the difference"
LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
CODE = re.compile(r"^```.*?^```$", re.MULTILINE | re.DOTALL)


@cache
def made() -> dict[str, str]:
    return cli.pages()


def files(folder: Path) -> dict[str, str]:
    return {path.relative_to(folder).as_posix(): path.read_text("utf-8") for path in sorted(folder.rglob("*.md"))}


def anchors(text: str) -> list[str]:
    return [anchor(line.lstrip("# ")) for line in CODE.sub("", text).splitlines() if line.startswith("#")]


def test_the_pages_are_up_to_date(tmp_path: Path) -> None:
    shutil.copytree(DOCS, tmp_path / "docs")
    (tmp_path / "docs" / "reference" / "of-something-taken-away.md").write_text("# Old\n", "utf-8")
    cli.write(tmp_path / "docs")
    found, fresh = files(DOCS), files(tmp_path / "docs")
    stale = sorted(path for path in found.keys() | fresh.keys() if found.get(path) != fresh.get(path))
    assert not stale, f"{MEND}: {', '.join(stale[:5])}"


def test_every_link_of_every_page_leads_somewhere() -> None:
    pages = files(DOCS)
    known = {path: set(anchors(text)) for path, text in pages.items()}
    astray = []
    for path, text in pages.items():
        for target in LINK.findall(CODE.sub("", text)):
            file, _, spot = target.partition("#")
            if "://" in target:
                continue
            home = normpath(f"{dirname(path)}/{file}" if dirname(path) else file) if file else path
            lost = spot not in known[home] if spot and home in known else not (DOCS / home).exists()
            astray += [f"{path}: {target}"] if lost else []
    assert astray == []


def test_no_page_gives_two_headings_the_same_anchor() -> None:
    doubled = {
        path: [a for a in set(found) if found.count(a) > 1] for path, text in made().items() if (found := anchors(text))
    }
    assert {path: names for path, names in doubled.items() if names} == {}


def test_everything_in_the_rule_base_has_its_heading() -> None:
    headings = {line[3:] for text in made().values() for line in text.splitlines() if line.startswith("## ")}
    all_ = base()
    parts = (all_.constraints, all_.alternatives, all_.groups, all_.criteria, all_.targets, all_.sources)
    ids = {*all_.rules, *all_.questions, *(thing.id for things in parts for thing in things)}
    ids |= {component.id for component in all_.components if not component.unverified}
    assert ids <= headings


def test_every_command_is_told_with_its_options() -> None:
    text = made()["reference/commands.md"]
    assert all(f"\n## advisor {name}\n" in text for name in (*COMMANDS, "rules lint"))
    assert "| `-o, --output FILE` |" in text
    assert "--help" not in text.replace("with `--help`", "")


def test_every_exit_code_is_told() -> None:
    assert re.findall(r"^\| (\d+) \|", made()["reference/exit-codes.md"], re.MULTILINE) == ["0", "1", "2", "3", "130"]


def test_checks_get_a_page_of_the_command_that_makes_them() -> None:
    check = Check("odd-one", "warning", "Something odd", "It has `a|b` in it, and <b>tags</b>.")
    pages = reference(base(), (), (), (), (CheckTable("advisor try", "try", (check,)),))
    text = pages["reference/checks/try.md"]
    assert "| [`odd-one`](#odd-one) | warning | Something odd |" in text
    assert "\n## odd-one\n" in text
    assert "`a|b`" in text
    assert r"\<b\>tags\</b\>" in text


def test_the_index_names_each_page_with_its_first_sentence() -> None:
    pages = {
        "README.md": "# Old\n",
        "one.md": "# One\n\nSays [this](x.md). And that.\n",
        "reference/two.md": "# Two\n\n## A\n",
    }
    text = index(pages)
    assert "- [One](one.md): Says this.\n" in text
    assert "- [Two](reference/two.md)\n" in text
    assert "Old" not in text


def test_what_is_not_verified_is_not_stated() -> None:
    text = "".join(made().values())
    for component in base().components:
        assert not component.unverified or f"\n## {component.id}\n" not in text
