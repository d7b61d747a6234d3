"""The description of the API (OpenAPI 3.1), and its pages, served without the internet."""

from __future__ import annotations

import base64
import hashlib
import pkgutil
import re
from importlib import import_module
from importlib.metadata import version
from typing import Any

from flask import Flask, Response, redirect, request
from flask_smorest import Api
from flask_swagger_ui import get_swaggerui_blueprint

import api.endpoints
from api.features import PREFIX, Feature
from api.problems import MEDIA_TYPE
from api.schemas.answers import ProblemAnswer
from api.security_headers import DIRECTIVES

DOCS = f"{PREFIX}/docs"
OPTIONS = {
    "API_TITLE": "Marshrut",
    "API_VERSION": "v1",
    "OPENAPI_VERSION": "3.1.0",
    "OPENAPI_URL_PREFIX": PREFIX,
    "OPENAPI_JSON_PATH": "openapi.json",
}
INLINE_SCRIPT = re.compile(rb"<script>(.*?)</script>", re.DOTALL)


class Description(Api):  # type: ignore[misc]  # the library has no types
    """flask-smorest's description; errors are answered by ``api.problems``."""

    ERROR_SCHEMA = ProblemAnswer

    def _register_responses(self) -> None:
        """Every operation may answer a problem, and that is all there is to say of errors."""
        content = {MEDIA_TYPE: {"schema": ProblemAnswer}}
        problem = {"description": "A problem", "content": content}
        self.spec.components.response(self.DEFAULT_ERROR_RESPONSE_NAME, problem, lazy=True)

    def _register_error_handlers(self) -> None:
        """Leave errors to the application."""


def register_endpoints(app: Flask) -> None:
    """Give the application every feature of ``api.endpoints``, described."""
    app.config.update(OPTIONS, API_SPEC_OPTIONS=_options())
    description = Description(app)
    for feature in features():
        description.register_blueprint(feature.blueprint)


def features() -> list[Feature]:
    """The features of the modules in ``api.endpoints``, by module name."""
    found = sorted(module.name for module in pkgutil.iter_modules(api.endpoints.__path__))
    modules = [import_module(f"api.endpoints.{name}") for name in found]
    return [module.feature for module in modules]


def register_docs(app: Flask) -> None:
    """Serve the pages that show the description."""
    config = {
        "app_name": "Marshrut",
        "validatorUrl": None,
        "oauth2RedirectUrl": f"{DOCS}/oauth2-redirect.html",  # else made of the Host header
    }
    pages: Any = get_swaggerui_blueprint(DOCS, f"{PREFIX}/openapi.json", config=config)
    app.register_blueprint(pages)
    app.add_url_rule(DOCS, "docs", lambda: redirect(f"{DOCS}/"))
    app.after_request(_allow_docs)


def _allow_docs(response: Response) -> Response:
    """Let the pages run their own scripts; the inline one by its hash."""
    if request.endpoint != "swagger_ui.show":
        return response
    page = response.mimetype == "text/html"
    inline = INLINE_SCRIPT.findall(response.get_data()) if page else []
    hashes = [base64.b64encode(hashlib.sha256(text).digest()).decode() for text in inline]
    scripts = " ".join(["'self'", *(f"'sha256-{text}'" for text in hashes)])
    response.headers["Content-Security-Policy"] = (
        f"default-src 'none'; script-src {scripts}; style-src 'self' 'unsafe-inline'; "
        f"img-src 'self' data:; connect-src 'self'; {DIRECTIVES}"
    )
    return response


def _options() -> dict[str, Any]:
    return {
        "info": {
            "description": f"Marshrut {version('marshrut')}: employment of graduates, at any point."
        },
        "components": {"securitySchemes": {"token": {"type": "http", "scheme": "bearer"}}},
        "security": [{"token": []}],
    }
