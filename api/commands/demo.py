"""``marshrut demo``: three invented regions with their history, loaded once, shown and served."""

from __future__ import annotations

from pathlib import Path

import click
from rich.console import Console

from api.commands.opened import opened
from api.commands.progress import progress
from api.commands.serve import DEFAULT_PORT, check_free, serve
from api.demo.installation import load_into, reopen, settings_in
from api.demo.shown import show_access, show_figures

HOST = "127.0.0.1"
DEFAULT_CASES, MOST_CASES = 3_000, 1_000_000
WIDTH = 100
"""Of the table where the output is no terminal."""


@click.command("demo")
@click.option("--port", default=DEFAULT_PORT, show_default=True, type=click.IntRange(1, 65_535))
@click.option("--serve/--no-serve", "serving", default=True, help="Serve it, or only show it.")
@click.option(
    "--cases", default=DEFAULT_CASES, show_default=True, type=click.IntRange(2, MOST_CASES)
)
@click.option(
    "--directory",
    default=Path("var/demo"),
    show_default=True,
    type=click.Path(file_okay=False, path_type=Path),
    help="Where it is kept; remove it to load the demo anew.",
)
def command(port: int, *, serving: bool, cases: int, directory: Path) -> None:
    """Load three invented regions, show their figures, and serve them."""
    if serving:
        check_free(HOST, port)
    if not directory.exists():
        load_into(directory, cases=cases, progress=progress)
    notes = reopen(directory, progress=progress)
    settings = settings_in(directory)
    console = Console()
    if not console.is_terminal:
        console = Console(width=WIDTH)
    with opened(settings) as service:
        show_figures(service, console)
    show_access(notes, console, port=port)
    if serving:
        console.print(f"Serving on http://{HOST}:{port} (Ctrl-C ends it)", highlight=False)
        console.file.flush()  # for whoever has sent it to a file
        serve(settings, host=HOST, port=port, workers=1)
