"""Marshrut: what is true. The domain of graduates' employment, pure: no Flask, no SQL, no clock."""
