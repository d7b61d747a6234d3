"""The shapes around tokens, and of what was done to access."""

from __future__ import annotations

from marshmallow import Schema, fields, validate

from api.schemas.population import Number, OneOf
from api.shapes import LONGEST_NAME, Code, Text, Whole
from marshrut.classifiers import classifier
from marshrut.ledger.access import RESERVED
from marshrut.ledger.access_events import Deed
from marshrut.policy import Role

LONGEST_DAYS = 366
MOST_REGIONS = 100
MOST_FUNCTIONS = 50
LONGEST_PAGE = 500
GREATEST_NUMBER = 999_999_999


class ActorName(fields.String):
    """How a holder is called in events: no name of a person, and nobody else's id."""

    expected = f"1–{LONGEST_NAME} characters, ≠ {', '.join(RESERVED)}"

    def __init__(self) -> None:
        begun = "|".join(RESERVED)
        fit = validate.Regexp(rf"(?!{begun})[\w.@#:+-]+\Z")
        super().__init__(required=True, validate=[validate.Length(min=1, max=LONGEST_NAME), fit])


class TokenRequest(Schema):
    """Whom to give a token, and for what."""

    actor = ActorName()
    role = fields.String(required=True, validate=validate.OneOf([*Role]))
    organisation = Code(allow_none=True)
    regions = fields.List(
        fields.String(validate=validate.Regexp(r"[0-9]{2}\Z")),
        validate=validate.Length(max=MOST_REGIONS),
    )
    functions = fields.List(
        fields.String(validate=validate.OneOf(classifier("working_group_functions").codes)),
        validate=validate.Length(max=MOST_FUNCTIONS),
    )
    expires_days = Whole(least=1, most=LONGEST_DAYS)
    reason = Text()


class TokenRevocationRequest(Schema):
    """Why a token ends."""

    reason = Text(required=True)


class TokensQuery(Schema):
    """Which tokens are asked for."""

    actor = fields.String(validate=validate.Length(min=1, max=LONGEST_NAME))
    ended = OneOf("true", "false")
    cursor = fields.UUID()
    limit = Number(most=LONGEST_PAGE)


class TokenAnswer(Schema):
    """What is known of a token but the token."""

    token_id = fields.UUID()
    actor = fields.String()
    role = fields.String()
    role_label = fields.String()
    organisation = fields.String(allow_none=True)
    regions = fields.List(fields.String())
    functions = fields.List(fields.String())
    created_at = fields.DateTime()
    expires_at = fields.DateTime(allow_none=True)
    revoked_at = fields.DateTime(allow_none=True)


class TokenGivenAnswer(TokenAnswer):
    """A new token. It is shown once: nobody can read it again."""

    token = fields.String()


class TokensAnswer(Schema):
    """Tokens by id, within one's own scope."""

    tokens = fields.List(fields.Nested(TokenAnswer))


class AccessEventsQuery(Schema):
    """Which events are asked for."""

    actor = fields.String(validate=validate.Length(min=1, max=LONGEST_NAME))
    by_actor = fields.String(validate=validate.Length(min=1, max=LONGEST_NAME))
    kind = OneOf(*Deed)
    cursor = Number(most=GREATEST_NUMBER)
    limit = Number(most=LONGEST_PAGE)


class AccessEventAnswer(Schema):
    """One thing that was done to access, or that somebody tried to do."""

    number = fields.Integer()
    at = fields.DateTime()
    kind = fields.String()
    label = fields.String()
    by_actor = fields.String()
    by_role = fields.String()
    channel = fields.String(metadata={"description": "`CLI` or `HTTP`."})
    correlation_id = fields.String()
    actor = fields.String(allow_none=True)
    token_id = fields.UUID(allow_none=True)
    role = fields.String(allow_none=True)
    organisation = fields.String(allow_none=True)
    regions = fields.List(fields.String())
    functions = fields.List(fields.String())
    within = fields.String(
        allow_none=True,
        metadata={"description": "The one region that it concerns; null: several, or all."},
    )
    expires_at = fields.DateTime(allow_none=True)
    reason = fields.String(allow_none=True)
    refusal = fields.String(allow_none=True, metadata={"description": "Why it was refused."})


class AccessEventsAnswer(Schema):
    """Events, oldest first."""

    events = fields.List(fields.Nested(AccessEventAnswer))


class WhoAmIAnswer(Schema):
    """Who asks, and what they may do."""

    actor = fields.String()
    role = fields.String()
    role_label = fields.String()
    organisation = fields.String(allow_none=True)
    regions = fields.List(
        fields.String(), metadata={"description": "None, and no organisation: the whole country."}
    )
    functions = fields.List(fields.String())
    today = fields.Date(metadata={"description": "The date in one's region, else in Moscow."})
    rights = fields.List(fields.String())
    persons = fields.String(metadata={"description": "`SHOWN`, `WITH_PURPOSE` or `HIDDEN`."})
    by = fields.String(metadata={"description": "`LOCAL`: our own token; `OIDC`: an issuer's."})
    token_id = fields.UUID(allow_none=True)
    expires_at = fields.DateTime(allow_none=True)
