"""Findings in words: for who sends requests, and for who fills in a list."""

from __future__ import annotations

import re

import pytest

from marshrut.classifiers import classifier
from marshrut.refusals import finding
from marshrut.wording import ENGLISH, wording

OUTCOMES = ("OFFER", "NO_SHOW")
MACHINE = re.compile(r"\([A-Za-z_]+\)")


@pytest.mark.parametrize(
    ("found", "answer", "sheet"),
    [
        (
            finding("INCOMPLETE", fields=["snils", "portal"]),
            "Портал (система) (portal), СНИЛС (snils).",
            "Портал (система), СНИЛС.",
        ),
        (
            finding("INCOMPLETE", fields=["vacancy_id|employer_name"]),
            "Вакансия (vacancy_id) / Наименование",
            "Вакансия / Наименование",
        ),
        (
            finding("OUTCOME_REQUIRED", field="outcome", state="DONE", outcomes=OUTCOMES),
            "Для состояния «Выполнен» укажите результат (outcome), один из: Не явился (NO_SHOW), ",
            "Для состояния «Выполнен» укажите результат, один из: Не явился, Получено предложение.",
        ),
        (
            finding("CONSENT_REQUIRED", consent="RESUME_TRANSFER", effective_on="2026-03-01"),
            "На 01.03.2026 нет действующего согласия «Направление резюме",
            "На 01.03.2026 нет действующего согласия «Направление резюме",
        ),
        (
            finding("DATE_ORDER", field="due_on", value="1999-01-01", not_before="birth_date"),
            "Дата в поле «due_on» (01.01.1999) раньше, чем «Дата рождения».",
            "Дата в поле «Срок» (01.01.1999) раньше, чем «Дата рождения».",
        ),
        (
            finding("NOT_CORRECTABLE", field="attributes.due_on"),
            "Поле «attributes.due_on» у этой записи",
            "Поле «Срок» у этой записи",
        ),
        (
            finding("INVALID", field="x", expected="1–200 characters"),
            "Ожидается: 1–200 символов.",
            "Ожидается: 1–200 символов.",
        ),
        (
            finding("INVALID", field="x", expected="1900-01-01 … 2026-06-01"),
            "Ожидается: 1900-01-01 … 2026-06-01.",  # as the request has to write it
            "Ожидается: 01.01.1900 … 01.06.2026.",
        ),
        (
            finding("REASON_REQUIRED", classifier="sexes"),
            "(reason) кодом классификатора «sexes»",
            "причину кодом классификатора «Пол»",
        ),
    ],
)
def test_a_list_is_told_of_by_labels_and_a_request_by_its_names_as_well(found, answer, sheet):
    assert answer in wording(found)
    assert sheet in wording(found, names=False)


def test_days_stay_as_they_are_in_english_and_moments_anywhere():
    found = finding("CONSENT_REQUIRED", consent="RESUME_TRANSFER", effective_on="2026-03-01")
    assert "on 2026-03-01." in wording(found, language=ENGLISH)
    moment = "2026-03-01T09:00:00Z"
    assert moment in wording(finding("FUTURE_KNOWN_AT", known_at=moment, now=moment))


def test_what_no_finding_names_shows_as_an_ellipsis():
    assert "…" in wording(finding("INVALID", field="x"))


@pytest.mark.parametrize("table", ["refusals", "warnings"])
def test_a_list_is_told_no_names_of_requests(table):
    for code in classifier(table).codes:
        assert not MACHINE.search(wording(finding(code), names=False)), code


@pytest.mark.parametrize("table", ["measures", "steps"])
def test_whatever_may_be_missing_has_a_label(table):
    for term in classifier(table).terms.values():
        for group in term.words("expected"):
            for name in group.split("|"):
                told = wording(finding("INCOMPLETE", fields=[name]), names=False)
                assert not re.search(r"[a-z]+_[a-z]+", told), name
