"""The application under a real server, as it is operated."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Thread

ROOT = Path(__file__).parents[2]


@contextmanager
def served(environ: dict[str, str], *, app: str = "api.wsgi:app") -> Iterator[str]:
    """The application, or another, under gunicorn with two workers; its address."""
    command = [sys.executable, "-m", "gunicorn", "--config", "gunicorn.conf.py", app]
    environment = os.environ | environ | {"BIND": "127.0.0.1:0", "WEB_CONCURRENCY": "2"}
    with subprocess.Popen(
        command,
        cwd=ROOT,
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    ) as server:
        assert server.stderr is not None
        heard = (re.search(r"Listening at: (http://\S+)", line) for line in server.stderr)
        try:
            address = next(found[1] for found in heard if found)
            # Whoever does not listen to its log stops the server where the pipe is full.
            Thread(target=server.stderr.read, daemon=True).start()
            yield address
        finally:
            server.send_signal(signal.SIGTERM)
            server.wait()
    assert server.returncode == 0
