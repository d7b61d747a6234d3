"""Employment of graduates, complete as the forms want it, at employers that there are not."""

from __future__ import annotations

from datetime import date
from random import Random
from typing import Any

from api.demo.acts import Decision, recorded, status
from api.demo.cast import Graduate
from api.demo.chances import chance, weighted
from api.demo.tables import Employer, employer

LABOUR = "EMPLOYED_LABOUR_CONTRACT"
CIVIL = "EMPLOYED_CIVIL_CONTRACT"

IN_SPECIALTY_PERCENT = 74

CHANNELS = (
    ("SELF", 50),
    ("PRACTICE", 20),
    ("SPECIALISED_FAIR", 8),
    ("MINTRUD_FAIR", 6),
    ("CZN", 8),
    ("POO_VACANCY", 2),
    ("UPK", 2),
)
"""By what graduates find work, the centre's routing and their contracts left aside."""

SOURCES = (("EMPLOYER", 40), ("GRADUATE_SELF_REPORT", 35), ("POO_STAFF", 15), ("SFR", 10))
ORAL = {"kind": "ORAL"}


def employment(rng: Random, who: Graduate, since: date) -> Decision:
    """A labour contract, in the specialty for most."""
    return work(rng, who, since, fitting=chance(rng, IN_SPECIALTY_PERCENT))


def work(rng: Random, who: Graduate, since: date, *, fitting: bool, **more: Any) -> Decision:
    """Work under a contract: see ``hired``."""
    return recorded(hired(rng, who, since, fitting=fitting, **more))


def hired(
    rng: Random,
    who: Graduate,
    since: date,
    *,
    fitting: bool,
    code: str = LABOUR,
    ended_on: date | None = None,
    via: str | None = None,
    place: Employer | None = None,
    mode: str | None = None,
) -> dict[str, Any]:
    """What is said of work; ``fitting`` = in the specialty, ``ended_on`` = for a term.

    ``mode``: how a student works beside the studies.
    """
    place = place or workplace(rng, who, fitting=fitting)
    source = weighted(rng, SOURCES)
    attributes = {
        "employer_name": place.name,
        "employer_inn": place.inn,
        "position": "Специалист" if fitting else "Работник",
        "contract_term": "FIXED" if ended_on else "OPEN",
        "in_specialty": fitting,
        "via": via or weighted(rng, CHANNELS),
        "region": place.region,
    }
    if fitting:
        attributes["in_specialty_basis"] = "Трудовая функция по профилю программы"
    if mode is not None:
        attributes["student_work_mode"] = mode
    return {
        "status_code": code,
        "effective_on": since,
        "ended_on": ended_on,
        "attributes": attributes,
        "source": source,
        "evidence": ORAL if source == "GRADUATE_SELF_REPORT" else None,
    }


def workplace(rng: Random, who: Graduate, *, fitting: bool = True) -> Employer:
    """An employer of the region, of the graduate's trade if ``fitting``."""
    profile = who.programme.profile if fitting else None
    return employer(rng, region=who.school.region, profile=profile)


def npd(rng: Random, who: Graduate, since: date) -> Decision:
    """Registered as self-employed."""
    return status(
        "SELF_EMPLOYED_NPD",
        since,
        source="FNS",
        registered_on=since.isoformat(),
        activity="Услуги населению",
        in_specialty=chance(rng, 60),
        region=who.school.region,
    )


def proprietor(who: Graduate, since: date) -> Decision:
    """Registered as a sole proprietor."""
    return status(
        "SOLE_PROPRIETOR",
        since,
        source="FNS",
        registered_on=since.isoformat(),
        tax_regime="USN",
        region=who.school.region,
    )
