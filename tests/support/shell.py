"""The command line as an administrator and a machine use it."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import Any

from click.testing import CliRunner, Result

from api.cli import main


class Shell:
    """A shell with the settings of one installation."""

    def __init__(self, environ: dict[str, str]) -> None:
        self.environ = environ

    def run(self, *words: Any, **options: Any) -> Result:
        """Whatever comes of a command."""
        runner = CliRunner()
        return runner.invoke(main, [str(word) for word in words], env=self.environ, **options)

    def out(self, *words: Any) -> str:
        """What a command says that succeeds."""
        result = self.run(*words)
        assert result.exit_code == 0, result.output
        return result.stdout

    def fails(self, *words: Any, code: int = 1, **options: Any) -> str:
        """The one line that a failing command says."""
        result = self.run(*words, **options)
        assert result.exit_code == code, result.output
        assert result.stdout == ""
        return result.stderr.strip()

    def start(self, *words: Any) -> subprocess.Popen[str]:
        """A command in a process of its own."""
        command = [sys.executable, "-m", "api.cli", *map(str, words)]
        environ = {**os.environ, **self.environ}
        return subprocess.Popen(
            command, env=environ, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )
