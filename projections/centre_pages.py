"""What the page of a career centre tells: from records, without anything personal (S002-1.5)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from marshrut.asof import AsOf
from projections.population import Scope
from projections.programmes import programmes_at
from projections.records import Narrowing, RecordLine, Sight, records_at
from projections.runner import Projections
from projections.vacancy_bank import bank_at

PAGE, AGREEMENT, ACTIVITY, PRACTICE = (
    "CENTRE_PAGE", "PARTNER_AGREEMENT", "ACTIVITY", "BEST_PRACTICE",
)  # fmt: skip
ACCEPTED = {"ACCEPTED", "REPLICATED"}
PLANNED = "PLANNED"
IN_FORCE = {"APPROVED", "AMENDED"}
MOST = 200
"""Vacancies of a page."""


class CentrePage(NamedTuple):
    """Records of a centre and, where they are the region's, of its region."""

    page: RecordLine | None
    plans: list[dict[str, Any]]
    vacancies: Sequence[RecordLine]
    agreements: list[RecordLine]
    activities: list[RecordLine]
    practices: list[RecordLine]

    @property
    def items(self) -> dict[str, bool]:
        """What of the checklist of a site (``site_items``) there is."""
        said = self.page.fields if self.page else {}
        return {
            "RESPONSIBLE": "post" in said,
            "REGULATION": "regulation_url" in said,
            "YEAR_PLAN": "plan_url" in said or bool(self.plans),
            "VACANCY_BANK": bool(self.vacancies),
            "CZN_AGREEMENTS": "czn_agreement_url" in said,
            "HOTLINE_LINK": "hotline" in said,
            "AIS_LINK": "ais_url" in said,
            "AIS_VK_LINK": "ais_vk_url" in said,
            "SOCIAL_LINKS": "socials" in said,
            "CONTACTS": "phone" in said or "email" in said,
        }


def centre_page(
    projections: Projections, point: AsOf, *, organisation: str, region: str
) -> CentrePage:
    """The page of the organisation's centre on the day."""
    own = Narrowing(organisation=organisation, open=True)
    whole = Sight(regions=(region,))
    of_region = list(_of(projections, point, organisation, region, AGREEMENT))
    bank = bank_at(projections, point, sight=whole, narrowing=Narrowing(region_code=region))
    day = point.as_of.isoformat()
    plans = programmes_at(projections, point, scope=Scope(organisation=organisation))
    pages = list(records_at(projections, point, PAGE, sight=whole, narrowing=own))
    return CentrePage(
        page=pages[-1] if pages else None,
        plans=[plan for plan in plans if plan["organisation"] and plan["status"] in IN_FORCE],
        vacancies=bank.current[:MOST],
        agreements=[line for line in of_region if line.fields.get("until", day) >= day],
        activities=[
            line
            for line in _of(projections, point, organisation, region, ACTIVITY)
            if line.state == PLANNED and line.fields["starts_on"] >= day
        ],
        practices=[
            line
            for line in records_at(projections, point, PRACTICE, sight=whole, narrowing=own)
            if line.state in ACCEPTED
        ],
    )


def _of(
    projections: Projections, point: AsOf, organisation: str, region: str, kind: str
) -> Iterator[RecordLine]:
    """Open records of the kind that are the organisation's, or the region's as a whole."""
    lines = records_at(
        projections,
        point,
        kind,
        sight=Sight(regions=(region,)),
        narrowing=Narrowing(region_code=region, open=True),
    )
    return (line for line in lines if line.organisation in {None, organisation})
