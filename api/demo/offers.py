"""Short programmes and agreements with offices of the state in the demo; vacancies filled."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from stdnum.ru.inn import calc_company_check_digit

from api.demo.cast import drawn_id, graduate
from api.demo.chances import lots
from api.demo.clerk import Clerk, Later
from api.demo.sorting import Told
from api.demo.tables import employers, programmes_of
from marshrut.asof import add_months

PARTIES = ("CZN", "SFR")
FIRST_CASES = 60
TRADES = {"services": "PO", "it": "PK", "machines": "PP"}
"""Of which trades there is a short programme, and of which kind it is."""


def offers(clerk: Clerk) -> Iterator[Told]:
    """Of a few trades a short programme each, one at a distance; two agreements."""
    first = clerk.calendar.first
    for number, (profile, training) in enumerate(TRADES.items(), 1):
        trade = programmes_of(profile)[0]
        start = add_months(first, 3 * number)
        yield from clerk.told(
            "SHORT_PROGRAMME",
            drawn_id(lots("short programme", clerk.region, profile)),
            start,
            {
                "title": f"Новое в профессии: {trade.name}"[:200],
                "training": training,
                "hours": 72 * number,
                "distance": profile == "it",
                "programme_codes": [trade.code],
                "ends_on": str(add_months(start, 18)),
                "places": 25,
            },
        )
    for number, party in enumerate(PARTIES, 1):
        office = f"00{clerk.region}0020{number}"  # no real ИНН begins so
        yield from clerk.told(
            "PARTNER_AGREEMENT",
            drawn_id(lots("agreement", clerk.region, party)),
            first + timedelta(days=10 * number),
            {
                "number": f"{number}-О/25",
                "employer_inn": office + calc_company_check_digit(office),
                "signed_on": str(first),
                "until": str(add_months(first, 24 * number)),
                "subjects": ["EMPLOYMENT"],
                "party": party,
            },
        )


def filled(clerk: Clerk, cases: int) -> Iterator[Told]:
    """A vacancy of each enterprise of the ОПК, filled by graduates of the region if there are any.

    They are those of the oldest cohort among the first cases: these are there in a small demo too.
    """
    first = clerk.calendar.first
    cast = (graduate(clerk.calendar, number) for number in range(min(cases, FIRST_CASES)))
    there = [
        who.case_id for who in cast if who and who.finished and who.school.region == clerk.region
    ]
    for one in employers():
        if one.region != clerk.region or not one.opk or not there:
            continue
        trade = programmes_of(one.profiles[0])[0]
        by = [{"case_id": str(case_id)} for case_id in there[:2]]
        yield from clerk.told(
            "VACANCY",
            drawn_id(lots("filled", clerk.region, one.number)),
            add_months(first, 2),
            {
                "title": trade.name[:200],
                "employer_inn": one.inn,
                "places": len(by),
                "programme_codes": [trade.code],
                "requires_spo": True,
                "origin": "DIRECT",
            },
            Later(add_months(first, 5), "FILLED", {"filled_by": by}),
        )
