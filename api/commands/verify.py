"""``marshrut verify``: whether a ledger, an export, evidence or an edition is what was recorded."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from uuid import UUID

import click
import msgspec

from api.commands.opened import database_option, opened_without_keys, settings
from api.commands.progress import progress
from api.export_files import readable
from api.verification_files import (
    Consistency,
    Kind,
    consistency_in,
    edition_proof,
    kind_of,
    note_in,
    whole,
)
from marshrut.application.service import KeylessService
from marshrut.ledger.case_verifying import verify_case
from marshrut.ledger.edition_proof import EditionRefused, check_edition
from marshrut.ledger.evidence import check_evidence, read_evidence
from marshrut.ledger.export_leaves import ExportLeaves
from marshrut.ledger.export_lines import ProofLine
from marshrut.ledger.export_reading import Export
from marshrut.ledger.ledger_leaves import LedgerLeaves
from marshrut.ledger.notes import NoteRefused, VerifierKey
from marshrut.ledger.trust import Trust, believed_keys, proof_of, trust, with_successors
from marshrut.ledger.verifying import Fault, Leaves, verify

NOT_PINNED = "no key was given: those that came with the ledger are believed; give one by --key"


class Told(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What came of it. ``vouched``: up to which position checkpoints agree with the events."""

    verified: bool
    events: int
    vouched: int
    checkpoints: int = 0
    unknown: int = 0
    first_bad: int | None = None
    between: tuple[int, int] | None = None
    problems: tuple[str, ...] = ()


@click.command("verify")
@database_option
@click.argument(
    "file", required=False, type=click.Path(exists=True, dir_okay=False, path_type=Path)
)
@click.option("--key", "keys", multiple=True, metavar="KEY|FILE", help="A public key; repeatable.")
@click.option(
    "--checkpoint",
    "notes",
    multiple=True,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A checkpoint that was kept elsewhere; repeatable.",
)
@click.option("--case", "case_id", type=click.UUID, help="Only the events of this case.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def command(
    database: str | None,
    file: Path | None,
    *,
    keys: tuple[str, ...],
    notes: tuple[Path, ...],
    case_id: UUID | None,
    as_json: bool,
) -> None:
    """Verify the ledger in the database, or FILE: an export, evidence, an edition in JSON.

    Trusts nothing but the public key. Names the first bad event; exit code 1 where one is, and
    where there is no checkpoint to hold anything to.
    """
    if file is not None and case_id is not None:
        raise click.UsageError("--case is for a database; evidence of a case is a file by itself")
    pinned = [_key(each) for each in keys]
    kept = [(str(path), note_in(path)) for path in notes]
    if not pinned:
        click.echo(NOT_PINNED, err=True)
    if file is not None:
        told = _of_file(file, pinned, kept)
    else:
        with opened_without_keys(settings(database)) as service:
            told = _of_ledger(service, pinned, kept, case_id)
    if as_json:
        click.echo(msgspec.json.encode(told))
    elif told.verified:
        click.echo(_in_words(told))
    if not told.verified:
        raise click.ClickException("; ".join(told.problems))


def _of_file(file: Path, pinned: list[VerifierKey], kept: list[tuple[str, str]]) -> Told:
    with readable(file) as stream:
        kind = kind_of(stream)
        if kind is Kind.EXPORT:
            return _of_export(Export(stream), pinned, kept)
        if kind is Kind.EVIDENCE:
            evidence = read_evidence(whole(stream))
            size = check_evidence(evidence, pinned=pinned)
            return Told(verified=True, events=len(evidence.events), vouched=size, checkpoints=1)
        if kind is Kind.CONSISTENCY:
            return _of_consistency(consistency_in(stream), pinned, kept)
        proof = edition_proof(stream)
    keys = with_successors(pinned or [VerifierKey.parse(proof.key)], proof.hand_overs)
    size, before = check_edition(note=proof.note, since=proof.since, path=proof.path, keys=keys)
    number = 1 if before is None else 2
    return Told(verified=True, events=0, vouched=size, checkpoints=number)


def _of_consistency(
    told: Consistency, pinned: list[VerifierKey], kept: list[tuple[str, str]]
) -> Told:
    """The larger checkpoint held to the smaller ones that were kept elsewhere."""
    if not pinned or not kept:
        raise click.UsageError("give the key by --key and the older checkpoint by --checkpoint")
    for _, note in kept:
        sizes = check_edition(note=told.checkpoint, since=note, path=told.path, keys=pinned)
        if sizes != (told.new, told.old):
            raise EditionRefused("the proof is of other sizes than the checkpoints")
    return Told(verified=True, events=0, vouched=told.new, checkpoints=1 + len(kept))


def _of_export(export: Export, pinned: list[VerifierKey], kept: list[tuple[str, str]]) -> Told:
    proof = export.read_proof()
    named = [(f"checkpoint {n} of the file", note) for n, note in enumerate(proof.checkpoints, 1)]
    with closing(ExportLeaves(export)) as leaves:
        told = _held(leaves, _trust([*named, *kept], pinned, proof))
    if leaves.damage is None:
        return told
    problems = (*told.problems, str(leaves.damage))
    return msgspec.structs.replace(told, verified=False, problems=problems)


def _of_ledger(
    service: KeylessService,
    pinned: list[VerifierKey],
    kept: list[tuple[str, str]],
    case_id: UUID | None,
) -> Told:
    proof = proof_of(service.engine)
    named = [(f"checkpoint {n} that is kept", note) for n, note in enumerate(proof.checkpoints, 1)]
    trusted = _trust([*named, *kept], pinned, proof)
    if case_id is None:
        return _held(LedgerLeaves(service.engine), trusted)
    return _of_case(service, case_id, trusted)


def _of_case(service: KeylessService, case_id: UUID, trusted: Trust) -> Told:
    """The case held to the checkpoint of the largest tree that there is."""
    if not trusted.checkpoints:
        return _held(LedgerLeaves(service.engine), trusted)
    largest = max(trusted.checkpoints)
    if largest.size > service.ledger.head().position:
        raise click.ClickException(f"the ledger ends before position {largest.size}")
    verdict = verify_case(service.ledger, case_id, trusted=largest)
    if not verdict.events:
        raise click.ClickException(f"there is no case {case_id}")
    problems = (*trusted.refused, *verdict.problems)
    if verdict.later:
        click.echo(f"{verdict.later} events are later than {largest.source}", err=True)
    return Told(
        verified=not problems,
        events=verdict.events,
        vouched=largest.size,
        checkpoints=1,
        unknown=trusted.unknown,
        problems=problems,
    )


def _trust(notes: list[tuple[str, str]], pinned: list[VerifierKey], proof: ProofLine) -> Trust:
    return trust(notes, keys=believed_keys(pinned, proof.keys))


def _held(leaves: Leaves, trusted: Trust) -> Told:
    with progress("Verifying") as advance:
        verdict = verify(leaves, trusted=trusted.checkpoints, progress=advance)
    problems = [*trusted.refused, *_faults(verdict.fault)]
    if not trusted.checkpoints:
        problems.append("there is no checkpoint to hold the ledger to: marshrut checkpoint")
    fault = verdict.fault
    return Told(
        verified=not problems,
        events=verdict.events,
        vouched=verdict.vouched,
        checkpoints=verdict.checkpoints,
        unknown=trusted.unknown,
        first_bad=fault.position if fault else None,
        between=(fault.after + 1, fault.upto) if fault else None,
        problems=tuple(problems),
    )


def _faults(fault: Fault | None) -> Iterator[str]:
    if fault is None:
        return
    by = f" ({fault.checkpoint})" if fault.checkpoint else ""
    if fault.position is not None:
        yield f"the first bad event is at position {fault.position}{by}"
    else:
        yield f"the first bad event is at one of positions {fault.after + 1} to {fault.upto}{by}"


def _key(given: str) -> VerifierKey:
    """The key, or that in the file. Raises ``UsageError``."""
    path = Path(given)
    text = path.read_text("utf-8") if "+" not in given and path.is_file() else given
    try:
        return VerifierKey.parse(text.strip())
    except NoteRefused as why:
        raise click.UsageError(f"--key: {why}") from None


def _in_words(told: Told) -> str:
    lines = [f"{told.events} events" if told.events else "the proof holds"]
    lines.append(f"vouched for up to position {told.vouched}, by {told.checkpoints} checkpoints")
    if told.unknown:
        lines.append(f"{told.unknown} checkpoints are signed by no key that was given")
    return "; ".join(lines)
