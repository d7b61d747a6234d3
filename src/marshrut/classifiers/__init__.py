"""Tables of codes as data, with Russian and English labels and days of validity."""

from marshrut.classifiers.loader import classifier, names
from marshrut.classifiers.terms import Classifier, Term, UnknownCode

__all__ = ["Classifier", "Term", "UnknownCode", "classifier", "names"]
