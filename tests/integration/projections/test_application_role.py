"""Everything that production does works with the rights of the application's role alone."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import make_url
from sqlalchemy.exc import ProgrammingError

from marshrut.application.access import CLI, Grant, Manager, give, keep_out, sign_out
from marshrut.application.access_log import (
    EMERGENCY_ACCESS,
    READ,
    Look,
    Looking,
    open_emergencies,
    record_looks,
)
from marshrut.application.corrections import change_person
from marshrut.application.emergency_access import break_glass
from marshrut.application.erasure import erase
from marshrut.application.reindexing import reindex
from marshrut.application.visit import Visit
from marshrut.asof import AsOf
from marshrut.cases.case import Outcome
from marshrut.ledger.access import holder_of, issue_token
from marshrut.ledger.access_events import Asked, Deed, events
from marshrut.ledger.access_tokens import revoke_token
from marshrut.ledger.case_lookup import cases_matching
from marshrut.ledger.engine import open_engine
from marshrut.ledger.export_reading import Export
from marshrut.ledger.grants import grant_application_role
from marshrut.ledger.look_ups import LookUps
from marshrut.ledger.restoring import restore_export
from marshrut.policy import Role
from projections.access_log import AccessAsked, access_page
from projections.population import Filters, Scope
from projections.row_security import lower_walls
from projections.snapshot import snapshot
from tests.support.appends import annulled, open_ledger
from tests.support.databases import PostgresServer, keys_url_for
from tests.support.exports import exported
from tests.support.office import ADMIN, TODAY, Office, idempotent, noon, open_office, request
from tests.support.read_models import everything, rebuilt


@pytest.fixture
def application(
    postgresql_url: str, postgres_server: PostgresServer, tmp_path: Path
) -> Iterator[Office]:
    """An office on PostgreSQL under a role that owns nothing, and keeps the read models itself."""
    role = f"application_{uuid4().hex}"
    postgres_server.create_role(role, "secret")
    owner = open_engine(postgresql_url)
    with owner.begin() as connection:
        lower_walls(connection)
        grant_application_role(connection, role=role)
    url = make_url(postgresql_url).set(username=role, password="secret")  # noqa: S106
    keys_url = keys_url_for(postgresql_url, tmp_path)
    with open_office(url.render_as_string(hide_password=False), keys_url) as office:
        yield office
    with owner.begin() as connection:
        connection.exec_driver_sql(f'DROP OWNED BY "{role}"')
    owner.dispose()


def married(come: Visit) -> Outcome:
    return change_person(come, reason="брак", changes={"last_name": "Сидорова"})


def total(office: Office) -> int:
    point = AsOf(TODAY, office.service.ledger.head().position)
    return snapshot(office.projections, point, filters=Filters(), scope=Scope()).total


def test_the_application_writes_projects_reads_rebuilds_and_erases(application: Office) -> None:
    opened = application.open(by=request(idempotency=idempotent("k")))
    application.employ(opened.case_id)
    application.write(opened.case_id, married)
    assert total(application) == 1
    live = everything(application.projections)
    assert rebuilt(application.projections) == live
    assert total(application) == 1
    erase(application.service, ADMIN, opened.case_id, reason="заявление", act_number="7")
    tokens = application.service.blind.query_tokens("Сидорова")
    with application.service.engine.connect() as connection:
        assert cases_matching(connection, tokens=tokens) == set()
    assert total(application) == 1


def test_the_application_writes_down_who_looked_and_takes_emergency_access(
    application: Office,
) -> None:
    service, by = application.service, request("POO_HEAD")
    opened = application.open()
    looking = Looking(actor=by.actor, route="GET /", correlation_id="1", purpose="жалоба")
    record_looks(service, looking, [Look(case_id=opened.case_id, notes=True)])
    taken = break_glass(service, by, opened.case_id, route="POST /", reason="звонок", minutes=5)
    assert open_emergencies(service, by.actor) == {opened.case_id: taken.number}
    page = access_page(
        application.projections,
        AccessAsked(case_id=opened.case_id),
        scope=Scope(organisation="A"),
        today=TODAY,
        before=None,
        limit=10,
    )
    assert [row.kind for row in page] == [EMERGENCY_ACCESS, READ]


def test_the_application_gives_out_takes_and_ends_tokens(application: Office) -> None:
    with application.service.engine.begin() as connection:
        token = issue_token(connection, actor="ivanova", role="CK_STAFF", organisation="A")
        holder = holder_of(connection, token=token, now=noon())
        assert holder is not None
        assert holder.actor_id == "ivanova"
        assert revoke_token(connection, token=token, at=noon())
        assert holder_of(connection, token=token, now=noon()) is None


def test_the_application_manages_access_and_changes_no_record_of_it(application: Office) -> None:
    manager = Manager(actor=ADMIN.actor, channel=CLI, correlation_id="c")
    grant = Grant(actor="ivanova", role=Role.CK_STAFF, organisation="A")
    give(application.service, manager, grant)
    assert sign_out(application.service, manager, "ivanova") == 1
    assert keep_out(application.service, manager, "ivanova", blocked=True)
    assert keep_out(application.service, manager, "ivanova", blocked=False)
    with application.service.reading.connect() as connection:
        kinds = [event.kind for event in events(connection, Asked())]
    assert kinds[0] == Deed.TOKEN_ISSUED
    assert len(kinds) == 5
    for statement in (
        "UPDATE access_event SET reason = ''",
        "DELETE FROM access_event",
        "TRUNCATE access_event",
        "ALTER TABLE access_event DISABLE TRIGGER access_event_append_only",
        "DELETE FROM access_denial",
        "DELETE FROM access_token",
    ):
        no_right = pytest.raises(ProgrammingError, match=r"permission denied|must be owner")
        with application.service.engine.connect() as connection, no_right:
            connection.exec_driver_sql(statement)


@pytest.mark.parametrize("table", ["case_state_a", "case_state_b", "projection"])
def test_the_application_creates_and_drops_no_read_model(application: Office, table: str) -> None:
    no_right = pytest.raises(ProgrammingError, match="must be owner")
    with application.service.engine.connect() as connection, no_right:
        connection.exec_driver_sql(f"DROP TABLE {table}")


def test_the_application_restores_and_makes_cases_findable(
    application: Office, sqlite_url: str
) -> None:
    application.open()
    service = application.service
    beside = LookUps(service.engine).restored
    with open_ledger(sqlite_url) as elsewhere:
        known = Export(io.BytesIO(exported(service.ledger)))
        restore_export(elsewhere.recorder, known)
        elsewhere.append([annulled(uuid4(), 1)])
        longer = Export(io.BytesIO(exported(elsewhere)))
    assert restore_export(service.ledger.recorder, longer, beside=beside).added == 1
    assert reindex(service).cases == 1
    LookUps(service.engine).check()
