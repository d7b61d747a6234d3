"""Fields of a form, made from the classifiers, and what a sent form says as the body of a request.

Names are those of the API, nested ones with a dot (``attributes.employer_inn``). Whatever is left
empty is not sent. Which value is allowed where is the API's to say: a form only helps.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from api.pages.words import page_language, say
from marshrut.classifiers import Term, classifier
from marshrut.wording.languages import label_in

TEXT, AREA, DAY, NUMBER, SELECT, YES_NO = "text", "area", "date", "number", "select", "yes-no"
KINDS = {"date": DAY, "bool": YES_NO, "int": NUMBER}
CODED = "code:"
YES, NO = "true", "false"
MADE_ELSEWHERE = ("list:", "uuid", "plan")


class Option(NamedTuple):
    """A value that may be chosen, in its group where there are some."""

    value: str
    label: str
    group: str | None = None


class Field(NamedTuple):
    """A field: ``of`` names the codes with which it makes sense, all where it is empty."""

    name: str
    label: str
    kind: str = TEXT
    options: tuple[Option, ...] = ()
    required: bool = False
    of: str = ""
    hint: str = ""
    leads: bool = False

    @property
    def grouped(self) -> list[tuple[str | None, list[Option]]]:
        """The options by their groups, these in the order in which they first come."""
        groups: dict[str | None, list[Option]] = {}
        for option in self.options:
            groups.setdefault(option.group, []).append(option)
        return list(groups.items())


def coded(
    name: str, label: str, table: str, *, only: Iterable[str] | None = None, **more: Any
) -> Field:
    """A field whose value is a code of a classifier."""
    return Field(name, label, SELECT, options(table, only=only), **more)


def options(
    table: str, *, only: Iterable[str] | None = None, group: str | None = None
) -> tuple[Option, ...]:
    """The terms of a classifier, or ``only`` some, grouped by their parents in another one."""
    chosen = None if only is None else set(only)
    groups = classifier(group).terms if group else {}

    def above(term: Term) -> str | None:
        parent = groups.get(term.parent or "")
        return worded(parent) if parent else None

    return tuple(
        Option(term.code, worded(term), above(term))
        for term in classifier(table).terms.values()
        if chosen is None or term.code in chosen
    )


def worded(term: Term) -> str:
    """The label of a term in the language of the page."""
    return label_in(page_language(), term)


def attributes(table: str, codes: str) -> Iterator[Field]:
    """The attributes of a kind of entry; ``codes`` is the column that says which code knows them.

    Lists and links to other entries have no field: they are made where those are at hand.
    """
    for term in classifier(table).terms.values():
        kind = term.extra["type"]
        name = f"attributes.{term.code}"
        label, of = worded(term), term.extra[codes]
        if kind.startswith(CODED):
            chosen = options(kind.removeprefix(CODED))
            yield Field(name, label, SELECT, chosen, of=of)
        elif not kind.startswith(MADE_ELSEWHERE):
            yield Field(name, label, KINDS.get(kind, TEXT), of=of)


def evidence() -> tuple[Field, ...]:
    """What an entry rests on."""
    return (
        coded("source", say("Откуда известно"), "sources"),
        coded("evidence.kind", say("Документ"), "evidence_kinds"),
        Field("evidence.number", say("Номер документа")),
        Field("evidence.date", say("Дата документа"), DAY),
    )


def body_of(form: Mapping[str, str], fields: Iterable[Field]) -> dict[str, Any]:
    """The body of the request that the form means."""
    body: dict[str, Any] = {}
    for field in fields:
        given = form.get(field.name, "").strip()
        if not given:
            continue
        *within, name = field.name.split(".")
        place = body
        for step in within:
            place = place.setdefault(step, {})
        place[name] = _value(field, given)
    return body


def _value(field: Field, given: str) -> Any:
    if field.kind == YES_NO and given in {YES, NO}:
        return given == YES
    if field.kind == NUMBER and given.removeprefix("-").isascii():
        return int(given) if given.removeprefix("-").isdigit() else given
    return given
