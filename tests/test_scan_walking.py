"""Which files of a repository are looked at: git's own rules, inside the root, bounded, in a fixed order."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from advisor.errors import FileError
from advisor.model.scanned import OWN
from advisor.model.scanning import Area, Scanning
from advisor.scan import walking
from advisor.scan.ignoring import ignored_by, parse_ignore
from advisor.scan.surroundings import weight_of
from advisor.scan.walking import Walk
from tests.running import base

PATHS = (
    *("a.py", "b.log", "keep.log", "x y.txt", "#note", "!odd", "build/out.py", "src/build/out.py", "src/a.py"),
    *(
        "src/deep/er/b.log",
        "logs/a/b/old/x.py",
        "logs/old/x.py",
        "docs/a1.md",
        "docs/ab.md",
        "docs/sub/a1.md",
        "[x].py",
    ),
)
PATTERNS = (
    *(
        "*.log",
        "!keep.log",
        "/build/",
        "build/",
        "src/",
        "/src/*.py",
        "docs/a?.md",
        "docs/a[0-9].md",
        "docs/a[!0-9].md",
    ),
    *("logs/**/old", "**/er", "deep/**", "**/logs/*/b", "\\#note", "\\!odd", "# comment", "", "   ", "x\\ y.txt", "*"),
    *(
        "!*.py",
        "/*",
        "!/src",
        "a*",
        "*a*1*",
        "**",
        "src/**/b.log",
        "/a.py ",
        "\\[x\\].py",
        "[x].py",
        "**/",
        "/",
        "sub/",
    ),
)


def git_ignores(root: Path, text: str) -> set[str]:
    (root / ".gitignore").write_text(text, "utf-8")
    listed = subprocess.run(
        ["git", "-C", root, "ls-files", "-z", "--others", "--ignored", "--exclude-standard"],
        capture_output=True,
        check=True,
        env={**os.environ, "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull},
    )
    return {name for name in listed.stdout.decode().split("\0") if name} - {".gitignore"}


def we_ignore(text: str) -> set[str]:
    files = [parse_ignore(text, "")]

    def left_out(path: str) -> bool:
        parts = path.split("/")
        folders = any(ignored_by(files, "/".join(parts[:n]), True) for n in range(1, len(parts)))
        return folders or ignored_by(files, path, False)

    return {path for path in PATHS if left_out(path)}


@pytest.fixture(name="tree", scope="module")
def _tree(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("tree")
    subprocess.run(["git", "init", "-q", root], check=True)
    for path in PATHS:
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text("", "utf-8")
    return root


@pytest.mark.parametrize("pattern", PATTERNS)
def test_a_pattern_leaves_out_what_git_leaves_out(tree: Path, pattern: str) -> None:
    assert we_ignore(pattern + "\n") == git_ignores(tree, pattern + "\n")


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(patterns=st.lists(st.sampled_from(PATTERNS), min_size=2, max_size=5))
def test_patterns_together_leave_out_what_git_leaves_out(tree: Path, patterns: list[str]) -> None:
    text = "".join(f"{pattern}\n" for pattern in patterns)
    assert we_ignore(text) == git_ignores(tree, text)


def test_a_pattern_that_could_be_tried_endlessly_is_not() -> None:
    text = "*a" * 200 + "b\n" + "**/a/" * 3 + "c\n" + "[" * 400
    assert not ignored_by([parse_ignore(text, "")], "a/" * 50 + "a" * 250, False)


def walked(root: Path) -> list[str]:
    return [found.name for found in Walk(root, base().scanning, lambda _: False).files()]


def test_files_come_folder_by_folder_in_the_order_of_their_names(tmp_path: Path) -> None:
    for name in ("b.py", "a/z.py", "a/c/y.py", "B.py", "ab.py"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
    assert walked(tmp_path) == ["B.py", "ab.py", "b.py", "a/z.py", "a/c/y.py"]


def test_what_tools_fill_is_left_out_and_tests_count_less_whatever_the_rule_base_says(tmp_path: Path) -> None:
    for name in (".venv/lib/a.py", "node_modules/b.js", "tests/test_c.py", "own.py", "made/d.py"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()

    def areas(scanning: Scanning) -> dict[str, str]:
        return {found.name: found.area for found in Walk(tmp_path, scanning, lambda _: False).files()}

    assert areas(Scanning()) == {"own.py": OWN, "made/d.py": OWN, "tests/test_c.py": "tests"}
    assert weight_of(Scanning(), "tests") == 0.4
    own = Scanning(skipped=("made",), areas=(Area(id="tests", weight=0.9, folders=("tests",)),))
    assert areas(own) == {"own.py": OWN, "tests/test_c.py": "tests"}
    assert weight_of(own, "tests") == 0.9


def test_links_are_not_followed_wherever_they_lead(tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "secret.py").write_text("import torch\n", "utf-8")
    root = tmp_path / "root"
    root.mkdir()
    (root / "own.py").touch()
    (root / "file.py").symlink_to(outside / "secret.py")
    (root / "folder").symlink_to(outside)
    (root / "loop").symlink_to(root)
    (root / "nowhere.py").symlink_to("/nowhere/at/all")
    assert walked(root) == ["own.py"]


def test_the_folders_of_tools_and_virtual_environments_are_not_entered(tmp_path: Path) -> None:
    for name in (
        ".git/x.py",
        "node_modules/p/x.py",
        "mine/pyvenv.cfg",
        "mine/lib/x.py",
        "a/site-packages/x.py",
        "y.py",
    ):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
    assert walked(tmp_path) == ["y.py"]


def test_nested_ignore_files_count_below_their_folder(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / ".gitignore").write_text("*.py\n", "utf-8")
    (tmp_path / "a" / ".gitignore").write_text("!kept.py\n", "utf-8")
    for name in ("kept.py", "a/kept.py", "a/other.py"):
        (tmp_path / name).touch()
    assert walked(tmp_path) == [".gitignore", "a/.gitignore", "a/kept.py"]


def test_depth_and_number_of_files_are_bounded_and_that_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    deep = tmp_path / "/".join(["d"] * 70)
    deep.mkdir(parents=True)
    (deep / "x.py").touch()
    walk = Walk(tmp_path, base().scanning, lambda _: False)
    assert list(walk.files()) == []
    assert "folders deep" in walk.left_out[0][1]
    monkeypatch.setattr(walking, "MAX_FILES", 3)
    for n in range(5):
        (tmp_path / f"{n}.py").touch()
    walk = Walk(tmp_path, base().scanning, lambda _: False)
    assert len(list(walk.files())) == 3
    assert "more than 3 files" in walk.left_out[0][1]


def test_a_folder_that_cannot_be_read_is_said_and_the_rest_is_read(tmp_path: Path) -> None:
    if os.geteuid() == 0:
        pytest.skip("root reads everything")
    closed = tmp_path / "closed"
    closed.mkdir()
    (tmp_path / "open.py").touch()
    closed.chmod(0)
    try:
        walk = Walk(tmp_path, base().scanning, lambda _: False)
        assert [found.name for found in walk.files()] == ["open.py"]
        assert walk.left_out[0][0] == "closed"
    finally:
        closed.chmod(0o700)


def test_a_root_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(FileError, match="cannot read"):
        walked(tmp_path / "nowhere")
