"""``marshrut benchmark``: read models against a replay of the same ledger."""

from __future__ import annotations

import json

from click.testing import CliRunner, Result
from sqlalchemy import create_engine, update

from api.cli import main
from projections.tables import slots
from tests.support.http import Client, Installation, employed, open_case


def run(installation: Installation, *words: str) -> Result:
    return CliRunner().invoke(main, ["benchmark", *words], env=installation.environ)


def test_both_ways_count_the_same_cases(installation: Installation, staff: Client) -> None:
    for _ in range(3):
        opened = open_case(staff)
        path = f"cases/{opened['case_id']}/statuses"
        assert staff.post(path, employed(), version=opened["version"]).status_code == 201
    result = run(installation, "--json")
    assert result.exit_code == 0, result.output
    head, middle = json.loads(result.stdout)
    assert (head["cases"], head["known_position"]) == (3, middle["known_position"] * 2)
    assert middle["cases"] < 3
    assert min(head["sql_ms"], head["replay_ms"], head["replay_events_per_second"]) > 0
    assert "replay" in run(installation).stdout


def test_read_models_that_differ_are_no_figures(installation: Installation, staff: Client) -> None:
    open_case(staff)
    assert run(installation).exit_code == 0
    engine = create_engine(installation.database_url)
    with engine.begin() as connection:
        for slot in slots.values():
            connection.execute(update(slot.case_state).values(status="DECEASED"))
    engine.dispose()
    result = run(installation)
    assert (result.exit_code, result.stdout) == (1, "")
    assert "run: marshrut rebuild" in result.stderr
