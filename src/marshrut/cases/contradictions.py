"""What an annulment or a corrected passport may leave behind: shown, never refused (S8)."""

from __future__ import annotations

from datetime import date
from itertools import combinations

from marshrut.cases.contents import Category
from marshrut.cases.history import History
from marshrut.cases.judgement import facts_after_death, underage
from marshrut.cases.statuses import REFUSED, cell, status_term
from marshrut.cases.step_verdicts import unsettled
from marshrut.refusals import Finding, finding


def contradictions(history: History) -> list[Finding]:
    """Every contradiction in the case as it is known, once each."""
    found = [
        finding("CONTRADICTION", codes=(earlier.code, later.code))
        for earlier, later in combinations(history.episodes, 2)
        if cell(earlier.content, later.content) == REFUSED and earlier.period.overlaps(later.period)
    ]
    found += [
        finding("CONTRADICTION", codes=("BEFORE_GRADUATION", episode.code))
        for episode in history.episodes
        if status_term(episode.code).actual
        and not status_term(episode.code).before_graduation
        and (history.graduated_on is None or episode.period.start < history.graduated_on)
    ]
    found += [
        finding("CONTRADICTION", codes=("CATEGORY_CONFLICT", content.category_code))
        for entry in history.entries.values()
        if entry.annulled_by is None and isinstance(content := entry.content, Category)
        if conflicts(content, history)
    ]
    found += unsettled(history)
    if history.died_on is not None:
        found += facts_after_death(history.died_on, history)
    return found


def age_contradictions(history: History, born: date) -> list[Finding]:
    """What a corrected birth date leaves behind: facts before it, work and service too young."""
    found = []
    for episode in history.episodes:
        too_young = underage(episode.content, born)
        code = "DATE_ORDER" if episode.period.start < born else too_young and too_young.code
        if code:
            found.append(finding("CONTRADICTION", codes=(code, episode.code)))
    return found


def conflicts(category: Category, history: History) -> bool:
    """``CATEGORY_CONFLICT``: a foreigner without СНИЛС who is Russian or has one."""
    if category.category_code != "FOREIGN_NO_SNILS":
        return False
    state = history.state(category.valid_from)
    return state.has_snils or state.citizenship_ru
