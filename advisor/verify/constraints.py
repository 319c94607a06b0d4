"""The resolved versions as a constraints file of pip, and whether one that is there may be replaced.

A version that is the same wherever it is needed stands alone, any other once for each Python and system. The head
carries the hash of the body, so that a line changed by hand is noticed.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from pathlib import Path

from advisor.errors import FileError, InputError
from advisor.model.recommendation import Recommendation
from advisor.report.words import clean
from advisor.verify.conflict import Combination
from advisor.verify.verification import Outcome, Verified

HEAD = "# Written by `advisor verify`"
MARK = "# sha256:"
PLATFORMS = (("windows", "win32"), ("apple", "darwin"), ("macos", "darwin"))
MAX_BYTES = 1_000_000


def constraints_text(name: str, recommendation: Recommendation, verified: Verified) -> str:
    """Return the constraints file of a stack, for the combinations on which it resolves."""
    solved = [outcome for outcome in verified.outcomes if outcome.conflict is None]
    body = "".join(f"{line}\n" for line in _lines(solved))
    where = "; ".join(str(outcome.at) for outcome in solved)
    head = f"{HEAD} for {clean(name)}: {verified.title}, as of {recommendation.as_of}.\n# {where}.\n"
    return f"{head}{MARK}{_hash(body)}\n{body}"


def refuse_edited(path: Path) -> None:
    """Raise InputError where a file is not what this command wrote, FileError where it cannot be read."""
    try:
        if not path.is_file():
            return
        with path.open("rb") as file:
            text = file.read(MAX_BYTES).decode("utf-8", "replace")
    except OSError as error:
        raise FileError(f"cannot read {path}: {error.strerror}", hint="check its permissions") from None
    if not _is_untouched(text):
        raise InputError(
            f"{path} was written or changed by hand, so it is left as it is",
            hint="give -o another name, or --force to replace it",
        )


def _is_untouched(text: str) -> bool:
    head, mark, rest = text.partition(MARK)
    digest, _, body = rest.partition("\n")
    return bool(mark) and head.startswith(HEAD) and digest == _hash(body)


def _hash(body: str) -> str:
    return hashlib.sha256(body.encode()).hexdigest()


def _lines(solved: Sequence[Outcome]) -> Iterator[str]:
    for package in sorted({package for outcome in solved for package in outcome.pins}):
        having = [outcome for outcome in solved if package in outcome.pins]
        if len({outcome.pins[package] for outcome in having}) == 1:
            yield f"{package}=={having[0].pins[package]}"
        else:
            yield from dict.fromkeys(f"{package}=={o.pins[package]} ; {_marker(o.at)}" for o in having)


def _marker(at: Combination) -> str:
    platform = next((name for part, name in PLATFORMS if part in at.platform), "linux")
    return f"python_version == '{at.python}' and sys_platform == '{platform}'"
