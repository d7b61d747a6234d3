"""Blind tokens: equal for what people take as equal, apart for everything else."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marshrut.ledger.blind import BlindIndex, words

INDEX = BlindIndex(bytes(range(32)))
BORN = date(2006, 2, 28)
OPENING = {"organisation": "TTIT", "programme_code": "15.02.16", "graduation_year": 2025}
BY_SNILS = {**OPENING, "snils": "112-233-445 95"}
BY_NAME = {**OPENING, "full_name": "Ёлкина Анна", "birth_date": BORN}


def found(query: str, last: str, first: str, middle: str | None = None) -> bool:
    tokens = INDEX.name_tokens(last_name=last, first_name=first, middle_name=middle)
    return set(INDEX.query_tokens(query)) <= tokens


# Computed apart, with `openssl dgst -sha256 -mac HMAC` over the JSON text beside each token.
SNILS = "3ec084082d7d4634f7ddd510db60d62e"  # ["snils","11223344595"]
EMPLOYER = "1d1be57f251f12e36b12b6f79cadc61e"  # ["employer","500100732259"]
NAME = "e3c4907c6ea56baab40849295293273c"  # ["name","елкина"]


def test_tokens_are_permanent() -> None:
    assert INDEX.snils("112-233-445 95").hex() == SNILS
    assert INDEX.employer("500100732259").hex() == EMPLOYER
    assert [token.hex() for token in INDEX.query_tokens("Ёлкина")] == [NAME]


def test_another_secret_makes_other_tokens() -> None:
    assert BlindIndex(b"another").snils("11223344595") != INDEX.snils("11223344595")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("  Ёлкина   АННА ", ["елкина", "анна"]),
        ("Петров - Водкин", ["петров", "водкин"]),
        ("Петров\u2011Водкин", ["петров", "водкин"]),
        ("и\u0306од", ["йод"]),
        ("Е\u0308лкина", ["елкина"]),
        ("Анто\u0301нов", ["антонов"]),
        ("Анто\u00adнов", ["антонов"]),
        ("О'Коннор", ["о", "коннор"]),
        ("Straße", ["strasse"]),
        ("- '", []),
    ],
)
def test_words_are_what_people_take_as_equal(text: str, expected: list[str]) -> None:
    assert words(text) == expected


@pytest.mark.parametrize(
    "query",
    ["Ёлкина", "елкина анна", "АННА елк", "сергеевна", "серг", "елкина-маркова", "марк"],
)
def test_a_name_is_found_by_words_and_their_beginnings(query: str) -> None:
    assert found(query, "Ёлкина-Маркова", "Анна", "Сергеевна")


@pytest.mark.parametrize("query", ["ел", "лки", "кина", "елкин анна х", "елкино", "еленина"])
def test_and_by_nothing_else(query: str) -> None:
    assert not found(query, "Ёлкина-Маркова", "Анна", "Сергеевна")


def test_a_short_name_is_found_whole() -> None:
    assert found("Ли Ян", "Ли", "Ян")
    assert not found("Л", "Ли", "Ян")


@given(name=st.text(st.characters(categories=["Lu", "Ll"]), min_size=3, max_size=20))
def test_every_beginning_from_three_letters_finds(name: str) -> None:
    for word in words(name):
        for length in range(3, len(word) + 1):
            assert found(word[:length], name, "Анна")


def test_equal_texts_of_two_purposes_share_no_token() -> None:
    assert INDEX.snils("500100732259") != INDEX.employer("500100732259")
    assert INDEX.person(full_name="Анна", birth_date=BORN) not in INDEX.query_tokens("Анна")


def test_a_person_is_one_however_written() -> None:
    person = INDEX.person(full_name="Ёлкина-Маркова  Анна", birth_date=BORN)
    assert person == INDEX.person(full_name="ЕЛКИНА – МАРКОВА АННА", birth_date=BORN)
    assert person != INDEX.person(full_name="Анна Елкина-Маркова", birth_date=BORN)
    assert person != INDEX.person(full_name="Ёлкина-Маркова Анна", birth_date=date(2006, 3, 1))


def test_the_natural_key_is_the_same_however_written() -> None:
    assert INDEX.natural_key(**BY_SNILS) == INDEX.natural_key(**OPENING, snils="11223344595")
    assert INDEX.natural_key(**BY_NAME) == INDEX.natural_key(
        **OPENING, full_name="елкина  АННА", birth_date=BORN
    )


@pytest.mark.parametrize("base", [BY_SNILS, BY_NAME])
@pytest.mark.parametrize(
    "change",
    [
        {"organisation": "TPT"},
        {"programme_code": "15.01.05"},
        {"graduation_year": 2026},
        {"snils": "087-654-302 00"},
    ],
)
def test_the_natural_key_tells_cases_apart(
    base: dict[str, object], change: dict[str, object]
) -> None:
    assert INDEX.natural_key(**base) != INDEX.natural_key(**{**base, **change})


def test_with_a_snils_the_name_does_not_matter() -> None:
    assert INDEX.natural_key(**{**BY_NAME, **BY_SNILS}) == INDEX.natural_key(**BY_SNILS)


@pytest.mark.parametrize("person", [{}, {"full_name": "Анна"}, {"birth_date": BORN}])
def test_a_natural_key_needs_a_person(person: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="needs a СНИЛС"):
        INDEX.natural_key(**OPENING, **person)
