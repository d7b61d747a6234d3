"""What an erasure destroys is told by category; what its act says names nobody."""

from __future__ import annotations

from datetime import date

import pytest

from marshrut.cases.destroyed import check_names_nobody
from marshrut.cases.person import Person
from marshrut.classifiers import classifier
from marshrut.refusals import Refused

ANNA = Person(
    last_name="Орлова-Ким",
    first_name="Анна",
    middle_name="Игоревна",
    birth_date=date(2005, 3, 14),
    snils="112-233-445 95",
    inn="500100732259",
    phone="+79161234567",
    email="Anna@example.org",
    messenger="@anna13",
)


@pytest.mark.parametrize(
    "text",
    [
        *("Орлова", "заявление Орловой А. И.", "ОРЛОВУ", "по просьбе Анны Ким", "от анна"),
        *("Игоревной подано", "11223344595", "112 233 445 95", "№ 500100732259"),
        *("8 (916) 123-45-67", "письмо с anna@EXAMPLE.org", "написала @Anna13"),
    ],
)
def test_words_that_name_the_person_are_refused(text: str) -> None:
    with pytest.raises(Refused) as refused:
        check_names_nobody(ANNA, reason=text, act_number="7")
    assert [found.field for found in refused.value.findings] == ["reason"]


@pytest.mark.parametrize(
    "text",
    [
        *("Отзыв согласия на обработку персональных данных", "аннулирование договора"),
        *("Орёл", "орловский район", "приказ 17-У от 29.11.2026", "вх. № 1122334", "кимоно"),
    ],
)
def test_words_that_do_not_are_taken(text: str) -> None:
    check_names_nobody(ANNA, reason=text, act_number=text)


def test_every_field_of_a_person_has_a_category() -> None:
    named = {
        part for term in classifier("personal_data").terms.values() for part in term.words("parts")
    }
    fields = {f"person.{name}" for name in Person.__struct_fields__}
    assert fields <= named
