"""A record about to be written: everything it needs but its number."""

from __future__ import annotations

import datetime as dt
import shlex
from dataclasses import dataclass

from advisor.model.profile import Profile
from advisor.model.recommendation import Recommendation
from advisor.record.document import Facts, default_title, to_record
from advisor.record.files import Texts
from advisor.record.sidecar import to_sidecar

STDIN = "-"


@dataclass(frozen=True)
class Draft:
    """A recommendation to be recorded, and how it came about: the profile's path, the changes laid over it, and the
    words of the command line that name folders of rules."""

    profile: Profile
    recommendation: Recommendation
    date: dt.date
    path: str
    changes: tuple[str, ...] = ()
    given_title: str = ""
    rules: tuple[str, ...] = ()

    @property
    def title(self) -> str:
        """The title given, or one that names the problem and the solution."""
        return self.given_title.strip() or default_title(self.profile, self.recommendation)

    def record(self, sidecar: str | None = None) -> str:
        """Render the record; `sidecar` is the name of the file beside it, if there is to be one."""
        facts = Facts(self.title, self.date, self._command(sidecar), sidecar)
        return to_record(self.profile, self.recommendation, facts)

    def texts(self, sidecar: str) -> Texts:
        """Render the record and its sidecar."""
        record = self.record(sidecar)
        return Texts(record, to_sidecar(self.profile, self.recommendation, record))

    def _command(self, sidecar: str | None) -> str:
        """Return the command that repeats the recommendation; what came from standard input lies in the sidecar."""
        day = self.recommendation.as_of.isoformat()
        if self.path == STDIN and sidecar:
            again = shlex.join(["advisor", "recommend", "-", "--as-of", day, *self.rules])
            return f"jq .profile {shlex.quote(sidecar)} | {again}"
        changes = (word for change in self.changes for word in ("--set", change))
        return shlex.join(["advisor", "recommend", self.path, "--as-of", day, *changes, *self.rules])
