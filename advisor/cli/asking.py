"""What `advisor ask` does around the conversation: the file that keeps the answers, who asks, how it ends."""

from __future__ import annotations

import fnmatch
import os
import shlex
import shutil
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from textwrap import fill

import typer

from advisor.cli.shared import STDIN, columns, emit, read_text, rules_as_given
from advisor.engine.decision import default_alternatives
from advisor.engine.knowledge import take
from advisor.engine.program import compile_program
from advisor.errors import EXIT_INTERRUPTED, FileError, InputError
from advisor.interview.cards import Asker
from advisor.interview.conversation import End, converse
from advisor.interview.drafts import Draft, draft_path
from advisor.interview.guide import Guide, Plan
from advisor.interview.plain import PlainAsker
from advisor.interview.state import PRIORITIES, Interview
from advisor.model.profile import Profile
from advisor.model.rulebase import RuleBase

NAMED = 8
DUMB = ("dumb", "unknown")


class Kept:
    """The file that keeps the answers; what it held before is put aside, never lost."""

    def __init__(self, path: Path, draft: Draft, again: str) -> None:
        self.path = path
        self.draft = draft
        self.again = again
        self.text = draft.text

    def write(self, text: str) -> None:
        """Replace the file's text, as a whole."""
        if text == self.text:
            return
        if self.text == self.draft.text:
            self._put_aside()
        emit(text, str(self.path))
        self.text = text

    def _put_aside(self) -> None:
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            if self.path.exists() and not (self.draft.text and self.draft.is_ours):
                aside = self.path.with_name(f"{self.path.name}.previous")
                shutil.copyfile(self.path, aside)
                _tell(f"What {self.draft.file} held before is in {aside}.")
        except OSError as error:
            raise FileError(f"cannot write {error.filename}: {error.strerror}") from None


@dataclass(frozen=True)
class Chosen:
    """Which questions are put: what tells most, everything, or those that patterns name."""

    plan: Plan
    steps: tuple[str, ...] = ()

    @classmethod
    def of(cls, base: RuleBase, patterns: Sequence[str], *, everything: bool) -> Chosen:
        """Return what was chosen; raise InputError for a pattern that names nothing."""
        if not patterns:
            return cls(Plan.ALL if everything else Plan.TELLING)
        if everything:
            raise InputError("--all and --ask exclude each other", hint="leave out one of them")
        steps = (PRIORITIES, *base.questions)
        for pattern in patterns:
            if not fnmatch.filter(steps, pattern):
                sections = ", ".join(f"{s.section}.*" for s in base.sections)
                raise InputError(f"--ask {pattern}: there is no such question", hint=f"known: priorities, {sections}")
        return cls(Plan.AGAIN, tuple(s for s in steps if any(fnmatch.fnmatchcase(s, p) for p in patterns)))


def opened(base: RuleBase, output: str | None, resume: bool, option: str = "") -> Kept:
    """Open the file that keeps the answers. Raises InputError or FileError for one that cannot."""
    path = _path(output, resume) if output is not None else draft_path(os.environ, Path.home())
    file = output or str(path)
    if resume and not path.exists():
        raise InputError(f"there is nothing to go on with: {file} does not exist", hint="leave out --resume")
    text = read_text(str(path)) if resume else ""
    again = shlex.join(
        ["advisor", "ask", "--resume", *(("-o", output) if output else ()), *option.split(), *rules_as_given()]
    )
    return Kept(path, Draft(base, text, file, for_editors=output is not None and _has_schema(path, text)), again)


def _has_schema(path: Path, text: str) -> bool:
    """Tell whether a profile names its schema: as it does already, and a new one where the schema lies beside it."""
    from advisor.loading.writing import SCHEMA, SCHEMA_LINE

    return text.startswith(SCHEMA_LINE) if text else (path.parent / SCHEMA).is_file()


def _path(output: str, resume: bool) -> Path:
    """Refuse now what could not be written once everything is answered."""
    path = Path(output)
    if output == STDIN or (path.exists() and not path.is_file()):
        raise InputError(f"--output {output}: not a file that answers can be kept in", hint="give the name of a file")
    if path.exists() and not resume:
        raise InputError(f"{output} exists already", hint="--resume goes on with it; or name another file")
    if not path.parent.is_dir():
        raise FileError(f"cannot write {output}: there is no folder {path.parent}", hint="make the folder first")
    return path.resolve()


def conduct(base: RuleBase, begun: Profile, kept: Kept, chosen: Chosen, *, plain: bool, no_input: bool) -> Profile:
    """Ask what is not answered yet, write the profile down and return it."""
    guide, interview = _begin(base, begun, kept.draft, chosen)
    if interview.step if chosen.plan is Plan.AGAIN else interview.candidates:
        interview = _converse(guide, interview, begun, kept, _asker(plain, no_input, interview))
    kept.write(kept.draft.after(interview, begun))
    profile = interview.profile(begun)
    dropped = [id_ for id_ in begun.answers if id_ not in profile.answers]
    if dropped:
        _tell(f"Left out, since other answers make it irrelevant: {', '.join(dropped)}.")
    _tell(f"The profile is in {kept.draft.file}.")
    return profile


def _begin(base: RuleBase, begun: Profile, draft: Draft, chosen: Chosen) -> tuple[Guide, Interview]:
    """Begin the interview on the profile's date; raise InputError for a date of which nothing is known."""
    knowledge = take(base, begun.as_of)
    names = begun.alternatives or default_alternatives(knowledge.base)
    program = compile_program(knowledge.base, knowledge.as_of, names)
    guide = Guide(knowledge.base, program, chosen.plan)
    return guide, Interview.begin(program, begun, draft.settled, guide.order, chosen.steps)


def _asker(plain: bool, no_input: bool, interview: Interview) -> Asker:
    """Return who asks here. Raises InputError naming what is missing where nobody can be asked."""
    obstacle = _obstacle(no_input)
    if obstacle:
        raise _missing(obstacle, interview.candidates)
    terminal = os.environ.get("TERM") or ("windows" if os.name == "nt" else "dumb")
    if plain or terminal in DUMB:
        return PlainAsker(os.fdopen(sys.stdin.fileno(), errors="replace", closefd=False), sys.stderr)
    from advisor.interview.screen import ScreenAsker

    return ScreenAsker.on(sys.stdin, sys.stderr, colour=not os.environ.get("NO_COLOR"))


def _obstacle(no_input: bool) -> str | None:
    if no_input:
        return "--no-input was given"
    if os.environ.get("CI"):
        return "CI is set"
    streams = {"standard input": sys.stdin, "standard error": sys.stderr}
    return next((f"{name} is not a terminal" for name, stream in streams.items() if not stream.isatty()), None)


def _missing(obstacle: str, questions: tuple[str, ...]) -> InputError:
    more = f" and {len(questions) - NAMED} more" if len(questions) > NAMED else ""
    return InputError(
        f"nobody can be asked here ({obstacle}), and {_counted(len(questions), 'answer')} would be needed: "
        f"{', '.join(questions[:NAMED])}{more}",
        hint="give those you know in a profile and run `advisor recommend PROFILE`, or each as --set QUESTION=VALUE",
    )


def _converse(guide: Guide, first: Interview, begun: Profile, kept: Kept, asker: Asker) -> Interview:
    """Hold the conversation; exit with the answers kept where it is broken off."""
    nothing = kept.draft.after(first, begun)

    def keep(interview: Interview) -> None:
        text = kept.draft.after(interview, begun)
        if text != nothing or kept.text != kept.draft.text:
            kept.write(text)

    asked = [id_ for id_ in first.candidates if id_ in first.again or guide.plan is not Plan.AGAIN]
    questions = _counted(len(asked), "question")
    most = "Up to " if guide.plan is Plan.TELLING else ""
    _tell(_filled(f"{most}{questions}. Ctrl-C stops and keeps the answers in {kept.draft.file}."))
    last, end = converse(guide, first, asker, keep)
    if end is End.DONE:
        return last
    keep(last)
    _tell(f"\n{_farewell(last, end, kept)}")
    raise typer.Exit(EXIT_INTERRUPTED)


def _farewell(interview: Interview, end: End, kept: Kept) -> str:
    if not kept.text:
        return f"{end.value.capitalize()}; nothing was answered, and nothing is kept."
    answers = _counted(len(interview.answers), "answer")
    return f"{end.value.capitalize()}; {answers} kept in {kept.draft.file}. To go on:\n    {kept.again}"


def _filled(text: str) -> str:
    """Break a line between words where it is wider than the terminal; the name of a file stays in one piece."""
    return fill(text, columns(), break_long_words=False, break_on_hyphens=False)


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"


def _tell(message: str) -> None:
    print(message, file=sys.stderr, flush=True)
