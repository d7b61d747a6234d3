"""``docs/records.md``, written from the kinds of records.

``python -m tests.support.records_page`` writes it.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from marshrut.records.kinds import Field, Kind, kinds

PAGE = Path(__file__).parents[2] / "docs" / "records.md"
HEAD = Path(__file__).with_suffix(".head.md")


def page() -> str:
    """The text of the page."""
    head = HEAD.read_text(encoding="utf-8")
    return "\n".join([head, *(line for kind in kinds().values() for line in _kind(kind))])


def _kind(kind: Kind) -> Iterator[str]:
    whose = {"either": "an organisation’s or a region’s"}.get(kind.whose, f"{kind.whose}’s")
    shared = "; read in all of its region" if kind.shared else ""
    rights = f"`{kind.writes}`" + (f", opened by `{kind.opens}`" if kind.opens else "")
    yield f"## `{kind.path}` {kind.plural_ru}"
    yield ""
    yield f"*{kind.label_en}* ({kind.source}). It is {whose}{shared}; written by {rights}."
    yield ""
    steps = [
        f"`{state.code}` {state.label_ru}"
        + (f" (`{state.takes}`)" if state.takes else "")
        + (f" → {', '.join(f'`{code}`' for code in state.to)}" if state.to else "")
        for state in kind.states
    ]
    yield "States: " + "; ".join(steps) + "."
    yield ""
    yield "| field | | takes | due |"
    yield "|---|---|---|---|"
    for field in kind.fields:
        yield from _field(field, field.name)
    yield ""


def _field(field: Field, name: str) -> Iterator[str]:
    takes = f"{field.shape} of `{field.classifier}`" if field.classifier else field.shape
    due = "always" if field.required else ", ".join(f"in `{code}`" for code in field.due_in)
    unit = f", {field.unit}" if field.unit else ""
    yield f"| `{name}` | {field.label_ru} | {takes}{unit} | {due} |"
    for column in field.lines:
        yield from _field(column, f"{name}[].{column.name}")


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
