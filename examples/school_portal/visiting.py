"""«Войти как ребёнок»: a parent goes to the child's account for a while and comes back to their own."""

from flask import Blueprint, abort, flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user, login_required

from school_portal.browsers import this_browser
from school_portal.forms import ActionForm
from school_portal.models import db

visiting = Blueprint("visiting", __name__)


def is_visit() -> bool:
    """Tell whether the person signed in is on somebody else's account."""
    browser = this_browser()
    return browser is not None and browser.visited_id is not None


@visiting.post("/children/<row_id:pupil_id>/visit")
@login_required
def visit(pupil_id: int) -> ResponseReturnValue:
    """Go to the account of one of one's own children."""
    if not ActionForm().validate_on_submit():
        abort(400)
    child = next((child for child in current_user.children if child.id == pupil_id), None)
    browser = this_browser()
    if child is None or child.account is None or browser is None:
        abort(404)
    browser.visited_id = child.account.id
    db.session.commit()
    return redirect(url_for("pages.home"))


@visiting.post("/children/return")
@login_required
def come_back() -> ResponseReturnValue:
    """Come back to one's own account."""
    if not ActionForm().validate_on_submit():
        abort(400)
    browser = this_browser()
    if browser is None or browser.visited_id is None:
        abort(404)
    browser.visited_id = None
    db.session.commit()
    flash("Вы вернулись к своей учётной записи.")
    return redirect(url_for("pages.home"))
