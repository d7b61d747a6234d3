"""What indicators count of activities (domain 7.4).

An activity is of the period in which it began, and counts once it is known to have been held.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import Any

from marshrut.indicators.evidence import Evidence, Line, Piece
from marshrut.indicators.record_words import Pieces, in_period, own, piece_of, record_word
from marshrut.records.activities import dissatisfied, weight
from marshrut.records.attended import answers, by_audience, quotas

ACTIVITY, HELD, STAFF = "ACTIVITY", "HELD", "STAFF"
SPECIALISED = "SPECIALISED_BCK"
CZN = re.compile(r"\bцзн\b|центр\w*\s+занятости", re.IGNORECASE)


@record_word("domain 9.1 S004-I7, 9.2, 7.4")
def held(evidence: Evidence, *kinds: str) -> Pieces:
    """Activities of the kinds that were held in the period."""
    found = (each for each in _held(evidence) if each.fields["activity_kind"] in kinds)
    return [piece_of(each) for each in found]


@record_word("domain 9.1 S004-I7")
def held_by_weight(evidence: Evidence) -> Pieces:
    """All activities that were held in the period; career days by their days."""
    return [piece_of(each, weight(each.fields)) for each in _held(evidence)]


@record_word("domain 9.4 S002-G3.1")
def held_with_employers(evidence: Evidence) -> Pieces:
    """Activities held in the period at which an employer took part."""
    return [piece_of(each) for each in _held(evidence) if each.fields.get("employer_inns")]


@record_word("domain 9.4 S002-G4.2")
def held_on(evidence: Evidence, *topics: str) -> Pieces:
    """Activities held in the period on one of the topics."""
    return [piece_of(each) for each in _held(evidence) if each.fields.get("topic") in topics]


@record_word("domain 9.4 S002-G4.1")
def held_with_czn(evidence: Evidence, *topics: str) -> Pieces:
    """Activities held in the period on one of the topics together with an employment centre."""
    found = (each for each in _held(evidence) if each.fields.get("topic") in topics)
    return [piece_of(each) for each in found if _with_czn(each)]


@record_word("domain 9.2 S000-2.2; semantics S32")
def attended_of_item(evidence: Evidence, item: str) -> Pieces:
    """People who came to the activities of an item of the plan that were held in the period."""
    found = (each for each in _held(evidence) if each.fields.get("plan_item") == item)
    return [piece_of(each, sum(_attended(evidence, each).values())) for each in found]


@record_word("domain 9.2 S000-2.6b")
def staff_trained(evidence: Evidence) -> Pieces:
    """Staff who came to trainings of staff that were held in the period, each time."""
    found = (e for e in _held(evidence) if e.fields["activity_kind"] == "STAFF_TRAINING")
    return [piece_of(each, _attended(evidence, each).get(STAFF, 0)) for each in found]


@record_word("domain 9.3 S001-I6")
def disliked(evidence: Evidence) -> Pieces:
    """Activities held in the period with which more than 10 % were fully dissatisfied."""
    return [piece_of(each) for each in _held(evidence) if _disliked(evidence, each) is True]


@record_word("domain 9.3 S001-I6, 7.4")
def surveyed(evidence: Evidence) -> Pieces:
    """Activities held in the period of which somebody said how they liked it."""
    return [piece_of(each) for each in _held(evidence) if _disliked(evidence, each) is not None]


@record_word("domain 9.4 S002-G3.2, 7.4")
def attended_of_quota(evidence: Evidence) -> Pieces:
    """Those who came to specialised fairs of the period from organisations that had a quota."""
    return _of_quotas(evidence, lambda attained: attained.attended)


@record_word("domain 9.4 S002-G3.2, 7.4")
def quota(evidence: Evidence) -> Pieces:
    """The quotas of specialised fairs of the period."""
    return _of_quotas(evidence, lambda attained: attained.quota)


def _held(evidence: Evidence) -> Iterator[Line]:
    return (each for each in own(evidence, ACTIVITY) if _was_held(evidence, each))


def _was_held(evidence: Evidence, line: Line) -> bool:
    begun = date.fromisoformat(str(line.fields["starts_on"]))
    return line.state == HELD and in_period(evidence, begun)


def _with_czn(line: Line) -> bool:
    named: Any = line.fields.get("co_organisers", ())
    return any(CZN.search(str(each)) for each in named)


def _attended(evidence: Evidence, line: Line) -> Mapping[str, int]:
    return by_audience(line.fields, evidence.came(line.record_id))


def _disliked(evidence: Evidence, line: Line) -> bool | None:
    said = answers(line.fields, evidence.came(line.record_id))
    return dissatisfied({"satisfaction": said})


def _of_quotas(evidence: Evidence, part: Callable[[Any], int]) -> Pieces:
    """Of specialised fairs of the whole region: whoever holds one, the quota is the school's."""
    wanted, pieces = evidence.organisation, []
    for line in evidence.lines(ACTIVITY):
        if line.fields.get("fair_type") == SPECIALISED and _was_held(evidence, line):
            told = quotas(line.fields, evidence.came(line.record_id))
            pieces += [
                Piece(number=part(attained), record_id=line.record_id, organisation=code)
                for code, attained in told.items()
                if wanted in {None, code}
            ]
    return pieces
