from __future__ import annotations

from threading import Event, Thread
from uuid import uuid4

from marshrut.ledger.ledger import Ledger
from tests.support.appends import annulled

# Far more than anything takes here; reaching it is a failure, not a measure of speed.
FOREVER = 60


def test_a_subscription_waiting_at_the_head_is_stopped_from_another_thread(ledger: Ledger) -> None:
    ledger.append([annulled(uuid4(), 1)])
    seen, first = [], Event()
    subscription = ledger.recorder.subscribe()

    def follow() -> None:
        for notification in subscription:
            seen.append(notification.id)
            first.set()

    with subscription:
        thread = Thread(target=follow)
        thread.start()
        assert first.wait(FOREVER)
        subscription.stop()
        thread.join(FOREVER)
        assert not thread.is_alive()
    assert seen == [1]


def test_leaving_ends_a_subscription_that_another_thread_waits_on(ledger: Ledger) -> None:
    ledger.append([annulled(uuid4(), 1)])
    first = Event()
    with ledger.recorder.subscribe() as subscription:
        thread = Thread(target=lambda: [first.set() for _ in subscription])
        thread.start()
        assert first.wait(FOREVER)
    thread.join(FOREVER)
    assert not thread.is_alive()


def test_many_events_are_followed_in_order(ledger: Ledger) -> None:
    ledger.append([annulled(uuid4(), 1) for _ in range(1_203)])
    with ledger.recorder.subscribe(gt=3) as subscription:
        assert [next(subscription).id for _ in range(1_200)] == list(range(4, 1_204))
        ledger.append([annulled(uuid4(), 1)])
        assert next(subscription).id == 1_204


def test_other_topics_are_passed_over(ledger: Ledger) -> None:
    case = uuid4()
    with ledger.recorder.subscribe(topics=["case.never", "case.entry-annulled"]) as subscription:
        ledger.append([annulled(case, 1)])
        assert next(subscription).originator_id == case
    with ledger.recorder.subscribe(topics=["case.never"]) as subscription:
        subscription.stop()
        assert list(subscription) == []
