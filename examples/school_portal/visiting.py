"""«Войти как ребёнок»: a parent goes to the child's account for a while and comes back to their own."""

from flask import Blueprint, abort, flash, redirect, session, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user, login_required, login_user

from school_portal.forms import ActionForm
from school_portal.models import Account, db

visiting = Blueprint("visiting", __name__)

OWN_ACCOUNT = "own_account_id"
"""Session key: the account to come back to, there only during a visit."""


def is_visit() -> bool:
    """Tell whether the person signed in is on somebody else's account."""
    return OWN_ACCOUNT in session


@visiting.post("/children/<int:pupil_id>/visit")
@login_required
def visit(pupil_id: int) -> ResponseReturnValue:
    """Go to the account of one of one's own children."""
    if not ActionForm().validate_on_submit():
        abort(400)
    child = next((child for child in current_user.children if child.id == pupil_id), None)
    if child is None or child.account is None:
        abort(404)
    own_id = current_user.id
    login_user(child.account)
    session[OWN_ACCOUNT] = own_id
    return redirect(url_for("pages.home"))


@visiting.post("/children/return")
@login_required
def come_back() -> ResponseReturnValue:
    """Come back to one's own account."""
    if not ActionForm().validate_on_submit():
        abort(400)
    account = db.session.get(Account, session.pop(OWN_ACCOUNT, 0))
    if account is None:
        abort(404)
    login_user(account)
    flash("Вы вернулись к своей учётной записи.")
    return redirect(url_for("pages.home"))
