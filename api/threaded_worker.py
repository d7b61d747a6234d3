"""gunicorn's worker with threads, which refuses what comes after it was told to stop.

The library's own leaves such connections unanswered in the queue of the system until it has ended,
half a minute perhaps; whoever is refused at once asks another server.
"""

from __future__ import annotations

from gunicorn.workers.gthread import ThreadWorker


class ThreadedWorker(ThreadWorker):  # type: ignore[misc]
    """As the library's, but for the end."""

    def set_accept_enabled(self, enabled: bool) -> None:  # noqa: FBT001 - the library's
        """Take connections, or none; at the end let go of the very sockets."""
        super().set_accept_enabled(enabled)
        if not self.alive:
            for listener in self.sockets:
                listener.close()
