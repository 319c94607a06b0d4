"""What reading a repository costs: a generated one of 5,000, 10,000 and 20,000 Python files.

Each is scanned in a process of its own, so that its peak of memory is its own. Of the files a third imports a
framework, a third mentions one in a comment only, and a third does neither; a file has about 120 lines, as is usual.
"""

from __future__ import annotations

import argparse
import json
import random
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

SIZES = (5_000, 10_000, 20_000)
PER_FOLDER = 50
BODY = """

def step_{n}(batch, rate={rate}):
    \"\"\"Return the batch, scaled.\"\"\"
    total = 0.0
    for index, value in enumerate(batch):
        if index % {odd} == 0 and value is not None:
            total += value * rate
        else:
            total -= len(str(value)) / {odd}
    return [item - total for item in batch if item]
"""
HEADS = (
    "import torch\nfrom torch import nn\n\nNET = nn.Linear(8, 8)\nCOMPILED = torch.jit.script(NET)\n",
    "# It was import torch once.\nimport json\nimport math\n",
    "import os\nimport sys\n",
)


def generate(root: Path, files: int) -> int:
    """Write a repository; return its size in bytes."""
    rng, size = random.Random(files), 0
    for n in range(files):
        folder = root / f"package{n // PER_FOLDER}"
        folder.mkdir(parents=True, exist_ok=True)
        steps = (BODY.format(n=m, rate=rng.random(), odd=rng.randint(2, 9)) for m in range(rng.randint(5, 15)))
        text = HEADS[n % len(HEADS)] + "".join(steps)
        (folder / f"module{n}.py").write_text(text, "utf-8")
        size += len(text)
    return size


def measure(root: Path) -> dict[str, float]:
    """Scan in this process; return seconds, the peak of memory in MB, and what was seen."""
    from advisor.loading.rules import load_rules
    from advisor.scan.repository import scan_repository

    base = load_rules()
    begun, used = time.perf_counter(), time.process_time()
    read = scan_repository(root, base)
    seconds, processor = time.perf_counter() - begun, time.process_time() - used
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {"seconds": seconds, "processor": processor, "peak": peak, "files": read.files, "uses": len(read.uses)}


def main() -> None:
    """Print a table, one row for each size."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--measure", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES)
    arguments = parser.parse_args()
    if arguments.measure:
        print(json.dumps(measure(arguments.measure)))
        return
    print("| Python files | MB of code | seconds | of processor | ms per file | peak MB | uses seen |")
    print("| ---: | ---: | ---: | ---: | ---: | ---: | ---: |")
    for files in arguments.sizes:
        with tempfile.TemporaryDirectory() as folder:
            size = generate(Path(folder), files)
            command = [sys.executable, "-m", "benchmarks.scan", "--measure", folder]
            done = subprocess.run(command, capture_output=True, text=True, check=True)
        found = json.loads(done.stdout)
        assert found["files"] == files
        each = 1000 * found["processor"] / files
        times = f"{found['seconds']:.1f} | {found['processor']:.1f} | {each:.2f}"
        print(f"| {files:,} | {size / 1e6:.0f} | {times} | {found['peak']:.0f} | {found['uses']:,} |", flush=True)


if __name__ == "__main__":
    main()
