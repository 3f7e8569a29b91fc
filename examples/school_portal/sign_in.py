"""Signing in and out."""

from flask import Blueprint, abort, current_app, flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_login import LoginManager, current_user, login_required, login_user, logout_user
from sqlalchemy import select

from school_portal.forms import ActionForm, SignInForm
from school_portal.models import Account, db

login_manager = LoginManager()
sign_in = Blueprint("sign_in", __name__)

WANTED_PAGE = "wanted_page"
"""Session key: where somebody was going when we asked them to sign in."""


@login_manager.user_loader
def load_account(account_id: str) -> Account | None:
    """Find the account of a session."""
    return db.session.get(Account, int(account_id))


@login_manager.unauthorized_handler
def ask_to_sign_in() -> ResponseReturnValue:
    """Send somebody to the sign-in page, and remember the page that can be opened again afterwards."""
    if request.method == "GET":
        session[WANTED_PAGE] = request.full_path.removesuffix("?")
    flash("Чтобы открыть эту страницу, войдите в портал.")
    return redirect(url_for("sign_in.show"))


@sign_in.route("/sign-in", methods=["GET", "POST"])
def show() -> ResponseReturnValue:
    """Show the form, and sign in whoever gives a right login and password."""
    if current_user.is_authenticated:
        return redirect(url_for("pages.home"))
    form = SignInForm()
    refused = False
    if form.validate_on_submit():
        account = db.session.scalar(select(Account).where(Account.login == form.login.data.strip().lower()))
        if account is not None and account.has_password(form.password.data):
            target = session.get(WANTED_PAGE) or url_for("pages.home")
            session.clear()
            login_user(account)
            return redirect(target)
        refused = True
    page = render_template(
        "sign_in.html", sign_in_form=form, refused=refused, demo_accounts=current_app.config["DEMO_ACCOUNTS"]
    )
    return page, 422 if refused or form.errors else 200


@sign_in.post("/sign-out")
@login_required
def leave() -> ResponseReturnValue:
    """Sign out, also from a visit to a child's account."""
    if not ActionForm().validate_on_submit():
        abort(400)
    logout_user()
    session.clear()
    flash("Вы вышли из портала.")
    return redirect(url_for("sign_in.show"))
