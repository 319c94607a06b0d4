"""A profile's text to a Profile, through a pydantic model that is built from the rule base's questions."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Sequence
from functools import cached_property
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, create_model

from advisor.errors import Fault, InputError
from advisor.loading.checking import check, nearest
from advisor.loading.yamltext import Document, parse, shown
from advisor.model.profile import Answer, Profile
from advisor.model.rulebase import Question, RuleBase

MAX_NAME = 200
CHANGES = "--set"


def load_profile(text: str, file: str, base: RuleBase, changes: Sequence[str] = ()) -> Profile:
    """Return the profile that a YAML text holds, with changes of the form QUESTION=VALUE laid over it.

    `file` is the name used in messages. Raises InputError with every fault, each with file, line and column.
    """
    return ProfileReader(base).read(text, file, changes)


def profile_digest(profile: Profile) -> str:
    """Return `sha256:` and the hash of what a profile says, whatever the order and form it was written in."""
    canonical = profile.model_dump_json(exclude_defaults=True)
    return "sha256:" + hashlib.sha256(canonical.encode()).hexdigest()


class ProfileReader:
    """Reads profiles for one rule base; make it once to read many."""

    def __init__(self, base: RuleBase) -> None:
        self.base = base

    def read(self, text: str, file: str, changes: Sequence[str] = ()) -> Profile:
        """Read one profile from YAML text; see `load_profile`."""
        return self.checked(parse(text, file), changes)

    def checked(self, document: Document, changes: Sequence[str] = ()) -> Profile:
        """Turn a parsed document, with changes laid over it, into a Profile."""
        if document.data is None:
            document = Document(document.file, {}, document.root)
        if not isinstance(document.data, dict):
            raise InputError(
                "a profile is a mapping of sections", document.place(), f"begin with `{self.base.sections[0].section}:`"
            )
        profile = self._profile(document)
        return self._profile(self._changed(document, changes)) if changes else profile

    def _profile(self, document: Document) -> Profile:
        raw = check(self.model, document, InputError).model_dump()
        answers: dict[str, Answer] = {}
        for question in self.base.questions.values():
            value = (raw[question.section] or {}).get(question.name)
            if isinstance(value, str):
                answers[question.id] = value
            elif value is not None:
                answers[question.id] = tuple(option.id for option in question.options if option.id in value)
        stated = (raw["priorities"] or {}).items()
        chosen = raw["alternatives"]
        return Profile(
            name=(raw["name"] or "").strip() or Profile().name,
            alternatives=tuple(a.id for a in self.base.alternatives if a.id in chosen) if chosen else None,
            as_of=raw["as_of"],
            answers=answers,
            priorities={criterion: priority for criterion, priority in stated if priority is not None},
        )

    def _changed(self, document: Document, changes: Sequence[str]) -> Document:
        """Lay changes over a document; an empty value takes the answer away. Raises InputError with every fault."""
        data = {key: dict(value) if isinstance(value, dict) else value for key, value in document.data.items()}
        faults: list[Fault] = []
        for change in changes:
            try:
                section, name, value = self._change(change)
                data[section] = {**(data.get(section) or {}), name: value}
            except InputError as error:
                faults += (Fault(f"{CHANGES} {fault.message}", None, fault.hint) for fault in error.faults)
        if faults:
            raise InputError.of(tuple(faults))
        return Document(CHANGES, data, None)

    def _change(self, change: str) -> tuple[str, str, Any]:
        id_, sign, text = change.partition("=")
        if not sign:
            raise InputError(f"{shown(change)} has no value", hint="write QUESTION=VALUE, or QUESTION= to unset")
        known = [*self.base.questions, *(f"priorities.{c.id}" for c in self.base.criteria)]
        if id_ not in known:
            hint = nearest(id_, known) or "`advisor schema profile` names them all"
            raise InputError(f"{shown(id_)} names no question", hint=hint)
        try:
            value = parse(text, CHANGES).data
        except InputError as error:
            raise InputError.of(tuple(Fault(f"{id_}: {f.message}", None, f.hint) for f in error.faults)) from None
        section, _, name = id_.partition(".")
        check(self.model, Document(CHANGES, {section: {name: value}}, None), InputError)
        return section, name, value

    @cached_property
    def model(self) -> type[BaseModel]:
        """The pydantic model of a profile; its JSON Schema is what `advisor schema profile` prints."""
        base = self.base
        sections: dict[str, Any] = {s.section: _section(s.section, s.title, s.questions) for s in base.sections}
        sections["priorities"] = _priorities(base)
        optional: dict[str, Any] = {name: (model | None, None) for name, model in sections.items()}
        return create_model(
            "Profile",
            __config__=_config(f"A project profile for {base.settings.title.lower()}."),
            name=(Annotated[str, Field(max_length=MAX_NAME)] | None, None),
            alternatives=(_alternatives(base), Field(None, description="What to compare; all by default.")),
            as_of=(_date(base), Field(None, description="The date on which knowledge is taken.")),
            **optional,
        )


def _config(description: str) -> ConfigDict:
    return ConfigDict(extra="forbid", json_schema_extra={"description": description}, defer_build=True)


def _section(name: str, title: str, questions: Sequence[Question]) -> type[BaseModel]:
    fields: dict[str, Any] = {q.name: (_annotation(q), Field(None, description=q.prompt)) for q in questions}
    return create_model(name.capitalize(), __config__=_config(title), **fields)


def _alternatives(base: RuleBase) -> Any:
    name: Any = Literal[tuple(a.id for a in base.alternatives)]
    return _list_of(name, Annotated[tuple[name, ...], Field(min_length=1)])


def _date(base: RuleBase) -> Any:
    def known(day: dt.date) -> dt.date:
        if day < base.settings.since:
            raise ValueError(f"the rule base knows nothing of {day}: it begins on {base.settings.since}")
        return day

    return Annotated[dt.date, AfterValidator(known)] | None


def _priorities(base: RuleBase) -> type[BaseModel]:
    levels: Any = Literal[tuple(base.settings.priorities)]
    fields: dict[str, Any] = {
        c.id: (levels | None, Field(None, description=f"How much this matters: {c.judges}")) for c in base.criteria
    }
    return create_model("Priorities", __config__=_config("How much each criterion matters."), **fields)


def _annotation(question: Question) -> Any:
    options: Any = Literal[tuple(option.id for option in question.options)]
    if question.kind == "many":
        return _list_of(options, tuple[options, ...])
    if question.kind == "yes-no":
        return Annotated[options | None, BeforeValidator(_as_word, json_schema_input_type=options | bool | None)]
    return options | None


def _list_of(one: Any, many: Any) -> Any:
    """Take a bare scalar for a list of one."""
    return Annotated[many | None, BeforeValidator(_as_list, json_schema_input_type=many | one | None)]


def _as_list(value: Any) -> Any:
    return [value] if isinstance(value, str) else value


def _as_word(value: Any) -> Any:
    return {True: "yes", False: "no"}[value] if isinstance(value, bool) else value
