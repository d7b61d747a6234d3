"""Following the ledger: every event after a position, in order, those to come included."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence
from threading import Lock
from typing import Any

from eventsourcing.persistence import ApplicationRecorder, Notification, Subscription

from marshrut.ledger.news import News

_AT_ONCE = 500


class LedgerSubscription(Subscription[ApplicationRecorder]):
    """Blocks at the head until there is more. Misses nothing, as positions are dense."""

    def __init__(
        self,
        *,
        recorder: ApplicationRecorder,
        news: Callable[[], News],
        gt: int | None = None,
        topics: Sequence[str] = (),
    ) -> None:
        super().__init__(recorder=recorder, gt=gt, topics=topics)
        self._open_news = news
        self._news: News | None = None
        self._last = gt or 0
        self._batch: deque[Notification] = deque()
        self._turn = Lock()

    def __next__(self) -> Notification:
        with self._turn:
            # News before the first look: what is appended after the look is told.
            if self._news is None:
                self._news = self._open_news()
            while not self._has_been_stopped:
                if self._batch:
                    return self._batch.popleft()
                if not self._pull():
                    self._news.wait()
        raise StopIteration

    def __exit__(self, *args: object, **kwargs: Any) -> None:
        super().__exit__(*args, **kwargs)
        # Another thread may still be on its way out of the iteration.
        with self._turn:
            if self._news is not None:
                self._news.close()
                self._news = None

    def stop(self) -> None:
        """End the iteration, at once and from any thread."""
        super().stop()
        if (news := self._news) is not None:
            news.wake()

    def _pull(self) -> bool:
        """Go on from the last position looked at; whether there was anything after it."""
        head = self._recorder.max_notification_id() or 0
        if head <= self._last:
            return False
        self._batch.extend(
            self._recorder.select_notifications(
                start=self._last,
                stop=head,
                limit=_AT_ONCE,
                topics=self._topics,
                inclusive_of_start=False,
            )
        )
        self._last = self._batch[-1].id if len(self._batch) == _AT_ONCE else head
        return True
