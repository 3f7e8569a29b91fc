"""The role in which somebody acts: who works at a school and has children there chooses between the two."""

from flask import Blueprint, abort, flash, redirect, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user, login_required

from school_portal.forms import ActionForm
from school_portal.models import Account, AccountRole

roles = Blueprint("roles", __name__)

ACTIVE_ROLE = "active_role"
"""Session key: the role that was chosen; missing until somebody chooses."""


def active_role(account: Account) -> AccountRole:
    """Tell the role in which the person signed in acts now; a role they do not have counts as none chosen."""
    chosen = session.get(ACTIVE_ROLE)
    return next((role for role in account.roles if role == chosen), account.role)


@roles.post("/role")
@login_required
def change() -> ResponseReturnValue:
    """Act in another of one's own roles: «Сменить роль»."""
    if not ActionForm().validate_on_submit():
        abort(400)
    wanted = next((role for role in current_user.roles if role == request.form.get("role")), None)
    if wanted is None:
        abort(404)
    session[ACTIVE_ROLE] = wanted.value
    flash(f"Ваша роль теперь: {wanted.label}.")
    return redirect(url_for("pages.home"))
