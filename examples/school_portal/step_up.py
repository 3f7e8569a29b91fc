"""Asks for the password once more before something grave: a session that somebody left open must not be enough."""

from datetime import timedelta

from flask import Blueprint, redirect, render_template, session, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user, login_required

from school_portal import clock, guesses
from school_portal.forms import PasswordForm

step_up = Blueprint("step_up", __name__)

LASTS = timedelta(minutes=10)
"""How long a password that was typed again counts."""
SHOWN = "password_shown"
"""Session key: whose password was typed again, and when."""
BACK = "back_after_password"
"""Session key: where to go then; never in the address, or somebody else could choose it."""


def has_just_shown_password() -> bool:
    """Tell whether the person signed in has typed the password again within the last minutes."""
    account_id, moment = session.get(SHOWN) or ("", 0.0)
    passed = clock.now().timestamp() - moment
    return bool(account_id == current_user.get_id() and 0 <= passed < LASTS.total_seconds())


def ask_for_password(return_to: str) -> ResponseReturnValue:
    """Send the person to the page that asks, and remember where they come back to."""
    session[BACK] = return_to
    return redirect(url_for("step_up.show"), 303)


@step_up.route("/password-again", methods=["GET", "POST"])
@login_required
def show() -> ResponseReturnValue:
    """Show the form, and go back where it was asked for once the password is right."""
    form = PasswordForm()
    refused, seconds = False, 0
    if form.validate_on_submit():
        seconds = guesses.take(guesses.PASSWORD, current_user.login)
        if not seconds and current_user.has_password(form.password.data):
            guesses.give_back(current_user.login)
            session[SHOWN] = [current_user.get_id(), clock.now().timestamp()]
            return redirect(session.pop(BACK, None) or url_for("pages.home"), 303)
        refused = not seconds
    waits = guesses.in_words(seconds) if seconds else None
    page = render_template("password_again.html", password_form=form, refused=refused, waits=waits)
    if seconds:
        return page, 429, {"Retry-After": str(seconds)}
    return page, 422 if refused or form.errors else 200
