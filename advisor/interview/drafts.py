"""A profile in the making: where its answers are kept meanwhile, and what the file says about the interview."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from advisor.interview.state import PRIORITIES, Interview
from advisor.loading.profiles import ProfileReader
from advisor.loading.writing import profile_yaml
from advisor.loading.yamltext import parse
from advisor.model.profile import Profile
from advisor.model.rulebase import RuleBase

FOLDER = "framework-advisor"
FILE = "answers.yaml"


def draft_path(environment: Mapping[str, str], home: Path) -> Path:
    """Return where answers are kept when no file is named: in the state folder of the XDG base directories."""
    state = Path(environment.get("XDG_STATE_HOME", ""))
    return (state if state.is_absolute() else home / ".local" / "state") / FOLDER / FILE


@dataclass(frozen=True)
class Draft:
    """The text that an interview begins with, and how its later texts are written.

    `for_editors` puts the schema line on top, for a file that the user named.
    """

    base: RuleBase
    text: str
    file: str
    for_editors: bool

    def profile(self, changes: Sequence[str] = (), name: str | None = None) -> Profile:
        """Return the profile that the text holds, with changes laid over it. Raises InputError."""
        document = parse(self.text, self.file)
        if name is not None and isinstance(document.data, dict | None):
            document = replace(document, data={**(document.data or {}), "name": name})
        return ProfileReader(self.base).checked(document, changes)

    @property
    def settled(self) -> tuple[str, ...]:
        """The steps that the text says were asked and left open: `null`, and priorities that are all normal."""
        data = parse(self.text, self.file).data
        return tuple(_settled(data, self.base)) if isinstance(data, dict) else ()

    @property
    def is_ours(self) -> bool:
        """Whether the text is what an interview wrote, with nothing added by hand."""
        return not self.text or self.text == self._written(self.profile(), self.settled)

    def after(self, interview: Interview, begun: Profile) -> str:
        """Return the text that holds what an interview has brought."""
        return self._written(interview.profile(begun), interview.settled)

    def _written(self, profile: Profile, settled: Sequence[str]) -> str:
        return profile_yaml(self.base, profile, settled, schema_line=self.for_editors)


def _settled(data: Mapping[str, Any], base: RuleBase) -> Iterator[str]:
    if data.get(PRIORITIES) is not None:
        yield PRIORITIES
    for question in base.questions.values():
        section = data.get(question.section)
        if isinstance(section, dict) and section.get(question.name, "") is None:
            yield question.id
