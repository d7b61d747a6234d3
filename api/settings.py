"""What an installation is told by its environment: the only place that reads ``MARSHRUT_…``.

Every setting stands in ``SETTINGS`` and in ``docs/settings.md``. A name that is not among them
is refused: a mistyped setting must not silently leave a default in force.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from difflib import get_close_matches
from pathlib import Path
from zoneinfo import ZoneInfo

import msgspec
from sqlalchemy import URL, make_url
from sqlalchemy.exc import ArgumentError

from api.door.addresses import BY_DEFAULT, proxies
from api.oidc.configured import OIDC_SETTINGS, OidcSettings, oidc_settings
from marshrut.ledger.engine import POSTGRESQL
from marshrut.ledger.limits import Limits
from marshrut.ledger.notes import is_name

PREFIX = "MARSHRUT_"
DATABASE_URL = "MARSHRUT_DATABASE_URL"
PROJECTION_URL = "MARSHRUT_PROJECTION_URL"
KEYS_URL = "MARSHRUT_KEYS_URL"
MASTER_KEY_FILE = "MARSHRUT_MASTER_KEY_FILE"
IMAGE_DIRECTORY = "MARSHRUT_IMAGE_DIRECTORY"
TIMEZONE = "MARSHRUT_TIMEZONE"
LEDGER_NAME = "MARSHRUT_LEDGER_NAME"
CHECKPOINT_MINUTES = "MARSHRUT_CHECKPOINT_MINUTES"
LOGIN_FAILURES = "MARSHRUT_LOGIN_FAILURES"
RATE_LIMIT = "MARSHRUT_RATE_LIMIT"
POOL_SIZE = "MARSHRUT_POOL_SIZE"
CONNECT_SECONDS = "MARSHRUT_CONNECT_SECONDS"
STATEMENT_SECONDS = "MARSHRUT_STATEMENT_SECONDS"
LOCK_SECONDS = "MARSHRUT_LOCK_SECONDS"
READY_LAG_SECONDS = "MARSHRUT_READY_LAG_SECONDS"
METRICS_TOKEN_FILE = "MARSHRUT_METRICS_TOKEN_FILE"  # noqa: S105 - a name
PROJECTOR_METRICS = "MARSHRUT_PROJECTOR_METRICS"
SETTINGS = (
    *(DATABASE_URL, PROJECTION_URL, KEYS_URL, MASTER_KEY_FILE, IMAGE_DIRECTORY, TIMEZONE),
    *(LEDGER_NAME, CHECKPOINT_MINUTES),
    *(LOGIN_FAILURES, RATE_LIMIT),
    *OIDC_SETTINGS,
    *(POOL_SIZE, CONNECT_SECONDS, STATEMENT_SECONDS, LOCK_SECONDS),
    *(READY_LAG_SECONDS, METRICS_TOKEN_FILE, PROJECTOR_METRICS),
)
PROXIES = "FORWARDED_ALLOW_IPS"
"""Not ours but gunicorn's: which proxies say truly from where a request comes."""

DEFAULT_TIMEZONE = "Europe/Moscow"
DEFAULT_MINUTES = 60
DEFAULT_FAILURES = 30
DEFAULT_REQUESTS = 3_000
DEFAULT_READY_LAG = 60
NUMBER = re.compile(r"[0-9]{1,6}")
PORT = re.compile(r"[0-9]{1,5}")
LAST_PORT = 65_535
SERVING = Limits(statement_seconds=30, lock_seconds=10, idle_in_transaction_seconds=60)
"""For what somebody waits for. Five connections, ten at need, are two a thread of gunicorn's."""
HOW_TO_MAKE_A_KEY = "(umask 077; head -c 32 /dev/urandom | base64 > master.key)"


class SettingsError(Exception):
    """The environment cannot be used; the message is one line that says what to do."""


class Settings(msgspec.Struct, frozen=True, kw_only=True):
    """Where the ledger and the keys are, what opens them, whose time is shown.

    ``image_directory`` is for column images; where there is none, the database counts.
    ``projection_url`` is the same database for the role that keeps the read models.
    ``ledger_name`` is that under which the first key signs; ``checkpoint_minutes`` is after how
    many minutes another checkpoint is kept, 0 for never. Failed sign-ins of an address and
    requests of an actor are limited by the minute, by 0 not at all. ``limits`` are for requests.
    A lag of more than ``ready_lag_seconds`` is not ready, 0 asks for none.
    """

    database_url: str
    keys_url: str
    master_key_file: Path | None
    image_directory: Path | None = None
    timezone: str = DEFAULT_TIMEZONE
    ledger_name: str | None = None
    checkpoint_minutes: int = DEFAULT_MINUTES
    login_failures: int = DEFAULT_FAILURES
    rate_limit: int = DEFAULT_REQUESTS
    proxies: tuple[str, ...] = ()
    oidc: OidcSettings | None = None
    limits: Limits = SERVING
    ready_lag_seconds: int = DEFAULT_READY_LAG
    metrics_token_file: Path | None = None
    projector_metrics: tuple[str, int] | None = None
    projection_url: str | None = None

    def master_key_path(self) -> Path:
        """The file of the master key. Raises ``SettingsError`` where none is named."""
        if self.master_key_file is None:
            raise SettingsError(
                f"set {MASTER_KEY_FILE} to a file made with: {HOW_TO_MAKE_A_KEY}",
            )
        return self.master_key_file

    def limits_of_long_work(self) -> Limits:
        """For a command: it takes its time, and stands still for nobody but its user."""
        return msgspec.structs.replace(
            self.limits, statement_seconds=0, lock_seconds=0, idle_in_transaction_seconds=0
        )

    def limits_of_worker(self) -> Limits:
        """For the worker, whose batches may be large and whose waits end: it tries again."""
        return msgspec.structs.replace(self.limits, statement_seconds=0)


def load_settings(environ: Mapping[str, str], *, database_url: str | None = None) -> Settings:
    """The settings of an installation; ``database_url`` comes before the environment's.

    Beside an SQLite ledger ``x.db`` lie, unless said otherwise, ``x.keys.db``, ``x.key`` and the
    folder ``x.images``; on PostgreSQL the keys are in a schema of their own, and images in the
    user's cache. Raises ``SettingsError``.
    """
    _check_names(environ)
    given = database_url or environ.get(DATABASE_URL)
    if not given:
        raise SettingsError(f"say which database: {DATABASE_URL}=sqlite:///path/to/file.db")
    url = _checked_url(given, DATABASE_URL)
    keys = environ.get(KEYS_URL) or _beside(url, ".keys.db")
    _checked_url(keys or given, KEYS_URL)
    key_file = environ.get(MASTER_KEY_FILE) or _path_beside(url, ".key")
    images = environ.get(IMAGE_DIRECTORY) or _path_beside(url, ".images") or _in_cache(environ)
    token_file = environ.get(METRICS_TOKEN_FILE)
    return Settings(
        database_url=given,
        keys_url=keys or given,
        master_key_file=Path(key_file) if key_file else None,
        image_directory=Path(images) if images else None,
        timezone=_checked_zone(environ.get(TIMEZONE) or DEFAULT_TIMEZONE),
        ledger_name=_checked_ledger_name(environ.get(LEDGER_NAME)),
        checkpoint_minutes=_number(environ, CHECKPOINT_MINUTES, DEFAULT_MINUTES),
        login_failures=_number(environ, LOGIN_FAILURES, DEFAULT_FAILURES),
        rate_limit=_number(environ, RATE_LIMIT, DEFAULT_REQUESTS),
        proxies=proxies(environ.get(PROXIES, BY_DEFAULT)),
        oidc=_issuer(environ),
        limits=_limits(environ),
        ready_lag_seconds=_number(environ, READY_LAG_SECONDS, DEFAULT_READY_LAG),
        metrics_token_file=Path(token_file) if token_file else None,
        projector_metrics=_address(environ.get(PROJECTOR_METRICS)),
        projection_url=_projection(environ.get(PROJECTION_URL), url, named=bool(database_url)),
    )


def _limits(environ: Mapping[str, str]) -> Limits:
    return msgspec.structs.replace(
        SERVING,
        pool_size=_number(environ, POOL_SIZE, SERVING.pool_size, least=1),
        connect_seconds=_number(environ, CONNECT_SECONDS, SERVING.connect_seconds, least=1),
        statement_seconds=_number(environ, STATEMENT_SECONDS, SERVING.statement_seconds),
        lock_seconds=_number(environ, LOCK_SECONDS, SERVING.lock_seconds),
    )


def _number(environ: Mapping[str, str], name: str, default: int, *, least: int = 0) -> int:
    text = environ.get(name) or str(default)
    if NUMBER.fullmatch(text) and int(text) >= least:
        return int(text)
    raise SettingsError(f"{name} must be a whole number from {least} to 999999")


def _address(text: str | None) -> tuple[str, int] | None:
    if not text:
        return None
    host, _, port = text.rpartition(":")
    if host and PORT.fullmatch(port) and int(port) <= LAST_PORT:
        return host.strip("[]"), int(port)
    raise SettingsError(f"{PROJECTOR_METRICS} must be an address and a port: 127.0.0.1:9100")


def _check_names(environ: Mapping[str, str]) -> None:
    for name in sorted(environ):
        if name.startswith(PREFIX) and name not in SETTINGS:
            nearest = get_close_matches(name, SETTINGS, n=1, cutoff=0)[0]
            raise SettingsError(f"unknown setting {name}; did you mean {nearest}?")


def _checked_url(text: str, name: str) -> URL:
    """The URL, of a kind that there is. Its text may hold a password: errors never repeat it."""
    try:
        url = make_url(text)
    except ArgumentError:
        url = None
    if url is not None and url.drivername == POSTGRESQL:
        return url
    if url is not None and url.drivername == "sqlite" and url.database not in {None, ":memory:"}:
        return url
    raise SettingsError(
        f"{name} must be sqlite:///path/to/file.db or {POSTGRESQL}://user:password@host/name",
    )


def _issuer(environ: Mapping[str, str]) -> OidcSettings | None:
    try:
        return oidc_settings(environ)
    except ValueError as error:
        raise SettingsError(str(error)) from error


def _projection(given: str | None, ledger: URL, *, named: bool) -> str | None:
    """The URL of the read models' keeper: another role at the ledger's database, no other place.

    One of another ledger than was ``named`` on the command line is the environment's own.
    """
    if not given:
        return None
    own = (ledger.drivername, ledger.host, ledger.port, ledger.database)
    url = _checked_url(given, PROJECTION_URL)
    if (url.drivername, url.host, url.port, url.database) == own:
        return given
    if named:
        return None
    raise SettingsError(f"{PROJECTION_URL} must lead to the database of {DATABASE_URL}")


def _beside(url: URL, suffix: str) -> str | None:
    path = _path_beside(url, suffix)
    return None if path is None else f"sqlite:///{path}"


def _path_beside(url: URL, suffix: str) -> str | None:
    if url.drivername != "sqlite":
        return None
    return str(Path(url.database or "").with_suffix(suffix))


def _in_cache(environ: Mapping[str, str]) -> str | None:
    """A folder among those that may be deleted at any time (XDG Base Directory); users have one."""
    if cache := environ.get("XDG_CACHE_HOME"):
        return str(Path(cache) / "marshrut")
    home = environ.get("HOME")
    return str(Path(home) / ".cache" / "marshrut") if home else None


def _checked_zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError) as error:  # unknown, malformed, a folder
        raise SettingsError(f"{TIMEZONE} must be a zone such as {DEFAULT_TIMEZONE}") from error
    return name


def _checked_ledger_name(name: str | None) -> str | None:
    if not name:
        return None
    if not is_name(name):
        raise SettingsError(
            f"{LEDGER_NAME} must be a name without spaces and plus signs, such as "
            "marshrut.example.org/ledger"
        )
    return name
