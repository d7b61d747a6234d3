"""What is sealed opens with its own key, for its own case, unchanged; and in no other way."""

from __future__ import annotations

from datetime import date
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marshrut.ledger.sealing import SealBroken, seal, unseal

KEY = bytes(range(32))
CASE = UUID("018f3b1e-0000-7000-8000-000000000001")
OTHER_CASE = UUID("018f3b1e-0000-7000-8000-000000000002")
PERSON = {"last_name": "Ёлкина", "birth_date": "2006-02-28", "phones": ["+7 900 000-00-00"]}
# Sealed by another library (PyCryptodome), with the nonce 00 01 … 0b.
VECTOR = bytes(range(12)) + bytes.fromhex(
    "3c20ba7ab6919d75ec2cf2a98bcba8ec536d578e20c38fc1e8d7c7f86e4535e0d3f5ef1e843d63673502b484"
)

scalars = st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text()
payloads = st.dictionaries(st.text(), scalars | st.lists(scalars), max_size=8)


@given(payload=payloads)
def test_a_sealed_payload_opens_unchanged(payload: dict[str, object]) -> None:
    assert unseal(seal(payload, key=KEY, case_id=CASE), key=KEY, case_id=CASE) == payload


def test_dates_become_iso_text() -> None:
    sealed = seal({"birth_date": date(2006, 2, 28)}, key=KEY, case_id=CASE)
    assert unseal(sealed, key=KEY, case_id=CASE) == {"birth_date": "2006-02-28"}


def test_the_format_is_permanent() -> None:
    assert unseal(VECTOR, key=KEY, case_id=CASE) == {"last_name": "Ёлкина"}


def test_nothing_is_left_in_clear_and_no_seal_repeats() -> None:
    first, second = (seal(PERSON, key=KEY, case_id=CASE) for _ in range(2))
    assert "Ёлкина".encode() not in first
    assert first[:12] != second[:12]
    assert first[12:] != second[12:]


def test_another_case_does_not_open_it() -> None:
    with pytest.raises(SealBroken):
        unseal(seal(PERSON, key=KEY, case_id=CASE), key=KEY, case_id=OTHER_CASE)


def test_another_key_does_not_open_it() -> None:
    with pytest.raises(SealBroken):
        unseal(seal(PERSON, key=KEY, case_id=CASE), key=KEY[::-1], case_id=CASE)


def test_every_changed_bit_is_noticed() -> None:
    sealed = seal(PERSON, key=KEY, case_id=CASE)
    for place in range(len(sealed) * 8):
        changed = bytearray(sealed)
        changed[place // 8] ^= 1 << place % 8
        with pytest.raises(SealBroken):
            unseal(bytes(changed), key=KEY, case_id=CASE)


@pytest.mark.parametrize("length", [0, 1, 11, 12, 27, -1])
def test_a_cut_payload_is_noticed(length: int) -> None:
    with pytest.raises(SealBroken):
        unseal(seal(PERSON, key=KEY, case_id=CASE)[:length], key=KEY, case_id=CASE)
