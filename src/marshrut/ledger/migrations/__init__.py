"""Alembic's environment; ``marshrut.ledger.migrate`` is the way in."""
