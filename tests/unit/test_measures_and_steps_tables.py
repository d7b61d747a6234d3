"""The tables of support measures, routing and contracts agree with each other and the domain."""

from __future__ import annotations

from collections import Counter

import pytest

from marshrut.classifiers import Term, classifier, names

MEASURES = classifier("measures").terms
STEPS = classifier("steps").terms
TYPES = {"text", "date", "uuid", "bool", "int", "inn", "country", "list:uuid", "plan"}
FIELDS_OF_A_MEASURE = {
    "period_end", "form", "activity_id", "routing_step_id", "employer_id", "vacancy_id", "hours",
    "initiated_by", "satisfaction",
}  # fmt: skip
FIELDS_OF_A_STEP = {
    "due_on", "employer_id", "vacancy_id", "activity_id", "contract_entry_id", "parent_step_id",
    "status_entry_id",
}  # fmt: skip
SEALED_FIELDS = {"provider_person", "result_note", "evidence", "responsible", "note"}
ATTRIBUTES = [
    (table, owners, term)
    for table, owners in (("measure_attributes", "measures"), ("step_attributes", "steps"))
    for term in classifier(table).terms.values()
]


def attributes(table: str, owner: str) -> set[str]:
    return {
        t.code for known, owners, t in ATTRIBUTES if known == table and owner in t.words(owners)
    }


def numbered(number: int, terms: dict[str, Term]) -> str:
    return next(code for code, term in terms.items() if term.extra["number"] == str(number))


def where(table: str, column: str, value: str) -> set[str]:
    return {c for c, t in classifier(table).terms.items() if t.extra[column] == value}


def test_there_are_52_measures_in_their_order_of_which_11_are_of_a_kind():
    assert [int(t.extra["number"]) for t in MEASURES.values()] == list(range(1, 53))
    kinds = [t.extra["kind"] for t in MEASURES.values() if t.extra["kind"]]
    assert kinds == [str(kind) for kind in range(1, 12)]


def test_which_measures_are_addressed_support():
    never = [6, 7, 8, 10, 14, 17, 29, 30, 32, 33, 34, 35, 47, 48, 49, 51, 52]
    assert where("measures", "addressed", "NEVER") == {numbered(n, MEASURES) for n in never}
    individual = {"VACANCY_INFO", "EMPLOYER_INTERVIEW"}
    assert where("measures", "addressed", "INDIVIDUAL") == individual
    assert Counter(t.extra["addressed"] for t in MEASURES.values()) == {
        "ALWAYS": 33, "INDIVIDUAL": 2, "NEVER": 17,
    }  # fmt: skip


def test_every_measure_has_a_provider_that_exists_and_every_provider_a_measure():
    used = {word for term in MEASURES.values() for word in term.words("providers")}
    assert used == set(classifier("measure_providers").codes)
    assert all(term.words("providers") for term in MEASURES.values())


@pytest.mark.parametrize(
    ("code", "providers"),
    [
        ("JOB_FAIR", ("BCK", "CZN", "MINLABOUR")),
        ("ENTREPRENEURSHIP_TRAINING", ("POO", "CZN", "MY_BUSINESS")),
        ("REGIONAL_SUPPORT_INFO", ("CK", "CZN")),
        ("REGIONAL_SUPPORT_USED", ("ROIV", "OTHER")),
        ("OPK_DEFERRAL", ("ROIV", "OPK_ENTERPRISE")),
        ("PORTAL_REGISTRATION", ("CK", "INCLUSIVE_BASE_ORG")),
    ],
)
def test_providers_stand_as_on_the_page(code: str, providers: tuple[str, ...]):
    assert MEASURES[code].words("providers") == providers


def test_only_the_psychologist_has_restricted_notes():
    assert where("measures", "restricted", "PSYCHOLOGIST") == {"PSYCH_SUPPORT", "DIAGNOSTICS"}
    assert where("measures", "restricted", "") == set(MEASURES) - {"PSYCH_SUPPORT", "DIAGNOSTICS"}
    note = classifier("measure_attributes").get("restricted_note")
    assert set(note.words("measures")) == {"PSYCH_SUPPORT", "DIAGNOSTICS"}


def test_only_what_was_given_or_is_being_given_counts():
    assert where("measure_results", "counted", "1") == {"PROVIDED", "IN_PROGRESS", "COMPLETED"}
    assert len(classifier("measure_results").codes) == 6


def test_there_are_37_steps_in_their_order():
    assert [int(t.extra["number"]) for t in STEPS.values()] == list(range(1, 38))


def test_a_place_on_the_route_names_its_stage():
    for code, step in STEPS.items():
        stages = [f"{int(place.rstrip('abcdefg')):02}" for place in step.words("place")]
        assert tuple(stages) == step.words("stages"), code
        assert set(stages) <= set(classifier("stages").codes)
    outside = {"REFERRAL", "POST_LEAVE_SUPPORT", "REGION_TRANSFER"}
    assert where("steps", "stages", "") == outside
    assert STEPS["VACANCY_OFFERED"].words("place") == ("4a", "9b")


def test_the_stages_that_touch_a_graduate_are_those_with_steps():
    stages = classifier("stages").terms
    assert list(stages) == [f"{number:02}" for number in range(1, 17)]
    assert where("stages", "period", "BEFORE") == {f"{number:02}" for number in range(1, 8)}
    assert where("stages", "period", "AFTER") == {f"{number:02}" for number in range(8, 17)}
    with_steps = {stage for step in STEPS.values() for stage in step.words("stages")}
    assert set(stages) - with_steps == where("stages", "nature", "ORGANISATIONAL")
    assert where("stages", "nature", "MIXED") == {"04", "07", "12", "13"}


def test_outcomes_are_exactly_those_of_the_steps():
    used = {word for step in STEPS.values() for word in step.words("outcomes")}
    assert used == set(classifier("step_outcomes").codes)
    for code, step in STEPS.items():
        assert {*step.words("reasoned"), *step.words("positive")} <= set(step.words("outcomes"))
        assert step.words("positive"), code
        assert {*step.words("exempt")} < {*step.words("outcomes")}, code
        assert not {*step.words("reasoned")} & {*step.words("positive")}, code


def test_only_two_outcomes_ask_for_a_reason():
    reasoned = {code: t.words("reasoned") for code, t in STEPS.items() if t.words("reasoned")}
    assert reasoned == {"VACANCY_OFFERED": ("DECLINED",), "RETENTION_CHECK": ("LEFT",)}


def test_steps_with_the_same_outcomes_on_the_page_have_the_same_here():
    for one, other in (("JOB_BY_PO", "PRACTICE_JOB"),
                       ("POST_SERVICE_SUPPORT", "POST_LEAVE_SUPPORT")):  # fmt: skip
        assert STEPS[one].words("outcomes") == STEPS[other].words("outcomes")


def test_consents_are_asked_where_data_leave_the_centre():
    assert where("steps", "consent", "RESUME_TRANSFER") == {"RESUME_SENT", "GRADUATE_BANK"}
    assert where("steps", "consent", "TRANSFER_OTHER_REGION") == {"REGION_TRANSFER"}
    assert where("measures", "consent", "RESUME_TRANSFER") == {"RESUME_TO_EMPLOYER"}
    kinds = {t.extra["consent"] for t in (*STEPS.values(), *MEASURES.values())} - {""}
    assert kinds <= set(classifier("consent_kinds").codes)


def test_the_states_of_a_step_lead_from_planned_to_a_closed_one():
    states = classifier("step_states").terms
    assert where("step_states", "open", "1") == {"PLANNED", "IN_PROGRESS"}
    closing = {"DONE", "FAILED", "DECLINED", "CANCELLED"}
    following = {code: set(term.words("next")) for code, term in states.items()}
    assert following.pop("PLANNED") == {"IN_PROGRESS", *closing}
    assert following.pop("IN_PROGRESS") == closing
    assert following == {code: set() for code in (*closing, "EXPIRED")}
    assert where("step_states", "outcome", "1") == {"DONE", "FAILED"}
    assert where("step_states", "reason", "1") == {"DECLINED"}
    assert where("step_states", "recordable", "0") == {"EXPIRED"}


def test_fields_that_are_expected_of_a_record_are_its_fields_in_clear():
    for term in MEASURES.values():
        assert set(term.words("expected")) <= FIELDS_OF_A_MEASURE, term.code
    for code, term in STEPS.items():
        known = FIELDS_OF_A_STEP | attributes("step_attributes", code)
        alone = {names for names in term.words("expected") if "|" not in names}
        assert alone <= FIELDS_OF_A_STEP, code
        assert {name for names in term.words("expected") for name in names.split("|")} <= known


@pytest.mark.parametrize(("table", "owners", "term"), ATTRIBUTES)
def test_attributes_belong_to_codes_that_exist(table: str, owners: str, term: Term):
    known = term.words(owners)
    assert known
    assert len(set(known)) == len(known)
    assert set(known) <= set(classifier(owners).codes)
    assert set(term.words("expected")) <= set(known)
    fields = FIELDS_OF_A_MEASURE if table == "measure_attributes" else FIELDS_OF_A_STEP
    assert term.code not in fields | SEALED_FIELDS


@pytest.mark.parametrize("term", [term for _, _, term in ATTRIBUTES])
def test_attributes_are_of_a_legal_type_and_free_texts_sealed(term: Term):
    kind = term.extra["type"]
    listed = kind.removeprefix("list:")
    assert kind in TYPES or listed.removeprefix("code:") in names()
    assert kind in TYPES or listed.startswith("code:")
    published = {"employer_name", "czn", "programme_name", "profession", "support_name",
                 "list_code"}  # fmt: skip
    free = kind in {"text", "plan"} and term.code not in published
    expected = "if12" if kind == "inn" else str(int(free))
    assert term.extra["sealed"] == expected
    bounds = [int(term.extra[end]) for end in ("minimum", "maximum") if term.extra[end]]
    assert bounds == sorted(bounds)
    assert not bounds or kind == "int"


def test_a_name_means_the_same_for_measures_steps_and_statuses():
    tables = [classifier(f"{kind}_attributes").terms for kind in ("measure", "step", "status")]
    for code in set(tables[0]) & set(tables[1]):
        one, other = tables[0][code], tables[1][code]
        assert one.label_ru == other.label_ru
        assert (one.extra["type"], one.extra["sealed"]) == (
            other.extra["type"], other.extra["sealed"],
        )  # fmt: skip
    for table in tables[:2]:
        for code in set(table) & set(tables[2]):
            assert table[code].extra["type"] == tables[2][code].extra["type"]
            assert table[code].extra["sealed"] == tables[2][code].extra["sealed"]


@pytest.mark.parametrize(
    ("table", "owner", "known"),
    [
        ("measure_attributes", "VACANCY_INFO", {"vacancy_ids", "channel"}),
        ("measure_attributes", "RESUME", {"portal", "url", "moderated_on"}),
        ("measure_attributes", "HOTLINE", {"channel", "question", "resolved"}),
        ("measure_attributes", "INTERVIEW_PREP", set()),
        ("measure_attributes", "TUTOR", {"tutor", "period_start"}),
        ("step_attributes", "CAREER_CARD", {"goals", "strengths", "plan_items"}),
        ("step_attributes", "VACANCY_OFFERED", set()),
        ("step_attributes", "REASON_ANALYSIS", {"risk_causes"}),
        ("step_attributes", "REFERRAL",
         {"employer_inn", "employer_name", "referral_number", "valid_until"}),
    ],
)  # fmt: skip
def test_the_attributes_of_a_code_are_those_of_the_page(table: str, owner: str, known: set[str]):
    assert attributes(table, owner) == known


def test_a_contract_is_open_while_it_is_in_force():
    assert where("contract_states", "open", "1") == {"ACTIVE", "FULFILLING"}
    assert where("contract_states", "open", "0") == {"DRAFT", "FULFILLED", "TERMINATED"}
    assert classifier("contract_parties").codes == ("EMPLOYER", "GRADUATE", "MUTUAL", "POO")


def test_cadences_belong_to_regions_and_one_stands_for_all_others():
    cadences = classifier("cadences").terms
    regions = {code: set(t.words("regions")) for code, t in cadences.items() if t.words("regions")}
    assert regions == {"M20": {"70"}, "M01": {"63", "67"}, "W": {"67"}, "TM": {"67"}}
    assert where("cadences", "default", "1") == {"M20"}
    assert {code: int(cadences[code].extra["days"]) for code in regions} == {
        "M20": 31, "M01": 31, "W": 7, "TM": 16,
    }  # fmt: skip
    months = {c: (t.extra["from_month"], t.extra["to_month"]) for c, t in cadences.items()}
    assert (months["W"], months["TM"], months["M20"]) == (("4", "7"), ("7", "12"), ("", ""))
    cohorts = {word for term in cadences.values() for word in term.words("cohorts")}
    assert cohorts == {"CX", "Y", "Y-1"}
