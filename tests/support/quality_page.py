"""``docs/quality.md``, written from the classifiers of findings.

``python -m tests.support.quality_page`` writes it.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from marshrut.classifiers import Term, classifier

PAGE = Path(__file__).parents[2] / "docs" / "quality.md"
HEAD = """# The quality of data

Written from the data (`quality_kinds.csv`, `quality_findings.csv`) by `python -m
tests.support.quality_page`; do not edit it by hand. How exactly each finding is read is settled
in [decision 0018](decisions/0018-data-quality.md).

- `GET /quality` scores schools by the share of their cases in which nothing is found, and counts
  cases by kind and by finding; every count comes with the address of its cases. `least` is the
  number of cases it takes to be ranked.
- `GET /quality/cases` lists these cases: all, or those with a `finding`, or with any of a `kind`.
  Each finding is told in words, with what to do and the facts behind it: the entry, since when,
  what is missing.
- `?format=csv` or `xlsx` answers all of either as a file; `marshrut quality` does the same on the
  command line, without names (`--finding CODE` or `--kind CODE` lists cases).

Both take the point (`as_of`, `known_at` or `known_position`) and the filters of `/snapshot`.
Without `lifecycle` they are about final-year students and graduates. Whoever may read figures
sees scores, whoever may read cases lists.

What is wrong is found anew at every point: after a correction, the same question by what was
known before finds it again. Nothing is refused because of a finding.
"""


def page() -> str:
    """The text of the page."""
    kinds = classifier("quality_kinds").terms.values()
    return "\n".join([HEAD, *(line for kind in kinds for line in _kind(kind))])


def _kind(kind: Term) -> Iterator[str]:
    yield f"## `{kind.code}` {kind.label_ru}"
    yield ""
    yield f"*{kind.label_en}.* {kind.extra['help_en']}."
    yield ""
    yield "| finding | | means | what to do |"
    yield "|---|---|---|---|"
    for term in classifier("quality_findings").terms.values():
        if term.parent == kind.code:
            told = (term.label_ru, term.extra["help_en"], term.extra["advice_en"])
            yield f"| `{term.code}` | {' | '.join(told)} |"
    yield ""


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
