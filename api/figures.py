"""Figures as answers show them: exact numbers, and beside them what a report would print."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from api.texts import label
from marshrut.classifiers import classifier
from marshrut.indicators.definitions import Definition
from marshrut.programmes.evaluation import Judged
from marshrut.programmes.plan import Comparator, Target
from marshrut.records.runs import Run
from projections.indicator_targets import Plans
from projections.indicators import Asked, Figure, FigureRow
from projections.indicators.cases import CATEGORY, MEASURE_KIND

NO_BREAK = "\u00a0"
COMPARATORS = {Comparator.GE: ">=", Comparator.LE: "<=", Comparator.EQ: "="}
LABELLED = {
    "region": "regions",
    "founder_type": "founder_types",
    "ugps": "ugps",
    "study_form": "study_forms",
    "funding": "funding",
    "nosology": "nosologies",
    "sex": "sexes",
    "lifecycle": "lifecycles",
    CATEGORY: "categories",
}
"""The classifiers of the dimensions that have one."""


def described(found: Definition) -> dict[str, Any]:
    """The definition in force: what is counted, in whose words, and in which other readings."""
    return {
        "id": found.id,
        "name": found.name,
        "document": found.document,
        "item": found.item,
        "kind": found.kind,
        "kind_label": label("indicator_kinds", found.kind),
        "unit": found.unit,
        "computed": found.computed or found.records is not None,
        "edition": found.edition,
        "comparator": found.comparator,
        "inferred": found.inferred,
        "formula": _formula(found),
        "note": found.note,
        "variants": [{"code": each.code, "label": each.label} for each in found.variants],
    }


def _formula(found: Definition) -> dict[str, Any]:
    if found.computed:
        return {"numerator": found.numerator, "denominator": found.denominator}
    counted = {"records": found.records, "among": found.among} if found.records else {}
    return {**counted, "reported": found.reported, "says": found.says}


def told(figure: Figure, asked: Asked, plans: Plans) -> dict[str, Any]:
    """The figure with its definition, and with the target that its document sets for it."""
    first, last = figure.period or (None, None)
    return {
        **described(figure.definition),
        **_held(plans.target_of(figure, asked)),
        "variant": figure.variant,
        "numerator": figure.numerator,
        "denominator": figure.denominator,
        "value": figure.value,
        "display": display(figure.definition, figure),
        "percent": _percent(figure.definition, figure),
        "reason": _reason(figure.reason),
        "coverage": figure.coverage,
        "cohorts": figure.cohorts,
        "period": {"from": first, "to": last} if figure.period else None,
        "reported": figure.reported,
        "runs": [_run(run) for run in figure.runs],
        "by": figure.by,
        "overlapping": figure.overlapping,
        "rows": [_row(figure, row) for row in figure.rows],
    }


def _held(found: tuple[Target, Judged] | None) -> dict[str, Any]:
    """The target and whether it is met; null where none is set, or nothing can be said."""
    if found is None:
        return {"target": None, "achieved": None, "deviation": None}
    target, verdict = found
    return {
        "target": target.value,
        "comparator": COMPARATORS.get(target.op),
        "inferred": target.inferred,
        "achieved": verdict.achieved,
        "deviation": verdict.deviation,
    }


def display(found: Definition, figure: Figure | FigureRow) -> str | None:
    """The value as reports print it: shares with one decimal, half up (domain 9.0 N5)."""
    if figure.value is None or isinstance(figure.value, str):
        return figure.value
    if isinstance(figure.value, bool):
        return found.unit.split("/")[0 if figure.value else 1]
    if float(figure.value).is_integer() and (figure.denominator is None or found.unit == "чел."):
        return str(int(figure.value))
    if figure.numerator is not None and figure.denominator and not found.difference:
        exact = Decimal(str(figure.numerator)) * found.scale / Decimal(str(figure.denominator))
    else:
        exact = Decimal(str(figure.value))
    shown = str(exact.quantize(Decimal("0.1"), ROUND_HALF_UP)).replace(".", ",")
    return f"{shown}{NO_BREAK}%" if found.unit == "%" else shown


def _percent(found: Definition, figure: Figure | FigureRow) -> float | None:
    """Of an indicator that is published in persons and in percent (domain 10.5, 29)."""
    if not found.kinds or figure.numerator is None or not figure.denominator:
        return None
    return 100 * figure.numerator / figure.denominator


def _reason(code: str | None) -> dict[str, Any] | None:
    return None if code is None else {"code": code, "label": label("value_reasons", code)}


def _run(run: Run) -> dict[str, Any]:
    """A verification that the figure is counted by; its figures are ``/verification-runs/{id}``."""
    return {
        "record_id": run.run_id,
        "region_code": run.region,
        "source": run.source,
        "cutoff": run.cutoff,
        "extract_number": run.extract,
    }


def _row(figure: Figure, row: FigureRow) -> dict[str, Any]:
    by = figure.by or ""
    named = {by: row.key}
    if by == MEASURE_KIND:
        named["label"] = measure_kind(row.key)
    elif by in LABELLED and row.key is not None:
        named["label"] = label(LABELLED[by], row.key)
    return {
        **named,
        "numerator": row.numerator,
        "denominator": row.denominator,
        "value": row.value,
        "display": display(figure.definition, row),
        "percent": _percent(figure.definition, row),
        "reason": _reason(row.reason),
    }


def measure_kind(kind: int) -> str | None:
    """The label of a kind of measures: that of the measure that stands for it (domain 5.2)."""
    measures = classifier("measures")
    codes = [code for code, term in measures.terms.items() if term.extra["kind"] == str(kind)]
    return label("measures", codes[0]) if codes else None
