"""Career cards: made in autumn, gone through again in spring, closed after the diploma (3c)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from random import Random
from typing import Any

from api.demo.acts import News
from api.demo.casework import step
from api.demo.cast import Graduate
from api.demo.chances import after, chance

CARD = "CAREER_CARD"
GOALS = "Работа по специальности в своем регионе"
PLAN = ("Составить резюме", "Пройти практику у партнера", "Прийти на ярмарку вакансий")


def career_card(rng: Random, who: Graduate) -> Iterator[News]:
    """The versions of the card: each a step that follows from the one before."""
    day = after(rng, who.graduated, -270, -180)
    if day < who.opened:
        return
    yield News(day, step(CARD, day, outcome="CREATED", attributes=_card(day, PLAN)))
    if chance(rng, 65):
        day = after(rng, day, 60, 120)
        updated = step(CARD, day, outcome="UPDATED", parent=CARD, attributes=_card(day, PLAN[1:]))
        yield News(day, updated)
    if chance(rng, 35):
        day = after(rng, who.graduated, 20, 120)
        yield News(day, step(CARD, day, outcome="CLOSED", parent=CARD, attributes=_card(day, ())))


def _card(day: date, plan: tuple[str, ...]) -> dict[str, Any]:
    items = [
        {"text": text, "due_on": (day + timedelta(days=30 * place)).isoformat()}
        for place, text in enumerate(plan or ("Подвести итоги",), 1)
    ]
    return {"goals": GOALS, "strengths": "Ответственность", "plan_items": items}
