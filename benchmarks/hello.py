"""The floor of a cold start: one command and one model, on the same typer and pydantic and as sparing with them."""

from __future__ import annotations

import typer
from pydantic import BaseModel


class Greeting(BaseModel):
    """All that this program knows."""

    name: str


app = typer.Typer(rich_markup_mode=None, pretty_exceptions_enable=False, add_completion=False)


@app.command()
def hello(name: str = "world") -> None:
    """Greet somebody."""
    print(Greeting(name=name).model_dump_json())


if __name__ == "__main__":
    app()
