"""A filled form as a workbook to hand in: a sheet for each table, the checks, the method."""

from __future__ import annotations

from api.forms.renderer_1.book import Book
from api.forms.renderer_1.heads import write_signatures
from api.forms.renderer_1.table_sheet import write_table
from api.forms.renderer_1.told_sheets import write_checks, write_method
from marshrut.forms.filled import Filled


def xlsx(filled: Filled) -> bytes:
    """The bytes of the workbook: the same for the same figures, wherever and whenever made."""
    issue = filled.issue
    book = Book(issue.title)
    day = f"{issue.point.as_of:%d.%m.%Y}"
    footer = f"Форма {issue.form}, редакция {issue.edition}, по состоянию на {day}"
    sheets = [write_table(book, issue, table, footer) for table in filled.tables]
    write_signatures(sheets[-1], book, issue.signed_by)
    write_checks(book, filled, footer)
    write_method(book, filled, footer)
    return book.file()
