"""`advisor ask`."""

from __future__ import annotations

from typing import Annotated

import typer

from advisor.cli.asking import Chosen, conduct, opened
from advisor.cli.scanning import with_told
from advisor.cli.shared import AsOf, Changes, columns, emit, parse_date, rule_base, wants_colour
from advisor.engine.decision import decide
from advisor.report import Format, render


def ask(
    output: Annotated[
        str | None, typer.Option("--output", "-o", metavar="PROFILE", help="Write the profile to this file.")
    ] = None,
    resume: Annotated[bool, typer.Option("--resume", help="Go on with the answers that were kept.")] = False,
    plain: Annotated[bool, typer.Option("--plain", help="Ask in numbered lines, as for a screen reader.")] = False,
    no_input: Annotated[
        bool, typer.Option("--no-input", "--non-interactive", help="Ask nothing; fail where answers are missing.")
    ] = False,
    all_: Annotated[bool, typer.Option("--all", help="Ask everything, in the order of the rule base.")] = False,
    again: Annotated[
        list[str] | None,
        typer.Option("--ask", metavar="PATTERN", help="Ask these questions again and no others, as --ask 'team.*'."),
    ] = None,
    name: Annotated[str | None, typer.Option("--name", metavar="TEXT", help="What the project is called.")] = None,
    format_: Annotated[Format, typer.Option("--format", help="How to show the recommendation.")] = Format.text,
    from_: Annotated[
        str | None, typer.Option("--from", metavar="DIR", help="Read what the code in this folder tells; ask the rest.")
    ] = None,
    as_of: AsOf = None,
    changes: Changes = None,
) -> None:
    """Ask about a project in the terminal, write its profile, and recommend an alternative."""
    base = rule_base()
    chosen = Chosen.of(base, again or (), everything=all_)
    kept = opened(base, output, resume, "--all" if all_ else "")
    begun = kept.draft.profile(changes or (), name)
    if as_of is not None:
        begun = begun.model_copy(update={"as_of": parse_date(as_of, "--as-of")})
    if from_ is not None:
        begun = with_told(base, begun, from_)
    profile = conduct(base, begun, kept, chosen, plain=plain, no_input=no_input)
    emit(render(format_, profile, decide(base, profile), width=columns(), colour=wants_colour(None)), None)
