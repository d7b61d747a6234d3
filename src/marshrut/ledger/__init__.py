"""The one infrastructure of the domain: event store, transaction time, keys."""
