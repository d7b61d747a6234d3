"""Who takes part in clusters: each enterprise once, and in the forecast only members."""

from __future__ import annotations

from typing import Any

from marshrut.records.clusters import Taking, taking_part


def lines(*inns: str) -> list[dict[str, str]]:
    return [{"inn": inn} for inn in inns]


def test_nothing_is_said_of_a_cluster():
    assert taking_part([{"title": "Пустой"}]) == Taking(1, 0, frozenset(), frozenset(), frozenset())
    assert taking_part([]).clusters == 0


def test_an_enterprise_of_several_clusters_is_one():
    first: dict[str, Any] = {
        "members": lines("1", "2"),
        "in_forecast": lines("1", "9"),
        "council_on": "2024-01-01",
        "organisations": ["A"],
    }
    second = {"members": lines("2", "3"), "in_forecast": lines("2"), "organisations": ["A", "B"]}
    told = taking_part([first, second])
    assert (told.clusters, told.councils) == (2, 1)
    assert told.members == {"1", "2", "3"}
    assert told.in_forecast == {"1", "2"}, "who is no member took part for nobody"
    assert told.schools == {"A", "B"}
