"""The registries (domain 8): what each is, as data; membership is a question of projections."""

from marshrut.registries.definitions import CASES, Registry, registries, registry

__all__ = ["CASES", "Registry", "registries", "registry"]
