"""Who of a working group records what: the table is whole, and says what the documents say."""

from __future__ import annotations

import pytest

from marshrut.application.functions import FORECASTS
from marshrut.cases import casework, contents
from marshrut.classifiers import classifier
from marshrut.policy import BY_CODE, EVERY_MEMBER, Actor, Role, recorded_by, records

RIGHTS = classifier("working_group_rights").terms
KINDS = {
    contents.Opening.KIND,
    contents.PassportChange.KIND,
    contents.Graduation.KIND,
    contents.Movement.KIND,
    contents.Category.KIND,
    contents.Status.KIND,
    FORECASTS,
    contents.Confirmation.KIND,
    casework.Consent.KIND,
    casework.RiskCause.KIND,
    casework.Contract.KIND,
    casework.PracticeAssessment.KIND,
}


def member(*functions: str) -> Actor:
    return Actor(actor_id="x", role=Role.WG_MEMBER, organisation="A", functions=functions)


def test_the_table_has_a_row_for_each_function_and_one_for_every_member():
    assert list(RIGHTS) == [EVERY_MEMBER, *classifier("working_group_functions").codes]
    assert all(term.extra["source"] for term in RIGHTS.values())


@pytest.mark.parametrize("code", RIGHTS)
def test_a_row_names_what_there_is(code):
    term = RIGHTS[code]
    assert {*term.words("kinds")} <= KINDS
    for kind in BY_CODE:
        assert {*term.words(kind)} <= {*classifier(kind).codes}
    assert term.words("kinds") or term.words("measures") or term.words("steps")


def test_words_that_are_one_functions_are_recorded_by_it_alone():
    for measure in classifier("measures").terms.values():
        if measure.extra["restricted"]:
            assert recorded_by("measures", measure.code) == (measure.extra["restricted"],)
    assert recorded_by("categories") == ("INCLUSION_OFFICER",)


@pytest.mark.parametrize(
    ("function", "kind", "code", "may"),
    [
        ("CONTINGENT_OFFICER", "movements", None, True),
        ("GROUP_CURATOR", "movements", None, False),
        ("PSYCHOLOGIST", "measures", "PSYCH_SUPPORT", True),
        ("PSYCHOLOGIST", "measures", "JOB_FAIR", False),
        ("PSYCHOLOGIST", "statuses", None, False),
        ("GROUP_CURATOR", "measures", "PSYCH_SUPPORT", False),
        ("TEACHER", "forecasts", None, True),
        ("TEACHER", "statuses", None, False),
        ("DPO_OFFICER", "steps", "RETRAINING_OFFER", True),
        ("DPO_OFFICER", "steps", "OPK_CONTRACT", False),
        ("MEDIA_CENTRE", "merge", None, False),
    ],
)
def test_a_function_records_its_own(function, kind, code, may):
    assert records(member(function), kind=kind, code=code) is may
    assert records(Actor(actor_id="x", role=Role.CK_STAFF), kind=kind, code=code)


def test_who_has_no_function_records_what_is_left_to_the_whole_group():
    nobody = member()
    assert records(nobody, kind="confirmations")
    assert records(nobody, kind="measures", code="RESUME")
    assert not records(nobody, kind="statuses")
    assert records(member("TEACHER", "DPO_OFFICER"), kind="measures", code="DPO_INFO")
