"""What gunicorn itself logs, without what a request said: its line, its headers, its errors."""

from __future__ import annotations

import logging

from marshrut.failures import told

QUOTING = ("Invalid request from ip=", "Error handling request")
"""How the messages begin that go on with an address, a request line or a header."""


class Careful(logging.Filter):
    """Cuts what may describe a person from the records of gunicorn's own log."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Let the record pass, careful."""
        text = record.getMessage()
        begins = next((start for start in QUOTING if text.startswith(start)), None)
        if begins is not None:
            text = begins.removesuffix(" from ip=")
        error = record.exc_info[1] if record.exc_info else None
        if error is not None:
            text = f"{text if begins else 'Defect'}: {told(error)}"
        if begins is not None or error is not None:
            record.msg, record.args = text, ()
            record.exc_info = record.exc_text = None
        return True


def be_careful() -> None:
    """Have gunicorn log so from now on; again changes nothing."""
    log = logging.getLogger("gunicorn.error")
    if not any(isinstance(each, Careful) for each in log.filters):
        log.addFilter(Careful())
