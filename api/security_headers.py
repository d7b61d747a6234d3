"""Headers that keep a browser from doing with an answer what nobody meant (OWASP's list)."""

from __future__ import annotations

from flask import Flask, Response, request

DIRECTIVES = "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
"""Of every Content-Security-Policy, that of the pages too."""

UNUSED = (
    *("accelerometer", "autoplay", "camera", "clipboard-read", "display-capture"),
    *("encrypted-media", "fullscreen", "geolocation", "gyroscope", "hid", "magnetometer"),
    *("microphone", "midi", "payment", "picture-in-picture", "publickey-credentials-get"),
    *("screen-wake-lock", "serial", "usb", "xr-spatial-tracking"),
)
"""What a browser can do for a page that ours has no use for."""

SECURITY_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
    "Content-Security-Policy": f"default-src 'none'; {DIRECTIVES}",
    "Permissions-Policy": ", ".join(f"{feature}=()" for feature in UNUSED),
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Embedder-Policy": "require-corp",
    "X-Permitted-Cross-Domain-Policies": "none",
}
TRANSPORT = "Strict-Transport-Security"
TWO_YEARS = "max-age=63072000; includeSubDomains"


def register_security_headers(app: Flask) -> None:
    """Give every answer of the application its headers, also one that refuses."""
    app.after_request(_guard)


def _guard(response: Response) -> Response:
    for name, value in SECURITY_HEADERS.items():
        response.headers.setdefault(name, value)
    if request.is_secure:  # as a proxy says that gunicorn trusts; over http it would mean nothing
        response.headers.setdefault(TRANSPORT, TWO_YEARS)
    return response
