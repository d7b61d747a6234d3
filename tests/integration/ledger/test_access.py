"""Access tokens on both databases: given once, stored as a hash, bound to a role's scope."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Connection, create_engine, select

from marshrut.ledger.access import TokenRefused, holder_of, issue_token
from marshrut.ledger.access_tokens import revoke_token
from marshrut.ledger.schema_access import access_token
from marshrut.ledger.schema_management import access_denial
from marshrut.policy import Actor, Role

NOW = datetime.now(UTC)
HOUR = timedelta(hours=1)
AUDITOR = Actor(actor_id="auditor-1", role=Role.AUDITOR, regions=("67", "70"))


@pytest.fixture
def connection(database_url: str) -> Iterator[Connection]:
    engine = create_engine(database_url)
    with engine.begin() as connection:
        access_token.create(connection)
        access_denial.create(connection)
        yield connection
    engine.dispose()


def issue_to_auditor(connection: Connection, expires_at: datetime | None = None) -> str:
    return issue_token(
        connection,
        actor="auditor-1",
        role="AUDITOR",
        regions=("67", "70"),
        expires_at=expires_at,
    )


def test_a_token_tells_its_holder(connection: Connection) -> None:
    token = issue_to_auditor(connection)
    assert holder_of(connection, token=token, now=NOW) == AUDITOR


def test_a_token_is_recognisable_random_and_fit_for_a_header(connection: Connection) -> None:
    tokens = {issue_to_auditor(connection) for _ in range(10)}
    assert len(tokens) == 10
    for token in tokens:
        assert token.startswith("mrs_")
        assert len(token) >= len("mrs_") + 43  # 256 bits in base64
        assert token.replace("_", "").replace("-", "").isalnum()


def test_only_the_hash_is_stored(connection: Connection) -> None:
    token = issue_to_auditor(connection)
    row = connection.execute(select(access_token)).one()
    assert row.token_sha256 == hashlib.sha256(token.encode()).digest()
    assert token not in repr(row)


@pytest.mark.parametrize("token", ["", "mrs_", "mrs_unknown", "\x00", "\ud800", "я"])
def test_what_is_no_token_has_no_holder(connection: Connection, token: str) -> None:
    issue_to_auditor(connection)
    assert holder_of(connection, token=token, now=NOW) is None


def test_a_token_expires(connection: Connection) -> None:
    token = issue_to_auditor(connection, expires_at=NOW + HOUR)
    assert holder_of(connection, token=token, now=NOW + HOUR / 2) == AUDITOR
    assert holder_of(connection, token=token, now=NOW + HOUR) is None


def test_a_moment_without_a_zone_is_refused(connection: Connection) -> None:
    with pytest.raises(Exception, match="needs a time zone"):
        issue_to_auditor(connection, expires_at=datetime(2027, 1, 1))  # noqa: DTZ001


def test_a_revoked_token_opens_nothing_and_others_stay(connection: Connection) -> None:
    token, other = issue_to_auditor(connection), issue_to_auditor(connection)
    assert revoke_token(connection, token=token, at=NOW)
    assert not revoke_token(connection, token=token, at=NOW + HOUR)
    assert not revoke_token(connection, token="mrs_unknown", at=NOW)  # noqa: S106
    assert holder_of(connection, token=token, now=NOW) is None
    assert holder_of(connection, token=other, now=NOW) == AUDITOR


@pytest.mark.parametrize(
    ("role", "organisation", "regions"),
    [
        ("CK_STAFF", "TTIT", ()),
        ("POO_HEAD", "TTIT", ()),
        ("WG_MEMBER", "TTIT", ()),
        ("BCK_STAFF", None, ("70",)),
        ("ROIV_STAFF", None, ("70",)),
        ("COPP_STAFF", None, ("70",)),
        ("CZN_OFFICER", None, ("70",)),
        ("AUDITOR", None, ()),
        ("SYSTEM_IMPORT", "TTIT", ()),
        ("SYSTEM_IMPORT", None, ("70",)),
        ("ADMIN", None, ()),
        ("ADMIN", None, ("70",)),
    ],
)
def test_each_role_gets_its_scope(
    connection: Connection, role: str, organisation: str | None, regions: tuple[str, ...]
) -> None:
    token = issue_token(
        connection, actor="someone", role=role, organisation=organisation, regions=regions
    )
    expected = Actor(
        actor_id="someone", role=Role(role), organisation=organisation, regions=regions
    )
    assert holder_of(connection, token=token, now=NOW) == expected


@pytest.mark.parametrize(
    ("role", "organisation", "regions", "said"),
    [
        ("GUEST", None, (), "unknown role"),
        ("", None, (), "unknown role"),
        ("CK_STAFF", None, (), "CK_STAFF takes one organisation"),
        ("CK_STAFF", "", (), "one organisation"),
        ("CK_STAFF", "TTIT", ("70",), "one organisation"),
        ("POO_HEAD", None, ("70",), "one organisation"),
        ("BCK_STAFF", None, (), "BCK_STAFF takes one region"),
        ("BCK_STAFF", None, ("70", "67"), "one region"),
        ("ROIV_STAFF", "TTIT", ("70",), "one region"),
        ("AUDITOR", "TTIT", (), "any number of regions"),
        ("SYSTEM_IMPORT", None, (), "one organisation or one region"),
        ("SYSTEM_IMPORT", "TTIT", ("70",), "one organisation or one region"),
        ("ADMIN", None, ("70", "67"), "at most one region"),
        ("AUDITOR", None, ("7",), "two-digit"),
        ("AUDITOR", None, ("70,67",), "two-digit"),
        ("AUDITOR", None, ("٧٠",), "two-digit"),
    ],
)
def test_no_role_gets_another_scope(
    connection: Connection,
    role: str,
    organisation: str | None,
    regions: tuple[str, ...],
    said: str,
) -> None:
    with pytest.raises(TokenRefused, match=said) as caught:
        issue_token(
            connection, actor="someone", role=role, organisation=organisation, regions=regions
        )
    assert "\n" not in str(caught.value)
    assert connection.execute(select(access_token)).all() == []


def test_a_token_needs_an_actor(connection: Connection) -> None:
    with pytest.raises(TokenRefused, match="actor"):
        issue_token(connection, actor=" ", role="ADMIN")
