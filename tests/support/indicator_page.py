"""Writes ``docs/indicators.md``: every indicator with its formula and source, from the data.

``python -m tests.support.indicator_page`` writes the page; a test holds it to the definitions.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from marshrut.classifiers import classifier
from marshrut.indicators.definitions import REPORTED, Definition, Variant, editions
from marshrut.indicators.record_words import RECORD_WORDS
from marshrut.indicators.vocabulary import WORDS

PAGE = Path(__file__).parents[2] / "docs" / "indicators.md"
PERIODS = {"year": "the calendar year of the date", "academic_year": "the academic year"}
HEAD = """# Indicators

The 72 indicators of the four documents, as the program counts them; written from
`src/marshrut/indicators/data` by `python -m tests.support.indicator_page` and checked by a test.
How their words are read is [decision 0007](decisions/0007-readings-of-the-indicators.md). A
numerator is counted among the cases of its denominator. `GET /indicators/{id}` evaluates one at
any point, `GET /indicators/{id}/cases` lists the cases of either part, `marshrut indicators`
prints them.

Percent are 100·n/d of whole numbers, compared unrounded and shown with one decimal, half up.
Where nobody is in the denominator, or nothing was reported, the value is null with a reason, and
no target is met.
"""


def page() -> str:
    """The whole page."""
    lines = [HEAD]
    document = None
    for each in editions():
        if each.document != document:
            document = each.document
            lines += [f"## {each.id.partition('-')[0]}: {document}", ""]
        lines += [*_indicator(each), ""]
    return "\n".join([*lines, *_words()]) + "\n"


def _indicator(each: Definition) -> Iterator[str]:
    yield f"### {each.id}"
    yield ""
    yield f"{each.name}"
    yield ""
    kind = classifier("indicator_kinds").get(each.kind).label_en
    yield f"- {each.item}; unit: {each.unit}; {kind.lower()}{_comparator(each)}; {_edition(each)}"
    yield from _formula(each)
    for variant in each.variants:
        yield f"- variant `{variant.code}` ({variant.label}): {_variant(variant)}"
    if each.note:
        yield f"- {each.note}"


def _comparator(each: Definition) -> str:
    if each.comparator is None:
        return ""
    return f"; target {each.comparator}{' (inferred)' if each.inferred else ''}"


def _edition(each: Definition) -> str:
    days = [f"from {each.valid_from}"] if each.valid_from else []
    days += [f"to {each.valid_to}"] if each.valid_to else []
    days += ["(replaced; of reports that were made by it)"] if each.replaced else []
    return " ".join([f"edition {each.edition}", *days])


def _formula(each: Definition) -> Iterator[str]:
    if each.records:
        yield f"- numerator: `{each.records}` (records)"
        if each.among == REPORTED:
            yield "- denominator: a reported contingent"
        elif each.among:
            yield f"- denominator: `{each.among}` (records)"
        if each.period:
            yield f"- period: {PERIODS[each.period]}"
    if not each.computed:
        before = " stands before what records say" if each.records else ""
        yield f"- reported ({str(each.reported).lower()}){before}: {each.says}"
        return
    yield f"- numerator: `{each.numerator}`"
    if each.denominator == REPORTED:
        yield "- denominator: a reported contingent"
    elif each.denominator:
        yield f"- denominator: `{each.denominator}`"
    if each.run:
        yield f"- cohort: of the last verification of the region ({each.run}), on its cut-off"
        return
    cohort = {"year": "graduates of the year of the date", "none": "of every year"}
    years = cohort.get(each.cohort) if isinstance(each.cohort, str) else None
    told = years or "graduates of " + ", ".join(map(str, each.cohort))
    yield f"- cohort: {told}" + (f"; period: {PERIODS[each.period]}" if each.period else "")


def _variant(variant: Variant) -> str:
    parts = [
        f"{part} `{text}`" if text != REPORTED else f"{part}: a reported contingent"
        for part in ("numerator", "denominator", "records", "among")
        if (text := getattr(variant, part))
    ]
    parts += ["with reported persons added"] if variant.extra else []
    return ", ".join(
        parts + (["their difference in % of the latter"] if variant.difference else [])
    )


def _words() -> Iterator[str]:
    yield "## The words of the formulas"
    yield ""
    yield "`&` is and, `|` is or, `~` is not. Each word is a predicate of a few lines."
    yield ""
    yield "| word | holds of a case | source |"
    yield "|---|---|---|"
    for word in sorted(WORDS.values(), key=lambda each: each.name):
        yield f"| `{word.name}` | {word.says} | {word.source} |"
    yield ""
    yield "## The words of records"
    yield ""
    yield "Each gives the records, or organisations, that make up a number; they are listed by"
    yield "`GET /indicators/{id}/records`"
    yield "([decision 0026](decisions/0026-indicators-of-records.md))."
    yield ""
    yield "| word | counts | source |"
    yield "|---|---|---|"
    for each in sorted(RECORD_WORDS.values(), key=lambda each: each.name):
        yield f"| `{each.name}` | {each.says} | {each.source} |"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
