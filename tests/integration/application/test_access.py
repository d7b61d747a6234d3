"""Managing access on both databases: each deed is kept with what it did, and never changed."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import select
from sqlalchemy.exc import DatabaseError

from marshrut.application import access
from marshrut.application.access import (
    DAYS,
    HTTP,
    Grant,
    Manager,
    give,
    keep_out,
    sighted,
    sign_out,
    take,
)
from marshrut.ledger.access import TokenRefused, held_by, holder_of
from marshrut.ledger.access_denials import Denial, denial_of
from marshrut.ledger.access_events import AccessEvent, Asked, Deed, events
from marshrut.ledger.access_tokens import tokens
from marshrut.ledger.schema_access import access_token
from marshrut.policy import Role
from marshrut.refusals import Refused
from tests.support.office import ADMIN, Office, noon, request

STAFF = Grant(actor="ivanova", role=Role.CK_STAFF, organisation="A", reason="новый сотрудник")


def manager(role: str = "ADMIN", regions: tuple[str, ...] = ()) -> Manager:
    who = request(role, None, regions).actor
    return Manager(actor=who, channel=HTTP, correlation_id="c-1")


def told(office: Office, **asked: object) -> list[AccessEvent]:
    with office.service.reading.connect() as connection:
        return [*events(connection, Asked(**asked))]


def opens(office: Office, secret: str) -> bool:
    with office.service.reading.connect() as connection:
        return holder_of(connection, token=secret, now=noon()) is not None


def test_a_token_given_is_kept_with_all_but_its_secret(office: Office) -> None:
    given = give(office.service, manager(), STAFF)
    assert opens(office, given.secret)
    assert given.token.expires_at == noon() + timedelta(days=DAYS)
    (event,) = told(office)
    assert event == AccessEvent(
        number=1,
        at=noon(),
        kind=Deed.TOKEN_ISSUED,
        by_actor=ADMIN.actor.actor_id,
        by_role="ADMIN",
        channel=HTTP,
        correlation_id="c-1",
        actor="ivanova",
        token_id=given.token.token_id,
        role="CK_STAFF",
        organisation="A",
        within="67",
        expires_at=given.token.expires_at,
        reason="новый сотрудник",
    )
    assert given.secret not in repr(event) + repr(given.token)


def test_a_deed_that_cannot_be_kept_is_not_done(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    given = give(office.service, manager(), STAFF)

    def broken(*_: object) -> None:
        raise ConnectionError

    monkeypatch.setattr(access, "record", broken)
    for deed in (
        lambda: give(office.service, manager(), STAFF),
        lambda: take(office.service, manager(), given.token),
        lambda: sign_out(office.service, manager(), "ivanova"),
        lambda: keep_out(office.service, manager(), "ivanova", blocked=True),
    ):
        with pytest.raises(ConnectionError):
            deed()
    assert opens(office, given.secret)
    with office.service.reading.connect() as connection:
        assert len(connection.execute(select(access_token)).all()) == 1
    assert len(told(office)) == 1


@pytest.mark.parametrize(
    ("grant", "within"),
    [
        (Grant(actor="x", role=Role.CK_STAFF, organisation="C"), "70"),
        (Grant(actor="x", role=Role.BCK_STAFF, regions=("70",)), "70"),
        (Grant(actor="x", role=Role.AUDITOR), None),
        (Grant(actor="x", role=Role.AUDITOR, regions=("67", "70")), None),
        (Grant(actor="x", role=Role.ADMIN), None),
    ],
)
def test_nobody_gives_more_than_they_have(office: Office, grant: Grant, within: str | None) -> None:
    with pytest.raises(Refused) as caught:
        give(office.service, manager(regions=("67",)), grant)
    assert caught.value.code == "BEYOND_OWN_SCOPE"
    (event,) = told(office)
    assert (event.kind, event.refusal, event.within) == (Deed.REFUSED, "BEYOND_OWN_SCOPE", within)
    assert give(office.service, manager(), grant)  # who has all may


def test_within_the_region_all_may_be_given(office: Office) -> None:
    for grant in (
        STAFF,
        Grant(actor="b", role=Role.BCK_STAFF, regions=("67",)),
        Grant(actor="c", role=Role.ADMIN, regions=("67",)),
        Grant(actor="d", role=Role.AUDITOR, regions=("67",)),
    ):
        assert give(office.service, manager(regions=("67",)), grant)


@pytest.mark.parametrize(
    ("grant", "error"),
    [
        (Grant(actor="x", role=Role.CK_STAFF), TokenRefused),
        (Grant(actor="x", role=Role.BCK_STAFF, regions=()), TokenRefused),
        (Grant(actor="oidc:x", role=Role.AUDITOR), TokenRefused),
        (Grant(actor="cli:x", role=Role.AUDITOR), TokenRefused),
        (Grant(actor="x", role=Role.AUDITOR, functions=("PSYCHOLOGIST",)), TokenRefused),
        (Grant(actor="x", role=Role.CK_STAFF, organisation="Z"), Refused),
    ],
)
def test_what_makes_no_sense_is_refused(
    office: Office, grant: Grant, error: type[Exception]
) -> None:
    with pytest.raises(error):
        give(office.service, manager(), grant)
    assert told(office) == []


@pytest.mark.parametrize("role", ["CK_STAFF", "ROIV_STAFF", "AUDITOR", "SYSTEM_IMPORT"])
def test_who_may_not_manage_is_refused_and_remembered(office: Office, role: str) -> None:
    with pytest.raises(Refused, match="FORBIDDEN"):
        give(office.service, manager(role), STAFF)
    with pytest.raises(Refused, match="FORBIDDEN"):
        sighted(office.service, manager(role), uuid4())
    assert [(e.kind, e.refusal, e.by_role) for e in told(office)] == [
        (Deed.REFUSED, "FORBIDDEN", role)
    ] * 2


def test_a_token_ends_once_and_by_whoever_could_have_given_it(office: Office) -> None:
    given = give(office.service, manager(), STAFF)
    identity = given.token.token_id
    with pytest.raises(Refused, match="NOT_FOUND"):
        sighted(office.service, manager(regions=("70",)), identity)
    with pytest.raises(Refused, match="NOT_FOUND"):
        sighted(office.service, manager(), uuid4())
    ours = manager(regions=("67",))
    taken = take(office.service, ours, sighted(office.service, ours, identity), reason="уволена")
    assert taken.revoked_at == noon()
    assert not opens(office, given.secret)
    with pytest.raises(Refused, match="TOKEN_REVOKED"):
        take(office.service, ours, taken)
    assert [(e.kind, e.refusal) for e in told(office)] == [
        (Deed.TOKEN_ISSUED, None),
        (Deed.REFUSED, "NOT_FOUND"),
        (Deed.TOKEN_REVOKED, None),
    ]


def test_all_tokens_of_an_actor_end_and_those_from_elsewhere_are_disbelieved(
    office: Office,
) -> None:
    secrets = [give(office.service, manager(), STAFF).secret for _ in range(3)]
    assert sign_out(office.service, manager(), "ivanova") == 3
    assert not any(opens(office, secret) for secret in secrets)
    assert sign_out(office.service, manager(), "ivanova") == 0
    assert sign_out(office.service, manager(), "oidc:s-1") == 0
    with office.service.reading.connect() as connection:
        assert denial_of(connection, "ivanova") == Denial()
        assert denial_of(connection, "oidc:s-1") == Denial(blocked=False, issued_before=noon())
        assert [*tokens(connection, now=noon(), actor="ivanova")] == []
        assert len(tokens(connection, now=noon(), actor="ivanova", ended=True)) == 3


def test_who_is_kept_out_is_so_whatever_token_they_hold(office: Office) -> None:
    given = give(office.service, manager(), STAFF)
    assert keep_out(office.service, manager(), "ivanova", blocked=True, reason="утечка")
    assert not keep_out(office.service, manager(), "ivanova", blocked=True)
    again = give(office.service, manager(), STAFF)
    for secret in (given.secret, again.secret):
        assert not opens(office, secret)
        with office.service.reading.connect() as connection:
            held = held_by(connection, token=secret, now=noon())
        assert held is not None
        assert held.blocked
    assert keep_out(office.service, manager(), "ivanova", blocked=False)
    assert opens(office, given.secret)
    kinds = [event.kind for event in told(office, actor="ivanova", by_actor=ADMIN.actor.actor_id)]
    assert kinds == [
        Deed.TOKEN_ISSUED,
        Deed.ACTOR_BLOCKED,
        Deed.TOKEN_ISSUED,
        Deed.ACTOR_UNBLOCKED,
    ]


def test_events_are_told_by_region_kind_and_page(office: Office) -> None:
    for organisation in ("A", "C", "A"):
        give(
            office.service,
            manager(),
            Grant(actor=f"of-{organisation}", role=Role.CK_STAFF, organisation=organisation),
        )
    give(office.service, manager(), Grant(actor="all", role=Role.AUDITOR))
    assert [e.actor for e in told(office, regions=("67",))] == ["of-A", "of-A"]
    assert [e.actor for e in told(office, regions=("67", "70"))] == ["of-A", "of-C", "of-A"]
    assert len(told(office)) == 4
    page = told(office, limit=2)
    rest = told(office, after=page[-1].number)
    assert [e.number for e in (*page, *rest)] == sorted(e.number for e in told(office))
    assert told(office, kind="TOKEN_REVOKED") == []


CHANGES = {
    "sqlite": ("INSERT OR REPLACE INTO access_event SELECT * FROM access_event",),
    "postgresql": (
        "TRUNCATE access_event",
        "SET session_replication_role = replica; DELETE FROM access_event",
    ),
}


def test_not_even_the_owner_changes_what_was_kept(office: Office) -> None:
    give(office.service, manager(), STAFF)
    engine = office.service.engine
    for statement in (
        "UPDATE access_event SET by_actor = 'somebody'",
        "DELETE FROM access_event",
        *CHANGES[engine.dialect.name],
    ):
        with engine.connect() as connection, pytest.raises(DatabaseError, match="append-only"):
            connection.exec_driver_sql(statement)
    assert [event.by_actor for event in told(office)] == [ADMIN.actor.actor_id]
