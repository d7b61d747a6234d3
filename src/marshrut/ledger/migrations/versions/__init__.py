"""The steps from an empty database to the current schema, in order; never edited once released."""
