"""What an installed Marshrut must be able to do: ``python -I smoke.py``, away from a checkout."""

import sys
from importlib import import_module
from pathlib import Path

from marshrut.classifiers.loader import classifier, names

for package in ("marshrut", "projections", "api"):
    home = Path(import_module(package).__file__ or "")
    if not home.is_relative_to(sys.prefix):
        sys.exit(f"{package} comes from {home}, not from the installation")
terms = sum(len(classifier(name).terms) for name in names())
if not terms:
    sys.exit("the installed classifiers are empty")
sys.stdout.write(f"The wheel works by itself: {len(names())} classifiers, {terms} terms.\n")
