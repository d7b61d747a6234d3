"""django-simple-history: a row of history for each save, asked by ``as_of``."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import django
from django.conf import settings
from django.db import connection, models
from django.db.models import Count
from loading import IN_COHORT, Counts, fed, insert, moment_of, run

TOLD = (
    *("lifecycle", "organisation", "programme_code", "study_form", "graduation_year"),
    *("municipality", "categories", "status"),
)


def set_up(url: str) -> type[models.Model]:
    """Django on the database, and the model of a case."""
    parts = urlsplit(url)
    if parts.scheme == "sqlite":
        database = {"ENGINE": "django.db.backends.sqlite3", "NAME": parts.path[1:]}
    else:
        host = parse_qs(parts.query)["host"][0]
        engine = "django.db.backends.postgresql"
        database = {"ENGINE": engine, "NAME": parts.path[1:], "USER": "postgres", "HOST": host}
    settings.configure(
        DATABASES={"default": database},
        INSTALLED_APPS=["django.contrib.contenttypes", "django.contrib.auth", "simple_history"],
        USE_TZ=True,
        DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
    )
    django.setup()
    from simple_history.models import HistoricalRecords  # noqa: PLC0415 - after the settings

    fields = {name: models.TextField(null=True) for name in TOLD}
    fields["graduation_year"] = models.IntegerField(null=True)
    fields["organisation"] = models.TextField(null=True, db_index=True)
    meta = type("Meta", (), {"app_label": "simple_history", "db_table": "graduate_case"})
    body = {"__module__": __name__, "Meta": meta, "history": HistoricalRecords(), **fields}
    return type("Case", (models.Model,), {"id": models.BigIntegerField(primary_key=True), **body})


def load(url: str, feed: Path) -> None:
    """One row of history a line of the feed."""
    model = set_up(url)
    history = model.history.model
    with connection.schema_editor() as editor:
        history._meta.get_field("history_user").db_constraint = False  # its table is not needed
        editor.create_model(history)
    zone = "" if url.startswith("sqlite") else "+00"
    names = ["id", *TOLD, "history_date", "history_type"]
    rows = (
        (
            line["number"],
            *(line[name] or None for name in TOLD),
            f"{moment_of(int(line['moment'])):%Y-%m-%d %H:%M:%S.%f}{zone}",
            "+" if line["number"] == line["position"] else "~",
        )
        for line in fed(feed)
    )
    insert(url, history._meta.db_table, names, rows)


def ask(url: str) -> Callable[[int, int], Counts]:
    """Count the instances as of a moment."""
    model = set_up(url)

    def counts(_: int, microseconds: int) -> Counts:
        held = model.history.as_of(moment_of(microseconds)).filter(lifecycle__in=IN_COHORT)
        return list(held.values_list("organisation", "status").annotate(n=Count("id")).order_by())

    return counts


if __name__ == "__main__":
    run(load, ask)
