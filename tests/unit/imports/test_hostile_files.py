"""Files that lie, explode or are something else: one clear refusal, within bounds of memory."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from marshrut.imports import sheet
from marshrut.imports.list_file import ListFile
from marshrut.imports.problems import BadFile
from tests.support.hostile_files import LIST, TEXTS, WORKBOOKS

FILES = {**WORKBOOKS, **TEXTS}
MOST_MEGABYTES = 900
READER = f"""
import json, resource
from marshrut.imports import sheet
from marshrut.imports.list_file import ListFile
from marshrut.imports.problems import BadFile
from tests.support.hostile_files import TEXTS, WORKBOOKS

files = {{name: make() for name, (make, _) in (WORKBOOKS | TEXTS).items()}}
resource.setrlimit(resource.RLIMIT_AS, ({MOST_MEGABYTES} << 20,) * 2)
told = {{}}
for name, data in files.items():
    try:
        told[name] = len(ListFile(data))
    except BadFile as bad:
        told[name] = [bad.problems[0].code, str(bad)]
print(json.dumps(told))
"""


@pytest.fixture(scope="module")
def told() -> dict[str, int | list[str]]:
    """What came of each, in a process that could take no more memory than it was given."""
    run = subprocess.run(
        [sys.executable, "-c", READER],
        cwd=Path(__file__).parents[3],
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stderr[-2_000:]
    answers: dict[str, int | list[str]] = json.loads(run.stdout)
    return answers


@pytest.mark.parametrize("name", FILES)
def test_a_hostile_file_is_refused_or_read_within_its_memory(name: str, told: dict[str, object]):
    code, answer = FILES[name][1], told[name]
    if code is None:
        assert answer == 1  # its one row
        return
    assert isinstance(answer, list), answer
    assert answer[0] == code
    assert "\n" not in answer[1]


@pytest.mark.parametrize(("name", "raised"), [("PanicException", BadFile), ("Interrupt", None)])
def test_a_reader_that_panics_is_a_file_that_cannot_be_read(
    name: str, raised: type[BaseException] | None, monkeypatch: pytest.MonkeyPatch
):
    broken = type(name, (BaseException,), {})

    def read(_: object) -> None:
        raise broken

    monkeypatch.setattr(sheet, "CalamineWorkbook", SimpleNamespace(from_filelike=read))
    with pytest.raises(raised or broken):
        ListFile(LIST)
