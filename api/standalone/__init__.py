"""Programs that are given away, each a file that needs nothing of the rest."""
