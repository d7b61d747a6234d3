"""Identifiers of people, organisations, programmes and territories (domain 3.4).

Each function takes what was typed and returns the normal form, or raises. Messages never repeat
the value: it may identify a person, and errors are logged.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from stdnum.exceptions import InvalidChecksum, ValidationError
from stdnum.ru import inn as stdnum_inn
from stdnum.ru import ogrn as stdnum_ogrn

SNILS_WITHOUT_CHECK = 1_001_998
"""Numbers up to 001-001-998 were given out without check digits."""

SEPARATORS = re.compile(r"[\s\u2010-\u2015-]+")
SNILS = re.compile(r"[0-9]{11}")
OGRNIP = re.compile(r"[34][0-9]{14}")
PROGRAMME_CODE = re.compile(r"[0-9]{2}\.0[12]\.[0-9]{2}")
OKTMO = re.compile(r"[0-9]{8}(?:[0-9]{3})?")


class BadIdentifier(ValueError):  # noqa: N818 - named like the refusal it becomes
    """Not an identifier of this ``kind``; ``expected`` says what one looks like."""

    code = "INVALID"

    def __init__(self, *, kind: str, expected: str) -> None:
        super().__init__(f"{kind}: expected {expected}")
        self.kind = kind
        self.expected = expected


class BadChecksum(BadIdentifier):
    """The right shape, but the check digits do not match: a typing error."""

    code = "CHECKSUM"


def snils(value: str) -> str:
    """Return the 11 digits of a СНИЛС, typed with or without its spaces and hyphens."""
    digits = SEPARATORS.sub("", value)
    number = int(digits[:9]) if SNILS.fullmatch(digits) else 0
    if number == 0:
        raise BadIdentifier(kind="СНИЛС", expected="XXX-XXX-XXX YY")
    if number > SNILS_WITHOUT_CHECK and _snils_check(digits) != int(digits[9:]):
        raise BadChecksum(kind="СНИЛС", expected="XXX-XXX-XXX YY")
    return digits


def format_snils(digits: str) -> str:
    """Show 11 digits as ``XXX-XXX-XXX YY``."""
    return f"{digits[:3]}-{digits[3:6]}-{digits[6:9]} {digits[9:]}"


def inn(value: str) -> str:
    """Return an ИНН: 10 digits of a legal entity or 12 of a person."""
    return _standard(stdnum_inn.validate, value, lengths=(10, 12), kind="ИНН")


def inn10(value: str) -> str:
    """Return the ИНН of a legal entity, 10 digits."""
    return _standard(stdnum_inn.validate, value, lengths=(10,), kind="ИНН")


def inn12(value: str) -> str:
    """Return the ИНН of a person, 12 digits."""
    return _standard(stdnum_inn.validate, value, lengths=(12,), kind="ИНН")


def ogrn(value: str) -> str:
    """Return the ОГРН of a legal entity, 13 digits."""
    return _standard(stdnum_ogrn.validate, value, lengths=(13,), kind="ОГРН")


def ogrnip(value: str) -> str:
    """Return the ОГРНИП of a sole proprietor, 15 digits.

    python-stdnum compares the last digit with the remainder modulo 13 itself and so refuses
    every number whose remainder has two digits; the rule takes its last digit.
    """
    digits = SEPARATORS.sub("", value)
    if not OGRNIP.fullmatch(digits):
        raise BadIdentifier(kind="ОГРНИП", expected="15 digits")
    if int(digits[:14]) % 13 % 10 != int(digits[14]):
        raise BadChecksum(kind="ОГРНИП", expected="15 digits")
    return digits


def programme_code(value: str) -> str:
    """Return the code of a profession (``NN.01.NN``) or a specialty (``NN.02.NN``)."""
    code = value.strip()
    if not PROGRAMME_CODE.fullmatch(code):
        raise BadIdentifier(kind="programme_code", expected="NN.01.NN, NN.02.NN")
    return code


def oktmo(value: str) -> str:
    """Return an ОКТМО code: 8 digits of a municipality or 11 of a settlement."""
    code = SEPARATORS.sub("", value)
    if not OKTMO.fullmatch(code):
        raise BadIdentifier(kind="ОКТМО", expected="8, 11 digits")
    return code


def _snils_check(digits: str) -> int:
    total = sum(int(digit) * (9 - place) for place, digit in enumerate(digits[:9]))
    return total % 101 % 100


def _standard(
    validate: Callable[[str], str], value: str, *, lengths: tuple[int, ...], kind: str
) -> str:
    """Check by python-stdnum, and that the number has one of the ``lengths``."""
    expected = f"{', '.join(map(str, lengths))} digits"
    try:
        digits = validate(value)
    except InvalidChecksum as error:
        raise BadChecksum(kind=kind, expected=expected) from error
    except ValidationError as error:
        raise BadIdentifier(kind=kind, expected=expected) from error
    if len(digits) not in lengths or not digits.strip("0"):
        raise BadIdentifier(kind=kind, expected=expected)
    return digits
