"""The 52 support measures as the domain's own table has them (domain 5.2), written by hand.

``right`` is a record with all its extra data; ``expected`` what is warned of where it was left
out; ``sealed`` what is told only to those who may see the person (semantics S24); ``fix`` a
correction of one value; ``wrong`` one value that is refused.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from tests.support.table_rows import (
    CONSENT,
    CONTRACT,
    EMPLOYER,
    MISSING,
    SOMETHING,
    STEP,
    Wrong,
)

FIELDS = frozenset(
    {"period_end", "form", "activity_id", "routing_step_id", "vacancy_id", "hours", "result_note",
     "provider", "provider_person", "provider_org", "initiated_by", "satisfaction"}
)  # fmt: skip
"""What a record has of its own; all else is among its attributes."""

YES, NO, IF_INDIVIDUAL = "yes", "no", "if individual"


@dataclass(frozen=True)
class Measure:
    """A line of the table. ``kind`` is one of the 11 of S004-I6, ``addressed`` the last column."""

    number: int
    code: str
    label: str
    kind: int | None
    addressed: str
    wrong: Wrong
    right: dict[str, Any] = field(default_factory=dict)
    expected: str = ""
    sealed: str = ""
    fix: dict[str, Any] = field(default_factory=lambda: {"result_note": "Уточнено"})
    restricted: bool = False


ONLINE = "https://ais.example/anna"
FIRST = (
    Measure(1, "VACANCY_INFO", "Получение информации об актуальных вакансиях", 1, IF_INDIVIDUAL,
            Wrong("attributes.vacancy_ids", "все"),
            {"form": "IN_PERSON", "vacancy_ids": [SOMETHING], "channel": "PHONE"},
            "form vacancy_ids channel", fix={"channel": "EMAIL"}),
    Measure(2, "INTERNSHIP_REFERRAL", "Направление на стажировку", 2, YES,
            Wrong("period_end", "2025-06-30", "DATE_ORDER"),
            {**EMPLOYER, "internship_id": SOMETHING, "internship_outcome": "COMPLETED",
             "period_start": "2025-07-02", "period_end": "2025-07-20"},
            "employer_name period_start period_end", fix={"internship_outcome": "HIRED"}),
    Measure(3, "RESUME", "Составление и размещение резюме", 3, YES,
            Wrong("attributes.portal", "HEADHUNTER"),
            {"portal": "WORK_IN_RUSSIA", "url": ONLINE, "moderated_on": "2025-07-03"},
            "portal", "url", {"moderated_on": "2025-07-04"}),
    Measure(4, "CAREER_PATH",
            "Построение (индивидуальной) траектории профессионального развития", 4, YES,
            Wrong("routing_step_id", SOMETHING, "BAD_LINK"),
            {"routing_step_id": STEP, "goals": "Мастер участка"},
            "routing_step_id goals", "goals", {"goals": "Начальник смены"}),
    Measure(5, "PSYCH_SUPPORT", "Психологическая поддержка", 5, YES,
            Wrong("attributes.restricted_note", "а" * 1_001),
            {"restricted_note": "Тревога", "result_note": "Три встречи"},
            sealed="restricted_note", fix={"restricted_note": "Спокойна"}, restricted=True),
    Measure(6, "JOB_FAIR", "Ярмарка вакансий (участие)", 6, NO,
            Wrong("attributes.with_resume", "да"),
            {"activity_id": SOMETHING, "with_resume": True, "referral_issued": False,
             "contract_concluded": False},
            "activity_id with_resume referral_issued contract_concluded",
            fix={"referral_issued": True}),
    Measure(7, "TRAINING_SESSION", "Тренинг (мастер-класс)", 7, NO,
            Wrong("attributes.training_topic", "COOKING"),
            {"training_topic": "SELF_PRESENTATION"}, "training_topic",
            fix={"training_topic": "BUSINESS_COMMUNICATION"}),
    Measure(8, "CAREER_DAY", "День карьеры (по количеству дней)", 8, NO,
            Wrong("attributes.days", 0), {"days": 2}, "days", fix={"days": 3}),
    Measure(9, "EMPLOYER_INTERVIEW", "Собеседование с работодателем (инд./групповое)", 9,
            IF_INDIVIDUAL, Wrong("attributes.employer_inn", "7001000014", "CHECKSUM"),
            {**EMPLOYER, "form": "IN_PERSON", "interview_outcome": "OFFER"},
            "form employer_name interview_outcome", fix={"interview_outcome": "SECOND_ROUND"}),
    Measure(10, "EXCURSION", "Экскурсия на предприятие", 10, NO,
            Wrong("attributes.employer_inn", "123"), EMPLOYER, "employer_name",
            fix={"employer_name": "ООО «Сосна»"}),
    Measure(11, "TARGETED_CONTRACT_VIA_CK",
            "Заключение договора о целевом обучении с работодателем через ЦК ПОО", 11, YES,
            Wrong("attributes.contract_entry_id", SOMETHING, "BAD_LINK"),
            {"contract_entry_id": CONTRACT}, "contract_entry_id"),
    Measure(12, "INDIVIDUAL_CONSULTATION",
            "Индивидуальная консультация, помощь в трудоустройстве", None, YES,
            Wrong("attributes.topic", ""), {"topic": "Где искать работу"}, "topic", "topic",
            {"topic": "Трудовой договор"}),
    Measure(13, "HOTLINE", "Обращение на горячую линию", None, YES,
            Wrong("attributes.resolved", 1),
            {"channel": "PHONE", "question": "Куда обратиться?", "resolved": False},
            "channel question resolved", "question", {"resolved": True}),
    Measure(14, "GROUP_CONSULTATION", "Групповая (онлайн-)консультация", None, NO,
            Wrong("activity_id", "вебинар"), {"activity_id": SOMETHING, "form": "GROUP"},
            "activity_id"),
    Measure(15, "PROF_COUNSELLING", "Профессиональное консультирование, выявление "
            "профессиональных планов и намерений", None, YES,
            Wrong("attributes.plan_text", ["Завод"]), {"plan_text": "Пойдёт на завод"},
            "plan_text", "plan_text", {"plan_text": "Пойдёт учиться"}),
    Measure(16, "DIAGNOSTICS",
            "Профессиональное тестирование, профориентационная диагностика", None, YES,
            Wrong("attributes.recommendation_issued", "true"),
            {"recommendation_issued": True, "restricted_note": "Тест пройден"},
            "recommendation_issued", "restricted_note", {"recommendation_issued": False},
            restricted=True),
    Measure(17, "SURVEY", "Опрос/анкетирование (намерения, удовлетворённость)", None, NO,
            Wrong("satisfaction", 6),
            {"survey_kind": "SATISFACTION", "answers": "Всё хорошо", "satisfaction": 5},
            "survey_kind", "answers", {"answers": "Почти всё"}),
    Measure(18, "LEGAL_AID", "Правовая помощь по вопросам занятости", None, YES,
            Wrong("attributes.legal_subject", "DIVORCE"),
            {"legal_subject": "LABOUR_DISPUTE", "result_text": "Выплачено"},
            "legal_subject result_text", "result_text", {"legal_subject": "TARGETED_CONTRACT"}),
    Measure(19, "CZN_ACCOMPANIMENT",
            "Сопровождение при обращении в органы службы занятости", None, YES,
            Wrong("attributes.registered", {}), {"czn": "ЦЗН Томска", "registered": True},
            "czn registered", fix={"registered": False}),
    Measure(20, "JOB_MATCHING", "Подбор вакансий", None, YES,
            Wrong("attributes.vacancy_ids", []), {"vacancy_ids": [SOMETHING]}, "vacancy_ids",
            fix={"vacancy_ids": [SOMETHING.replace("5f", "6f")]}),
    Measure(21, "RESUME_TO_EMPLOYER",
            "Направление резюме работодателю-партнёру (с согласия)", None, YES,
            Wrong("attributes.consent_entry_id", SOMETHING, "BAD_LINK"),
            {**EMPLOYER, "consent_entry_id": CONSENT}, "employer_name",
            fix={"employer_name": "ООО «Сосна»"}),
    Measure(22, "EMPLOYMENT_REFERRAL", "Выдача направления на трудоустройство", None, YES,
            Wrong("attributes.valid_until", "31.12.2025"),
            {**EMPLOYER, "referral_number": "17-Н", "valid_until": "2025-08-01"},
            "employer_name referral_number valid_until", "referral_number",
            {"valid_until": "2025-09-01"}),
    Measure(23, "INTERVIEW_PREP", "Подготовка к собеседованию", None, YES,
            Wrong("attributes.employer_name", "АО «Завод»", "UNKNOWN_FIELD")),
    Measure(24, "MENTORING", "Наставничество («студент-работодатель»)", None, YES,
            Wrong("attributes.mentor", 5),
            {**EMPLOYER, "mentor": "Иванов И. И.", "period_start": "2025-07-01",
             "period_end": "2025-12-31"},
            "period_end employer_name mentor", "mentor", {"mentor": "Сидоров С. С."}),
    Measure(25, "TUTOR", "Тьюторское сопровождение", None, YES, Wrong("provider_person", ""),
            {"tutor": "Белова А. А.", "period_start": "2025-07-01", "period_end": "2025-12-31"},
            "period_end tutor", "tutor", {"tutor": "Чернова В. В."}),
    Measure(26, "DPO_COURSE", "Повышение квалификации / профессиональная переподготовка", None,
            YES, Wrong("hours", -1),
            {"programme_name": "Сварка", "hours": 72, "document_number": "ПК-1",
             "completed_on": "2025-07-30"},
            "hours programme_name", "document_number", {"programme_name": "Пайка"}),
)  # fmt: skip
SECOND = (
    Measure(27, "VOCATIONAL_TRAINING", "Профессиональное обучение", None, YES, Wrong("hours", 40.5),
            {"profession": "Крановщик", "hours": 144, "training_funding": "EMPLOYMENT_ASSISTANCE"},
            "hours profession training_funding", fix={"training_funding": "BUDGET"}),
    Measure(28, "REFRESHER", "Занятия, курсы по освоенной образовательной программе "
            "(выпускники прошлых лет)", None, YES, Wrong("hours", "40"), {"hours": 16}, "hours",
            fix={"hours": 24}),
    Measure(29, "DPO_INFO", "Информирование о возможностях ДПО", None, NO,
            Wrong("provided_on", "2199-01-01", "FUTURE_ACTUAL", 409)),
    Measure(30, "REGIONAL_SUPPORT_INFO", "Информирование о региональных мерах поддержки молодых "
            "специалистов (в т.ч. Закон «О молодом специалисте в Самарской области»)", None, NO,
            Wrong("provided_on", "2004-12-31", "DATE_ORDER")),
    Measure(31, "REGIONAL_SUPPORT_USED", "Региональная мера поддержки получена", None, YES,
            Wrong("attributes.amount", -5),
            {"support_name": "Подъёмные", "amount": 100_000}, "support_name amount",
            fix={"amount": 120_000}),
    Measure(32, "ENTREPRENEURSHIP_TRAINING", "Обучение основам предпринимательской деятельности",
            None, NO, Wrong("provider", "SCHOOL", "UNKNOWN_CODE"),
            {"programme_name": "Своё дело", "provider": "MY_BUSINESS"}, "programme_name",
            fix={"programme_name": "Начни дело"}),
    Measure(33, "SELF_EMPLOYMENT_INFO",
            "Информирование об ИП, самозанятости, налоговом законодательстве", None, NO,
            Wrong("result", MISSING, "REQUIRED")),
    Measure(34, "ENTREPRENEUR_CONTEST", "Участие в конкурсе предпринимательских проектов", None,
            NO, Wrong("attributes.place", 0), {"project": "Теплица", "place": 2}, "project",
            "project", {"place": 1}),
    Measure(35, "CASE_CHAMPIONSHIP", "Участие в кейс-чемпионате", None, NO,
            Wrong("attributes.place", "первое"), {"place": 1}, fix={"place": 3}),
    Measure(36, "PORTFOLIO", "Содействие в формировании портфолио", None, YES,
            Wrong("attributes.link", ONLINE, "UNKNOWN_FIELD"), {"url": ONLINE}, "url", "url",
            {"url": "https://ais.example/a"}),
    Measure(37, "TEMPORARY_JOB",
            "Временная занятость (в т.ч. летняя), консультация о временной занятости", None, YES,
            Wrong("attributes.consultation_only", "нет"),
            {**EMPLOYER, "consultation_only": False, "period_start": "2025-07-01",
             "period_end": "2025-08-31"},
            "consultation_only", fix={"period_start": "2025-07-05"}),
    Measure(38, "RELOCATION_HELP",
            "Содействие переезду в другую местность региона (в т.ч. сельскую)", None, YES,
            Wrong("form", "ONLINE", "UNKNOWN_CODE"), {"municipality": "Колпашево"},
            "municipality", "municipality", {"municipality": "Парабель"}),
    Measure(39, "INTERREGIONAL_COORDINATION",
            "Взаимодействие с РОИВ другого субъекта РФ (переехавший)", None, YES,
            Wrong("attributes.region", "00"),
            {"region": "67", "contact": "Орлова О. О.", "result_text": "Принята"},
            "region contact result_text", "contact result_text", {"region": "63"}),
    Measure(40, "POO_EMPLOYMENT", "Трудоустройство на вакансию в самой ПОО", None, YES,
            Wrong("vacancy_id", 7), {"vacancy_id": SOMETHING}, "vacancy_id"),
    Measure(41, "UPK_EMPLOYMENT", "Трудоустройство в учебно-производственном комплексе", None, YES,
            Wrong("measure_code", "UPK_EMPLOYMNT", "UNKNOWN_CODE")),
    Measure(42, "INDIVIDUAL_PLAN_TRANSFER", "Перевод на индивидуальный учебный план", None, YES,
            Wrong("attributes.order_number", "   "), {"order_number": "12-У"}, "order_number",
            "order_number", {"order_number": "13-У"}),
    Measure(43, "PRACTICE_EMPLOYMENT", "Трудоустройство на время производственной практики", None,
            YES, Wrong("attributes.period_start", "2025-02-30"),
            {**EMPLOYER, "period_start": "2025-07-01", "period_end": "2025-07-31"},
            "period_end employer_name period_start", fix={"period_start": "2025-07-03"}),
    Measure(44, "OPK_DEFERRAL", "Содействие в предоставлении отсрочки (ОПК)", None, YES,
            Wrong("attributes.deferral_decision", "MAYBE"),
            {**EMPLOYER, "list_number": "5", "deferral_decision": "PENDING"},
            "employer_name list_number deferral_decision", "list_number",
            {"deferral_decision": "GRANTED"}),
    Measure(45, "ARMY_ACCOMPANIMENT", "Сопровождение при завершении военной службы", None, YES,
            Wrong("attributes.next_contact_on", "2201-01-01"),
            {"contacted_on": "2025-07-01", "next_contact_on": "2025-09-01", "channel": "MAIL"},
            "contacted_on", fix={"next_contact_on": "2025-10-01"}),
    Measure(46, "PORTAL_REGISTRATION", "Регистрация на портале / в АИС (в т.ч. практикум для "
            "инвалидов и ОВЗ)", None, YES,
            Wrong("attributes.registered_on", "2001-01-01", "DATE_ORDER"),
            {"portal": "AIS", "registered_on": "2025-07-01"}, "portal registered_on",
            fix={"portal": "OTHER"}),
    Measure(47, "PROFESSION_MEETING", "Встреча с представителями профессии/работодателями", None,
            NO, Wrong("provider_org", "NOWHERE", "UNKNOWN_CODE")),
    Measure(48, "CORPORATE_CULTURE",
            "Формирование корпоративной культуры с участием работодателя", None, NO,
            Wrong("evidence.kind", "SELFIE", "UNKNOWN_CODE")),
    Measure(49, "VOLUNTEERING", "Вовлечение в добровольчество, поддержка молодёжных инициатив",
            None, NO, Wrong("satisfaction", 0)),
    Measure(50, "RETENTION_FOLLOWUP",
            "Сопровождение закрепления на рабочем месте, обратная связь", None, YES,
            Wrong("source", "RUMOUR", "UNKNOWN_CODE"),
            {**EMPLOYER, "employer_feedback": "Справляется"}, "employer_feedback",
            "employer_feedback", {"employer_feedback": "Хвалят"}),
    Measure(51, "CAREER_WEEK", "«Неделя карьеры» (Занятость / Самозанятость / Думай о будущем! / "
            "Неограниченные возможности), сессия Go Up", None, NO,
            Wrong("attributes.week_format", "Go Up"), {"week_format": "GO_UP"}, "week_format",
            fix={"week_format": "THINK_OF_THE_FUTURE"}),
    Measure(52, "MESSENGER_GROUP", "Включение в чат по трудоустройству", None, NO,
            Wrong("note", "Добавлена", "UNKNOWN_FIELD"), {"chat": "Выпуск-2025"}, "chat", "chat",
            {"chat": "Выпускники"}),
)  # fmt: skip
MEASURES = (*FIRST, *SECOND)
