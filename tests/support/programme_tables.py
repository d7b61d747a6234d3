"""The targets of the shipped programmes, typed from their originals apart from the data."""

from __future__ import annotations

ROADMAP = """
1.1   ge 10 10 10 10 10
1.2   ge 11 11 11 11 11
1.3   ge 9 9 9 9 9
2.1   ge 1 1 1 1 1
2.2   ge 14000 14500 15000 15500 16000
2.3   ge 12 12 12 12 12
2.4   ge 70 75 80 85 90
2.5   eq 1 1 1 1 1
2.6a  ge 2 2 2 2 2
2.6b  ge 35 35 35 35 35
3.1   ge 300 350 400 450 500
3.2   ge - 5000 5000 5000 -
3.3   ge 50 100 200 250 300
3.4   ge 50 65 75 85 100
3.5   text - - - - -
3.6   ge 50 65 75 85 100
3.7   ge 150 200 250 300 350
3.8   ge 75 78 81 83 86
3.9   ge 150 200 250 300 350
3.10  le 10 8 6 5 4.8
3.12  ge 15 20 25 30 35
"""
SMOLENSK = {
    "S001-I1": (">=", 62.5, 2021),
    "S001-I2": ("<=", 15, 2021),
    "S001-I3": (">=", 60, None),
    "S001-I4": (">=", 40, None),
    "S001-I5": (">=", 50, None),
    "S001-I6": ("<=", 0, None),
    "S001-I7": (">=", 50, None),
    "S001-I8": (">=", 1.5, None),
    "S001-I9": (">=", 300, None),
    "S001-I10": (">=", 20, None),
    "S001-I11": ("<=", 20, None),
}
SCHOOL = {
    "S002-K2": {None: 65, "OVZ_DISABLED": 50, "ABILYMPICS_WINNER": 100, "PROFESSIONALITET": 85},
    "S002-K3": {"DUAL_CONTRACT": 75},
    "S002-K4.1": {"TARGETED_CONTRACT": 100},
    "S002-K4.2": {"TARGETED_CONTRACT": 100},
    "S002-K5": {None: 1.5},
    "S002-K6": {None: 3.5},
    "S002-K7": {None: 0.5},
    "S002-G2.1": {None: 100, "OVZ_DISABLED": 100},
    "S002-G2.2": {"FULL_TIME": 100},
    "S002-G2.3": {"PART_TIME_MIXED": 100},
    "S002-G3.1": {None: 10},
    "S002-G3.2": {None: 100},
    "S002-G3.3": {None: 90},
    "S002-G3.4": {None: 90},
    "S002-G3.5": {None: 3},
    "S002-G3.8": {None: 100},
    "S002-G4.1": {None: 3},
    "S002-G4.2": {None: 3},
    "S002-G4.3": {None: 1},
    "S002-G5.1": {None: 0},
    "S002-G5.2": {None: 0.5},
}
AT_MOST = {"S002-K5", "S002-K6", "S002-K7", "S002-G5.2"}
COHORTS = {
    **dict.fromkeys(("S002-K1", "S002-K2", "S002-K5", "S002-K6", "S002-K7"), (2023, 2024, 2025)),
    **dict.fromkeys(("S002-K3", "S002-K4.2"), (2024, 2025)),
    "S002-K4.1": (2023,),
    "S002-G5.2": (2023, 2024),
    **dict.fromkeys(("S002-G2.1", "S002-G2.2", "S002-G2.3"), (2025,)),
}
DEFECTS = {"S000": range(1, 10), "S001": [*range(10, 17), 34], "S002": [*range(17, 26), 34]}
