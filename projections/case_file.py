"""The file of one case at a point: passport, person, categories, statuses, risk."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from marshrut.asof import last_day
from marshrut.cases.contents import Category
from marshrut.cases.episodes import Episode
from marshrut.cases.history import State
from marshrut.cases.person import Person
from marshrut.cases.risk_groups import risk_groups
from marshrut.cases.sealed import person_on
from marshrut.cases.statuses import NO_DATA, status_term
from marshrut.classifiers import classifier
from projections.case_view import CaseView
from projections.case_work import consents_of, contracts_of, risk_causes_of


def case_file(view: CaseView, day: date) -> dict[str, Any]:
    """The case on ``day`` by what was known."""
    history = view.history
    state, passport = history.state(day), history.passport(day)
    covering = history.covering(day)
    forecast = next((e for e in covering if not status_term(e.code).actual), None)
    return {
        "case_id": view.case_id,
        "lifecycle": state.lifecycle,
        "lifecycle_label": view.label("lifecycles", state.lifecycle),
        "organisation": state.organisation,
        "programme_code": passport.programme_code,
        "programme_name": passport.programme_name,
        "study_form": passport.study_form,
        "funding": passport.funding,
        "base_education": passport.base_education,
        "graduation_year": passport.graduation_year,
        "expected_graduation_date": passport.expected_graduation_date,
        "graduation_date": history.graduated_on,
        "group_name": passport.group_name,
        "qualification": passport.qualification,
        "extra_qualifications": passport.extra_qualifications,
        **_person(view, day),
        "categories": list(_categories(view, state, day)),
        "primary_status": _primary(view, covering[0] if covering else None),
        "statuses": [_episode(view, episode) for episode in covering],
        "forecast": _episode(view, forecast) if forecast else None,
        "at_risk": _at_risk(view, state),
        "contracts": contracts_of(view, day),
        "consents": consents_of(view, day),
        "risk_causes": risk_causes_of(view, day),
        "version": view.version,
    }


def _person(view: CaseView, day: date) -> dict[str, Any]:
    """The person by right; an erased one is nobody's any more, at any point."""
    erased = view.open_seal is None
    known = person_on(view.events, day, open_seal=view.opener) if view.opener else None
    names = Person.__struct_fields__
    return {
        "person": {name: getattr(known, name) for name in names} if known else None,
        "person_hidden": not view.shown and not erased,
        "person_erased": erased,
    }


def _categories(view: CaseView, state: State, day: date) -> Iterable[dict[str, Any]]:
    recorded = {
        entry.content.category_code: entry
        for entry in view.history.entries.values()
        if isinstance(entry.content, Category)
        and entry.annulled_by is None
        and entry.content.valid_from <= day
        and (entry.content.valid_to is None or day <= entry.content.valid_to)
    }
    for code in state.categories:
        entry = recorded.get(code)
        content = entry.content if entry and isinstance(entry.content, Category) else None
        yield {
            "code": code,
            "label": view.label("categories", code),
            "entry_id": entry.entry_id if entry else None,
            "valid_from": content.valid_from if content else None,
            "valid_to": content.valid_to if content else None,
            "nosology": content.nosology if content else None,
        }


def _primary(view: CaseView, episode: Episode | None) -> dict[str, Any]:
    code = episode.code if episode else NO_DATA
    clear = episode.content.attributes if episode else {}
    visible, hidden = view.attributes(episode.entry_id, clear) if episode else ({}, [])
    return {
        "code": code,
        "label": view.label("statuses", code),
        "group": status_term(code).group,
        "since": episode.content.effective_on if episode else None,
        "entry_id": episode.entry_id if episode else None,
        "attributes": visible,
        "hidden": hidden,
    }


def _episode(view: CaseView, episode: Episode) -> dict[str, Any]:
    content = episode.content
    sealed = view.parts.get(episode.entry_id, {}).get("evidence", {})
    clear = {"kind": content.evidence_kind, "date": content.evidence_date}
    return {
        **_primary(view, episode),
        "kind": classifier("statuses").get(episode.code).extra["kind"],
        "effective_on": content.effective_on,
        "ended_on": content.ended_on,
        "effective_to": last_day(episode.period.end),
        "source": content.source,
        "evidence": {**clear, **sealed},
    }


def _at_risk(view: CaseView, state: State) -> dict[str, Any]:
    return {
        "strict": state.at_risk_strict,
        "form": state.at_risk_form,
        "groups": [
            {"code": code, "label": view.label("risk_groups", code)} for code in risk_groups(state)
        ],
    }
