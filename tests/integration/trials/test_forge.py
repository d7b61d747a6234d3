"""The trial of forgeries, some thousands of them, and that it sees what it is to see."""

from __future__ import annotations

from typing import Any

import pytest

from marshrut.ledger.proofs import check_inclusion
from tests.trials.forge import TRIAL, Forger, Verifiers, hold, lenient, run

SOME = 3_000


def test_nothing_is_accepted() -> None:
    outcome = run(SOME)
    assert sum(outcome.counted.values()) == SOME
    assert len(outcome.counted) == 6
    assert outcome.faults == []


def test_the_trial_sees_lenient_base64() -> None:
    outcome = hold(Forger(Verifiers(open_checkpoint=lenient)), 6 * 4_000)
    assert any("among notes was accepted by ours" in fault for fault in outcome.faults)


def test_the_trial_sees_a_path_of_which_the_end_is_not_read() -> None:
    def careless(*, path: list[bytes], size: int, index: int, **told: Any) -> None:
        if len(path) < 2:
            check_inclusion(path=path, size=size, index=index, **told)

    def half(*, old_root: bytes, path: list[bytes], **told: Any) -> None:
        del old_root, path, told

    outcome = hold(Forger(Verifiers(check_inclusion=careless, check_consistency=half)), 600)
    assert any("among inclusions was accepted by ours" in fault for fault in outcome.faults)
    assert any("among consistencies was accepted by ours" in fault for fault in outcome.faults)


@pytest.mark.parametrize(
    ("name", "other"),
    [
        ("originator_id", "0_000000-0000-0000-0000-000000000001"),
        ("originator_id", "{00000000-0000-0000-0000-000000000001}"),
        ("originator_id", "00000000000000000000000000000001"),
        ("originator_version", True),
        ("position", True),
        ("originator_version", 1.0),
    ],
)
def test_an_event_has_one_spelling_for_the_auditors_program(name: str, other: object) -> None:
    """As the trial has found: these are read as the same event, and are not what was written."""
    forger = Forger()
    told = forger.given.read_json(forger.world.evidence)
    assert forger.given.verify_evidence(told, [forger.given_key])
    told["events"][0]["event"][name] = other
    with pytest.raises((forger.given.Bad, *forger.given.MISMADE)):
        forger.given.verify_evidence(told, [forger.given_key])


def test_the_aim_is_as_it_was_set() -> None:
    assert TRIAL.rounds >= 1_000_000
