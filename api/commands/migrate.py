"""``marshrut migrate``: the tables of the ledger, of its read models and of the keys."""

from __future__ import annotations

import logging

import click
from sqlalchemy import Connection, make_url
from sqlalchemy.exc import ProgrammingError

from api.commands.opened import database_option, settings
from api.settings import Settings
from marshrut.ledger.engine import open_engine
from marshrut.ledger.grants import grant_application_role, grant_projection_role
from marshrut.ledger.keys import KeyStore
from marshrut.ledger.limits import ALONE
from marshrut.ledger.master_key import create_master_key, load_master_key
from marshrut.ledger.migrate import migrate
from projections.row_security import WallRefused, keeper_of, lower_walls, raise_walls

LOG = logging.getLogger("marshrut.migrations")
UNBOUND = "no row-level security: whoever reads the read models sees all rows"


@click.command("migrate")
@database_option
@click.option(
    "--application-role",
    metavar="ROLE",
    multiple=True,
    help="PostgreSQL only: let this role append and read, and take from it what it does not need.",
)
@click.option(
    "--projection-role",
    metavar="ROLE",
    help="Let this role keep the read models, and the other ones read them within row-level "
    "security; once named, it stays so.",
)
@click.option(
    "--no-row-level-security",
    "lowered",
    is_flag=True,
    help="Take row-level security away: the application's role keeps the read models itself.",
)
def command(
    *,
    database: str | None,
    application_role: tuple[str, ...],
    projection_role: str | None,
    lowered: bool,
) -> None:
    """Bring the databases to the current schema; nothing happens where they are there."""
    if not application_role and (projection_role is not None or lowered):
        raise click.UsageError("name the application's role, too: --application-role ROLE")
    if projection_role is not None and lowered:
        raise click.UsageError("either --projection-role or --no-row-level-security")
    configured = settings(database)
    prepare(configured)
    postgresql = make_url(configured.database_url).get_backend_name() == "postgresql"
    if application_role and not postgresql:
        raise click.UsageError("--application-role is for PostgreSQL: SQLite has no roles")
    if postgresql:
        _grant(configured, application_role, projection_role, lowered=lowered)


def _grant(
    configured: Settings, roles: tuple[str, ...], keeper: str | None, *, lowered: bool
) -> None:
    """Run by the owner of the tables; the API and the worker then come as these roles."""
    engine = open_engine(configured.database_url, limits=ALONE)
    try:
        with engine.begin() as connection:
            told = _granted(connection, roles, keeper, lowered=lowered)
    except ProgrammingError as error:
        named = " and ".join([*roles, *([keeper] if keeper else [])])
        reason = str(error.orig).partition("\n")[0]
        raise click.ClickException(f"cannot grant to {named}: {reason}") from error
    except WallRefused as refused:
        raise click.ClickException(str(refused)) from refused
    finally:
        engine.dispose()
    LOG.info(told)


def _granted(
    connection: Connection, roles: tuple[str, ...], keeper: str | None, *, lowered: bool
) -> str:
    """Grant to the roles, if there are any, and raise or lower the wall; what is told of it."""
    keeper = None if lowered else keeper or keeper_of(connection)
    if not roles:
        return f"row-level security: {keeper} keeps the read models" if keeper else UNBOUND
    for role in roles:
        grant_application_role(connection, role=role, keeps_read_models=keeper is None)
    named = " and ".join(roles)
    if keeper is not None:
        grant_projection_role(connection, role=keeper)
        for role in roles:
            raise_walls(connection, application=role, projection=keeper)
        return f"row-level security: {named} read within their readers' bounds, {keeper} keeps"
    if lowered:
        lower_walls(connection)
    return f"no row-level security: {named} keep the read models and see all rows"


def prepare(configured: Settings) -> None:
    """Migrate both databases; on SQLite make the master key, where there is none yet.

    Raises ``MasterKeyError`` before anything is touched where the key cannot be used.
    """
    path = configured.master_key_path()
    if make_url(configured.database_url).drivername == "sqlite" and not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        create_master_key(path)
    master_key = load_master_key(path)
    migrate(configured.database_url)
    keys = KeyStore(configured.keys_url, master_key)
    try:
        keys.create_tables()
    finally:
        keys.close()
