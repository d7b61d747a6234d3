"""Findings as answers show them: what they mean, in words of a case, counts with their cases."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple
from urllib.parse import urlencode

import msgspec

from api.features import PREFIX
from api.reasons import help_of, in_words, shown_day
from api.shares import shown_share
from api.texts import label, label_of, language
from marshrut.asof import AsOf
from marshrut.classifiers import Term, classifier
from marshrut.wording import RUSSIAN
from marshrut.wording.languages import labels
from projections.case_timeline import CLASSIFIER_OF
from projections.population import Filters
from projections.quality.asked import FINDINGS, KINDS
from projections.quality.cases import Found
from projections.quality.score import OtherShare, Quality, QualityRow

CASES_PATH = f"{PREFIX}/quality/cases"
QUOTED = {True: "«{}»", False: "“{}”"}
SINCE = {True: "{} с {}", False: "{} since {}"}
"""Of an entry its name and its first day, in Russian or not."""


def shown_kinds() -> list[dict[str, Any]]:
    """The kinds of findings, each with its findings: what they mean and what to do."""
    return [
        {
            **_named(classifier("quality_kinds").get(kind)),
            "findings": [
                {**_named(finding_term(code)), "kind": of, "advice": advice(code)}
                for code, of in FINDINGS.items()
                if of == kind
            ],
        }
        for kind in KINDS
    ]


def finding_term(code: str) -> Term:
    """The row of a finding in the classifier."""
    return classifier("quality_findings").get(code)


def advice(code: str) -> str:
    """What to do about a finding, in the language of the answer."""
    return finding_term(code).extra[f"advice_{language()}"]


class Addresses(NamedTuple):
    """Where the cases behind counts are listed: of one question, at one point."""

    filters: Filters
    point: AsOf

    def of(self, **more: Any) -> str:
        """The address of the cases that are narrowed so."""
        here = {"as_of": self.point.as_of, "known_position": self.point.known}
        return f"{CASES_PATH}?{urlencode({**msgspec.to_builtins(self.filters), **more, **here})}"


def shown_quality(found: Quality, point: AsOf, filters: Filters) -> dict[str, Any]:
    """The rows and the whole; each count with the address of its cases."""
    addresses = Addresses(filters, point)
    rows = [
        {
            **_row(row, addresses),
            "rank": row.rank,
            "size": row.size,
            "other_share": [
                _other(other, addresses)
                for other in found.others
                if other.organisation == row.organisation
            ],
        }
        for row in found.rows
    ]
    return {"rows": rows, "total": _row(found.total, addresses)}


def shown_finding(found: Found) -> dict[str, Any]:
    """A finding of a case in words, with the facts."""
    return {
        "code": found.finding,
        "kind": found.kind,
        "label": label_of(finding_term(found.finding)),
        "detail": detail(found),
        "advice": advice(found.finding),
        "facts": found.facts,
    }


def detail(found: Found) -> str:
    """What is found in the case, in the language of the answer."""
    texts, facts = finding_term(found.finding).extra, dict(found.facts)
    if "entries" in facts:
        facts["entries"] = ", ".join(map(_entry, facts["entries"]))
    if "missing" in facts:
        facts["missing"] = ", ".join(_names(facts["missing"]))
    unknown = facts.get("last_on", "") is None
    name = "otherwise" if unknown else "detail"
    return in_words(texts[f"{name}_{language()}"], facts)


def _named(term: Term) -> dict[str, Any]:
    return {"code": term.code, "label": label_of(term), "help": help_of(term)}


def _row(row: QualityRow, addresses: Addresses) -> dict[str, Any]:
    own = {"organisation": row.organisation} if row.organisation else {}

    def counts(name: str, counted: Mapping[str, int]) -> dict[str, Any]:
        return {
            code: {"count": n, "cases": addresses.of(**own, **{name: code})}
            for code, n in counted.items()
        }

    bad = row.score.of - row.score.cases
    return {
        **own,
        "score": shown_share(row.score),
        "with_findings": {"count": bad, "cases": addresses.of(**own)},
        "kinds": counts("kind", row.kinds),
        "findings": counts("finding", row.findings),
    }


def _other(other: OtherShare, addresses: Addresses) -> dict[str, Any]:
    asked = {"organisation": other.organisation, "graduation_year": other.graduation_year}
    return {
        "graduation_year": other.graduation_year,
        **shown_share(other.share),
        "label": label_of(finding_term("OTHER_SHARE")),
        "advice": advice("OTHER_SHARE"),
        "link": addresses.of(**asked, finding="OTHER_SHARE"),
    }


def _entry(entry: Mapping[str, Any]) -> str:
    kind, code, since = entry["kind"], entry["code"], entry["since"]
    own = label(CLASSIFIER_OF[kind], code) if code else label("entry_kinds", _as_code(kind))
    russian = language() == RUSSIAN
    named = QUOTED[russian].format(own)
    return named if since is None else SINCE[russian].format(named, shown_day(since))


def _as_code(kind: str) -> str:
    """A kind as a code of ``entry_kinds``: paths have hyphens where codes have none."""
    return kind.replace("-", "_")


def _names(fields: Iterable[str]) -> Iterable[str]:
    known = labels("fields", language())
    for name in fields:
        term = classifier("status_attributes").terms.get(name)
        yield label_of(term) if term else known.get(name, name)
