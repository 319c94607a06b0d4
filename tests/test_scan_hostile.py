"""Repositories made to break a reader: each ends soon, in a warning, with everything else read."""

from __future__ import annotations

import base64
import json
import os
import random
import tarfile
import zipfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from advisor.model.scanned import OWN, Scan
from advisor.report.scan import profile_of, to_json, to_profile, to_text
from advisor.scan import repository
from advisor.scan.reading import READERS
from advisor.scan.repository import scan_repository
from advisor.scan.texts import Text, UnreadableError
from tests.running import base

GOOD = "import jax\n"


def scan(root: Path) -> Scan:
    (root / "good.py").write_text(GOOD, "utf-8")
    read = scan_repository(root, base())
    assert read.told["team.existing-code"] in ("jax", "several")
    return read


def warned(read: Scan) -> dict[str, str]:
    return {warning.place.file: warning.message for warning in read.warnings if warning.place}


HOSTILE = {
    "nested.py": "import torch\nx = " + "(" * 50_000 + ")" * 50_000,
    "chain.py": "import torch\nx = torch" + ".a" * 50_000,
    "sum.py": "import torch\nx = " + " + ".join(["1"] * 50_000),
    "deep.py": "import torch\n" + "".join(f"{' ' * n}if x:\n" for n in range(95)) + " " * 95 + "pass\n",
    "escape.py": 'import torch\nx = "\\d"\nassert (1, "x")\n',
    "compose.yml": "a: " + "[" * 10_000,
    "docker-compose.yml": "a: &a [x,x]\nb: &b [*a,*a]\nc: &c [*b,*b]\nd: &d [*c,*c]\nimage: *d\n",
    "k8s.yaml": "apiVersion: v1\nkind: !!python/object/apply:os.system [id]\n",
    "package.json": '{"dependencies":' * 5_000,
    "data.ipynb": "install" + "[" * 100_000,
    "pyproject.toml": "a = " + "[" * 50_000,
    "setup.cfg": "[options]\ninstall_requires = %(x)s\n[options]\n",
    "Dockerfile": "FROM " + "a" * 100_000 + "\nRUN pip install " + "x " * 50_000 + "\\\n" * 1_000,
    "requirements.txt": "torch " + " " * 200_000 + "x\n" + "a[" * 10_000 + "\n" + "\\\n" * 20_000,
    "build.gradle": "implementation " * 50_000 + '"' * 50_000,
    "Podfile": "\n" * 200_000 + "pod",
    "Package.swift": ".package(" * 50_000,
    "CMakeLists.txt": "target_link_libraries(" * 20_000,
    "many.c": '#include "x.h"\n' * 60_000 + "/*" * 100_000,
    "pom.xml": "<a>" * 50_000,
    "app.csproj": '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><a>&a;</a>',
    "go.mod": " " * 200_000 + "x",
    "platformio.ini": "[a]\nlib_deps = " + ",".join(["b"] * 20_000),
    ".gitignore": "*a" * 5_000 + "\n" + "[" * 5_000 + "\n" + "\\",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_neither_stops_nor_delays_the_scan(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text(HOSTILE[name], "utf-8")
    read = scan(tmp_path)
    assert read.files == 2
    assert all(len(message) < 300 for message in warned(read).values())


def test_a_huge_file_is_not_read(tmp_path: Path) -> None:
    with (tmp_path / "huge.py").open("wb") as file:
        file.write(b"import torch\n")
        file.truncate(5_000_000_000)
    read = scan(tmp_path)
    assert "larger than" in warned(read)["huge.py"]
    assert read.told["team.existing-code"] == "jax"


def test_a_very_large_notebook_is_read_to_its_last_cell(tmp_path: Path) -> None:
    picture = base64.b64encode(random.Random(1).randbytes(2_000_000)).decode()
    cells = [
        {
            "cell_type": "code",
            "source": [f"x{n} = {n}\n", "print('käse')"],
            "outputs": [{"data": {"image/png": picture if n % 500 == 0 else ""}}],
        }
        for n in range(4_000)
    ]
    cells.append({"cell_type": "code", "source": ["import torchtext"], "outputs": []})
    text = json.dumps({"cells": cells, "nbformat": 4}, indent=1, ensure_ascii=False)
    assert len(text) > 20_000_000
    (tmp_path / "large.ipynb").write_text(text, "utf-8")
    read = scan(tmp_path)
    use = next(use for use in read.uses if use.component == "torchtext")
    assert text.splitlines()[use.trace.place.line - 1].strip() == '"import torchtext"'


def test_archives_are_not_opened(tmp_path: Path) -> None:
    (tmp_path / "code.py").write_text("import torch\n", "utf-8")
    with zipfile.ZipFile(tmp_path / "bomb.zip", "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("code.py", "import torch\n" * 1_000_000)
    with tarfile.open(tmp_path / "code.tar.gz", "w:gz") as tar:
        tar.add(tmp_path / "code.py")
    (tmp_path / "code.py").unlink()
    assert scan(tmp_path).told == {"team.existing-code": "jax"}


def test_pipes_and_devices_are_not_read(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.py")
    (tmp_path / "zero.py").symlink_to("/dev/zero")
    assert scan(tmp_path).files == 1


def test_a_deep_tree_and_many_folders_are_read_as_far_as_the_bound(tmp_path: Path) -> None:
    folder = tmp_path
    for _ in range(80):
        folder /= "d"
    folder.mkdir(parents=True)
    (folder / "code.py").write_text("import torch\n", "utf-8")
    read = scan(tmp_path)
    assert read.told == {"team.existing-code": "jax"}
    assert "deep" in next(iter(warned(read).values()))


def test_names_that_are_commands_escapes_or_markup_come_out_as_text(tmp_path: Path) -> None:
    root = tmp_path / "::error::x \x1b[31m"
    root.mkdir()
    (root / "a\n::error::b <script>.py").write_text("import torch\n", "utf-8")
    (root / "\udcff.py").write_text("import torch\n", "utf-8")
    read = scan(root)
    profile = profile_of(read)
    shown = [to_text(base(), read, profile, width=80, colour=False), to_profile(base(), read, profile)]
    for text in (*shown, to_json(read, profile)):
        text.encode()
        assert "\x1b" not in text
        assert not any(line.lstrip().startswith("::") for line in text.splitlines())


def test_the_number_of_uses_is_bounded_and_that_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(repository, "MAX_TRACES", 100)
    for n in range(5):
        (tmp_path / f"part{n}.py").write_text("import torch\n" * 60, "utf-8")
    read = scan_repository(tmp_path, base())
    assert any("more than 100 uses" in warning.message for warning in read.warnings)


@settings(max_examples=150, deadline=None)
@given(reader=st.sampled_from([reader for _, reader in READERS]), text=st.text(max_size=300))
def test_a_reader_either_reads_a_text_or_says_that_it_cannot(reader: object, text: str) -> None:
    assert callable(reader)
    try:
        traces = list(reader(Text("some/file", OWN, text)))
    except UnreadableError:
        return
    assert all(1 <= trace.place.line <= text.count("\n") + text.count("\r") + 2 + len(text) for trace in traces)
