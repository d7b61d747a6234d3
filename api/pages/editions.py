"""Editions as pages tell them: of what, which step may come next, where links of the API lead."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple
from urllib.parse import parse_qsl, urlsplit

from flask import url_for

from api.features import PREFIX
from api.pages.fields import AREA, DAY, NUMBER, SELECT, Field, Option, coded, options
from api.pages.labels import filter_value, label
from api.pages.schools import NOW, school_name, school_names
from api.pages.shell import NAME, has, who
from api.pages.words import say

REFUSED_BY_RULE = frozenset({403, 404, 409, 412, 422, 428})
"""What is answered beside the form: the rule, in the words of the API."""

FILTERS = {
    "graduation_year": "Год выпуска",
    "programme_code": "Программа",
    "ugps": "Группа профессий",
    "study_form": "Форма обучения",
    "category": "Категория",
    "municipality": "Муниципалитет",
}


class Step(NamedTuple):
    """A step of an edition: its path under it, what it is called and means, what is said with it.

    ``due``: something must be said; ``apart``: not the way on, shown folded.
    """

    path: str
    title: str
    help: str
    says: str
    asks: str
    due: bool = False
    apart: bool = False

    @property
    def field(self) -> Field:
        """The field of what is said beside the step."""
        return Field(self.says, say(self.asks), AREA, required=self.due)


STEPS = {
    step.path: step
    for step in (
        Step(
            path="submission",
            title="Сдать",
            help="Черновик уйдёт на проверку. Изменить его нельзя: исправляют дела и выпускают новое издание.",  # noqa: E501
            says="note",
            asks="Пояснение",
        ),
        Step(
            path="acceptance",
            title="Принять",
            help="Издание проверено и принято. Своё издание не принимают.",
            says="note",
            asks="Пояснение",
        ),
        Step(
            path="publication",
            title="Опубликовать",
            help="После публикации с изданием ничего больше не делают.",
            says="note",
            asks="Пояснение",
        ),
        Step(
            path="return",
            title="Вернуть",
            help="Дела исправляют, и выпускают новое издание. Это останется в истории.",
            says="reason",
            asks="Почему возвращаете",
            due=True,
            apart=True,
        ),
    )
}
NEXT = {
    "DRAFT": ("submission",),
    "SUBMITTED": ("acceptance", "return"),
    "ACCEPTED": ("publication", "return"),
}


def steps_after(told: Mapping[str, Any]) -> list[Step]:
    """What may come next, as far as a state and rights tell. The API judges: this only offers."""
    decides = "ACCEPT_REGION_REPORTS" if told["organisation"] is None else "ACCEPT_REPORTS"
    rights = {
        "submission": "ISSUE_REPORTS",
        "acceptance": decides,
        "return": decides,
        "publication": "PUBLISH_REPORTS",
    }
    return [STEPS[name] for name in NEXT.get(told["state"], ()) if has(rights[name])]


def subject(told: Mapping[str, Any], names: Mapping[str, str] | None = None) -> str:
    """Whose edition it is: of an organisation, as ``names`` call it, or of a region."""
    code = told["organisation"]
    if code is not None:
        return (names or {}).get(code, code)
    regions = told["regions"] if "regions" in told else [told["region_code"]]
    return ", ".join(label("regions", code) for code in regions if code) or say("все регионы")


def named_subject(told: Mapping[str, Any]) -> str:
    """The same of one edition, its organisation as it was called at the point."""
    code = told["organisation"]
    return subject(told) if code is None else school_name(code, told["point"])


def narrowing(told: Mapping[str, Any]) -> list[tuple[str, str]]:
    """The filters and parameters of an edition, in words."""
    names = {one["name"]: one["label"] for one in told["form"]["parameters"]}
    filters = ((say(FILTERS[n]), filter_value(n, v)) for n, v in told["filters"].items())
    return [*filters, *((names.get(n, n), str(v)) for n, v in told["parameters"].items())]


def pinned(told: Mapping[str, Any]) -> dict[str, Any]:
    """The question of an edition, as its form is asked it again."""
    point, regions = told["point"], told["regions"]
    return {
        "as_of": point["as_of"],
        "known_position": point["known_position"],
        "organisation": told["organisation"],
        "region": regions[0] if len(regions) == 1 else None,
        **told["filters"],
        **told["parameters"],
    }


def page_of(link: str) -> str:
    """The page on which the cases open that a link of the API leads to."""
    parts = urlsplit(link)
    query: dict[str, Any] = dict(parse_qsl(parts.query))
    kind, name, *_ = parts.path.removeprefix(f"{PREFIX}/").split("/")
    if kind == "forms":
        return url_for(f"{NAME}.figure", form=name, **query)
    return url_for(f"{NAME}.report_figure", report_id=name, **query)


def named_schools(point: Mapping[str, Any]) -> list[tuple[str, str]]:
    """The organisations that the reader may ask about, by their names."""
    return sorted(school_names(point).items(), key=lambda each: each[1])


def issue_fields(forms: list[dict[str, Any]]) -> tuple[Field, ...]:
    """What an edition is issued with; what a form does not know the API says."""
    return tuple(_issue_fields(forms))


def _issue_fields(forms: list[dict[str, Any]]) -> Iterator[Field]:
    chosen = tuple(Option(one["code"], f"{one['code']}. {one['title']}") for one in forms)
    yield Field("form", say("Форма"), SELECT, chosen, required=True)
    yield Field("as_of", say("На дату"), DAY, required=True)
    yield Field(
        "known_position",
        say("По событие журнала №"),
        NUMBER,
        hint=say("Пусто — по всему, что известно сейчас"),
    )
    if not who()["organisation"]:
        hint = say("Пусто — издание региона. Самоанализ бывает только у организации")
        schools = tuple(Option(code, f"{name} ({code})") for code, name in named_schools(NOW))
        yield Field("scope.organisation", say("Организация"), SELECT, schools, hint=hint)
        own = who()["regions"]
        if len(own) != 1:
            yield coded("scope.region", say("Регион"), "regions", only=own or None)
    yield Field(
        "parameters.graduation_year",
        say("Год выпуска"),
        NUMBER,
        hint=say("Пусто — выпуск года, в котором стоит дата"),
    )
    yield Field("parameters.programme_code", say("Программа"))
    for name, table in (
        ("ugps", "ugps"),
        ("study_form", "study_forms"),
        ("category", "categories"),
    ):
        yield Field(f"parameters.{name}", say(FILTERS[name]), SELECT, options(table))
    yield from _choices(forms)


def _choices(forms: list[dict[str, Any]]) -> Iterator[Field]:
    """The choices that forms leave, each once."""
    found = {one["name"]: (form, one) for form in forms for one in form["parameters"]}
    for name, (form, one) in found.items():
        values = tuple(Option(value, value) for value in one["values"])
        hint = say("Только для формы {code}", code=form["code"])
        yield Field(f"parameters.{name}", one["label"], SELECT, values, hint=hint)
