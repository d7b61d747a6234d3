"""A service on which use cases can be tried: they judge as ever, and no key is made."""

from __future__ import annotations

import os
from collections.abc import Collection
from copy import copy
from uuid import UUID

from marshrut.application.service import Service
from marshrut.ledger.keys import KeyStore
from marshrut.ledger.master_key import KEY_BYTES


class RehearsalKeys(KeyStore):
    """Keys that there are, and new ones that nobody keeps."""

    def __init__(self, keys: KeyStore) -> None:
        vars(self).update(vars(keys))

    def create_many(self, case_ids: Collection[UUID]) -> dict[UUID, bytes]:
        """Random keys, forgotten with what they seal."""
        return {case_id: os.urandom(KEY_BYTES) for case_id in case_ids}


def rehearsal(service: Service) -> Service:
    """The service, for decisions that will not be committed."""
    twin = copy(service)
    twin.keys = RehearsalKeys(service.keys)
    return twin
