"""The shapes of answers, for the documentation; what is sent is built by the projections."""

from __future__ import annotations

from marshmallow import INCLUDE, Schema, fields

from api.point import PointQuery
from api.schemas.links import Links


class PointAnswer(Schema):
    """The point at which the question was answered: with it, it can be asked again."""

    as_of = fields.Date()
    known_position = fields.Integer()
    known_at = fields.DateTime(allow_none=True)


class PointedAnswer(Schema):
    """An answer that depends on its point."""

    point = fields.Nested(PointAnswer)


class MessageAnswer(Schema):
    """A finding in words."""

    code = fields.String()
    detail = fields.String()


class ProblemAnswer(Schema):
    """Problem details (RFC 9457); some problems have members of their own beside these."""

    class Meta:
        """Members of a problem's own."""

        unknown = INCLUDE

    type = fields.String()
    title = fields.String()
    status = fields.Integer()
    detail = fields.String()
    code = fields.String()
    instance = fields.String()
    correlation_id = fields.String()
    case_id = fields.UUID()
    entry_id = fields.UUID()
    errors = fields.Dict(keys=fields.String(), values=fields.List(fields.Nested(MessageAnswer)))


class WrittenAnswer(Schema):
    """A write to a case."""

    case_id = fields.UUID()
    entry_id = fields.UUID()
    position = fields.Integer()
    version = fields.Integer()
    warnings = fields.List(fields.Nested(MessageAnswer))
    closed = fields.List(fields.UUID(), metadata={"description": "Entries that this one closed."})


class CodeAnswer(Schema):
    """A code with its label."""

    code = fields.String()
    label = fields.String()


class EvidenceAnswer(Schema):
    """What an entry rests on; number and issuer by right."""

    kind = fields.String(allow_none=True)
    date = fields.Date(allow_none=True)
    number = fields.String()
    issuer = fields.String()


class StatusAnswer(CodeAnswer):
    """A status on a day. ``hidden`` names the attributes that the reader may not see."""

    group = fields.String()
    since = fields.Date(allow_none=True)
    entry_id = fields.UUID(allow_none=True)
    attributes = fields.Dict()
    hidden = fields.List(fields.String())
    links = Links("events")


class EpisodeAnswer(StatusAnswer):
    """A status entry that holds on a day; ``effective_to`` is its last day after closings."""

    kind = fields.String()
    effective_on = fields.Date()
    ended_on = fields.Date(allow_none=True)
    effective_to = fields.Date(allow_none=True)
    source = fields.String(allow_none=True)
    evidence = fields.Nested(EvidenceAnswer)


class CategoryAnswer(CodeAnswer):
    """A category that holds on a day; a derived one has no entry."""

    entry_id = fields.UUID(allow_none=True)
    valid_from = fields.Date(allow_none=True)
    valid_to = fields.Date(allow_none=True)
    nosology = fields.String(allow_none=True)
    links = Links("events")


class AtRiskAnswer(Schema):
    """Both measures of risk, never mixed, and the groups of individual work (domain 4.4)."""

    strict = fields.Boolean()
    form = fields.Boolean()
    groups = fields.List(fields.Nested(CodeAnswer))


class CentreAnswer(Schema):
    """Whose case it is: the organisation's own centre, or the region's base centre."""

    kind = fields.String()
    organisation = fields.String(allow_none=True)
    region_code = fields.String()


def case_links() -> Links:
    """What is read of a case: by right, a former school reads the case alone."""
    return Links("case", "timeline", "audit_trail", "route", "career_card", "personal_file")


class CaseAnswer(PointedAnswer):
    """A case at a point; every entry in it `links` to its `events`."""

    case_id = fields.UUID()
    lifecycle = fields.String(allow_none=True)
    lifecycle_label = fields.String(allow_none=True)
    organisation = fields.String()
    programme_code = fields.String()
    programme_name = fields.String(allow_none=True)
    study_form = fields.String()
    funding = fields.String(allow_none=True)
    base_education = fields.String(allow_none=True)
    graduation_year = fields.Integer()
    expected_graduation_date = fields.Date(allow_none=True)
    graduation_date = fields.Date(allow_none=True)
    group_name = fields.String(allow_none=True)
    qualification = fields.String(allow_none=True)
    extra_qualifications = fields.List(fields.String())
    person = fields.Dict(allow_none=True)
    person_hidden = fields.Boolean()
    person_erased = fields.Boolean()
    categories = fields.List(fields.Nested(CategoryAnswer))
    primary_status = fields.Nested(StatusAnswer)
    statuses = fields.List(fields.Nested(EpisodeAnswer))
    forecast = fields.Nested(EpisodeAnswer, allow_none=True)
    at_risk = fields.Nested(AtRiskAnswer)
    contracts = fields.List(fields.Dict())
    consents = fields.List(fields.Dict())
    risk_causes = fields.List(fields.Dict())
    owner_centre = fields.Nested(CentreAnswer, allow_none=True)
    version = fields.Integer()
    links = case_links()


class TimelineEntryAnswer(Schema):
    """One entry of a case, as it reads by what was known; and beside it what is of its kind."""

    class Meta:
        """What is of its kind, under the names with which it is recorded."""

        unknown = INCLUDE

    entry_id = fields.UUID()
    kind = fields.String()
    code = fields.String(allow_none=True)
    label = fields.String(allow_none=True)
    effective_on = fields.Date(allow_none=True)
    ended_on = fields.Date(allow_none=True)
    effective_to = fields.Date(allow_none=True)
    closed_by = fields.UUID(allow_none=True)
    empty = fields.Boolean()
    recorded_at = fields.DateTime()
    position = fields.Integer()
    actor = fields.String()
    source = fields.String(allow_none=True)
    state = fields.String()
    corrected_by = fields.Integer(allow_none=True)
    annulled_by = fields.Integer(allow_none=True)
    attributes = fields.Dict()
    hidden = fields.List(fields.String())
    links = Links("events")


class TimelineAnswer(PointedAnswer):
    """Every entry of a case."""

    case_id = fields.UUID()
    entries = fields.List(fields.Nested(TimelineEntryAnswer))
    links = case_links()


class TrailQuery(PointQuery):
    """Which events of a case or of a programme."""

    entry_id = fields.UUID(metadata={"description": "Only those about this entry."})


class ChangeAnswer(Schema):
    """A field before and after; ``hidden`` where the values may not be seen."""

    field = fields.String()
    before = fields.Raw(allow_none=True)
    after = fields.Raw(allow_none=True)
    hidden = fields.Boolean()


class ToldEventAnswer(Schema):
    """One event, of whatever: who recorded what, when, why, within which request."""

    position = fields.Integer()
    recorded_at = fields.DateTime()
    version = fields.Integer()
    entry_id = fields.UUID()
    topic = fields.String()
    actor = fields.String()
    role = fields.String()
    organisation = fields.String(allow_none=True)
    source = fields.String(allow_none=True)
    reason = fields.String(allow_none=True)
    correlation_id = fields.String(allow_none=True)


class AuditEventAnswer(ToldEventAnswer):
    """One event: who recorded what, when, why, within which request."""

    reason_hidden = fields.Boolean()
    verification_entry_id = fields.UUID(
        metadata={"description": "Of a correction: the verification that has shown it."}
    )
    changes = fields.List(fields.Nested(ChangeAnswer))


class TrailEventAnswer(AuditEventAnswer):
    """An event in a trail: `event` by itself, and the `events` of the entry that it is about."""

    links = Links("event", "events")


class AuditTrailAnswer(PointedAnswer):
    """Every event of a case, or of one of its entries."""

    case_id = fields.UUID()
    events = fields.List(fields.Nested(TrailEventAnswer))
    links = case_links()
