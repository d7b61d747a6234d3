"""A centre's day over HTTP: chains from vacancy to retention, consents, notes, contracts."""

from __future__ import annotations

import pytest

from tests.support.desk import Desk
from tests.support.http import SCHOOL, Client, Installation, answered, employed


@pytest.fixture
def desk(staff: Client) -> Desk:
    return Desk(staff)


def test_a_chain_leads_from_the_vacancy_to_retention(desk: Desk):
    desk.post("consents", {"consent_kind": "RESUME_TRANSFER", "granted_on": "2025-07-01"})
    offered = step(desk, "VACANCY_OFFERED", "2025-07-02", outcome="INTERESTED")
    sent = step(desk, "RESUME_SENT", "2025-07-03", outcome="INVITED", parent=offered)
    talk = step(desk, "INTERVIEW", "2025-07-05", state="PLANNED", parent=sent, due_on="2025-07-10")
    assert state_on(desk, talk, "2025-07-10") == "PLANNED"
    assert state_on(desk, talk, "2025-07-11") == "EXPIRED"
    moved = desk.post(
        f"steps/{talk}/transitions",
        {"state": "DONE", "outcome": "OFFER", "effective_on": "2025-07-12"},
    )
    assert state_on(desk, talk, "2025-07-11") == "EXPIRED"
    assert state_on(desk, talk, "2025-07-12") == "DONE"
    hired = desk.post(
        "steps",
        {
            "step_code": "HIRING_OUTCOME",
            "state": "DONE",
            "outcome": "HIRED_IN_SPECIALTY",
            "effective_on": "2025-07-20",
            "parent_step_id": talk,
            "status": employed("2025-07-21"),
        },
    )
    kept = step(desk, "RETENTION_CHECK", "2025-10-21", outcome="RETAINED", parent=hired["entry_id"])
    route = answered(desk.client.get(f"{desk.path}/route", {"as_of": "2025-11-01"}))
    assert route["chains"] == [[offered, sent, talk, hired["entry_id"], kept]]
    linked = next(s for s in steps_of(route) if s["entry_id"] == hired["entry_id"])
    primary = desk.read("2025-11-01")["primary_status"]
    assert primary["code"] == "EMPLOYED_LABOUR_CONTRACT"
    assert linked["status_entry_id"] == primary["entry_id"]
    desk.annul(moved["entry_id"])
    assert state_on(desk, talk, "2025-07-12") == "EXPIRED"
    known = {"known_position": hired["position"]}
    assert state_on(desk, talk, "2025-07-12", **known) == "DONE"


def test_a_step_that_needs_a_consent_is_blocked_without_one(desk: Desk):
    body = {"step_code": "RESUME_SENT", "state": "PLANNED", "effective_on": "2025-07-03"}
    assert desk.refused("steps", body) == (409, "CONSENT_REQUIRED")
    grant = {"consent_kind": "RESUME_TRANSFER", "granted_on": "2025-07-01"}
    consent = desk.post("consents", grant)["entry_id"]
    planned = desk.post("steps", body)["entry_id"]
    desk.post(f"consents/{consent}/revocation", {"revoked_on": "2025-07-10"})
    move = {"state": "DONE", "outcome": "VIEWED"}
    late = f"steps/{planned}/transitions"
    assert desk.refused(late, {**move, "effective_on": "2025-07-10"}) == (409, "CONSENT_REQUIRED")
    desk.post(late, {**move, "effective_on": "2025-07-09"})
    again = desk.refused(f"consents/{consent}/revocation", {"revoked_on": "2025-07-11"})
    assert again == (409, "ALREADY_REVOKED")


def test_a_revocation_warns_of_what_it_leaves_without_consent(desk: Desk):
    grant = {"consent_kind": "RESUME_TRANSFER", "granted_on": "2025-07-01"}
    consent = desk.post("consents", grant)["entry_id"]
    step(desk, "RESUME_SENT", "2025-07-03", outcome="VIEWED")
    warned = desk.post(f"consents/{consent}/revocation", {"revoked_on": "2025-07-02"})
    assert [w["code"] for w in warned["warnings"]] == ["STEP_WITHOUT_CONSENT"]
    assert "Направлено резюме работодателю" in warned["warnings"][0]["detail"]


def test_a_diploma_makes_a_graduate(staff: Client):
    desk = Desk(staff, graduation_date=None, expected_graduation_date="2025-06-30")
    assert desk.read("2025-07-01")["lifecycle"] == "FINAL_YEAR"
    attributes = {"graduation_date": "2025-06-28", "diploma_number": "0012345"}
    step(desk, "DIPLOMA", "2025-06-28", outcome="ISSUED", attributes=attributes)
    assert desk.read("2025-07-01")["lifecycle"] == "GRADUATED"
    assert desk.read("2025-07-01")["graduation_date"] == "2025-06-28"


@pytest.mark.parametrize(
    ("outcome", "in_specialty", "warned"),
    [
        ("HIRED_IN_SPECIALTY", True, False),
        ("HIRED_IN_SPECIALTY", False, True),
        ("HIRED_OTHER", False, False),
        ("HIRED_OTHER", True, True),
        ("NOT_HIRED", True, True),
    ],
)
def test_a_hiring_and_its_status_must_not_tell_different_things(
    desk: Desk,
    outcome: str,
    *,
    in_specialty: bool,
    warned: bool,
):
    status = employed("2025-07-21")
    status["attributes"] = {**status["attributes"], "in_specialty": in_specialty}
    body = {"step_code": "HIRING_OUTCOME", "state": "DONE", "effective_on": "2025-07-20"}
    told = desk.post("steps", {**body, "outcome": outcome, "status": status})["warnings"]
    assert ("OUTCOME_AGAINST_STATUS" in {w["code"] for w in told}) == warned


def test_a_contact_that_reached_the_graduate_confirms_the_status(desk: Desk):
    step(desk, "CONTACT_FOLLOWUP", "2025-08-01", outcome="REACHED")
    file = answered(desk.client.get(f"{desk.path}/personal-file", {"as_of": "2025-08-02"}))
    assert file["last_confirmed_on"] == "2025-08-01"


def test_an_analysis_of_causes_records_them(desk: Desk):
    causes = {"risk_causes": ["SALARY", "LOCATION"]}
    step(desk, "REASON_ANALYSIS", "2025-08-01", outcome="RECORDED", attributes=causes)
    found = desk.read("2025-08-02")["risk_causes"]
    assert {cause["code"] for cause in found} == {"SALARY", "LOCATION"}
    desk.post(f"risk-causes/{found[0]['entry_id']}/end", {"ended_on": "2025-08-31"})
    assert len(desk.read("2025-09-01")["risk_causes"]) == 1


def test_what_became_of_a_resume_is_told_without_the_consent_that_was_revoked(desk: Desk):
    grant = {"consent_kind": "RESUME_TRANSFER", "granted_on": "2025-07-01"}
    consent = desk.post("consents", grant)["entry_id"]
    step(desk, "GRADUATE_BANK", "2025-07-02", outcome="INCLUDED")
    sent = {"step_code": "RESUME_SENT", "state": "IN_PROGRESS", "effective_on": "2025-07-03"}
    entry = desk.post("steps", sent)["entry_id"]
    desk.post(f"consents/{consent}/revocation", {"revoked_on": "2025-07-10"})
    answer = {"state": "DONE", "outcome": "REJECTED", "effective_on": "2025-07-12"}
    assert desk.post(f"steps/{entry}/transitions", answer)["warnings"][0]["code"] == "INCOMPLETE"
    step(desk, "GRADUATE_BANK", "2025-07-12", outcome="WITHDRAWN")


def test_a_step_is_put_off_without_changing_what_was_overdue(desk: Desk):
    planned = {"step_code": "INTERVIEW", "state": "PLANNED", "effective_on": "2025-07-01"}
    entry = desk.post("steps", {**planned, "due_on": "2025-07-05"})["entry_id"]
    again = {"state": "PLANNED", "effective_on": "2025-07-08", "due_on": "2025-07-20"}
    desk.post(f"steps/{entry}/transitions", again)
    days = ("2025-07-05", "2025-07-07", "2025-07-08", "2025-07-20", "2025-07-21")
    states = [state_on(desk, entry, day) for day in days]
    assert states == ["PLANNED", "EXPIRED", "PLANNED", "PLANNED", "EXPIRED"]
    aimless = {"state": "PLANNED", "effective_on": "2025-07-09"}
    assert desk.refused(f"steps/{entry}/transitions", aimless) == (409, "STEP_TRANSITION")


def test_an_annulled_step_takes_its_transitions_with_it(desk: Desk):
    planned = {"step_code": "INTERVIEW", "state": "PLANNED", "effective_on": "2025-07-01"}
    entry = desk.post("steps", planned)["entry_id"]
    move = {"state": "CANCELLED", "effective_on": "2025-07-08"}
    desk.post(f"steps/{entry}/transitions", move)
    position = desk.annul(entry)["position"]
    lines = answered(desk.client.get(f"{desk.path}/timeline"))["entries"][-2:]
    assert [(line["state"], line["annulled_by"]) for line in lines] == [("annulled", position)] * 2


SECRETS = ("Тревога", "Приказ 77", "Описка в записи", "Вторая запись", "Внесено дважды")


def test_restricted_notes_are_for_their_function_alone(installation: Installation, desk: Desk):
    body = {"measure_code": "PSYCH_SUPPORT", "provided_on": "2025-07-01", "result": "PROVIDED"}
    evidence = {"kind": "WORK_CERTIFICATE", "number": "Приказ 77"}
    noted = {**body, "result_note": "Тревога", "evidence": evidence}
    entry = desk.post("measures", noted)["entry_id"]
    again = {"reason": "Описка в записи", "result_note": "Вторая запись"}
    desk.post(f"entries/{entry}/correction", again)
    second = desk.post("measures", {**body, "provided_on": "2025-07-02"})["entry_id"]
    desk.post(f"entries/{second}/annulment", {"reason": "Внесено дважды"})
    readers = {
        "psychologist": installation.client(
            "WG_MEMBER", organisation=SCHOOL, functions=("PSYCHOLOGIST",)
        ),
        "centre": desk.client,
        "member": installation.client("WG_MEMBER", organisation=SCHOOL),
        "head": installation.client("POO_HEAD", organisation=SCHOOL),
        "authority": installation.client("ROIV_STAFF", regions=("70",)),
        "auditor": installation.client("AUDITOR"),
    }
    for name, reader in readers.items():
        told = everything(reader, desk)
        seen = {secret for secret in SECRETS if secret in told}
        assert seen == (set(SECRETS) if name in {"psychologist", "centre"} else set()), name


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("PSYCH_SUPPORT", "INDIVIDUAL_CONSULTATION"),
        ("INDIVIDUAL_CONSULTATION", "PSYCH_SUPPORT"),
    ],
)
def test_a_measure_that_ever_was_restricted_keeps_its_words(
    installation: Installation, desk: Desk, before: str, after: str
):
    body = {"measure_code": before, "provided_on": "2025-07-01", "result": "PROVIDED"}
    entry = desk.post("measures", {**body, "result_note": "Первые слова"})["entry_id"]
    desk.correct(entry, measure_code=after, result_note="Новые слова")
    head = installation.client("POO_HEAD", organisation=SCHOOL)
    assert "слова" not in everything(head, desk)
    now = measures(desk)[0]
    assert (now["measure_code"], now["result_note"]) == (after, "Новые слова")


def test_who_may_not_read_a_note_may_not_write_it(installation: Installation, desk: Desk):
    body = {"measure_code": "PSYCH_SUPPORT", "provided_on": "2025-07-01", "result": "PROVIDED"}
    entry = desk.post("measures", {**body, "result_note": "Записано"})["entry_id"]
    member = installation.client("WG_MEMBER", organisation=SCHOOL)
    tries = {
        "measures": {**body, "provided_on": "2025-07-02"},
        f"entries/{entry}/correction": {"reason": "x", "result_note": "Переписано"},
        f"entries/{entry}/annulment": {"reason": "x"},
    }
    for action, said in tries.items():
        answer = member.post(f"{desk.path}/{action}", said, version=desk.version)
        assert answer.status_code == 403, action
    assert measures(desk)[0]["result_note"] == "Записано"
    psychologist = installation.client(
        "WG_MEMBER", organisation=SCHOOL, functions=("PSYCHOLOGIST",)
    )
    done = psychologist.post(f"{desk.path}/measures", tries["measures"], version=desk.version)
    assert done.status_code == 201


def test_papers_of_an_impairment_are_for_inclusion_alone(installation: Installation, desk: Desk):
    paper = {"kind": "CZN_CERTIFICATE", "number": "МСЭ-4711"}
    body = {"category_code": "DISABLED", "valid_from": "2024-09-01", "nosology": "VISION"}
    desk.post("categories", {**body, "evidence": paper})
    readers = {
        "inclusion": installation.client(
            "WG_MEMBER", organisation=SCHOOL, functions=("INCLUSION_OFFICER",)
        ),
        "centre": desk.client,
        "head": installation.client("POO_HEAD", organisation=SCHOOL),
        "auditor": installation.client("AUDITOR"),
    }
    seen = {name for name, reader in readers.items() if "МСЭ-4711" in everything(reader, desk)}
    assert seen == {"inclusion", "centre"}


def test_two_consultations_of_a_day_differ_by_their_words(desk: Desk):
    body = {"measure_code": "CAREER_PATH", "provided_on": "2025-07-01", "result": "PROVIDED"}
    for note in ("утром", "вечером"):
        desk.post("measures", {**body, "result_note": note})
    desk.post("measures", body)
    for again in (body, {**body, "result_note": "утром"}):
        assert desk.refused("measures", again) == (409, "DUPLICATE")


def everything(reader: Client, desk: Desk) -> str:
    pages = ("personal-file", "timeline", "audit-trail", "route")
    asked, why = {"as_of": "2025-08-01"}, {"X_Purpose": "Проверка"}
    answers = [reader.get(f"{desk.path}/{page}", asked, **why) for page in pages]
    assert all(answer.status_code == 200 for answer in answers)
    return "".join(answer.get_data(as_text=True) for answer in answers)


def test_a_contract_goes_through_its_states_and_gives_a_category(desk: Desk):
    contract = desk.post(
        "contracts",
        {
            "kind": "TARGETED",
            "signed_on": "2024-09-01",
            "valid_to": "2028-08-31",
            "number": "Ц-12",
            "employer_inn": "7001000013",
            "employer_name": "ООО «Сосна»",
        },
    )["entry_id"]
    assert "TARGETED_CONTRACT" in categories(desk, "2025-08-01")
    ended = {"state": "TERMINATED", "effective_on": "2025-08-10"}
    assert desk.refused(f"contracts/{contract}/changes", ended) == (422, "REQUIRED")
    change = desk.post(f"contracts/{contract}/changes", {**ended, "terminated_by": "EMPLOYER"})
    assert "TARGETED_CONTRACT" not in categories(desk, "2025-08-10")
    assert desk.read("2025-08-10")["contracts"][0]["state"] == "TERMINATED"
    desk.annul(change["entry_id"])
    assert "TARGETED_CONTRACT" in categories(desk, "2025-08-10")
    desk.correct(contract, valid_to="2025-07-31", number="Ц-13")
    assert "TARGETED_CONTRACT" not in categories(desk, "2025-08-01")
    assert desk.read("2025-08-01")["contracts"][0]["number"] == "Ц-13"


def test_the_ends_of_a_contract_are_final(desk: Desk):
    body = {"contract_kind": "DUAL", "signed_on": "2025-01-10", "employer_name": "АО"}
    contract = desk.post("contracts", body)["entry_id"]
    path = f"contracts/{contract}/changes"
    by = {"terminated_by": "MUTUAL"}
    desk.post(path, {"state": "TERMINATED", "effective_on": "2025-03-01", **by})
    for state in ("FULFILLED", "ACTIVE", "DRAFT"):
        late = {"state": state, "effective_on": "2025-04-01"}
        assert desk.refused(path, late) == (409, "CONTRACT_TRANSITION")
    desk.post(path, {"state": "FULFILLING", "effective_on": "2025-02-01"})
    early = {"state": "DRAFT", "effective_on": "2025-02-15"}
    assert desk.refused(path, early) == (409, "CONTRACT_TRANSITION")
    assert desk.read("2025-02-10")["contracts"][0]["state"] == "FULFILLING"
    assert desk.read("2025-03-10")["contracts"][0]["state"] == "TERMINATED"


def test_a_diploma_of_another_day_than_the_graduation_is_warned_of(desk: Desk):
    body = {"step_code": "DIPLOMA", "state": "DONE", "outcome": "ISSUED"}
    told = desk.post("steps", {**body, "effective_on": "2025-07-02"})["warnings"]
    assert "GRADUATED_OTHERWISE" in {w["code"] for w in told}


def test_career_cards_have_versions(desk: Desk):
    plan = [{"text": "Портфолио", "due_on": "2025-08-01"}]
    step(
        desk,
        "CAREER_CARD",
        "2025-07-01",
        outcome="CREATED",
        attributes={"goals": "Токарь 4 разряда", "plan_items": plan},
    )
    second = {"goals": "Мастер участка"}
    step(desk, "CAREER_CARD", "2025-07-20", outcome="UPDATED", attributes=second)
    early = answered(desk.client.get(f"{desk.path}/career-card", {"as_of": "2025-07-10"}))
    late = answered(desk.client.get(f"{desk.path}/career-card", {"as_of": "2025-07-20"}))
    assert early["current"]["attributes"] == {"goals": "Токарь 4 разряда", "plan_items": plan}
    assert [version["version"] for version in late["versions"]] == [1, 2]
    assert late["current"]["attributes"]["goals"] == "Мастер участка"


def test_an_employer_assesses_the_practice(desk: Desk):
    sheet = {
        "assessed_on": "2025-05-30",
        "ready_to_hire": False,
        "scores": {"QUALITY": 4, "SAFETY": 5},
        "employer_name": "АО «Завод»",
        "employer_inn": "7001000013",
        "weaknesses": "Медленно читает чертежи",
    }
    entry = desk.post("practice-assessments", sheet)["entry_id"]
    assert desk.refused("practice-assessments", {**sheet, "scores": {"QUALITY": 6}}) == (
        422,
        "INVALID",
    )
    assert desk.refused("practice-assessments", {**sheet, "scores": {"GRACE": 5}}) == (
        422,
        "UNKNOWN_FIELD",
    )
    desk.correct(entry, ready_to_hire=True, scores={"QUALITY": 5})
    file = answered(desk.client.get(f"{desk.path}/personal-file", {"as_of": "2025-06-01"}))
    told = file["practice_assessments"][0]
    assert (told["ready_to_hire"], told["scores"]) == (True, {"QUALITY": 5})
    assert told["weaknesses"] == "Медленно читает чертежи"
    line = answered(desk.client.get(f"{desk.path}/timeline"))["entries"][1]
    assert line["kind"] == "practice-assessments"
    assert line["label"].startswith("по итогам практики готов")


def test_an_impairment_without_its_kind_is_incomplete(desk: Desk):
    body = {"category_code": "OVZ", "valid_from": "2024-09-01"}
    warned = desk.post("categories", body)["warnings"]
    assert [w["code"] for w in warned] == ["INCOMPLETE"]
    desk.post("categories", {**body, "valid_from": "2025-01-01", "nosology": "HEARING"})


def test_measures_are_corrected_and_annulled_as_statuses_are(desk: Desk):
    body = {"measure_code": "RESUME", "provided_on": "2025-07-01", "result": "IN_PROGRESS"}
    recorded = desk.post("measures", {**body, "attributes": {"portal": "WORK_IN_RUSSIA"}})
    assert desk.refused("measures", {**body, "attributes": {"portal": "WORK_IN_RUSSIA"}}) == (
        409,
        "DUPLICATE",
    )
    desk.correct(recorded["entry_id"], result="COMPLETED", result_note="Размещено")
    now = measures(desk)[0]
    assert (now["result"], now["result_note"], now["counted"]) == ("COMPLETED", "Размещено", True)
    then = measures(desk, known_position=recorded["position"])[0]
    assert then["result"] == "IN_PROGRESS"
    desk.annul(recorded["entry_id"])
    assert measures(desk) == []
    refused = desk.refused(f"entries/{recorded['entry_id']}/correction", {"reason": "Ещё"})
    assert refused[0] in {409, 422}


def step(desk: Desk, code: str, day: str, *, parent: str | None = None, **fields: object) -> str:
    link = {"parent_step_id": parent} if parent else {}
    body = {"step_code": code, "state": "DONE", "effective_on": day, **link, **fields}
    entry: str = desk.post("steps", body)["entry_id"]
    return entry


def steps_of(route: dict) -> list[dict]:
    return [s for stage in route["stages"] for s in stage["steps"]] + route["without_stage"]


def state_on(desk: Desk, entry: str, day: str, **point: object) -> str:
    route = answered(desk.client.get(f"{desk.path}/route", {"as_of": day, **point}))
    return next(s["state"] for s in steps_of(route) if s["entry_id"] == entry)


def categories(desk: Desk, day: str) -> set[str]:
    return {category["code"] for category in desk.read(day)["categories"]}


def measures(desk: Desk, **point: object) -> list[dict]:
    asked = {"as_of": "2025-08-01", **point}
    return answered(desk.client.get(f"{desk.path}/personal-file", asked))["measures"]
