"""The graduate's case: its facts, the fold that answers any point, and the rules of writing."""
