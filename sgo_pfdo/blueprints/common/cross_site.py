"""Whoever comes from a letter to a portal with ``SESSION_COOKIE_SAMESITE="Strict"`` stays signed in.

The browser holds the session's cookie back on the way from another site, so the portal takes the person for a stranger.
A page with a form, or the redirect to the sign-in, would then begin a new session in place of theirs. So nothing is
done yet: a page without layout and session leads to the same address once more, now from the portal itself, and the
cookie comes along.
"""

from urllib.parse import quote, urlencode

import flask

HERE = "here"
"""In the address of the second visit, for browsers that do not say where somebody comes from."""


def lead_in() -> flask.Response | None:
    """Answer a visit from another site to which the browser has brought no session, or let it pass."""
    request, config = flask.request, flask.current_app.config
    is_strict = str(config["SESSION_COOKIE_SAMESITE"]).lower() == "strict"
    if not is_strict or request.method not in {"GET", "HEAD"} or config["SESSION_COOKIE_NAME"] in request.cookies:
        return None
    if HERE in request.args or request.headers.get("Sec-Fetch-Site", "cross-site") != "cross-site":
        return None
    asked = urlencode([*request.args.items(multi=True), (HERE, "1")])
    address = f"{quote(request.root_path.rstrip('/') + request.path)}?{asked}"
    page = flask.current_app.jinja_env.get_template("sgo_pfdo_default/errors/lead_in_plain.html")
    return flask.make_response(page.render(pfdo_address=address))
