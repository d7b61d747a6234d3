"""The text of a finding, its parameters put as people read them: labels for codes, their dates."""

from __future__ import annotations

import re
from collections.abc import Mapping

import msgspec

from marshrut.classifiers import classifier
from marshrut.classifiers import names as classifiers
from marshrut.refusals import Finding
from marshrut.wording.languages import RUSSIAN, label_in, labels

CODED: Mapping[str, tuple[str, ...]] = {
    "new": ("statuses",),
    "open": ("statuses",),
    "status": ("statuses",),
    "forecast": ("statuses",),
    "category": ("categories",),
    "lifecycle": ("lifecycles",),
    "action": ("movements", "lifecycles"),
    "role": ("roles",),
    "codes": ("statuses", "categories", "steps", "refusals"),
    "step": ("steps",),
    "state": ("step_states",),
    "before": ("step_states",),
    "after": ("step_states",),
    "outcomes": ("step_outcomes",),
    "consent": ("consent_kinds",),
    "value_state": ("reported_value_states",),
    "report_state": ("edition_states",),
    "period_state": ("period_states",),
    "cadence": ("cadences",),
    "outcome": ("verification_outcomes",),
    "functions": ("working_group_functions",),
}
"""Parameters whose values are codes, shown by their labels."""

SEVERAL = frozenset({"codes", "functions"})
"""Parameters of which each is a list of them."""

NONE_NEAR = "—"
NEAREST = {"ru": "Похожие коды", "en": "Codes like it"}
ATTRIBUTES = ("status_attributes", "measure_attributes", "step_attributes")
ISO_DATE = re.compile(r"\b(\d{4})-(\d\d)-(\d\d)\b(?!T)")
FIELD_NAME = re.compile(r" \([A-Za-z_]+\)")
"""As «срок (due_on)» or «Выполнен (DONE)»: what a request would call it."""

QUOTED = {"ru": "«{}»", "en": "“{}”"}
WORD = re.compile(r"[a-z]+(?: [a-z]+)*")


class _Shown(dict[str, str]):
    """What a text names and a finding lacks shows as an ellipsis, not as an error."""

    def __missing__(self, name: str) -> str:
        return "…"


class _Reader(msgspec.Struct, frozen=True):
    """Who reads: in which language, and whether the ``names`` that requests use mean anything."""

    language: str
    names: bool


def wording(found: Finding, *, language: str = RUSSIAN, names: bool = True) -> str:
    """The finding in words. ``names``: with the codes and field names that a request uses.

    Without them there are labels alone, and dates as people write them: for lists.
    """
    terms = classifier("warnings").terms
    term = terms.get(found.code) or classifier("refusals").get(found.code)
    reader = _Reader(language, names)
    shown = {name: _shown(name, value, reader) for name, value in found.parameters.items()}
    field = {"field": _named_field(found.field, reader)} if found.field else {}
    text = term.extra[f"detail_{language}"]
    return (text if names else FIELD_NAME.sub("", text)).format_map(_Shown(shown | field))


def expectation(value: str, *, language: str = RUSSIAN, names: bool = True) -> str:
    """What a field takes: its words in the language, days as they are to be written there."""
    known = labels("expectations", language)
    said = WORD.sub(lambda found: known.get(found[0], found[0]), value)
    return said if names else _dated(said, language)


def _shown(name: str, value: str, reader: _Reader) -> str:
    words = value.split(", ")
    match name:
        case "fields":
            return ", ".join(_field(word, reader) for word in words)
        case "nearest":
            return "" if value == NONE_NEAR else f" {NEAREST[reader.language]}: {value}."
        case "expected":
            return expectation(value, language=reader.language, names=reader.names)
        case "outcomes":
            outcomes = ((_label(CODED[name], word, reader), word) for word in words)
            return ", ".join(_named(label, word, reader) for label, word in outcomes)
        case "not_before":
            field = labels("fields", reader.language).get(value)
            value = QUOTED[reader.language].format(field) if field else value
        case "classifier" if not reader.names and value in classifiers():
            value = label_in(reader.language, classifier(value))
    known = CODED.get(name, ())
    several = words if name in SEVERAL else [value]
    shown = (_label(known, word, reader) or word for word in several)
    return _dated(", ".join(shown), reader.language)


def _dated(value: str, language: str) -> str:
    """Days as Russian texts write them; ISO 8601 in English."""
    return ISO_DATE.sub(r"\3.\2.\1", value) if language == RUSSIAN else value


def _field(name: str, reader: _Reader) -> str:
    """A field by its label, and by the name under which a request fills it in.

    Of several with ``|`` between them any one will do.
    """
    if "|" in name:
        return " / ".join(_field(one, reader) for one in name.split("|"))
    label = _label(ATTRIBUTES, name, reader) or labels("fields", reader.language).get(name)
    return _named(label, name, reader)


def _named_field(path: str, reader: _Reader) -> str:
    """The field of the finding: as requests write it, or by the label of its last part."""
    return path if reader.names else _field(path.rpartition(".")[2], reader)


def _named(label: str | None, name: str, reader: _Reader) -> str:
    if label is None:
        return name
    return f"{label} ({name})" if reader.names else label


def _label(tables: tuple[str, ...], code: str, reader: _Reader) -> str | None:
    for table in tables:
        if code in classifier(table).terms:
            return label_in(reader.language, classifier(table).get(code))
    return None
