"""The open ledger of this process: made on first use, after whatever fork there was."""

from __future__ import annotations

import os
from threading import Lock
from zoneinfo import ZoneInfo

from api.checkpoint_schedule import CheckpointSchedule
from api.door.limits import Limits
from api.import_thread import ImportThread
from api.oidc.configured import OidcSettings
from api.oidc.entry import OidcEntry
from api.oidc.signing_in import SignIn
from api.read_models import check_keeper
from api.settings import Settings
from marshrut.application.service import Service
from marshrut.ledger.clock import Clock
from marshrut.ledger.look_ups import LookUps
from marshrut.ledger.master_key import load_master_key
from marshrut.ledger.migrate import pending


class Services:
    """Gives the process its own ``Service``. Connections do not survive a fork."""

    def __init__(self, settings: Settings, *, clock: Clock | None = None) -> None:
        self.settings = settings
        self._clock = clock
        self._lock = Lock()
        self._open: dict[int, Service] = {}
        self._lists: dict[int, ImportThread] = {}
        self._schedules: dict[int, CheckpointSchedule] = {}
        self._limits: Limits | None = None
        self._issuer = OidcEntry(settings.oidc) if settings.oidc is not None else None
        self._sign_in = _sign_in(settings.oidc, self._issuer)

    def current(self) -> Service:
        """The service of this process.

        One that was opened before a fork is kept and left alone: to close it here would cut the
        parent's connections. Raises ``SettingsError``, ``MasterKeyError``,
        ``LookUpsDue``.
        """
        pid = os.getpid()
        with self._lock:
            if pid not in self._open:
                self._open[pid] = self._opened()
            return self._open[pid]

    def zone(self) -> ZoneInfo:
        """The time zone in which moments are shown to people."""
        return ZoneInfo(self.settings.timezone)

    def keep_checkpoints(self) -> None:
        """Keep a checkpoint where one is due: here on SQLite, else by ``marshrut project``."""
        pid = os.getpid()
        service = self._open.get(pid)
        if service is None or service.engine.dialect.name != "sqlite":
            return
        with self._lock:
            if pid not in self._schedules:
                minutes = self.settings.checkpoint_minutes
                self._schedules[pid] = CheckpointSchedule(minutes=minutes)
            schedule = self._schedules[pid]
        schedule.look(service)

    def issuer(self) -> OidcEntry | None:
        """The identity provider whose tokens are believed, if there is one."""
        return self._issuer

    def sign_in(self) -> SignIn | None:
        """Signing in at the identity provider, if the pages are a client of it."""
        return self._sign_in

    def proxies(self) -> tuple[str, ...]:
        """Who says truly from where a request comes."""
        return self.settings.proxies

    def limits(self) -> Limits:
        """How often somebody may fail to come in, and how often ask."""
        with self._lock:
            if self._limits is None:
                self._limits = Limits(
                    self.settings.image_directory,
                    installation=self.settings.database_url,
                    failures=self.settings.login_failures,
                    requests=self.settings.rate_limit,
                )
            return self._limits

    def load_lists(self) -> None:
        """See to it that long lists are loaded: here on SQLite, else by ``marshrut project``."""
        service = self.current()
        if service.engine.dialect.name != "sqlite":
            return
        with self._lock:
            thread = self._lists.setdefault(os.getpid(), ImportThread(service))
        thread.start()

    def wait_for_lists(self) -> None:
        """Come back when this process has no list in hand."""
        if (thread := self._lists.get(os.getpid())) is not None:
            thread.wait()

    def close(self) -> None:
        """Let go of this process's connections."""
        with self._lock:
            service = self._open.pop(os.getpid(), None)
            thread = self._lists.pop(os.getpid(), None)
        if thread is not None:
            thread.close()
        if service is not None:
            service.close()

    def _opened(self) -> Service:
        service = Service(
            database_url=self.settings.database_url,
            projection_url=self.settings.projection_url,
            keys_url=self.settings.keys_url,
            master_key=load_master_key(self.settings.master_key_path()),
            clock=self._clock,
            images=self.settings.image_directory,
            ledger_name=self.settings.ledger_name,
            limits=self.settings.limits,
        )
        try:
            if not pending(service.engine):  # else there is nothing yet that keys could fit
                check_keeper(service)
                service.check_keys()
                LookUps(service.engine).check()
        except BaseException:
            service.close()
            raise
        return service


def _sign_in(settings: OidcSettings | None, issuer: OidcEntry | None) -> SignIn | None:
    if settings is None or settings.client is None or issuer is None:
        return None
    return SignIn(settings, settings.client, issuer)
