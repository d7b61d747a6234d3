"""Runs of verification: what comes of comparing the cases of a region with an extract."""
