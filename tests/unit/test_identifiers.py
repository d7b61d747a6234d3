"""Identifiers are normalised, checked, and never repeated in an error (domain 3.4)."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from marshrut import identifiers
from marshrut.identifiers import BadChecksum, BadIdentifier

Check = Callable[[str], str]


@pytest.mark.parametrize(
    ("check", "typed", "normal"),
    [
        (identifiers.snils, "112-233-445 95", "11223344595"),
        (identifiers.snils, "087-654-302 00", "08765430200"),
        (identifiers.snils, "100-000-000 09", "10000000009"),
        (identifiers.snils, " 112 233\u00a0445\u201395 ", "11223344595"),
        (identifiers.snils, "001-001-998 77", "00100199877"),
        (identifiers.inn, "7707083893", "7707083893"),
        (identifiers.inn, "500100732259", "500100732259"),
        (identifiers.inn10, "7001000013", "7001000013"),
        (identifiers.inn10, "63 0100 0012", "6301000012"),
        (identifiers.inn12, "500100732259", "500100732259"),
        (identifiers.ogrn, "1027700132195", "1027700132195"),
        (identifiers.ogrnip, "304500116000157", "304500116000157"),
        (identifiers.programme_code, " 15.02.16", "15.02.16"),
        (identifiers.programme_code, "43.01.09", "43.01.09"),
        (identifiers.oktmo, "69701000", "69701000"),
        (identifiers.oktmo, "69 701 000 001", "69701000001"),
    ],
)
def test_a_valid_identifier_is_returned_in_its_normal_form(check: Check, typed: str, normal: str):
    assert check(typed) == normal


@pytest.mark.parametrize(
    ("check", "typed"),
    [
        (identifiers.snils, "112-233-445 96"),
        (identifiers.snils, "001-001-999 77"),
        (identifiers.inn, "7707083894"),
        (identifiers.inn, "500100732258"),
        (identifiers.inn, "500100732269"),
        (identifiers.inn10, "7001000014"),
        (identifiers.inn12, "500100732249"),
        (identifiers.ogrn, "1027700132196"),
        (identifiers.ogrnip, "304500116000158"),
    ],
)
def test_wrong_check_digits_are_a_checksum_error(check: Check, typed: str):
    with pytest.raises(BadChecksum) as caught:
        check(typed)
    assert caught.value.code == "CHECKSUM"


@pytest.mark.parametrize(
    ("check", "typed"),
    [
        (identifiers.snils, ""),
        (identifiers.snils, "1122334459"),
        (identifiers.snils, "112233445955"),
        (identifiers.snils, "112.233.445 95"),
        (identifiers.snils, "000-000-000 00"),
        (identifiers.snils, "١١٢٢٣٣٤٤٥٩٥"),
        (identifiers.inn, "77070838931"),
        (identifiers.inn, "0000000000"),
        (identifiers.inn, "770708389a"),
        (identifiers.inn10, "500100732259"),
        (identifiers.inn12, "7707083893"),
        (identifiers.ogrn, "304500116000157"),
        (identifiers.ogrnip, "1027700132195"),
        (identifiers.ogrnip, "104500116000157"),
        (identifiers.programme_code, "15.03.16"),
        (identifiers.programme_code, "15.02.1"),
        (identifiers.programme_code, "15.02.16.01"),
        (identifiers.programme_code, "15,02,16"),
        (identifiers.oktmo, "6970100"),
        (identifiers.oktmo, "697010001"),
    ],
)
def test_another_shape_is_invalid_and_not_a_checksum_error(check: Check, typed: str):
    with pytest.raises(BadIdentifier) as caught:
        check(typed)
    assert caught.value.code == "INVALID"


def test_an_error_never_repeats_the_identifier():
    with pytest.raises(BadChecksum) as caught:
        identifiers.snils("112-233-445 96")
    assert "112" not in str(caught.value)
    assert "СНИЛС" in str(caught.value)


def test_the_check_of_a_snils_with_the_remainder_of_one_hundred_is_zero():
    assert identifiers.snils("087-654-302 00") == "08765430200"
    with pytest.raises(BadChecksum):
        identifiers.snils("087-654-302 01")


def test_an_ogrnip_takes_the_last_digit_of_a_two_digit_remainder():
    number = next(n for n in range(30450011600000, 30450011600013) if n % 13 == 12)
    assert identifiers.ogrnip(f"{number}2") == f"{number}2"


def test_a_snils_is_shown_in_groups():
    assert identifiers.format_snils("11223344595") == "112-233-445 95"
