"""What an annulment or a corrected passport may leave behind: shown, never refused (S8)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import cache
from itertools import combinations
from uuid import UUID

import msgspec

from marshrut.cases.casework import Step, Transition
from marshrut.cases.contents import Category
from marshrut.cases.history import History
from marshrut.cases.judgement import facts_after, underage
from marshrut.cases.routes import StepCourse, course_of
from marshrut.cases.statuses import DECEASED, REFUSED, cell, status_term
from marshrut.cases.step_verdicts import consented_steps, out_of_order, unconsented
from marshrut.classifiers import classifier
from marshrut.refusals import Finding, finding

INCOMPATIBLE_STATUS, BEFORE_GRADUATION = "INCOMPATIBLE_STATUS", "BEFORE_GRADUATION"
CATEGORY_CONFLICT, FACTS_AFTER_DEATH = "CATEGORY_CONFLICT", "FACTS_AFTER_DEATH"


class Contradiction(msgspec.Struct, frozen=True):
    """What stands in a case against a rule.

    ``entry_id`` is the entry at fault, ``since`` the first day on which it is, and ``entries`` are
    all that are concerned.
    """

    rule: str
    entry_id: UUID
    since: date
    entries: tuple[UUID, ...]
    finding: Finding


def contradictions(history: History) -> list[Finding]:
    """Every contradiction in the case as it is known, once each."""
    return [each.finding for each in found_in(history)]


def found_in(history: History) -> list[Contradiction]:
    """The contradictions, each with the entries that it is about."""
    courses = (found for course in history.steps for found in of_course(course))
    rest = (of_statuses, of_categories, of_consents, of_death)
    statuses, categories, consents, death = (of(history) for of in rest)
    return [*statuses, *categories, *courses, *consents, *death]


def of_statuses(history: History) -> Iterator[Contradiction]:
    """Statuses that may not stand side by side, or not before the graduation."""
    for earlier, later in combinations(history.episodes, 2):
        apart = not earlier.period.overlaps(later.period)
        if apart or cell(earlier.content, later.content) != REFUSED:
            continue
        entries, codes = (earlier.entry_id, later.entry_id), (earlier.code, later.code)
        since, told = later.period.start, finding("CONTRADICTION", codes=codes)
        yield Contradiction(INCOMPATIBLE_STATUS, later.entry_id, since, entries, told)
    graduated_on, later_only = history.graduated_on, only_of_graduates()
    for episode in history.episodes:
        early = graduated_on is None or episode.period.start < graduated_on
        if early and episode.code in later_only:
            told = finding("CONTRADICTION", codes=(BEFORE_GRADUATION, episode.code))
            yield _alone(BEFORE_GRADUATION, episode.entry_id, episode.period.start, told)


@cache
def only_of_graduates() -> frozenset[str]:
    """The actual statuses that nobody has before the graduation (domain 4.5)."""
    terms = map(status_term, classifier("statuses").codes)
    return frozenset(term.code for term in terms if term.actual and not term.before_graduation)


def of_categories(history: History) -> Iterator[Contradiction]:
    """Memberships that the passport of their first day denies."""
    for entry in history.of(Category):
        category = entry.content
        assert isinstance(category, Category)  # noqa: S101 - narrows the type
        if entry.annulled_by is None and conflicts(category, history):
            told = finding("CONTRADICTION", codes=(CATEGORY_CONFLICT, category.category_code))
            yield _alone(CATEGORY_CONFLICT, entry.entry_id, category.valid_from, told)


def of_course(course: StepCourse) -> Iterator[Contradiction]:
    """A step whose moves do not follow one another."""
    told = out_of_order(course)
    if told is not None:
        yield _alone(told.code, course.entry_id, course.moves[0][1].effective_on, told)


def of_consents(history: History) -> Iterator[Contradiction]:
    """Steps of a kind that is refused without a consent, and that have none left."""
    needing = consented_steps()
    for entry in history.of(Step):
        step = entry.content
        if isinstance(step, Step) and step.step_code in needing and entry.annulled_by is None:
            told = unconsented(course_of(entry, history.of(Transition)), history)
            if told is not None:
                yield _alone(told[1].code, entry.entry_id, *told)


def of_death(history: History) -> Iterator[Contradiction]:
    """What lies after the day of death, as one contradiction of the death."""
    if history.died_on is None:
        return
    after = facts_after(history.died_on, history)
    if after:
        death = next(e for e in history.episodes if e.code == DECEASED)
        told = finding(FACTS_AFTER_DEATH, entries=after)
        yield Contradiction(told.code, death.entry_id, min(after.values()), tuple(after), told)


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
    passport = history.passport(category.valid_from)
    return passport.has_snils or passport.citizenship_ru


def _alone(rule: str, entry_id: UUID, since: date, told: Finding) -> Contradiction:
    return Contradiction(rule, entry_id, since, (entry_id,), told)
