"""What each word counts of records: what is in, what is just out, and how much it adds."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID, uuid4

import pytest

from marshrut.classifiers import classifier
from marshrut.indicators.calling import calling
from marshrut.indicators.definitions import definitions
from marshrut.indicators.evidence import Filled, Line, Piece, School
from marshrut.indicators.predicates import Question
from marshrut.indicators.record_words import RECORD_WORDS
from marshrut.records.attended import Came
from marshrut.records.filled import Filling

DAY = date(2025, 12, 31)
YEAR = Question(DAY, date(2025, 1, 1), DAY)
SITE = list(classifier("site_items").codes)
OPK, PLAIN = "7001000013", "6301000012"


OF_THE_COMPLEX_SINCE = date(2025, 3, 1)
ELSEWHERE = "7701000010"
HOMES = {PLAIN: "67", ELSEWHERE: "77"}


def filling(line: Line) -> Filling:
    """How a vacancy of a test was filled."""
    told: Any = line.fields
    by = frozenset(told.get("filled_by", ("case",)))
    return Filling(line.reached, by, told["requires_spo"], told["employer_inn"])


class Shelf:
    """Evidence that a test has laid out."""

    question = YEAR

    def __init__(self, *lines: Line, organisation: str | None = None, came: Any = ()) -> None:
        self._lines, self.organisation, self._came = lines, organisation, tuple(came)
        self.taught: tuple[School, ...] = ()

    def lines(self, kind: str) -> Sequence[Line]:
        return [each for each in self._lines if each.kind == kind]

    def came(self, record_id: UUID) -> Sequence[Came]:
        return self._came if record_id else ()

    def schools(self) -> Sequence[School]:
        return self.taught

    def nothing_kept(self) -> bool:
        return not self._lines

    def filled(self) -> Sequence[Filled]:
        return [
            Filled(record_id=each.record_id, organisation=each.organisation, filling=filling(each))
            for each in self._lines
            if each.state == "FILLED"
        ]

    def is_opk(self, inn: str, day: date) -> bool:
        return inn == OPK and day >= OF_THE_COMPLEX_SINCE

    def home(self, inn: str) -> str | None:
        return HOMES.get(inn)


def line(kind: str, state: str, *, of: str | None = "SM-1", day: str = "2025-06-01", **said: Any):
    at = date.fromisoformat(day)
    return Line(
        record_id=uuid4(),
        kind=kind,
        organisation=of,
        region_code="67",
        state=state,
        open=state in {"OPEN", "ACTS", "PLANNED"},
        reached=at,
        confirmed_on=at,
        fields=said,
    )


def activity(kind: str = "JOB_FAIR", *, state: str = "HELD", of: str | None = "SM-1", **said: Any):
    return line(
        "ACTIVITY", state, of=of, **{"activity_kind": kind, "starts_on": "2025-06-01", **said}
    )


def school(
    code: str, *, centre: bool = True, plan: bool = True, org_kind: str = "POO", **more: Any
):
    return School(code=code, region_code="67", org_kind=org_kind, centre=centre, plan=plan, **more)


def counted(text: str, shelf: Shelf) -> dict[UUID | str | None, float]:
    pieces: list[Piece] = calling(text).pieces(shelf)
    return {each.record_id or each.organisation: each.number for each in pieces}


def test_held_in_the_period_of_the_kind_by_whom_is_asked():
    day, planned = activity("VIDEO"), activity("VIDEO", state="PLANNED")
    other, cancelled = activity("SEMINAR"), activity("VIDEO", state="CANCELLED")
    early, late = (activity("VIDEO", starts_on=on) for on in ("2024-12-31", "2026-01-01"))
    first, last = (activity("VIDEO", starts_on=on) for on in ("2025-01-01", "2025-12-31"))
    theirs = activity("VIDEO", of="SM-2")
    lines = (day, planned, other, cancelled, early, late, first, last, theirs)
    held = {each.record_id: 1 for each in (day, first, last, theirs)}
    assert counted("held(VIDEO)", Shelf(*lines)) == held
    del held[theirs.record_id]
    assert counted("held(VIDEO)", Shelf(*lines, organisation="SM-1")) == held
    assert len(counted("held(VIDEO, SEMINAR)", Shelf(*lines))) == 5


def test_career_days_count_by_their_days():
    days = activity("CAREER_DAY", ends_on="2025-06-03")
    fair = activity(ends_on="2025-06-03")
    told = counted("held_by_weight", Shelf(days, fair))
    assert told == {days.record_id: 3, fair.record_id: 1}


def test_topics_employers_and_employment_centres():
    alone = activity(topic="REGIONAL_SUPPORT")
    whole = activity(topic="REGIONAL_SUPPORT", co_organisers=["ЦЗН Смоленска"])
    spelt = activity(topic="REGIONAL_SUPPORT", co_organisers=["Центра занятости населения"])
    near = activity(topic="REGIONAL_SUPPORT", co_organisers=["Оцензнание", "Минтруд"])
    other = activity(topic="LEGAL", co_organisers=["ЦЗН"], employer_inns=[{"inn": OPK}])
    shelf = Shelf(alone, whole, spelt, near, other)
    assert counted("held_with_czn(REGIONAL_SUPPORT)", shelf).keys() == {
        whole.record_id,
        spelt.record_id,
    }
    assert counted("held_on(LEGAL, DPO)", shelf).keys() == {other.record_id}
    assert counted("held_with_employers", shelf).keys() == {other.record_id}


def test_people_of_an_item_and_trained_staff():
    week = activity("CAREER_WEEK", plan_item="S000-2.2", attended={"STUDENTS": 1, "EMPLOYERS": 5})
    strange = activity("CAREER_WEEK", plan_item="S000-2.3", attended={"STUDENTS": 9})
    training = activity("STAFF_TRAINING", attended={"STAFF": 7, "STUDENTS": 1})
    came = [Came("SM-1", student=True), Came("SM-1", student=True), Came("SM-1", student=False)]
    shelf = Shelf(week, strange, training, came=came)
    assert counted("attended_of_item(S000-2.2)", shelf) == {week.record_id: 2 + 1 + 5}
    assert counted("staff_trained", shelf) == {training.record_id: 7}


def test_what_was_disliked_is_so_by_more_than_a_tenth_of_those_who_said():
    fine = activity(satisfaction={"FULLY": 9, "NOT_AT_ALL": 1})
    bad = activity(satisfaction={"FULLY": 8, "NOT_AT_ALL": 1})
    silent = activity()
    assert counted("disliked", Shelf(fine, bad, silent)).keys() == {bad.record_id}
    assert counted("surveyed", Shelf(fine, bad, silent)).keys() == {fine.record_id, bad.record_id}
    by_name = Shelf(silent, came=[Came("SM-1", student=True, satisfaction=1)])
    assert counted("disliked", by_name).keys() == {silent.record_id}


def test_quotas_are_of_schools_whoever_holds_the_fair():
    fair = activity(
        of=None,
        fair_type="SPECIALISED_BCK",
        quota={"SM-1": 4, "SM-2": 6},
        attended_from={"SM-2": 9},
    )
    other = activity(of=None, fair_type="CZN_LOCAL", quota={"SM-1": 100})
    came = [Came("SM-1", student=True)]
    pieces = calling("quota").pieces(Shelf(fair, other, came=came))
    assert [(each.organisation, each.number) for each in pieces] == [("SM-1", 4), ("SM-2", 6)]
    pieces = calling("attended_of_quota").pieces(Shelf(fair, other, came=came))
    assert [(each.organisation, each.number) for each in pieces] == [("SM-1", 1), ("SM-2", 9)]
    mine = calling("quota").pieces(Shelf(fair, other, organisation="SM-2"))
    assert [each.number for each in mine] == [6]


@pytest.mark.parametrize(
    ("on", "is_counted"),
    [("2025-01-01", True), ("2025-01-20", True), ("2025-01-21", False), ("2024-12-31", False)],
)
def test_clusters_propose_by_the_20_january(on: str, *, is_counted: bool):
    acts = line("CLUSTER", "ACTS", of=None, proposed_on=on)
    ended = line("CLUSTER", "ENDED", of=None, proposed_on=on)
    silent = line("CLUSTER", "ACTS", of=None)
    told = counted("clusters_that_proposed", Shelf(acts, ended, silent))
    assert (acts.record_id in told, len(told)) == (is_counted, int(is_counted))


def assessment(of: str, to: str, result: str, state: str = "APPROVED") -> Line:
    return line("CENTRE_ASSESSMENT", state, of=of, period_to=to, result=result)


def test_the_last_assessment_of_a_centre_counts():
    lines = (
        assessment("SM-1", "2025-03-31", "NOT_EFFECTIVE"),
        assessment("SM-1", "2025-09-30", "EFFECTIVE"),
        assessment("SM-2", "2025-09-30", "EFFECTIVE"),
        assessment("SM-2", "2025-10-31", "NOT_EFFECTIVE"),
        assessment("SM-3", "2025-10-31", "EFFECTIVE", state="DRAFT"),
        assessment("SM-4", "2024-12-31", "EFFECTIVE"),
    )
    shelf = Shelf(*lines)
    assert counted("effective_centres", shelf).keys() == {lines[1].record_id}
    assert len(counted("assessed_centres", shelf)) == 2
    shelf.taught = (school("SM-1"), school("SM-2", centre=False), school("BCK", org_kind="BCK"))
    assert counted("centres", shelf) == {"SM-1": 1, "BCK": 1}
    assert counted("schools", shelf) == {"SM-1": 1, "SM-2": 1}


def test_sites_comply_by_their_last_check_and_show_a_plan_in_force():
    lines = (
        line("SITE_CHECK", "CHECKED", of="SM-1", day="2025-02-01", present=SITE[1:]),
        line("SITE_CHECK", "CHECKED", of="SM-1", day="2025-05-01", present=SITE),
        line("SITE_CHECK", "CHECKED", of="SM-2", day="2025-02-01", present=SITE),
        line("SITE_CHECK", "CHECKED", of="SM-2", day="2025-05-01", present=["YEAR_PLAN"]),
        line("SITE_CHECK", "CHECKED", of="SM-3", day="2025-05-01", present=SITE),
        line("SITE_CHECK", "CHECKED", of="BCK", day="2025-05-01", present=SITE),
    )
    shelf = Shelf(*lines)
    shelf.taught = (
        school("SM-1"),
        school("SM-2"),
        school("SM-3", plan=False),
        school("BCK", org_kind="BCK"),
    )
    assert counted("complying_sites", shelf).keys() == {lines[1].record_id, lines[4].record_id}
    assert counted("plans_on_site", shelf).keys() == {lines[1].record_id, lines[3].record_id}


def vacancy(state: str = "OPEN", *, day: str = "2025-12-01", **said: Any) -> Line:
    fields = {"requires_spo": True, "programme_codes": ["15.02.16"], "places": 3}
    return line("VACANCY", state, day=day, **{**fields, "employer_inn": PLAIN, **said})


def test_vacancies_are_current_for_a_quarter_and_fit_what_is_taught():
    fits, stale = vacancy(), vacancy(day="2025-09-29")
    last = vacancy(day="2025-09-30")
    other, any_one = vacancy(programme_codes=["09.02.07"]), vacancy(programme_codes=[])
    near = vacancy(employer_inn=OPK)
    out = (vacancy(requires_spo=False), vacancy("CLOSED"), vacancy(employer_inn=ELSEWHERE))
    shelf = Shelf(fits, stale, last, other, any_one, near, *out)
    shelf.taught = (school("SM-1", programmes=frozenset({"15.02.16"})),)
    told = dict.fromkeys((fits.record_id, last.record_id, near.record_id), 1)
    assert counted("vacancies_for_students", shelf) == told
    assert counted("places_for_students", shelf) == dict.fromkeys(told, 3)
    assert len(counted("open_vacancies", shelf)) == 8
    assert len(counted("current_vacancies", shelf)) == 7


def test_vacancies_of_the_defence_complex_are_filled_in_the_period():
    filled = vacancy("FILLED", employer_inn=OPK)
    others = (
        vacancy(employer_inn=OPK),
        vacancy("FILLED"),
        vacancy("FILLED", employer_inn=OPK, requires_spo=False),
        vacancy("FILLED", employer_inn=OPK, day="2024-12-31"),
        vacancy("FILLED", employer_inn=OPK, day="2025-02-28"),
        vacancy("FILLED", employer_inn=OPK, filled_by=[]),
    )
    assert counted("opk_vacancies_filled", Shelf(filled, *others)) == {filled.record_id: 1}


def test_practices_are_replicated_by_others():
    def practice(state: str = "REPLICATED", *, by: list[str], day: str = "2025-06-01") -> Line:
        return line("BEST_PRACTICE", state, day=day, taken_up_by=by)

    good = practice(by=["SM-1", "SM-2"])
    shelf = Shelf(
        good,
        practice(by=["SM-1"]),
        practice("ACCEPTED", by=["SM-2"]),
        practice(by=["SM-2"], day="2024-12-31"),
    )
    assert counted("replicated_practices", shelf) == {good.record_id: 1}


@pytest.mark.parametrize("text", ["", "held", "nothing(X)", "held(VIDEO", "held(VIDEO) + 1"])
def test_only_known_words_are_read(text: str):
    if text == "held":
        assert calling(text).arguments == ()
        return
    with pytest.raises(ValueError, match="no word"):
        calling(text)


def test_every_word_is_used_by_a_definition():
    told = [
        text
        for each in definitions(day=DAY)
        for reading in (each, *(each.varied(variant.code) for variant in each.variants))
        for text in (reading.records, reading.among)
    ]
    used = {calling(text).word.name for text in told if text not in {None, "reported"}}
    assert used == set(RECORD_WORDS)
