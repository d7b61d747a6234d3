"""Blind tokens: what lets a person be found although no table holds a name (semantics S25).

A token is HMAC-SHA256 of a normalised value, cut to 16 bytes. Each purpose has its own domain,
so equal texts under different purposes share no token. Purposes and normalisation are as
permanent as the tokens stored: a change means computing them anew.
"""

from __future__ import annotations

import hmac
import re
import unicodedata
from datetime import date

import msgspec

TOKEN_BYTES = 16
SHORTEST_PREFIX = 3
WORD = re.compile(r"[^\W_]+")
NOT_DIGIT = re.compile(r"\D")
UNSEEN = {"Mn", "Cf"}  # stress marks, soft hyphens, zero-width joiners


class BlindIndex:
    """Makes the tokens of one installation, from a secret that stays as long as the tokens do."""

    def __init__(self, secret: bytes) -> None:
        self._secret = secret

    def snils(self, snils: str) -> bytes:
        """The token of a СНИЛС, however it is spaced."""
        return self._token("snils", NOT_DIGIT.sub("", snils))

    def employer(self, inn: str) -> bytes:
        """The token of the 12-digit ИНН of an employer who is a person."""
        return self._token("employer", NOT_DIGIT.sub("", inn))

    def person(self, *, full_name: str, birth_date: date) -> bytes:
        """The token of a person known by name and day of birth."""
        return self._token("person", " ".join(words(full_name)), birth_date.isoformat())

    def natural_key(
        self,
        *,
        organisation: str,
        programme_code: str,
        graduation_year: int,
        snils: str | None = None,
        full_name: str | None = None,
        birth_date: date | None = None,
    ) -> bytes:
        """The token that two openings of one case share (domain 3.1).

        The person is taken by СНИЛС, and without one by full name and day of birth; raises
        ``ValueError`` if neither is given.
        """
        if snils:
            person = self.snils(snils)
        elif full_name and birth_date:
            person = self.person(full_name=full_name, birth_date=birth_date)
        else:
            raise ValueError("a natural key needs a СНИЛС, or a full name and a day of birth")
        return self._token(
            "natural key", organisation, programme_code, str(graduation_year), person.hex()
        )

    def name_tokens(
        self, *, last_name: str, first_name: str, middle_name: str | None = None
    ) -> frozenset[bytes]:
        """The tokens by which a name is found: each word, and its beginnings from 3 letters."""
        found = words(f"{last_name} {first_name} {middle_name or ''}")
        return frozenset(
            self._token("name", start) for word in found for start in _beginnings(word)
        )

    def query_tokens(self, text: str) -> list[bytes]:
        """The tokens of a query's words; a case is found if it has them all."""
        return [self._token("name", word) for word in words(text)]

    def _token(self, purpose: str, *parts: str) -> bytes:
        message = msgspec.json.encode([purpose, *parts])
        return hmac.digest(self._secret, message, "sha256")[:TOKEN_BYTES]


def words(text: str) -> list[str]:
    """The words of a name as they are compared: no case, no ё, no hyphens, no stress marks."""
    composed = unicodedata.normalize("NFKC", text).casefold().replace("ё", "е")
    seen = (letter for letter in composed if unicodedata.category(letter) not in UNSEEN)
    return WORD.findall("".join(seen))


def _beginnings(word: str) -> set[str]:
    return {word, *(word[:length] for length in range(SHORTEST_PREFIX, len(word)))}
