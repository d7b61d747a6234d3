"""What requests cost of an actor's minute: those that take much work, more."""

from __future__ import annotations

from collections.abc import Mapping

COSTS: Mapping[str, int] = {
    "imports.load_list": 50,
    "records_upload.send_table": 50,
    "reports.issue": 50,
    "reports.regenerate": 50,
    "restatements.read_restatement": 20,
    "case-entries.write_entries": 20,
    "spo1.send_lines": 20,
    "reports.read_report_table": 10,
    "reports.read_content": 10,
    "forms.read_table": 10,
    "indicators.list_indicators": 10,
    "programme_evaluation.read_evaluation": 10,
    "differences.read_differences": 10,
    "evidence.read_case_evidence": 10,
    "access.give_token": 10,
    "access.take_token": 10,
    "access.list_tokens": 10,
    "access.list_events": 10,
}
"""By endpoint; any other costs one."""
