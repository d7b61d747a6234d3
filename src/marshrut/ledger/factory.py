"""What the library asks for when it builds an application on the ledger.

``PERSISTENCE_MODULE=marshrut.ledger.factory`` and ``MARSHRUT_DATABASE_URL`` choose it.
"""

from __future__ import annotations

from typing import Any

from eventsourcing.persistence import (
    AggregateRecorder,
    InfrastructureFactory,
    Mapper,
    NotSupportedError,
    ProcessRecorder,
    Transcoder,
)
from eventsourcing.utils import Environment, EnvType, resolve_topic
from sqlalchemy import Engine

from marshrut.ledger.clock import Clock
from marshrut.ledger.engine import open_engine
from marshrut.ledger.mapper import EventMapper
from marshrut.ledger.process import LedgerProcessRecorder
from marshrut.ledger.recorder import LedgerRecorder
from marshrut.ledger.tracking import LedgerTrackingRecorder


class LedgerFactory(InfrastructureFactory[LedgerTrackingRecorder]):
    """Recorders on one engine: the given one, or its own for ``MARSHRUT_DATABASE_URL``."""

    DATABASE_URL = "MARSHRUT_DATABASE_URL"

    def __init__(
        self,
        env: Environment | EnvType | None = None,
        *,
        engine: Engine | None = None,
        clock: Clock | None = None,
    ) -> None:
        super().__init__(env)
        self._owned = engine is None
        self.engine = engine or open_engine(self.env.get(self.DATABASE_URL) or "")
        self._clock = clock
        self._recorders: list[LedgerRecorder] = []

    def mapper(
        self, transcoder: Transcoder | None = None, mapper_class: type[Mapper[Any]] | None = None
    ) -> Mapper[Any]:
        """Our mapper of msgspec events, unless another is asked for."""
        if mapper_class is None and not self.env.get(self.MAPPER_TOPIC):
            return EventMapper()
        return super().mapper(transcoder, mapper_class)

    def aggregate_recorder(self, purpose: str = "events") -> AggregateRecorder:
        """A recorder of events. Of snapshots there are none: streams are tens of events long."""
        if purpose != "events":
            raise NotSupportedError(f"the ledger keeps events, not {purpose}")
        return self.application_recorder()

    def application_recorder(self) -> LedgerRecorder:
        """A recorder of events in the ledger."""
        recorder = LedgerRecorder(self.engine, clock=self._clock)
        self._recorders.append(recorder)
        return recorder

    def tracking_recorder(
        self, tracking_recorder_class: type[LedgerTrackingRecorder] | None = None
    ) -> LedgerTrackingRecorder:
        """A recorder of positions: of the given class, the environment's, or the plain one."""
        if tracking_recorder_class is None:
            topic = self.env.get(self.TRACKING_RECORDER_TOPIC)
            tracking_recorder_class = resolve_topic(topic) if topic else LedgerTrackingRecorder
        return tracking_recorder_class(self.engine)

    def process_recorder(self) -> ProcessRecorder:
        """A recorder of events together with the position that they follow from."""
        recorder = LedgerProcessRecorder(self.engine, clock=self._clock)
        self._recorders.append(recorder)
        return recorder

    def close(self) -> None:
        """Close what was opened here; a given engine stays open."""
        for recorder in self._recorders:
            recorder.close()
        if self._owned:
            self.engine.dispose()
