"""What an installation is told by its environment: the only place that reads ``MARSHRUT_…``.

Every setting stands in ``SETTINGS`` and in ``docs/settings.md``. A name that is not among them
is refused: a mistyped setting must not silently leave a default in force.
"""

from __future__ import annotations

from collections.abc import Mapping
from difflib import get_close_matches
from pathlib import Path
from zoneinfo import ZoneInfo

import msgspec
from sqlalchemy import URL, make_url
from sqlalchemy.exc import ArgumentError

from marshrut.ledger.engine import POSTGRESQL

PREFIX = "MARSHRUT_"
DATABASE_URL = "MARSHRUT_DATABASE_URL"
PROJECTION_URL = "MARSHRUT_PROJECTION_URL"
KEYS_URL = "MARSHRUT_KEYS_URL"
MASTER_KEY_FILE = "MARSHRUT_MASTER_KEY_FILE"
IMAGE_DIRECTORY = "MARSHRUT_IMAGE_DIRECTORY"
TIMEZONE = "MARSHRUT_TIMEZONE"
SETTINGS = (
    DATABASE_URL,
    PROJECTION_URL,
    KEYS_URL,
    MASTER_KEY_FILE,
    IMAGE_DIRECTORY,
    TIMEZONE,
)

DEFAULT_TIMEZONE = "Europe/Moscow"
HOW_TO_MAKE_A_KEY = "(umask 077; head -c 32 /dev/urandom | base64 > master.key)"


class SettingsError(Exception):
    """The environment cannot be used; the message is one line that says what to do."""


class Settings(msgspec.Struct, frozen=True, kw_only=True):
    """Where the ledger and the keys are, what opens them, whose time is shown.

    ``image_directory`` is for column images; where there is none, the database counts.
    ``projection_url`` is the same database for the role that keeps the read models.
    """

    database_url: str
    keys_url: str
    master_key_file: Path | None
    image_directory: Path | None = None
    timezone: str = DEFAULT_TIMEZONE
    projection_url: str | None = None

    def master_key_path(self) -> Path:
        """The file of the master key. Raises ``SettingsError`` where none is named."""
        if self.master_key_file is None:
            raise SettingsError(
                f"set {MASTER_KEY_FILE} to a file made with: {HOW_TO_MAKE_A_KEY}",
            )
        return self.master_key_file


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
    return Settings(
        database_url=given,
        keys_url=keys or given,
        master_key_file=Path(key_file) if key_file else None,
        image_directory=Path(images) if images else None,
        timezone=_checked_zone(environ.get(TIMEZONE) or DEFAULT_TIMEZONE),
        projection_url=_checked_projection(environ.get(PROJECTION_URL), url),
    )


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


def _checked_projection(given: str | None, ledger: URL) -> str | None:
    """The URL of the read models' keeper: another role at the ledger's database, no other place."""
    if not given:
        return None
    own = (ledger.drivername, ledger.host, ledger.port, ledger.database)
    url = _checked_url(given, PROJECTION_URL)
    if (url.drivername, url.host, url.port, url.database) != own:
        raise SettingsError(f"{PROJECTION_URL} must lead to the database of {DATABASE_URL}")
    return given


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
