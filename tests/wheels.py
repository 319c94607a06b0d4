"""A small package index, made for a test: wheels that hold nothing but their metadata."""

from __future__ import annotations

import zipfile
from pathlib import Path

from advisor.verify.stack import normal
from tests.running import base

ANY = "py3-none-any"


def wheel(
    folder: Path, name: str, version: str, *needs: str, python: str = "", tag: str = ANY, extra: str = ""
) -> Path:
    """Write a wheel that needs other packages, maybe a Python, and offers maybe an extra; return its path."""
    stem = f"{name.replace('-', '_')}-{version}"
    head = ["Metadata-Version: 2.1", f"Name: {name}", f"Version: {version}"]
    head += [f"Requires-Python: {python}"] if python else []
    head += [f"Provides-Extra: {extra}"] if extra else []
    metadata = "\n".join([*head, *(f"Requires-Dist: {need}" for need in needs)]) + "\n"
    kind = f"Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: {tag}\n"
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{stem}-{tag}.whl"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(f"{stem}.dist-info/METADATA", metadata)
        archive.writestr(f"{stem}.dist-info/WHEEL", kind)
        archive.writestr(f"{stem}.dist-info/RECORD", "")
    return path


def wheels_of_the_catalogue(folder: Path) -> Path:
    """Write one plain wheel for every package that the rule base would install; return the folder."""
    needs = (need for c in base().components for i in c.installs for need in i.needs)
    for name in sorted({normal(need.split("[")[0].split(">")[0]) for need in needs}):
        wheel(folder, name, "100.0")
    return folder


def simple_index(folder: Path, wheels: Path) -> Path:
    """Write an index of a folder of wheels as pip and uv read it over an address; return its folder."""
    for path in sorted(wheels.glob("*.whl")):
        page = folder / normal(path.name.partition("-")[0]) / "index.html"
        page.parent.mkdir(parents=True, exist_ok=True)
        before = page.read_text("utf-8") if page.exists() else "<!DOCTYPE html>\n"
        page.write_text(f'{before}<a href="{path.as_uri()}">{path.name}</a><br>\n', "utf-8")
    return folder
