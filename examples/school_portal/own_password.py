"""«Изменить пароль»: forced at the first sign-in, and in the settings at any time after."""

from flask import Blueprint, abort, flash, redirect, render_template, session, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user, login_required

from school_portal import browsers, guesses
from school_portal.first_sign_in import must_change
from school_portal.forms import ChangePasswordForm
from school_portal.models import Account, db
from school_portal.new_password import hashed, problem_with, replace
from school_portal.sign_in import WANTED_PAGE
from school_portal.visiting import is_visit

own_password = Blueprint("own_password", __name__)


@own_password.route("/settings/password", methods=["GET", "POST"])
@login_required
def show() -> ResponseReturnValue:
    """Show the form, and change the password of who is signed in: never the child's, by a parent on a visit."""
    if is_visit():
        abort(404)
    form, seconds = ChangePasswordForm(), 0
    account: Account = current_user._get_current_object()
    if form.validate_on_submit():
        seconds = guesses.take(guesses.PASSWORD, account.login)
        stamp = account.password_stamp  # of the very row whose hash is compared: what comes between is noticed
        if not seconds and is_acceptable(account, form):
            return change(account, stamp, str(form.new.data))
    page = render_template(
        "own_password.html",
        password_form=form,
        is_first=must_change(),
        waits=guesses.in_words(seconds) if seconds else None,
    )
    if seconds:
        return page, 429, {"Retry-After": str(seconds)}
    return page, 422 if form.errors else 200


def is_acceptable(account: Account, form: ChangePasswordForm) -> bool:
    """Check the password before and the new one; what is wrong goes to the field."""
    if not account.has_password(str(form.current.data)):
        form.current.errors = ["Неверный пароль. Проверьте раскладку клавиатуры."]
        return False
    guesses.give_back(account.login)
    problem = problem_with(account, str(form.new.data))
    if problem is not None:
        form.new.errors = [problem]
    return problem is None


def change(account: Account, stamp: int, password: str) -> ResponseReturnValue:
    """Change the password, end every session of the account, and begin one anew in this browser."""
    target = session.get(WANTED_PAGE) or url_for("pages.home")
    if not replace(account.id, stamp, hashed(password)):
        db.session.rollback()
        browsers.sign_out()
        flash("Пароль только что изменили в другом окне. Войдите с новым.")
        return redirect(url_for("sign_in.show"), 303)
    db.session.refresh(account)
    browsers.sign_in(account)  # commits the change as well: nobody else's comes between
    flash("Пароль изменён. На других устройствах теперь нужно войти с ним.")
    return redirect(target, 303)
