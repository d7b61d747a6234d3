"""What is suggested instead of a value that means nothing."""

from __future__ import annotations

from datetime import date

import pytest

from marshrut.classifiers import classifier
from marshrut.imports.suggestions import MOST_SUGGESTED, suggested
from marshrut.imports.written import written_in

INTERVIEW = classifier("steps").get("INTERVIEW").words("outcomes")


@pytest.mark.parametrize(
    ("name", "value", "first"),
    [
        ("step_outcomes", "Получено предложени", "Получено предложение"),
        ("measures", "ярмарка вакансии", "Ярмарка вакансий (участие)"),
        ("citizenship", "Казахстен", "Казахстан"),
        ("categories", "сирата", classifier("categories").get("ORPHAN").label_ru),  # by a synonym
    ],
)
def test_the_nearest_label_comes_first(name, value, first):
    assert suggested(name, value).partition("; ")[0] == first


def test_only_outcomes_of_the_step_are_suggested():
    labels = {classifier("step_outcomes").get(code).label_ru for code in INTERVIEW}
    assert set(suggested("step_outcomes", "успех", among=INTERVIEW).split("; ")) == labels


@pytest.mark.parametrize(
    ("name", "derived"),
    [("categories", "MINOR"), ("step_states", "EXPIRED"), ("statuses", "NO_DATA")],
)
def test_what_cannot_be_recorded_is_not_suggested(name, derived):
    label = classifier(name).get(derived).label_ru
    assert label not in suggested(name, label).split("; ")


def test_a_dozen_at_most_is_suggested():
    shown = suggested("statuses", "нечто")
    assert len(shown.split("; ")) == MOST_SUGGESTED
    assert shown.endswith(" и др")


@pytest.mark.parametrize(
    ("field", "value", "shown"),
    [
        ("study_form", "FULL_TIME", "очная"),
        ("state", "DONE", "Выполнен"),
        ("status_on", date(2025, 8, 1), "01.08.2025"),
        ("in_specialty", True, "да"),
        ("employer_inn", None, "не заполнено"),
        ("hours", 2, "2"),
        ("organisation", "SM-1", "SM-1"),
    ],
)
def test_what_a_case_says_is_shown_as_a_list_would_hold_it(field, value, shown):
    assert written_in(field, value) == shown
