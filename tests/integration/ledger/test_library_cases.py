"""The library's own test cases for recorders, on both databases."""

from __future__ import annotations

from tests.support import recorder_cases as cases
from tests.support.recorder_cases import OnPostgresql, OnSqlite


class TestApplicationRecorderOnSqlite(OnSqlite, cases.ApplicationRecorderCase): ...


class TestApplicationRecorderOnPostgresql(OnPostgresql, cases.ApplicationRecorderCase): ...


class TestNonInterleavingOnSqlite(OnSqlite, cases.NonInterleavingCase): ...


class TestNonInterleavingOnPostgresql(OnPostgresql, cases.NonInterleavingCase): ...


class TestTrackingRecorderOnSqlite(OnSqlite, cases.TrackingRecorderCase): ...


class TestTrackingRecorderOnPostgresql(OnPostgresql, cases.TrackingRecorderCase): ...


class TestProcessRecorderOnSqlite(OnSqlite, cases.ProcessRecorderCase): ...


class TestProcessRecorderOnPostgresql(OnPostgresql, cases.ProcessRecorderCase): ...


class TestCountersViewOnSqlite(OnSqlite, cases.CountersViewCase): ...


class TestCountersViewOnPostgresql(OnPostgresql, cases.CountersViewCase): ...


class TestProjectionOnSqlite(OnSqlite, cases.ProjectionCase): ...


class TestProjectionOnPostgresql(OnPostgresql, cases.ProjectionCase): ...
