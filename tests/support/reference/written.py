"""The facts of the golden book's cases as events.

    graduated 2024-06-30 | student 2025           a diploma; or the year in which one is expected
    passport sex=F                                 what the opening says of the person
    changed [DAY] study_form=MIXED                 a change of the passport; without a day for all
    SELF_EMPLOYED_NPD 2024-02-01..2024-03-01 …     a status; the last day is a day of it
    category DISABLED 2023-09-01                   also measure, step, contract, consent, cause
    transition DONE 2024-03-01 step=@s             also change TERMINATED 2024-03-01 contract=@c
    moved EXPELLED 2024-01-15, closed DAY, merged DAY

``extract DAY 7001000013 6301000012@2022-01-01..2022-12-30`` is what the page's run of the day says:
who employs, and when; ``nobody`` is none.

``id=job`` names an entry for ``@job``. Fields stand as ``name=value``; what is no field of the
entry is an attribute. ``annulled FACT`` is entered and annulled; ``later FACT`` becomes known only
afterwards, as do ``later correct job name=value`` and ``later annul job``.
"""

from __future__ import annotations

from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

import msgspec

from marshrut.cases import casework, contents
from marshrut.cases.contents import Content
from marshrut.cases.events import CaseEvent, EntryAnnulled, EntryCorrected
from tests.support.reference.runs import run_id_of
from tests.support.scribe import Scribe

WORDS: dict[str, type[Content]] = {
    "changed": contents.PassportChange,
    "graduated": contents.Graduation,
    "moved": contents.Movement,
    "category": contents.Category,
    "closed": contents.Closure,
    "measure": casework.Measure,
    "step": casework.Step,
    "transition": casework.Transition,
    "contract": casework.Contract,
    "change": casework.ContractChange,
    "consent": casework.Consent,
    "cause": casework.RiskCause,
}
NOBODY = "nobody"
DEFAULTS: dict[type[Content], dict[str, Any]] = {
    casework.Measure: {"result": "PROVIDED"},
    casework.Step: {"state": "DONE"},
}
LINKS = {"step": "step_entry_id", "contract": "contract_entry_id", "status": "status_entry_id"}
PLAIN = {"yes": True, "no": False, "null": None}
PASSPORT = {"programme_code": "15.02.16", "study_form": "FULL_TIME", "has_snils": True}
BORN = ("graduated", "student")


class Writer(Scribe):
    """Writes the facts of one case of the book."""

    def __init__(self, organisation: str, name: str, facts: list[str]) -> None:
        super().__init__(uuid5(NAMESPACE_URL, f"{organisation}/{name}"))
        self.entries: dict[str, UUID] = {}
        self.organisation = organisation
        told = [fact for fact in facts if not fact.startswith("later ")]
        self._open(organisation, told)
        for fact in told:
            self._tell(fact)
        self.early = len(self.events)
        for fact in facts:
            if fact.startswith("later "):
                self._tell(fact.removeprefix("later "))

    def _open(self, organisation: str, facts: list[str]) -> None:
        passport: dict[str, Any] = dict(PASSPORT)
        for fact in facts:
            word, *rest = fact.split()
            if word in BORN:
                passport["graduation_year"] = int(rest[0][:4])
            elif word == "passport":
                passport |= dict(map(self._said, rest))
        fields = {"organisation": organisation, "person_id": self.case_id, "passport": passport}
        self.enter(msgspec.convert(fields, contents.Opening, strict=False))

    def _tell(self, fact: str) -> None:
        word, *rest = fact.split()
        match word:
            case "student" | "passport":
                return
            case "annulled":
                self._tell(" ".join(rest))
                self.write(EntryAnnulled, self.events[-1].entry_id)
            case "annul":
                self.write(EntryAnnulled, self.entries[rest[0]])
            case "correct":
                self._correct(rest[0], dict(map(self._said, rest[1:])))
            case "extract":
                self._extract(rest[0], rest[1:])
            case "merged":
                fields = {"into_case_id": UUID(int=1), "effective_on": rest[0]}
                self.enter(msgspec.convert(fields, contents.Merge))
            case _:
                self._enter(
                    *((WORDS[word], rest) if word in WORDS else (contents.Status, [word, *rest]))
                )

    def _extract(self, day: str, works: list[str]) -> None:
        employments = []
        for work in works:
            inn, _, days = work.partition("@")
            first, _, last = days.partition("..")
            told = {"employer_inn": inn, "period_from": first, "period_to": last}
            employments.append({name: value for name, value in told.items() if value})
        fields = {
            "run_id": run_id_of(self.organisation, day),
            "source": "SFR",
            "checked_on": day,
            "employments": [] if works == [NOBODY] else employments,
        }
        self.enter(msgspec.convert(fields, casework.Verification))

    def _correct(self, label: str, changes: dict[str, Any]) -> None:
        entry_id = self.entries[label]
        content = next(event.content for event in self.events if event.entry_id == entry_id)  # type: ignore[attr-defined]
        fields = {name: v for name, v in changes.items() if name in content.__struct_fields__}
        attributes = {name: v for name, v in changes.items() if name not in fields}
        self.write(
            EntryCorrected,
            entry_id,
            changes=fields | ({"attributes": attributes} if attributes else {}),
        )

    def _enter(self, kind: type[Content], words: list[str]) -> None:
        fields: dict[str, Any] = dict(DEFAULTS.get(kind, {}))
        plain = [word for word in words if "=" not in word]
        if kind.CODE:
            fields[kind.CODE] = plain.pop(0)
        if plain:
            first, _, last = plain[0].partition("..")
            fields[str(kind.STARTS)] = first
            fields |= {kind.ENDS: last} if last else {}
        said = dict(self._said(word) for word in words if "=" in word)
        label = said.pop("id", None)
        own = {name: v for name, v in said.items() if name in kind.__struct_fields__}
        rest = {name: v for name, v in said.items() if name not in own}
        fields |= own
        if rest:
            fields["changes" if kind is contents.PassportChange else "attributes"] = rest
        entry_id = self.enter(msgspec.convert(fields, kind, strict=False))
        if label:
            self.entries[label] = entry_id

    def _said(self, word: str) -> tuple[str, Any]:
        name, _, value = word.partition("=")
        if value.startswith("@"):
            return LINKS.get(name, name), self.entries[value[1:]]
        return name, PLAIN.get(value, value)


def written(organisation: str, name: str, facts: list[str], common: list[str]) -> Writer:
    """The case as a writer, with what the page says of all its cases."""
    own = any(fact.split()[0] in BORN for fact in facts)
    shared = [fact for fact in common if not (own and fact.split()[0] in BORN)]
    return Writer(organisation, name, [*shared, *facts])


def halves(writer: Writer) -> tuple[list[CaseEvent], list[CaseEvent]]:
    """What was known early, and what came later."""
    return writer.events[: writer.early], writer.events[writer.early :]
