"""The ways down that answers tell, for the documentation; ``api.links`` says what they are."""

from __future__ import annotations

from typing import Any

from marshmallow import fields

TEMPLATES = (
    "How the numbers of the answer open (RFC 6570), in its shape; `{+cases}`: the link of the row."
)


class Links(fields.Dict):
    """Addresses without the host, at the point of the answer, under these names."""

    def __init__(self, *names: str) -> None:
        named = ", ".join(f"`{name}`" for name in names)
        address: Any = fields.String(allow_none=True)
        told = {"description": f"Addresses at the point: {named}."}
        super().__init__(keys=fields.String(), values=address, metadata=told)


class Templates(fields.Dict):
    """Templates of addresses, in the shape of the answer."""

    def __init__(self) -> None:
        super().__init__(metadata={"description": TEMPLATES})
