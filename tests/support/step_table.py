"""The 37 steps of routing as the domain's own table has them (domain 6.2), written by hand.

``right`` are all the data that a step requires; ``expected`` what is warned of where they were
left out, save after the outcomes ``exempt``, which leave nothing to fill in; ``sealed`` what is
told only to those who may see the person (semantics S24); ``other`` an outcome of another step;
``fix`` a correction of one value; ``wrong`` one value that is refused.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from tests.support.table_rows import CONSENT, CONTRACT, EMPLOYER, SOMETHING, STATUS, Wrong

FIELDS = frozenset(
    {"due_on", "stage", "responsible", "note", "vacancy_id", "activity_id", "contract_entry_id",
     "parent_step_id", "status_entry_id"}
)  # fmt: skip
"""What a record has of its own; all else is among its attributes."""

BLOCKED, WARNED = (409, "CONSENT_REQUIRED"), (201, "CONSENT_ABSENT")
"""What comes of a step without the consent that it needs."""

OUTCOMES_OF_WORK = "EMPLOYED STUDY IN_WORK DECLINED"


@dataclass(frozen=True)
class Step:
    """A line of the table; ``place`` is its column Stage, ``stage`` that of a graduate's step."""

    number: int
    code: str
    place: str
    label: str
    outcomes: str
    other: str
    wrong: Wrong
    right: dict[str, Any] = field(default_factory=dict)
    expected: str = ""
    exempt: str = ""
    sealed: str = ""
    reasoned: str = ""
    without_consent: tuple[int, str] | None = None
    fix: dict[str, Any] = field(default_factory=lambda: {"note": "Уточнено"})

    @property
    def stage(self) -> int | None:
        """The number of the stage, the later one where there are two; some steps have none."""
        last = self.place.split()[-1] if self.place else ""
        return int(last.rstrip("abcdefg")) if last else None


ORDER = {"order_number": "12-У"}
BEFORE_GRADUATION = (
    Step(1, "INTENTION_SURVEY", "3a", "Опрос профессиональных намерений", "COMPLETED REFUSED",
         "REACHED", Wrong("attributes.satisfaction", 6),
         {"planned_channel": "F_EMPLOYED", "in_specialty": True, "expected_salary": 60_000,
          "expected_region": "70", "satisfaction": 4, "answers": "Хочет на завод"},
         "planned_channel in_specialty expected_salary expected_region satisfaction", "REFUSED",
         "answers", fix={"satisfaction": 5}),
    Step(2, "ATTENTION_LIST", "3b", "Включение в пофамильный список (индивидуальный подход)",
         "INCLUDED EXCLUDED", "RECORDED", Wrong("attributes.ground_categories", ["CLEVER"]),
         {"list_code": "ОВЗ-2025", "ground_categories": ["DISABLED"],
          "ground_risk_groups": ["RG_AT_RISK"]},
         "list_code ground_categories ground_risk_groups", fix={"list_code": "ОВЗ-2026"}),
    Step(3, "CAREER_CARD", "3c", "Индивидуальная карьерная карта", "CREATED UPDATED CLOSED",
         "COMPLETED", Wrong("attributes.plan_items", [{"due_on": "2025-08-01"}]),
         {"goals": "Токарь 4 разряда", "strengths": "Упорство",
          "plan_items": [{"text": "Портфолио", "due_on": "2025-08-01"}]},
         "goals strengths plan_items", "CLOSED", "goals strengths plan_items",
         fix={"goals": "Мастер участка"}),
    Step(4, "EXPECTATIONS_WORK", "3d", "Работа с карьерными ожиданиями", "DONE", "PASSED",
         Wrong("attributes.result_text", ""), {"result_text": "Договорились"}, "result_text",
         sealed="result_text", fix={"result_text": "Передумала"}),
    Step(5, "RESUME_TRAINING", "3e", "Обучение составлению резюме и собеседованию",
         "PASSED NOT_PASSED", "COMPLETED", Wrong("attributes.individual", "да"),
         {"individual": True}, "activity_id individual", fix={"individual": False}),
    Step(6, "TRACK_REGISTRATION", "3f", "Регистрация в АИС и формирование карьерного трека",
         "REGISTERED TRACK_SET", "RECORDED",
         Wrong("attributes.registered_on", "2004-01-01", "DATE_ORDER"),
         {"portal": "AIS", "registered_on": "2025-07-01", "planned_channel": "F_SELF_EMPLOYED"},
         "portal registered_on planned_channel", fix={"planned_channel": "F_EMPLOYED"}),
    Step(7, "VACANCY_OFFERED", "4a 9b", "Предложена вакансия", "INTERESTED DECLINED NO_ANSWER",
         "OFFER", Wrong("vacancy_id", "токарь"), {"vacancy_id": SOMETHING}, "vacancy_id",
         reasoned="DECLINED"),
    Step(8, "OPEN_DAY", "4b", "День открытых дверей работодателя", "ATTENDED NO_SHOW", "DONE",
         Wrong("activity_id", 5), {"activity_id": SOMETHING}, "activity_id"),
    Step(9, "GROUP_INTERVIEW", "4c", "Групповое собеседование",
         "INVITED_FURTHER REJECTED NO_SHOW", "OFFER",
         Wrong("attributes.employer_inn", "7001000014", "CHECKSUM"),
         {**EMPLOYER, "activity_id": SOMETHING}, "activity_id employer_name",
         fix={"employer_name": "ООО «Сосна»"}),
    Step(10, "INDIVIDUAL_PLAN", "5a", "Перевод на индивидуальный учебный план",
         "APPROVED REJECTED", "SIGNED", Wrong("attributes.order_number", 12), ORDER,
         "order_number", "REJECTED", "order_number", fix={"order_number": "13-У"}),
    Step(11, "TARGETED_CONTRACT", "5b", "Заключение договора о целевом обучении",
         "SIGNED NOT_SIGNED", "APPROVED", Wrong("contract_entry_id", SOMETHING, "BAD_LINK"),
         {"contract_entry_id": CONTRACT}, "contract_entry_id", "NOT_SIGNED"),
    Step(12, "JOB_BY_PO", "5c", "Трудоустройство по освоенной программе ПО до окончания",
         "EMPLOYED NOT_EMPLOYED", "HIRED", Wrong("attributes.employer_inn", "12"), EMPLOYER,
         "employer_name", "NOT_EMPLOYED", fix={"employer_name": "ООО «Сосна»"}),
    Step(13, "PRACTICE_JOB", "5d", "Трудоустройство на время производственной практики",
         "EMPLOYED NOT_EMPLOYED", "HIRED", Wrong("attributes.period_end", "лето"),
         {**EMPLOYER, "period_start": "2025-07-01", "period_end": "2025-07-31"},
         "employer_name period_start period_end", "NOT_EMPLOYED",
         fix={"period_end": "2025-08-31"}),
    Step(14, "OPK_CONTRACT", "6a", "Трудовой договор с предприятием ОПК", "SIGNED REFUSED",
         "GRANTED", Wrong("attributes.opk", True, "UNKNOWN_FIELD"), EMPLOYER, "employer_name",
         fix={"employer_name": "АО «Щит»"}),
    Step(15, "OPK_DEFERRAL", "6b", "Включение в список для отсрочки", "GRANTED DENIED PENDING",
         "SIGNED", Wrong("attributes.list_number", ["5"]), {"list_number": "5"}, "list_number",
         "DENIED", "list_number", fix={"list_number": "6"}),
    Step(16, "GIA_OFFER", "7a", "Предложение работодателя на ГИА/вручении дипломов",
         "OFFER NO_OFFER", "ISSUED", Wrong("attributes.employer_name", ""), EMPLOYER,
         "employer_name", "NO_OFFER", fix={"employer_name": "ООО «Сосна»"}),
    Step(17, "DIPLOMA", "7b", "Вручение диплома (переход в выпускники)", "ISSUED", "COMPLETED",
         Wrong("attributes.graduation_date", "30.06.2025"),
         {"graduation_date": "2025-06-30", "diploma_series": "107024",
          "diploma_number": "0012345", "diploma_reg_number": "77",
          "diploma_issued_on": "2025-06-30"},
         "graduation_date diploma_number",
         sealed="diploma_series diploma_number diploma_reg_number",
         fix={"diploma_number": "0012346"}),
)  # fmt: skip
AFTER_GRADUATION = (
    Step(18, "CONTACT_FOLLOWUP", "9a", "Контакт с выпускником (отслеживание трудоустройства)",
         "REACHED NOT_REACHED", "DONE", Wrong("attributes.channel", "PIGEON"),
         {"channel": "PHONE"}, "channel", fix={"channel": "VIA_RELATIVES"}),
    Step(19, "JOB_SELECTION", "9c", "Помощь в подборе вакансий", "SELECTED NONE", "INTERESTED",
         Wrong("attributes.vacancy_ids", [1]), {"vacancy_ids": [SOMETHING]}, "vacancy_ids",
         "NONE", fix={"vacancy_ids": [SOMETHING.replace("5f", "6f")]}),
    Step(20, "GRADUATE_BANK", "9d", "Включение в банк выпускников (с согласия)",
         "INCLUDED WITHDRAWN", "EXCLUDED",
         Wrong("attributes.consent_entry_id", SOMETHING, "BAD_LINK"),
         {"consent_entry_id": CONSENT}, without_consent=BLOCKED),
    Step(21, "RESUME_SENT", "9e", "Направлено резюме работодателю",
         "VIEWED INVITED REJECTED NO_ANSWER", "OFFER",
         Wrong("attributes.consent_entry_id", "есть"),
         {**EMPLOYER, "consent_entry_id": CONSENT}, "employer_name", without_consent=BLOCKED,
         fix={"employer_name": "ООО «Сосна»"}),
    Step(22, "REFERRAL", "", "Выдано направление на трудоустройство",
         "ACCEPTED HIRED REJECTED_BY_EMPLOYER DECLINED_BY_GRADUATE EXPIRED", "REJECTED",
         Wrong("stage", 9),
         {**EMPLOYER, "vacancy_id": SOMETHING, "referral_number": "17-Н",
          "valid_until": "2025-09-01"},
         "vacancy_id employer_name referral_number valid_until", sealed="referral_number",
         fix={"valid_until": "2025-10-01"}),
    Step(23, "INTERVIEW", "9f", "Собеседование", "OFFER REJECTED NO_SHOW SECOND_ROUND",
         "INVITED", Wrong("parent_step_id", SOMETHING, "BAD_LINK"), EMPLOYER, "employer_name",
         fix={"employer_name": "ООО «Сосна»"}),
    Step(24, "HIRING_OUTCOME", "9f", "Итог: трудоустройство",
         "HIRED_IN_SPECIALTY HIRED_OTHER NOT_HIRED", "HIRED",
         Wrong("status_entry_id", SOMETHING, "BAD_LINK"), {**EMPLOYER, "status_entry_id": STATUS},
         "status_entry_id employer_name", "NOT_HIRED", fix={"employer_name": "ООО «Сосна»"}),
    Step(25, "REASON_ANALYSIS", "9g", "Анализ причин нетрудоустройства по специальности",
         "RECORDED", "DONE", Wrong("attributes.risk_causes", ["LAZY"]),
         {"risk_causes": ["SALARY", "LOCATION"]}, "risk_causes", fix={"risk_causes": ["HEALTH"]}),
    Step(26, "TARGET_TRACKING", "10a", "Отслеживание целевика",
         "FULFILLED IN_PROGRESS BREACH_EMPLOYER BREACH_GRADUATE TERMINATED", "DONE",
         Wrong("attributes.contract_state", "LOST"),
         {"contract_entry_id": CONTRACT, "contract_state": "FULFILLING"},
         "contract_entry_id contract_state", fix={"contract_state": "FULFILLED"}),
    Step(27, "LEGAL_AID_CASE", "10b", "Правовая помощь при расторжении целевого договора",
         "RESTORED COMPENSATED OTHER_EMPLOYER_REFERRAL NOT_RESOLVED", "TERMINATED",
         Wrong("contract_entry_id", "Ц-12"), {"contract_entry_id": CONTRACT},
         "contract_entry_id"),
    Step(28, "UNFAIR_EMPLOYER_REPORT", "10c", "Информирование о недобросовестном работодателе",
         "SENT CONFIRMED REJECTED", "RECORDED", Wrong("attributes.facts", "а" * 1_001),
         {**EMPLOYER, "facts": "Не выплатил зарплату"}, "employer_name facts", sealed="facts",
         fix={"facts": "Задержал зарплату"}),
    Step(29, "FAIR_PARTICIPATION", "12", "Участие в ярмарке", "REFERRAL CONTRACT NONE",
         "ATTENDED", Wrong("attributes.with_resume", True, "UNKNOWN_FIELD"),
         {"activity_id": SOMETHING}, "activity_id"),
    Step(30, "RETRAINING_OFFER", "13a", "Предложение ПО/ДПО", "ENROLLED COMPLETED DECLINED",
         "REFUSED", Wrong("attributes.programme_name", 72), {"programme_name": "Сварка"},
         "programme_name", fix={"programme_name": "Пайка"}),
    Step(31, "SERVICE_TERM_CHECK", "14a", "Контроль срока службы", "CONFIRMED CHANGED",
         "REACHED", Wrong("attributes.expected_end_on", "2201-01-01"),
         {"expected_end_on": "2026-07-01"}, "expected_end_on",
         fix={"expected_end_on": "2026-06-20"}),
    Step(32, "PRE_DISCHARGE_CONTACT", "14b", "Контакт перед завершением службы",
         "REACHED NOT_REACHED", "CONFIRMED", Wrong("effective_on", "2199-01-01", "FUTURE_ACTUAL",
                                                   409),
         {"channel": "MAIL"}, fix={"channel": "PHONE"}),
    Step(33, "POST_SERVICE_SUPPORT", "14c",
         "Сопровождение после службы (вакансии, собеседование, ПО/ДПО)", OUTCOMES_OF_WORK,
         "NOT_EMPLOYED", Wrong("attributes.measure_codes", ["COFFEE"]),
         {"measure_codes": ["JOB_MATCHING", "INTERVIEW_PREP"]}, "measure_codes", "DECLINED",
         fix={"measure_codes": ["DPO_COURSE"]}),
    Step(34, "POST_LEAVE_SUPPORT", "", "Сопровождение после отпуска по уходу", OUTCOMES_OF_WORK,
         "HIRED", Wrong("attributes.measure_codes", "JOB_MATCHING"),
         {"measure_codes": ["JOB_MATCHING"]}, "measure_codes", "DECLINED",
         fix={"measure_codes": ["DPO_COURSE"]}),
    Step(35, "REGION_TRANSFER", "", "Передача сопровождения в другой регион",
         "ACCEPTED REJECTED", "SENT", Wrong("attributes.region", "Смоленская"), {"region": "67"},
         "region", without_consent=WARNED, fix={"region": "63"}),
    Step(36, "EMPLOYER_FEEDBACK", "16a", "Обратная связь работодателя о выпускнике",
         "POSITIVE NEUTRAL NEGATIVE", "RETAINED", Wrong("attributes.score", 0),
         {**EMPLOYER, "score": 5, "employer_feedback": "Справляется"},
         "employer_name score employer_feedback", sealed="employer_feedback", fix={"score": 4}),
    Step(37, "RETENTION_CHECK", "16b", "Проверка закрепления (3/6/12 месяцев)", "RETAINED LEFT",
         "CONFIRMED", Wrong("attributes.retention_months", 121),
         {**EMPLOYER, "retention_months": 3}, "employer_name", reasoned="LEFT",
         fix={"retention_months": 6}),
)  # fmt: skip
STEPS = (*BEFORE_GRADUATION, *AFTER_GRADUATION)

FOLLOWING = {
    "PLANNED": {"IN_PROGRESS", "DONE", "FAILED", "DECLINED", "CANCELLED"},
    "IN_PROGRESS": {"DONE", "FAILED", "DECLINED", "CANCELLED"},
    "DONE": set(),
    "FAILED": set(),
    "DECLINED": set(),
    "CANCELLED": set(),
}
"""The states that may follow each: PLANNED → IN_PROGRESS → one of four; a stage may be skipped."""

ENDED_WITH_OUTCOME = {"DONE", "FAILED"}

BROUGHT = {
    ("DIPLOMA", "ISSUED"): ["graduation"],
    ("CONTACT_FOLLOWUP", "REACHED"): ["confirmations"],
    ("REASON_ANALYSIS", "RECORDED"): ["risk-causes", "risk-causes"],
}
"""The entries that a step records beside itself, by its outcome; all others record none."""

STATUSES = (
    ("INTENTION_SURVEY", "COMPLETED", "F_EMPLOYED"),
    ("TRACK_REGISTRATION", "TRACK_SET", "F_SELF_EMPLOYED"),
    ("JOB_BY_PO", "EMPLOYED", "EMPLOYED_LABOUR_CONTRACT"),
    ("PRACTICE_JOB", "EMPLOYED", "EMPLOYED_LABOUR_CONTRACT"),
    ("OPK_CONTRACT", "SIGNED", "EMPLOYED_LABOUR_CONTRACT"),
    ("CONTACT_FOLLOWUP", "REACHED", "CZN_UNEMPLOYED"),
    ("REFERRAL", "HIRED", "EMPLOYED_LABOUR_CONTRACT"),
    ("HIRING_OUTCOME", "HIRED_IN_SPECIALTY", "EMPLOYED_LABOUR_CONTRACT"),
    ("HIRING_OUTCOME", "HIRED_OTHER", "EMPLOYED_CIVIL_CONTRACT"),
    ("RETRAINING_OFFER", "ENROLLED", "CONTINUING_EDUCATION"),
    ("SERVICE_TERM_CHECK", "CHANGED", "MILITARY_CONSCRIPT"),
    ("POST_SERVICE_SUPPORT", "EMPLOYED", "EMPLOYED_LABOUR_CONTRACT"),
    ("POST_SERVICE_SUPPORT", "STUDY", "CONTINUING_EDUCATION"),
    ("POST_LEAVE_SUPPORT", "EMPLOYED", "SELF_EMPLOYED_NPD"),
    ("RETENTION_CHECK", "LEFT", "NO_DEMAND"),
)
"""Outcomes that come with a status of the graduate, recorded in the same request."""
