"""The figures of the demo are such as regions have: no share is out of the way."""

from __future__ import annotations

from collections import Counter

import pytest

from api.commands.opened import opened
from api.demo.calendar import STORY_ENDS, Calendar
from api.demo.installation import settings_in
from marshrut.asof import AsOf
from marshrut.cases.casework import Consent, ContractChange, Measure, Step, Transition
from marshrut.cases.contents import Status
from marshrut.cases.events import CaseOpened, EntryAnnulled, EntryCorrected, StatusEnded
from marshrut.classifiers import classifier
from marshrut.employers.events import EmployerChanged
from marshrut.ledger.clock import moment_of
from projections.employers import register_at
from projections.population import Filters, Scope
from projections.runner import Projections
from projections.snapshot import snapshot
from tests.support.demos import load_demo

CASES = 1_200
LATE_DAYS = 30


@pytest.fixture(scope="module")
def service(tmp_path_factory):
    folder = tmp_path_factory.mktemp("shape")
    assert load_demo(folder, Calendar(STORY_ENDS), cases=CASES) == []
    with opened(settings_in(folder)) as service:
        yield service


@pytest.fixture(scope="module")
def events(service):
    return service.ledger.records_between(after=0)


@pytest.fixture(scope="module")
def contents(events):
    return [getattr(record.event, "content", None) for record in events]


@pytest.fixture(scope="module")
def figures(service):
    projections = Projections(service.ledger)
    point = AsOf(STORY_ENDS, service.ledger.head().position)

    def ask(**filters):
        asked = snapshot(projections, point, filters=Filters(**filters), scope=Scope())
        return asked.rows[0]

    return ask


@pytest.mark.parametrize(
    ("group", "least", "most"),
    [
        ("EMPLOYED", 0.60, 0.80),
        ("EDUCATION", 0.04, 0.12),
        ("SERVICE", 0.04, 0.12),
        ("LEAVE", 0.015, 0.06),
        ("AT_RISK", 0.005, 0.05),
    ],
)
def test_graduates_are_spread_over_the_groups(figures, group, least, most):
    now = figures()
    assert least < now.groups[group] / now.total < most


def test_from_five_to_ten_of_a_hundred_are_at_risk(figures):
    now = figures()
    assert 0.05 < now.at_risk_strict / now.total < 0.10


def test_conscripts_of_last_year_are_about_to_return(figures):
    cohort = figures(graduation_year=STORY_ENDS.year - 1)
    assert 0.03 < cohort.statuses["MILITARY_CONSCRIPT"] / cohort.total < 0.15


def test_most_work_in_what_they_learnt(contents):
    work = [c for c in contents if isinstance(c, Status) and "in_specialty" in c.attributes]
    hired = [c for c in work if c.status_code == "EMPLOYED_LABOUR_CONTRACT"]
    fitting = sum(c.attributes["in_specialty"] is True for c in hired)
    assert 0.65 < fitting / len(hired) < 0.85


def test_the_register_knows_where_most_work_and_not_all(service, contents):
    projections = Projections(service.ledger)
    register = register_at(projections, AsOf(STORY_ENDS, service.ledger.head().position))
    assert sum(told.opk for told in register.values()) == 3
    work = [c for c in contents if isinstance(c, Status) and c.attributes.get("employer_inn")]
    known = sum(c.attributes["employer_inn"] in register for c in work)
    assert 0.85 < known / len(work) < 1


def test_the_register_was_changed_and_corrected(service, events):
    changes = [record for record in events if isinstance(record.event, EmployerChanged)]
    assert [r.event.effective_on is None for r in changes] == [True, False]
    projections, first = Projections(service.ledger), AsOf(STORY_ENDS, changes[0].position - 1)
    before = register_at(projections, first)
    assert sum(told.opk for told in before.values()) == 2
    assert "PHARMACEUTICAL" in {told.industry for told in before.values()}


def test_students_work_and_plan_in_every_way(contents):
    statuses = [c for c in contents if isinstance(c, Status)]
    for name, codes in (("student_work_mode", "student_work_modes"), ("plan", "employment_plans")):
        told = {c.attributes[name] for c in statuses if name in c.attributes}
        assert told == set(classifier(codes).codes)
    assert any("plan" not in c.attributes for c in statuses if c.status_code == "F_EMPLOYED")


def test_the_history_has_late_news_corrections_and_annulments(events):
    kinds = Counter(type(record.event) for record in events)
    openings = kinds[CaseOpened]
    for kind in (EntryCorrected, EntryAnnulled, StatusEnded):
        assert kinds[kind] > openings / 100
    late = [
        record
        for record in events
        if isinstance(content := getattr(record.event, "content", None), Status)
        and (_day(record) - content.effective_on).days > LATE_DAYS
    ]
    assert len(late) > openings / 20


def test_routes_succeed_and_fail(contents):
    moves = [c for c in contents if isinstance(c, Step | Transition)]
    assert {"PLANNED", "IN_PROGRESS", "DONE", "FAILED", "DECLINED", "CANCELLED"} <= {
        move.state for move in moves
    }
    outcomes = {move.outcome for move in moves}
    assert {"HIRED_IN_SPECIALTY", "RETAINED", "LEFT", "NO_ANSWER", "REJECTED"} <= outcomes


def test_support_was_given_consents_revoked_and_contracts_broken(events, contents):
    assert len({c.measure_code for c in contents if isinstance(c, Measure)}) > 40
    assert {"PD_PROCESSING", "RESUME_TRANSFER"} <= {
        c.consent_kind for c in contents if isinstance(c, Consent)
    }
    assert "case.consent-revoked" in {record.event.TOPIC for record in events}
    changed = {c.state for c in contents if isinstance(c, ContractChange)}
    assert changed == {"FULFILLING", "TERMINATED"}


def _day(record):
    return moment_of(record.recorded_at).date()
