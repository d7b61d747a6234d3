"""What an installed Marshrut must be able to do; run by ``python -I`` from anywhere else."""

from importlib import import_module
from importlib.resources import files
from pkgutil import walk_packages

for root in ("marshrut", "projections", "api"):
    package = import_module(root)
    for module in walk_packages(package.__path__, f"{root}."):
        import_module(module.name)

tables = [entry for entry in files("marshrut.classifiers").iterdir() if not entry.name.endswith(".py")]
