"""The monitoring forms: their rows, columns, checks and texts as dated data (domain 11)."""
