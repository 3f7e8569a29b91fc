"""The first sign-in: whoever came in with the password of a slip changes it before anything else.

Others have seen that password: who printed it, and who held the paper in the hand.
"""

from flask import Blueprint, redirect, request, session, url_for
from flask.typing import ResponseReturnValue

from school_portal.browsers import this_browser
from school_portal.sign_in import WANTED_PAGE

first_sign_in = Blueprint("first_sign_in", __name__)

OPEN = {"own_password.show", "sign_in.leave"}
"""Endpoints that are open before the change: the change itself, and the way out."""


@first_sign_in.before_app_request
def change_the_password_first() -> ResponseReturnValue | None:
    """Lead every request to the page that changes the password; where somebody wanted to go comes after it."""
    endpoint = request.endpoint or ""
    if endpoint in OPEN or endpoint.rpartition(".")[2] == "static":
        return None
    if not must_change():
        return None
    if request.method == "GET" and request.endpoint:
        session[WANTED_PAGE] = request.full_path.removesuffix("?")
    return redirect(url_for("own_password.show"), 303)


def must_change() -> bool:
    """Tell whether this browser was signed in with an initial password that has not been changed yet.

    A child's account that a parent visits is not asked about: the parent does not choose the child's password. Who
    came in another way, through Госуслуги, has not shown the password of the slip and cannot be asked for it.
    """
    browser = this_browser()
    return browser is not None and browser.must_change
