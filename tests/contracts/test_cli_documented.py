"""Every command has its line in the documentation, and every line its command."""

from __future__ import annotations

import re
from pathlib import Path

from api.cli import main

PAGE = Path(__file__).parents[2] / "docs" / "cli.md"


def commands():
    for name, command in main.every().items():
        below = getattr(command, "commands", None)
        yield from (f"{name} {sub}" for sub in below) if below else (name,)


def test_the_page_of_commands_names_them_all_and_no_others():
    documented = re.findall(
        r"^\| `marshrut ([a-z0-9-]+(?: [a-z-]+)?)", PAGE.read_text("utf-8"), re.MULTILINE
    )
    assert sorted(documented) == sorted(commands())
