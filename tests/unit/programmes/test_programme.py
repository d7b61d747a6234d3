"""A programme decides: what it takes, what it refuses, and what it was at each time."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import uuid4

import pytest

from marshrut.programmes.contents import Closing, Progress, Revision, SetTarget
from marshrut.programmes.history import Status
from marshrut.programmes.plan import Act, Approval, Comparator, PeriodKind, Plan
from marshrut.programmes.schedule import Recurrence, Schedule
from marshrut.refusals import Refused
from tests.support.programme_acts import BY, MONTHLY, Story, day, item, plan, target

YEARLY = Schedule(recurrence=Recurrence.ANNUAL)
"""Every year, on no day."""


def refused(story: Story, content: Any) -> tuple[str, str | None]:
    with pytest.raises(Refused) as caught:
        story.record(content)
    found = caught.value.findings[0]
    return found.code, found.field


def progress(**fields: Any) -> Progress:
    said = {"item_id": "1.1", "state": "DONE", "effective_on": day("02-01"), **fields}
    return Progress(**{"due_on": day("01-20"), **said})


@pytest.fixture
def story() -> Story:
    told = Story()
    told.approve()
    return told


def test_a_programme_goes_from_draft_to_its_end(story: Story):
    story.amend("06-01", title="План с изменениями")
    story.close("11-30")
    found = [story.known().status(day(on)) for on in ("01-09", "01-10", "06-01", "11-30")]
    assert found == [Status.DRAFT, Status.APPROVED, Status.AMENDED, Status.CLOSED]
    assert [story.known().revision(day(on)) for on in ("05-31", "06-01")] == [0, 1]


def test_a_draft_that_was_amended_is_approved_as_it_is():
    story = Story()
    story.amend("01-01", title="Иначе")
    story.approve()
    assert story.known().status(day("02-01")) is Status.APPROVED


def test_a_programme_is_approved_once_and_not_ahead(story: Story):
    again = Approval(document="Приказ", approved_on=day("02-01"))
    assert refused(story, again) == ("PROGRAMME_APPROVED", None)
    ahead = Approval(document="Приказ", approved_on=date(2026, 1, 2))
    assert refused(Story(), ahead) == ("FUTURE_ACTUAL", "effective_on")


def test_an_annulled_approval_gives_the_draft_back(story: Story):
    approval = next(iter(story.known().entries))
    story.annul(approval)
    assert story.known().status(day("12-31")) is Status.DRAFT
    assert story.known(2).status(day("12-31")) is Status.APPROVED
    story.approve("03-01")
    assert story.known().approval() == Approval(document="Приказ", approved_on=day("03-01"))


@pytest.mark.parametrize(
    ("fields", "code", "field"),
    [
        ({"item_id": "9.9"}, "INVALID", "item_id"),
        ({"due_on": None}, "REQUIRED", "due_on"),
        ({"due_on": date(2025, 1, 21)}, "INVALID", "due_on"),
        ({"effective_on": date(2026, 1, 2)}, "FUTURE_ACTUAL", "effective_on"),
    ],
)
def test_progress_is_of_an_item_on_one_of_its_days(
    story: Story, fields: dict[str, Any], code: str, field: str
):
    assert refused(story, progress(**fields)) == (code, field)


def test_progress_is_reported_of_what_is_approved():
    assert refused(Story(), progress()) == ("PROGRAMME_NOT_APPROVED", None)


def test_an_item_without_due_days_takes_none():
    story = Story(plan(item("1.1", schedule=Schedule(recurrence=Recurrence.ON_REQUEST))))
    story.approve()
    assert refused(story, progress()) == ("INVALID", "due_on")
    story.record(progress(due_on=None))


def test_after_its_end_a_programme_takes_nothing_of_later_days(story: Story):
    story.close("06-30")
    later = progress(effective_on=day("07-01"), due_on=day("06-20"))
    assert refused(story, later) == ("PROGRAMME_CLOSED", None)
    story.record(progress(effective_on=day("06-30"), due_on=day("06-20")))
    assert refused(story, Closing(effective_on=day("06-01"), reason="x"))[0] == "PROGRAMME_CLOSED"


def test_an_end_before_the_approval_is_out_of_order(story: Story):
    early = Closing(effective_on=day("01-09"), reason="x")
    assert refused(story, early) == ("DATE_ORDER", "effective_on")


def test_a_correction_replaces_and_is_judged_anew(story: Story):
    entry = story.report("1.1", "DONE", "01-18", "01-20")
    story.correct(entry, state="IN_PROGRESS", effective_on=day("01-19"))
    (found,) = story.known().of(Progress)
    assert (found[1].state, found[1].effective_on) == ("IN_PROGRESS", day("01-19"))
    assert found[0].corrected
    (before,) = story.known(3).of(Progress)
    assert before[1].state == "DONE"
    for changes, code in (
        ({"due_on": day("01-21")}, "INVALID"),
        ({"statte": "DONE"}, "UNKNOWN_FIELD"),
        ({"state": "OVERDUE"}, "INVALID"),
        ({"due_on": None}, "REQUIRED"),
    ):
        with pytest.raises(Refused, match=code):
            story.correct(entry, **changes)


def test_the_approval_can_be_corrected_without_being_in_its_own_way(story: Story):
    entry = next(iter(story.known().entries))
    story.correct(entry, approved_on=day("02-01"), number="7")
    approval = story.known().approval()
    assert approval
    assert (approval.approved_on, approval.number) == (day("02-01"), "7")


def test_what_is_annulled_takes_nothing_more(story: Story):
    entry = story.report("1.1", "DONE", "01-18", "01-20")
    story.annul(entry)
    assert story.known().of(Progress) == []
    with pytest.raises(Refused, match="ENTRY_ANNULLED"):
        story.annul(entry)
    with pytest.raises(Refused, match="ENTRY_ANNULLED"):
        story.correct(entry, state="DONE")
    with pytest.raises(Refused, match="NOT_FOUND"):
        story.annul(uuid4())


def test_a_revision_holds_from_its_day_and_keeps_what_it_does_not_name(story: Story):
    story.amend("07-01", items=(item("1.2", schedule=MONTHLY),), removed_items=("1.1",))
    early, late = (story.known().plan(day(on)) for on in ("06-30", "07-01"))
    assert [each.id for each in early.items] == ["1.1"]
    assert [each.id for each in late.items] == ["1.2"]
    assert late.indicators == early.indicators
    assert story.known(2).plan(day("07-01")) == early


def test_revisions_told_out_of_order_take_their_places(story: Story):
    story.amend("09-01", title="Осенью")
    story.amend("03-01", title="Весной", goal="Занятость")
    told = [story.known().plan(day(on)) for on in ("02-28", "03-01", "09-01")]
    assert [each.title for each in told] == ["План на 2025 год", "Весной", "Осенью"]
    assert [each.goal for each in told] == [None, "Занятость", "Занятость"]


@pytest.mark.parametrize(
    ("revision", "field"),
    [
        ({"removed_items": ("9.9",)}, "removed_items"),
        ({"removed_indicators": ("X-9",)}, "removed_indicators"),
        ({"items": (item("1.2", section="9"),)}, "items.1.2.section"),
        ({"items": (item("1.2", indicators=("X-9",)),)}, "items.1.2.indicators"),
        ({"items": (item("1.2", keywords=("NEWS",)),)}, "items.1.2.keywords"),
        ({"valid_to": date(2024, 12, 31)}, "valid_to"),
    ],
)
def test_a_revision_must_leave_a_sound_plan(story: Story, revision: dict[str, Any], field: str):
    content = Revision(effective_on=day("07-01"), reason="x", **revision)
    assert refused(story, content)[1] == field


def test_a_revision_must_not_spoil_a_later_one(story: Story):
    story.amend("09-01", items=(item("1.2", indicators=("X-1",)),))
    early = Revision(effective_on=day("03-01"), reason="x", removed_indicators=("X-1",))
    assert refused(story, early) == ("INVALID", "items.1.2.indicators")


def test_a_decomposed_target_is_entered_from_a_day(story: Story):
    story.enter("03-01", 80.5, document="Письмо")
    before, after = (story.known().plan(day(on)) for on in ("02-28", "03-01"))
    assert [plan.indicators[0].targets[0].value for plan in (before, after)] == [75, 80.5]
    assert story.known(2).plan(day("03-01")) == before


def test_a_baseline_leaves_the_value_as_it_is(story: Story):
    story.enter("03-01", None, baseline=60)
    (found,) = story.known().plan(day("03-01")).indicators[0].targets
    assert (found.value, found.baseline) == (75, 60)


def test_a_target_that_there_was_not_needs_to_say_what_it_is(story: Story):
    said = {"indicator_id": "X-1", "period_from": day("01-01"), "period_to": day("12-31")}
    bare = SetTarget(effective_on=day("02-01"), category="OVZ_DISABLED", value=50, **said)
    assert refused(story, bare) == ("REQUIRED", "period")
    story.enter("02-01", 50, category="OVZ_DISABLED", op=Comparator.GE, period=PeriodKind.YEAR)
    found = story.known().plan(day("02-01")).indicators[0].targets
    assert [(each.category, each.value) for each in found] == [(None, 75), ("OVZ_DISABLED", 50)]


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"indicator_id": "X-9"}, "indicator_id"),
        ({"category": "RICH"}, "category"),
        ({"value": None}, "value"),
    ],
)
def test_a_target_is_of_an_indicator_with_a_value(story: Story, fields: dict[str, Any], field: str):
    said = {"indicator_id": "X-1", "period_from": day("01-01"), "period_to": day("12-31")}
    content = SetTarget(effective_on=day("02-01"), **{**said, "value": 50, **fields})
    assert refused(story, content)[1] == field


@pytest.mark.parametrize(
    ("content", "field"),
    [
        (plan(item("1"), item("1")), "items"),
        (plan(item("1", schedule=Schedule(yearly=("01-20",)))), "items.1.schedule.yearly"),
        (
            plan(item("1", schedule=Schedule(recurrence=Recurrence.ANNUAL))),
            "items.1.schedule.yearly",
        ),
        (plan(valid_to=date(2024, 1, 1)), "valid_to"),
    ],
)
def test_a_plan_that_is_not_sound_is_not_registered(content: Plan, field: str):
    with pytest.raises(Refused) as caught:
        Story(content)
    assert caught.value.findings[0].field == field


def test_two_targets_of_one_period_are_one_too_many():
    first = plan()
    twice = Plan(
        title="x",
        valid_from=first.valid_from,
        valid_to=first.valid_to,
        indicators=(type(first.indicators[0])(
            id="X-1", number="1", title="x", unit="%", targets=(target(), target(80))
        ),),
    )  # fmt: skip
    with pytest.raises(Refused) as caught:
        Story(twice)
    assert caught.value.findings[0].field == "indicators.X-1.targets"


def test_acts_named_by_an_amendment_replace_the_register(story: Story):
    act = Act(group="Иные акты", level="REGIONAL", title="Приказ")
    story.amend("07-01", legal_basis=(act,))
    assert story.known().plan(day("07-01")).legal_basis == (act,)


def test_everything_said_carries_who_said_it(story: Story):
    story.annul(story.report("1.1", "DONE", "01-18", "01-20"))
    assert len(story.events) == 4
    assert {event.by for event in story.events} == {BY}
