"""An evidence pack: a figure with all that shows it, in one ZIP that is verified without us.

It holds the cell as it was asked for, its cases by ids alone, every event of theirs that was
known at the point, each with its proof, the signed checkpoint, the keys, and the program that
verifies it. Persons stay sealed in the events. The same question gives the same bytes.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from importlib.resources import files
from io import BytesIO
from itertools import chain
from typing import Any
from uuid import UUID
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

import msgspec

import api.standalone
from marshrut.application.service import Service
from marshrut.ledger.evidence import MOST_EVENTS, evidence_of

MOST_CASES = 1_000
VERIFIER = "marshrut_verify.py"
MADE = (2026, 1, 1, 0, 0, 0)
MODE = 0o644 << 16
README = "README.txt"
SUMS = "SHA256SUMS"

Files = Mapping[str, bytes]


def pack(
    service: Service,
    *,
    figure: Mapping[str, Any],
    cases: Sequence[Mapping[str, Any]],
    seen: Sequence[UUID],
    size: int,
) -> bytes:
    """The ZIP of the figure at the position ``size``; events are of the cases in ``seen``."""
    figure = msgspec.to_builtins(figure)
    evidence = dict(_evidence(service, seen, size))
    note = service.checkpoints.note(position=size)
    told: dict[str, bytes] = {
        "figure.json": _json(figure),
        "cases.json": _json({"total": len(cases), "cases": cases}),
        **evidence,
        "checkpoint.note": note.encode(),
        "ledger.key": _keys(service),
        VERIFIER: files(api.standalone).joinpath(VERIFIER).read_bytes(),
    }
    told[README] = _readme(figure, list(evidence), cases=len(cases), seen=len(seen), size=size)
    sums = [f"{hashlib.sha256(data).hexdigest()}  {name}\n" for name, data in sorted(told.items())]
    return _zipped({**told, SUMS: "".join(sums).encode()})


def _evidence(service: Service, seen: Sequence[UUID], size: int) -> Iterator[tuple[str, bytes]]:
    note, keys = service.checkpoints.note(position=size), service.checkpoints.key_lines()
    reader = service.ledger.reader
    rows = sorted(
        chain.from_iterable(reader.of(case_id, upto=size) for case_id in seen),
        key=lambda row: row.position,
    )
    for number, begin in enumerate(range(0, len(rows), MOST_EVENTS), start=1):
        part = rows[begin : begin + MOST_EVENTS]
        found = evidence_of(service.ledger, part, note=note, size=size, keys=keys)
        yield f"events-{number:03}.json", msgspec.json.encode(found)


def _keys(service: Service) -> bytes:
    lines = [str(key.public) for key in service.checkpoints.log_keys()]
    return "".join(f"{line}\n" for line in lines).encode()


def _json(told: Any) -> bytes:
    return msgspec.json.format(msgspec.json.encode(told), indent=2)


def _readme(
    figure: Mapping[str, Any], evidence: Sequence[str], *, cases: int, seen: int, size: int
) -> bytes:
    """What is in the pack and how it is verified, in both languages."""
    commands = "".join(f"  python3 {VERIFIER} {name} --key KEY\n" for name in evidence)
    hidden = cases - seen
    return TEXT.format(
        value=figure["value"],
        as_of=figure["point"]["as_of"],
        size=size,
        cases=cases,
        hidden_ru=f" Событий {hidden} из них нет: они вне ваших прав.\n" if hidden else "",
        hidden_en=f" Events of {hidden} of them are missing: not yours to see.\n" if hidden else "",
        commands=commands or "  (событий нет / no events)\n",
    ).encode()


def _zipped(told: Files) -> bytes:
    file = BytesIO()
    with ZipFile(file, "w") as archive:
        for name in sorted(told):
            entry = ZipInfo(name, MADE)
            entry.compress_type, entry.external_attr = ZIP_DEFLATED, MODE
            archive.writestr(entry, told[name])
    return file.getvalue()


TEXT = """ПАКЕТ ДОКАЗАТЕЛЬСТВ

Цифра: {value}. На дату {as_of}, по журналу до события № {size}.
figure.json      цифра: форма, строка, графа, условия
cases.json       дела за ней ({cases}), без имён
events-….json    все события этих дел, каждое с доказательством (RFC 9162)
checkpoint.note  подписанная контрольная точка журнала (C2SP)
ledger.key       открытые ключи журнала
{verifier}  программа проверки: Python 3.9 и пакет cryptography
{sums}       контрольные суммы файлов
{hidden_ru}
Как проверить без сети. Вместо KEY возьмите ключ, который вы получили от хранителя журнала раньше
и другим путём; ключ из этого пакета (ledger.key) доказывает только то, что пакет сам себе не
противоречит.

  sha256sum -c {sums}
{commands}
Ответ «events, all under the checkpoint» значит: каждое событие записано именно таким и стоит на
своём месте в журнале, который подписан. Имена в событиях запечатаны и здесь не открываются.

EVIDENCE PACK

The figure: {value}, on {as_of}, by the ledger up to event {size}. cases.json has the {cases} cases
behind it without names, events-….json all their events, each with its proof.{hidden_en}
Verify offline by the commands above. For KEY take the key that you have received from the ledger's
keeper earlier and by another way: the key in this pack shows only that the pack agrees with itself.
""".replace("{verifier}", VERIFIER).replace("{sums}", SUMS)
