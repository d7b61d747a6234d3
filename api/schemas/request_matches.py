"""The shapes of who suits an employer's request."""

from __future__ import annotations

from marshmallow import fields

from api.point import PointQuery
from api.schemas.answers import PointedAnswer
from api.schemas.links import Links
from api.schemas.population import CaseRowAnswer, Number, OneOf
from api.schemas.records import RecordItem
from api.schemas.vacancies import GroundAnswer

MOST = 100
CONSENTS = ("given", "missing")


class RequestMatchesQuery(PointQuery):
    """Those who agreed that their résumé be sent, or those who are still to be asked."""

    consent = OneOf(*CONSENTS, metadata={"description": "`given` if not said."})
    limit = Number(most=MOST, metadata={"description": f"{MOST} if not given."})


class MatchAnswer(CaseRowAnswer):
    """A graduate who suits: why, and whether they were proposed already."""

    grounds = fields.List(fields.Nested(GroundAnswer))
    proposed = fields.Boolean()


class RequestMatchesAnswer(PointedAnswer):
    """The graduates in the caller's scope who suit, the most fitting first.

    `given` of them may be proposed at once, `missing` have not agreed that the résumé be sent.
    """

    request = fields.Nested(RecordItem)
    consent = fields.String()
    given = fields.Integer()
    missing = fields.Integer()
    cases = fields.List(fields.Nested(MatchAnswer))
    links = Links(*CONSENTS, "request")
