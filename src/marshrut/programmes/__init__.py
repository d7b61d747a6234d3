"""Programmes of measures: roadmaps, regional plans, plans of career centres (domain 7.6, 10)."""
