"""Surveys by sample, as answers, tables and the command line tell them."""

from __future__ import annotations

from typing import Any

from api.links import address
from api.point import Point
from api.registry_about import About, Made
from api.tables import Table
from api.texts import label
from marshrut.records.sampling import CONFIDENCE, IN_SPECIALTY, STRATA, Estimate
from projections.records import RecordLine
from projections.sample_surveys import PARTS, StratumFigures, SurveyFigures

SURVEYS = "/sample-surveys"
ANSWERS, ALLOCATIONS = "sample_answers", "sample_allocations"
HEADINGS = (
    "Слой",
    "Выпускников",
    "В выборке",
    "Ответили",
    "По специальности",
    "Доля, %",
    "По делам, чел.",
)
ON_SCREEN = {
    "Слой": "Слой",
    "Выпускников": "Всего",
    "В выборке": "Выборка",
    "Ответили": "Ответили",
    "По специальности": "По спец.",
    "Доля, %": "%",
    "По делам, чел.": "По делам",
}


def told_survey(line: RecordLine, figures: SurveyFigures) -> dict[str, Any]:
    """The survey: of whom, how it is drawn."""
    survey = figures.survey
    return {
        "record_id": line.record_id,
        "title": line.fields["title"],
        "state": line.state,
        "counted_on": survey.counted_on,
        "year_from": survey.years[0],
        "year_to": survey.years[1],
        "study_forms": survey.study_forms,
        "strata": survey.strata,
        "allocation": survey.allocation,
        "sample_size": survey.sample_size,
        "seed": survey.seed,
    }


def told_figures(figures: SurveyFigures) -> dict[str, Any]:
    """The counts of the whole, the estimate, the strata; without links."""
    strata = figures.strata
    totals = {
        name: sum(getattr(stratum.counts, name) for stratum in strata)
        for name in ("population", "sample", "answered", "positive")
    }
    recorded = len(figures.recorded)
    return {
        **totals,
        "response_percent": percent(totals["answered"], totals["sample"]),
        "estimate": told_estimate(figures.estimate),
        "recorded": recorded,
        "recorded_percent": percent(recorded, totals["population"]),
        "strata": [told_stratum(stratum) for stratum in strata],
    }


def told_stratum(stratum: StratumFigures) -> dict[str, Any]:
    """A stratum and the share among its answers."""
    counts = stratum.counts
    return {
        "stratum": stratum.name,
        **counts._asdict(),
        "percent": percent(counts.positive, counts.answered),
        "recorded": stratum.recorded,
    }


def told_estimate(estimate: Estimate | None) -> dict[str, Any] | None:
    """The estimate in percent."""
    if estimate is None:
        return None
    told = {name: round(100 * getattr(estimate, name), 1) for name in ("low", "high")}
    return {
        "percent": round(100 * estimate.share, 1),
        **told,
        "standard_error": round(100 * estimate.standard_error, 2),
        "confidence": CONFIDENCE,
        "covered": estimate.covered,
    }


def percent(part: int, whole: int) -> float | None:
    """A share in percent with one decimal, where there is anything to share."""
    return round(100 * part / whole, 1) if whole else None


def part_links(record_id: Any, point: Point, stratum: str | None = None) -> dict[str, str]:
    """Where the cases of each part are listed."""
    root = f"{SURVEYS}/{record_id}/cases"
    return {part: address(root, point, part=part, stratum=stratum or None) for part in PARTS}


def survey_table(line: RecordLine, figures: SurveyFigures, made: Made, known: int) -> Table:
    """The strata as a table for people, with what they say together."""
    survey, told = figures.survey, told_figures(figures)
    estimate = told["estimate"]
    about: About = [
        ("Исследование", line.fields["title"]),
        ("Совокупность на дату", survey.counted_on),
        ("Выпуск", f"{survey.years[0]}–{survey.years[1]}"),
        ("Расслоение", label(STRATA, survey.strata)),
        ("Распределение", label(ALLOCATIONS, survey.allocation)),
        ("Жеребьёвка", f"SHA-256 от «{survey.seed}|id дела», позиция {figures.drawn_at.known}"),
        ("Ответы известны к позиции", known),
        ("Ответили, %", told["response_percent"]),
        (f"{label(ANSWERS, IN_SPECIALTY)}, %", estimate and estimate["percent"]),
        (f"Доверительный интервал {CONFIDENCE} %", _interval(estimate)),
        ("По делам, %", told["recorded_percent"]),
        ("Сформировано", made.by),
    ]
    rows = [
        [
            stratum["stratum"] or label(STRATA, survey.strata),
            *(stratum[name] for name in ("population", "sample", "answered", "positive")),
            stratum["percent"],
            stratum["recorded"],
        ]
        for stratum in told["strata"]
    ]
    return Table("sample-survey", about, HEADINGS, rows, ON_SCREEN)


def _interval(estimate: dict[str, Any] | None) -> str | None:
    if estimate is None:
        return None
    low, high = (str(estimate[name]).replace(".", ",") for name in ("low", "high"))
    return f"{low} – {high}"
