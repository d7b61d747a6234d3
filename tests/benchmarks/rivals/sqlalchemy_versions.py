"""SQLAlchemy-Continuum: a table of versions, each with its first transaction and its last."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import sqlalchemy as sa
from loading import IN_COHORT, Counts, fed, insert, moment_of, run
from sqlalchemy.orm import Session, configure_mappers, declarative_base
from sqlalchemy_continuum import Operation, make_versioned, transaction_class, version_class

make_versioned(user_cls=None)
Base = declarative_base()


class Case(Base):
    """A case as it is now; its versions are the library's affair."""

    __tablename__ = "graduate_case"
    __versioned__ = {}  # noqa: RUF012

    id = sa.Column(sa.BigInteger, primary_key=True)
    lifecycle = sa.Column(sa.Text)
    organisation = sa.Column(sa.Text, index=True)
    programme_code = sa.Column(sa.Text)
    study_form = sa.Column(sa.Text)
    graduation_year = sa.Column(sa.Integer)
    municipality = sa.Column(sa.Text)
    categories = sa.Column(sa.Text)
    status = sa.Column(sa.Text)


configure_mappers()
Version = version_class(Case)
TOLD = [column.name for column in Case.__table__.columns if column.name != "id"]


def load(url: str, feed: Path) -> None:
    """One version a line of the feed, one transaction a position."""
    engine = sa.create_engine(url)
    Base.metadata.create_all(engine)
    engine.dispose()
    moments = {int(line["position"]): int(line["moment"]) for line in fed(feed)}
    transactions = ((at, iso(moments[at])) for at in sorted(moments))
    insert(url, transaction_class(Case).__table__.name, ["id", "issued_at"], transactions)
    names = ["id", *TOLD, "transaction_id", "end_transaction_id", "operation_type"]
    kind = {True: Operation.INSERT, False: Operation.UPDATE}
    versions = (
        (
            line["number"],
            *(line[name] or None for name in TOLD),
            line["position"],
            line["ended"] or None,
            kind[line["number"] == line["position"]],
        )
        for line in fed(feed)
    )
    insert(url, Version.__table__.name, names, versions)


def iso(microseconds: int) -> str:
    """A moment as both databases take it."""
    return f"{moment_of(microseconds):%Y-%m-%d %H:%M:%S.%f}"


def ask(url: str) -> Callable[[int, int], Counts]:
    """Count the versions that held at a transaction."""
    engine = sa.create_engine(url)

    def counts(position: int, _: int) -> Counts:
        held = sa.or_(Version.end_transaction_id.is_(None), Version.end_transaction_id > position)
        question = (
            sa.select(Version.organisation, Version.status, sa.func.count())
            .where(Version.transaction_id <= position, held)
            .where(Version.operation_type != Operation.DELETE)
            .where(Version.lifecycle.in_(IN_COHORT))
            .group_by(Version.organisation, Version.status)
        )
        with Session(engine) as session:
            return [tuple(row) for row in session.execute(question)]

    return counts


if __name__ == "__main__":
    run(load, ask)
