"""The command line: ``marshrut``. Each module of ``api.commands`` has a ``command``.

What goes wrong is one line on stderr and exit code 1; a command used wrongly is exit code 2.
"""

from __future__ import annotations

import pkgutil
from importlib import import_module
from typing import Any

import click
from sqlalchemy.exc import SQLAlchemyError

import api.commands
from api.cli_errors import said
from api.logs import set_up_logs
from api.settings import SettingsError
from marshrut.failures import told
from marshrut.imports.problems import BadFile
from marshrut.ledger.access import TokenRefused
from marshrut.ledger.edition_proof import EditionRefused
from marshrut.ledger.engine import UnsupportedUrlError
from marshrut.ledger.evidence import EvidenceRefused
from marshrut.ledger.export_reading import BadExport
from marshrut.ledger.exporting import NotExportable
from marshrut.ledger.leaves import DamagedLedger
from marshrut.ledger.look_ups import LookUpsDue
from marshrut.ledger.master_key import MasterKeyError
from marshrut.ledger.points import FutureKnownAt, PositionBeyondHead
from marshrut.ledger.restoring import NotASequelError
from marshrut.refusals import Refused
from projections.filling import RebuildTakenOver
from projections.runner import RebuildNeeded

EXPECTED = (
    SettingsError,
    MasterKeyError,
    UnsupportedUrlError,
    TokenRefused,
    BadFile,
    FutureKnownAt,
    PositionBeyondHead,
    RebuildNeeded,
    RebuildTakenOver,
    BadExport,
    NotExportable,
    NotASequelError,
    LookUpsDue,
    DamagedLedger,
    EvidenceRefused,
    EditionRefused,
    Refused,
    SQLAlchemyError,
    OSError,
)
"""What can be wrong outside the program. Anything else is a defect: it is told by its kind and
place, as its message may quote a person and this screen be somebody's log."""


class Commands(click.Group):
    """The group of commands, with one place where errors become lines."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command that was asked for."""
        try:
            return super().invoke(ctx)
        except EXPECTED as error:
            raise click.ClickException(said(error)) from error
        except (click.ClickException, click.exceptions.Exit, click.Abort):
            raise
        except Exception as defect:
            raise click.ClickException(f"a defect of marshrut: {told(defect)}") from defect


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="marshrut", message="marshrut %(version)s")
def main() -> None:
    """Marshrut: the ledger of graduates' employment."""
    set_up_logs()


for module in pkgutil.iter_modules(api.commands.__path__):
    command = getattr(import_module(f"api.commands.{module.name}"), "command", None)
    if command is not None:
        main.add_command(command)


if __name__ == "__main__":
    main()
