"""Raising the walls of ``projections.walls`` on PostgreSQL, and telling whether they stand.

They are raised by the owner of the tables, after each migration: a role that is no owner reads
them within its reader's bounds, another one keeps them and sees everything.
"""

from __future__ import annotations

from sqlalchemy import Connection, text

from projections.tables import slots
from projections.walls import conditions

WITHIN, KEEPER = "reader", "keeper"
"""The names of the policies; the second is for whoever asks which role keeps the read models."""

_OUTSIDE = text("SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = :role")

_STRONGER = text(
    """
    SELECT (SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = :application)
        OR pg_has_role(:application, :projection, 'MEMBER')
        OR pg_has_role(:application, current_user, 'MEMBER')
    """
)
_KEEPERS = text(
    """
    SELECT DISTINCT role.rolname FROM pg_policy AS policy
    JOIN pg_class AS kept ON kept.oid = policy.polrelid
    JOIN pg_roles AS role ON role.oid = ANY (policy.polroles)
    WHERE kept.oid = to_regclass(:name) AND policy.polname = :policy
    """
)
_STANDING = text(
    """
    SELECT count(*) FROM pg_class AS kept
    WHERE kept.oid IN (SELECT to_regclass(name) FROM unnest(:names) AS name)
      AND kept.relforcerowsecurity AND row_security_active(kept.oid)
      AND EXISTS (SELECT FROM pg_policy AS policy WHERE policy.polrelid = kept.oid
                  AND policy.polname = :within)
      AND NOT EXISTS (SELECT FROM pg_policy AS policy, unnest(policy.polroles) AS role
                      WHERE policy.polrelid = kept.oid AND policy.polname = :keeper
                      AND pg_has_role(role, 'USAGE'))
    """
)


class WallRefused(ValueError):  # noqa: N818 - it says what happened
    """The roles are such that no wall would hold; the message is one line that says why."""


def raise_walls(connection: Connection, *, application: str, projection: str) -> None:
    """Let ``application`` see rows within its reader's bounds only, ``projection`` all of them.

    So does whoever else is granted to read. Anew for every table, so that it can be repeated.
    Raises ``WallRefused``.
    """
    if not connection.scalar(_OUTSIDE, {"role": projection}):
        raise WallRefused(
            f"{projection} would not get over the wall, and COPY takes that; as a superuser: "
            f"ALTER ROLE {projection} BYPASSRLS"
        )
    roles = {"application": application, "projection": projection}
    if connection.scalar(_STRONGER, roles):
        raise WallRefused(
            f"{application} would see over the wall: it must be no superuser, have no BYPASSRLS, "
            f"and be neither the owner nor a member of the owner's role or of {projection}"
        )
    keeper = connection.dialect.identifier_preparer.quote(projection)
    for table, condition in _walled().items():
        _clear(connection, table)
        for statement in (
            f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY",
            f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY",
            f"CREATE POLICY {WITHIN} ON {table} FOR SELECT USING ({condition})",
            f"CREATE POLICY {KEEPER} ON {table} TO {keeper} USING (true) WITH CHECK (true)",
        ):
            connection.exec_driver_sql(statement, execution_options={"no_parameters": True})


def lower_walls(connection: Connection) -> None:
    """Take the walls down: whoever may read a table sees all of its rows."""
    for table in _walled():
        _clear(connection, table)
        connection.exec_driver_sql(f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY")
        connection.exec_driver_sql(f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY")


def keeper_of(connection: Connection) -> str | None:
    """The role for which the walls were raised that keeps the read models, if they were."""
    first = next(iter(_walled()))
    found: str | None = connection.scalar(_KEEPERS, {"name": first, "policy": KEEPER})
    return found


def walls_stand(connection: Connection) -> bool:
    """Whether the role of this connection meets them, at every table."""
    if connection.dialect.name != "postgresql":
        return False
    walled = list(_walled())
    asked = {"names": walled, "within": WITHIN, "keeper": KEEPER}
    return bool(connection.scalar(_STANDING, asked) == len(walled))


def keeps(connection: Connection) -> bool:
    """Whether the role of this connection sees and writes every row of the read models."""
    if connection.dialect.name != "postgresql":
        return True
    active = text(
        "SELECT bool_or(row_security_active(to_regclass(name))) FROM unnest(:names) AS name"
    )
    return not connection.scalar(active, {"names": list(_walled())})


def _walled() -> dict[str, str]:
    return {name: rule for slot in slots.values() for name, rule in conditions(slot).items()}


def _clear(connection: Connection, table: str) -> None:
    for policy in (WITHIN, KEEPER):
        connection.exec_driver_sql(f"DROP POLICY IF EXISTS {policy} ON {table}")
