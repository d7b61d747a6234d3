"""How far an edition may come, and who may take it there."""

from __future__ import annotations

from datetime import date
from uuid import UUID

import pytest

from marshrut.events import Stamp
from marshrut.refusals import Refused
from marshrut.reports.events import Edition, File
from marshrut.reports.report import Report, State

CENTRE = Stamp(actor="ivanova", role="CK_STAFF", organisation="SM-1")
BASE = Stamp(actor="petrov", role="BCK_STAFF")
AUTHORITY = Stamp(actor="orlova", role="ROIV_STAFF")
EDITION = Edition(
    form="A",
    edition=1,
    renderer=1,
    as_of=date(2025, 2, 1),
    known_position=7,
    organisation="SM-1",
    filters={"graduation_year": 2024},
    issued_at=1,
    zone="Europe/Moscow",
)
FILES = (File("csv", "ab" * 32, 10),)


@pytest.fixture
def draft() -> Report:
    return Report.issue(UUID(int=1), EDITION, FILES, by=CENTRE)


def handed_in(report: Report) -> Report:
    report.submit(by=CENTRE)
    return report


def accepted(report: Report) -> Report:
    handed_in(report).accept(by=BASE)
    return report


def test_a_draft_tells_what_it_is_made_of(draft: Report):
    assert (draft.state, draft.version) == (State.DRAFT, 1)
    assert (draft.content, draft.files, draft.issued_by) == (EDITION, FILES, CENTRE)


def test_it_goes_from_draft_to_publication(draft: Report):
    accepted(draft).publish(by=AUTHORITY, note="Приказ 7")
    assert (draft.state, draft.version, draft.decided_by) == (State.PUBLISHED, 4, AUTHORITY)
    assert (draft.content, draft.files) == (EDITION, FILES)


def test_an_accepted_edition_may_still_be_returned(draft: Report):
    accepted(draft).send_back(reason="Не та дата", by=AUTHORITY)
    assert draft.state is State.RETURNED


@pytest.mark.parametrize("by", [CENTRE, Stamp(actor="ivanova", role="BCK_STAFF")])
@pytest.mark.parametrize("decide", ["accept", "return"])
def test_nobody_decides_on_their_own(draft: Report, by: Stamp, decide: str):
    handed_in(draft)
    with pytest.raises(Refused, match="OWN_EDITION"):
        draft.accept(by=by) if decide == "accept" else draft.send_back(reason="…", by=by)
    assert draft.state is State.SUBMITTED


def test_who_handed_it_in_for_another_does_not_decide_either(draft: Report):
    draft.submit(by=BASE)
    with pytest.raises(Refused, match="OWN_EDITION"):
        draft.accept(by=BASE)


STEPS = {
    "submit": lambda report: report.submit(by=CENTRE),
    "accept": lambda report: report.accept(by=BASE),
    "return": lambda report: report.send_back(reason="…", by=BASE),
    "publish": lambda report: report.publish(by=AUTHORITY),
}
WAYS = {
    State.DRAFT: {"submit"},
    State.SUBMITTED: {"accept", "return"},
    State.ACCEPTED: {"return", "publish"},
    State.RETURNED: set(),
    State.PUBLISHED: set(),
}
REACHED = {
    State.DRAFT: (),
    State.SUBMITTED: ("submit",),
    State.ACCEPTED: ("submit", "accept"),
    State.RETURNED: ("submit", "return"),
    State.PUBLISHED: ("submit", "accept", "publish"),
}


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("state", State)
def test_every_step_from_every_state(draft: Report, state: State, step: str):
    for way in REACHED[state]:
        STEPS[way](draft)
    assert draft.state is state
    version = draft.version
    if step in WAYS[state]:
        STEPS[step](draft)
        assert draft.version == version + 1
    else:
        with pytest.raises(Refused, match="REPORT_STATE"):
            STEPS[step](draft)
        assert (draft.state, draft.version) == (state, version)


def test_replayed_it_is_the_same(draft: Report):
    events = accepted(draft).collect_events()
    again = Report(draft.id)
    for event in events:
        again.replay(event)
    assert (again.state, again.version, again.content) == (State.ACCEPTED, 3, EDITION)
    assert again.authors == {"ivanova"}
