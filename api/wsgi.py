"""What gunicorn serves: ``gunicorn api.wsgi:app``."""

from __future__ import annotations

import os
import sys

from api.app import create_app
from api.settings import SettingsError, load_settings

BOOT_ERROR = 3
"""By this code gunicorn knows that another worker would fail too, and stops."""

try:
    app = create_app(load_settings(os.environ))
except SettingsError as error:
    print(f"marshrut: {error}", file=sys.stderr)  # noqa: T201 - there is no log yet
    sys.exit(BOOT_ERROR)
