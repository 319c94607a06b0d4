"""Cold start: a fresh process from nothing to a recommendation, beside Python alone and beside a hello-world program.

    Run as `python -m benchmarks.cold_start [--rounds 25] [--python PATH]`. The wheel is built and installed in an
environment of its own, compiled to bytecode, as a user has it; `--python` names the Python of one that has it already.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import venv
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.measure import in_turns, table

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
SPARING = """
import atexit, gc
gc.set_threshold(100_000)
atexit.register(gc.freeze)
exec(open({hello!r}).read())
"""
PASS = "python -c pass"
HELLO = "hello world on typer and pydantic"
SPARING_HELLO = "hello world, collecting as little garbage as advisor"
WHEEL = "advisor recommend, from the wheel"
CHECKOUT = "advisor recommend, from the checkout"


def main() -> None:
    """Time all of them in turns and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=25)
    parser.add_argument("--python", type=Path)
    options = parser.parse_args()
    with TemporaryDirectory() as folder:
        python = options.python or install(Path(folder))
        times = in_turns({name: partial(_run, *call) for name, call in calls(python).items()}, options.rounds)
    rows = [(n, f"{1000 * t:.1f}", f"{t / times[PASS]:.2f}", f"{t / times[HELLO]:.2f}") for n, t in times.items()]
    print(table(("cold start", "ms", f"x `{PASS}`", "x hello world"), rows))


def install(folder: Path) -> Path:
    """Build the wheel, install it in an empty environment, and return that environment's Python."""
    quiet = partial(subprocess.run, check=True, stdout=subprocess.DEVNULL)
    quiet([sys.executable, "-m", "build", "--wheel", "--outdir", folder / "dist", ROOT])
    venv.create(folder / "venv", with_pip=True)
    python = folder / "venv" / "bin" / "python"
    (wheel,) = (folder / "dist").glob("*.whl")
    quiet([python, "-m", "pip", "install", "-q", "--compile", "-c", ROOT / "constraints.txt", wheel])
    return python


def calls(python: Path) -> dict[str, tuple[list[str], Path]]:
    """Return what is timed: each command line, and the folder that it runs in."""
    task = ["recommend", str(HERE / "profile.yaml"), "--format", "json"]
    hello = str(HERE / "hello.py")
    return {
        PASS: ([str(python), "-c", "pass"], HERE),
        HELLO: ([str(python), hello], HERE),
        SPARING_HELLO: ([str(python), "-c", SPARING.format(hello=hello)], HERE),
        WHEEL: ([str(python.parent / "advisor"), *task], HERE),
        CHECKOUT: ([str(python), "-m", "advisor", *task], ROOT),
    }


def _run(arguments: list[str], folder: Path) -> None:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    subprocess.run(arguments, cwd=folder, env=environment, check=True, stdout=subprocess.DEVNULL)


if __name__ == "__main__":
    main()
