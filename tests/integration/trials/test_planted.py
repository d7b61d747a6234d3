"""The trial of planted personal data, in short; and that it finds what is careless."""

from __future__ import annotations

import pytest
from flask import request

from api import telemetry
from marshrut.ledger.key_database import KeyDatabase
from marshrut.ledger.keys import KeyStore
from tests.support.planted_words import Planted, forms, met
from tests.trials import planted


def test_nothing_is_found_in_clear_and_nothing_opens_after_an_erasure() -> None:
    outcome = planted.run(1)
    assert outcome.faults == []
    counted = outcome.counted
    assert (counted["rounds on sqlite"], counted["rounds on postgresql"]) == (1, 1)
    assert counted["words planted"] == 4 * len(Planted(0).words)
    assert counted["places searched"] > 20
    assert counted["sealed payloads tried after an erasure"] > 50
    assert counted["words shown to whom they are for"] > 50


def test_a_careless_log_and_a_careless_erasure_are_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(planted, "KINDS", ("sqlite",))
    monkeypatch.setattr(telemetry, "route", lambda: request.full_path)
    monkeypatch.setattr(KeyDatabase, "scrub", lambda _self: None)
    erase = KeyStore.erase

    def careless(store: KeyStore, case_id: object, **said: object) -> object:
        key = store.get(case_id)  # type: ignore[arg-type]
        act = erase(store, case_id, **said)  # type: ignore[arg-type]
        monkeypatch.setattr(planted, "_keys_there", lambda *_: [key])
        return act

    monkeypatch.setattr(KeyStore, "erase", careless)
    faults = planted.run(1).faults
    assert any(fault.endswith("stands in log") for fault in faults)
    assert any("opens after its erasure" in fault for fault in faults)


@pytest.mark.parametrize(
    "written",
    [
        lambda word: word.encode("utf-16-le"),
        lambda word: word.encode("cp1251"),
        lambda word: word.upper().encode(),
        lambda word: ascii(word).encode(),
        lambda word: b"".join(b"%%%02x" % byte for byte in word.encode()),
        lambda word: __import__("base64").b64encode(b"xx" + word.encode() + b"yy"),
        lambda word: word.encode().hex().encode(),
    ],
)
def test_a_word_is_found_however_it_is_written(written) -> None:  # type: ignore[no-untyped-def]
    word = Planted(7).person["last_name"]
    found = met(
        [word, Planted(8).person["last_name"]], {"here": b"a\0" * 99 + written(word) + b"z"}
    )
    assert found == [(word, "here")]
    assert len(forms(word)) > 20
