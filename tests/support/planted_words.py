"""Words about somebody that stand nowhere else, and every way in which they may be written."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from random import Random
from urllib.parse import quote

from tests.support.office import snils

SYLLABLES = ("бор", "вят", "гра", "дым", "жел", "зыр", "кру", "лоп", "мгл", "няг", "пыш", "рож")
INN_WEIGHTS = ((7, 2, 4, 10, 3, 5, 9, 4, 6, 8), (3, 7, 2, 4, 10, 3, 5, 9, 4, 6, 8))
ZEROES = re.compile(rb"\0{64,}")


@dataclass(frozen=True)
class Planted:
    """One person of one round, told apart by ``number``."""

    number: int

    def word(self, place: str, suffix: str = "") -> str:
        """A made-up word of its own for a place."""
        dice = Random(f"{self.number} {place}")  # noqa: S311 - words, not secrets
        return "".join(dice.choice(SYLLABLES) for _ in range(5)).capitalize() + suffix

    def digits(self, place: str, length: int) -> str:
        """Digits of its own for a place."""
        dice = Random(f"{self.number} {place}")  # noqa: S311
        return "".join(dice.choice("123456789") for _ in range(length))

    @cached_property
    def snils(self) -> str:
        """A СНИЛС as it is written on paper."""
        digits = snils(int(self.digits("snils", 8)))
        return f"{digits[:3]}-{digits[3:6]}-{digits[6:9]} {digits[9:]}"

    @cached_property
    def phone(self) -> str:
        """A number of a mobile telephone."""
        return f"+79{self.digits('phone', 9)}"

    def inn(self, place: str) -> str:
        """The ИНН of a person, with its check digits."""
        digits = self.digits(place, 10)
        for weights in INN_WEIGHTS:
            total = sum(int(d) * w for d, w in zip(digits, weights, strict=True))
            digits += str(total % 11 % 10)
        return digits

    @cached_property
    def person(self) -> dict[str, str]:
        """The personal data of a case."""
        return {
            "last_name": self.word("last", "ёва"),
            "first_name": self.word("first", "ия"),
            "middle_name": self.word("middle", "овна"),
            "birth_date": "2005-03-14",
            "sex": "F",
            "snils": self.snils,
            "inn": self.inn("inn"),
            "phone": self.phone,
            "email": f"box{self.digits('email', 8)}@example.org",
            "messenger": f"@who{self.digits('messenger', 9)}",
        }

    @property
    def words(self) -> list[str]:
        """All that must stand nowhere in clear, in its spellings."""
        told = [each for name, each in self.person.items() if name not in {"birth_date", "sex"}]
        digits = re.sub(r"\D", "", self.snils)
        more = [digits, self.snils.replace("-", " "), self.snils.replace(" ", "-")]
        places = ("note", "certificate", "issuer", "reason", "purpose", "emergency", "listed")
        return [*told, *more, self.phone[2:], *map(self.word, places), self.inn("employer")]


def forms(word: str) -> set[bytes]:
    """How a word might stand among bytes."""
    found: set[bytes] = set()
    for spelt in {word, word.lower(), word.upper(), word.casefold().replace("ё", "е")}:
        text = spelt.encode()
        escaped = "".join(c if c.isascii() else f"\\u{ord(c):04x}" for c in spelt).encode()
        told = {text, spelt.encode("utf-16-le"), spelt.encode("utf-16-be"), escaped}
        told |= {quote(spelt).encode(), quote(spelt).lower().encode(), text.hex().encode()}
        told |= {escaped.upper().replace(b"\\U", b"\\u"), *in_base64(text)}
        if not spelt.isascii():
            told.add(spelt.encode("cp1251"))
        found |= told
    return found


def in_base64(text: bytes) -> Iterator[bytes]:
    """The middle of its base64 wherever it begins: the ends depend on what is beside it."""
    for before in range(3):
        whole = base64.b64encode(b"\0" * before + text)
        inner = whole[4 if before else 0 : len(whole) - 4]
        yield inner
        yield inner.translate(bytes.maketrans(b"+/", b"-_"))


def met(words: Iterable[str], places: Mapping[str, bytes]) -> list[tuple[str, str]]:
    """The words that stand in places, with these; a short form is no sign of one."""
    spelt = {word: [form for form in forms(word) if len(form) >= 8] for word in words}
    found = []
    for name, data in places.items():
        dense = ZEROES.sub(b"\0", data)
        found += [
            (word, name) for word, some in spelt.items() if any(form in dense for form in some)
        ]
    return found
