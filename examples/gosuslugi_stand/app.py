"""The application of the stand."""

import secrets
from urllib.parse import urlsplit

from flask import Flask, Response

from gosuslugi_stand.pages import pages
from gosuslugi_stand.provider import Stand


def create_app(stand: Stand) -> Flask:
    """Build the stand's application; whoever holds ``stand`` may change its mood while it serves."""
    app = Flask(__name__)
    app.config.update(
        SECRET_KEY=secrets.token_bytes(32),  # whoever is signed in is signed out when the stand ends
        SESSION_COOKIE_NAME="gosuslugi_stand",
        SESSION_COOKIE_SAMESITE="Lax",
        MAX_CONTENT_LENGTH=64 * 1024,
        TEMPLATES_AUTO_RELOAD=False,
    )
    app.extensions["gosuslugi_stand"] = stand
    app.register_blueprint(pages)
    # a form whose answer sends the browser back to the portal must be allowed to
    portals = " ".join(sorted({"{0.scheme}://{0.netloc}".format(urlsplit(uri)) for uri in stand.client.redirect_uris}))
    policy = (
        f"default-src 'self'; base-uri 'none'; form-action 'self' {portals}; frame-ancestors 'none'; object-src 'none'"
    )

    @app.after_request
    def add_headers(response: Response) -> Response:
        response.headers["Content-Security-Policy"] = policy
        response.headers["X-Content-Type-Options"] = "nosniff"
        response.headers["Referrer-Policy"] = "no-referrer"
        response.headers.setdefault("Cache-Control", "no-store")
        return response

    return app
