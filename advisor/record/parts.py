"""The generated parts of a record, between markers, so that they can be told from a human's words."""

from __future__ import annotations

import hashlib
import re

# A marker counts only where it is a line of its own: text from a profile never begins a line.
PART = re.compile(r"^<!-- advisor:begin (\S+) -->\n(.*?)^<!-- advisor:end \1 -->$", re.MULTILINE | re.DOTALL)


def parts_of(record: str) -> dict[str, str]:
    """Return the generated parts by name, without blank space around them."""
    return {name: body.strip() for name, body in PART.findall(record)}


def digests_of(record: str) -> dict[str, str]:
    """Return the `sha256:` digest of each generated part, the same whatever line ends the file was given."""
    parts = parts_of("".join(f"{line}\n" for line in record.splitlines()))
    return {name: digest_of(body) for name, body in parts.items()}


def digest_of(body: str) -> str:
    """Return the digest of one part, without blank space around it and with plain line ends."""
    return "sha256:" + hashlib.sha256(body.encode()).hexdigest()
