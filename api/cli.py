"""The command line: ``marshrut``. Each module of ``api.commands`` has a ``command``.

What goes wrong is one line on stderr and exit code 1; a command used wrongly is exit code 2.
Only the module of the command that was asked for is imported: all together take a third longer.
"""

from __future__ import annotations

import pkgutil
from collections.abc import Mapping
from importlib import import_module
from typing import Any

import click

import api.commands
from api.logs import set_up_logs
from marshrut.failures import told

NAMED_OTHERWISE = {"import": "load"}
"""The module of a command whose name no module may have."""


class Commands(click.Group):
    """The group of commands, with one place where errors become lines."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command that was asked for."""
        try:
            return super().invoke(ctx)
        except (click.ClickException, click.exceptions.Exit, click.Abort):
            raise
        except Exception as error:
            errors = import_module("api.cli_errors")
            if isinstance(error, errors.EXPECTED):
                raise click.ClickException(errors.said(error)) from error
            raise click.ClickException(f"a defect of marshrut: {told(error)}") from error

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of the module that is named as it is; else all modules are asked."""
        module = NAMED_OTHERWISE.get(cmd_name, cmd_name.replace("-", "_"))
        if module in _modules():
            self._take(module)
        if cmd_name not in self.commands:
            self.every()
        return super().get_command(ctx, cmd_name)

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names of all commands."""
        self.every()
        return super().list_commands(ctx)

    def every(self) -> Mapping[str, click.Command]:
        """All commands by name."""
        for module in _modules():
            self._take(module)
        return self.commands

    def _take(self, module: str) -> None:
        command = getattr(import_module(f"api.commands.{module}"), "command", None)
        if command is not None:
            self.add_command(command)


def _modules() -> set[str]:
    return {module.name for module in pkgutil.iter_modules(api.commands.__path__)}


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="marshrut", message="marshrut %(version)s")
def main() -> None:
    """Marshrut: the ledger of graduates' employment."""
    set_up_logs()


if __name__ == "__main__":
    main()
