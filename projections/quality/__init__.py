"""The quality of what is recorded: findings of cases at a point, and a score of each school.

Each finding is a predicate over frames, as figures are counted (decision 0018); its texts, and
what to do, are data (``quality_kinds``, ``quality_findings``).
"""
