"""``marshrut demo``: an invented region with a year of records, loaded once, shown and served."""

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
WIDTH = 100
"""Of the table where the output is no terminal."""


@click.command("demo")
@click.option("--port", default=DEFAULT_PORT, show_default=True, type=click.IntRange(1, 65_535))
@click.option("--serve/--no-serve", "serving", default=True, help="Serve it, or only show it.")
@click.option("--cases", default=300, show_default=True, type=click.IntRange(1, 20_000))
@click.option(
    "--directory",
    default=Path("var/demo"),
    show_default=True,
    type=click.Path(file_okay=False, path_type=Path),
    help="Where it is kept; remove it to load the demo anew.",
)
def command(port: int, *, serving: bool, cases: int, directory: Path) -> None:
    """Load a small invented region, show its figures, and serve it."""
    if serving:
        check_free(HOST, port)
    with progress("Loading the demo region") as advance:
        if not directory.exists():
            load_into(directory, cases=cases, progress=advance)
        notes = reopen(directory, progress=advance)
    settings = settings_in(directory)
    console = Console()
    if not console.is_terminal:
        console = Console(width=WIDTH)
    with opened(settings) as service:
        show_figures(service, console)
    show_access(notes, console, port=port)
    if serving:
        console.print(f"Serving on http://{HOST}:{port} (Ctrl-C ends it)", highlight=False)
        serve(settings, host=HOST, port=port, workers=1)
