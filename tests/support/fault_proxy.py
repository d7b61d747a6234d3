"""A way to PostgreSQL that breaks when it is told to: a TCP proxy of its socket."""

from __future__ import annotations

import socket
import struct
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from enum import Enum
from pathlib import Path
from selectors import EVENT_READ, DefaultSelector
from threading import Event, Lock, Thread
from time import sleep

COMMIT = b"COMMIT\x00"
PAUSE = 0.3
"""Seconds by which a packet is late."""

AT_ONCE = 1 << 16
# On closing: forget what was not sent, and tell the other end so.
_RESET = struct.pack("ii", 1, 0)


class Harm(Enum):
    """What befalls the first connection on which it can."""

    BEFORE_COMMIT = "the connection breaks before COMMIT has come to the server"
    AFTER_COMMIT = "it breaks after COMMIT, before the answer has come back"
    HALF_REQUEST = "half of what was asked comes to the server"
    HALF_ANSWER = "half of the answer comes back"
    DELAY = "what was asked comes late"
    CUT = "every connection breaks at once"
    REFUSE = "nobody can connect for a while, and what was open breaks"


class FaultProxy:
    """Listens on ``port``; what comes in goes to the server's socket until harm is done."""

    def __init__(self, server: Path) -> None:
        self._server = str(server)
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        self._lock = Lock()
        self._open: set[socket.socket] = set()
        self._planned: Harm | None = None
        self._done = Event()
        self._refusing = False
        Thread(target=self._accept, daemon=True).start()

    def harm(self, harm: Harm, *, within: float) -> bool:
        """Do it to whoever is next; whether there was somebody in time."""
        if harm in {Harm.CUT, Harm.REFUSE}:
            self._refusing = harm is Harm.REFUSE
            self._break_all()
            if self._refusing:
                sleep(PAUSE)
            self._refusing = False
            return True
        self._done.clear()
        with self._lock:
            self._planned = harm
        done = self._done.wait(within)
        with self._lock:
            self._planned = None
        return done

    def close(self) -> None:
        """Break what is open, and let nobody in."""
        self._listener.close()
        self._break_all()

    def _break_all(self) -> None:
        with self._lock:
            ends = list(self._open)
        for end in ends:
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                client, _ = self._listener.accept()
                if self._refusing:
                    _break(client)
                else:
                    Thread(target=self._carry, args=(client,), daemon=True).start()

    def _carry(self, client: socket.socket) -> None:
        server = socket.socket(socket.AF_UNIX)
        ends = {client, server}
        with self._lock:
            self._open |= ends
        try:
            server.connect(self._server)
            self._pump(client, server)
        except OSError:
            pass  # one of the ends is gone, and so is the other in a moment
        finally:
            with self._lock:
                self._open -= ends
            _break(client)
            server.close()

    def _pump(self, client: socket.socket, server: socket.socket) -> None:
        with DefaultSelector() as ready:
            ready.register(client, EVENT_READ, server)
            ready.register(server, EVENT_READ, client)
            while True:
                for key, _ in ready.select():
                    source: socket.socket = key.fileobj  # type: ignore[assignment]
                    data = source.recv(AT_ONCE)
                    if not data or not self._carried(data, key.data, asked=source is client):
                        return

    def _carried(self, data: bytes, to: socket.socket, *, asked: bool) -> bool:
        """Carry the data on, as well as it is to be; whether the connection holds."""
        harm = self._due(data, asked=asked)
        if harm is Harm.DELAY:
            sleep(PAUSE)
        if harm in {None, Harm.DELAY}:
            to.sendall(data)
            return True
        if harm in {Harm.HALF_REQUEST, Harm.HALF_ANSWER}:
            to.sendall(data[: len(data) // 2])
        elif harm is Harm.AFTER_COMMIT:
            to.sendall(data)
            to.recv(1)  # the server has answered: it has committed
        return False

    def _due(self, data: bytes, *, asked: bool) -> Harm | None:
        with self._lock:
            harm = self._planned
            if harm is None or asked is (harm is Harm.HALF_ANSWER):
                return None
            if harm in {Harm.BEFORE_COMMIT, Harm.AFTER_COMMIT} and COMMIT not in data:
                return None
            self._planned = None
        self._done.set()
        return harm


def _break(end: socket.socket) -> None:
    with suppress(OSError):
        end.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET)
    end.close()


@contextmanager
def fault_proxy(server: Path) -> Iterator[FaultProxy]:
    """The proxy before the server's socket, closed in the end."""
    proxy = FaultProxy(server)
    try:
        yield proxy
    finally:
        proxy.close()
