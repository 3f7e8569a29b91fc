"""Signing in and out."""

from flask import Blueprint, abort, current_app, flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_login import LoginManager, current_user, login_required
from sqlalchemy import select
from werkzeug.security import generate_password_hash

from school_portal import browsers, guesses
from school_portal.forms import ActionForm, SignInForm
from school_portal.models import Account, db

login_manager = LoginManager()
sign_in = Blueprint("sign_in", __name__)

WANTED_PAGE = "wanted_page"
"""Session key: where somebody was going when we asked them to sign in."""


@login_manager.user_loader
def load_account(account_id: str) -> Account | None:
    """Find on whose account this browser is; the cookie alone decides nothing."""
    browser = browsers.this_browser()
    return db.session.get(Account, browser.current_account_id) if browser is not None else None


@login_manager.unauthorized_handler
def ask_to_sign_in() -> ResponseReturnValue:
    """Send somebody to the sign-in page, and remember the page that can be opened again afterwards."""
    if request.method == "GET":
        session[WANTED_PAGE] = request.full_path.removesuffix("?")
    flash("Чтобы открыть эту страницу, войдите на портал.")
    return redirect(url_for("sign_in.show"))


@sign_in.route("/sign-in", methods=["GET", "POST"])
def show() -> ResponseReturnValue:
    """Show the form, and sign in whoever gives a right login and password."""
    if current_user.is_authenticated:
        return redirect(url_for("pages.home"))
    form = SignInForm()
    refused = waits = False
    if form.validate_on_submit():
        login = form.login.data.strip().lower()
        waits = not guesses.may_try(login)
        account = None if waits else account_of(login, form.password.data)
        if account is not None:
            target = session.get(WANTED_PAGE) or url_for("pages.home")
            guesses.give_back(login)
            browsers.sign_in(account)
            return redirect(target)
        refused = not waits
    page = render_template(
        "sign_in.html",
        sign_in_form=form,
        refused=refused,
        waits=waits,
        wanted_page=session.get(WANTED_PAGE),
        demo_accounts=current_app.config["DEMO_ACCOUNTS"],
    )
    return page, 429 if waits else 422 if refused or form.errors else 200


def account_of(login: str, password: str) -> Account | None:
    """Find the account of a right login and password; a wrong login takes as long as a wrong password."""
    account = db.session.scalar(select(Account).where(Account.login == login))
    if account is None:
        generate_password_hash(password, method=current_app.config["PASSWORD_METHOD"])
        return None
    return account if account.has_password(password) else None


@sign_in.post("/sign-out")
@login_required
def leave() -> ResponseReturnValue:
    """Sign out, also from a visit to a child's account."""
    if not ActionForm().validate_on_submit():
        abort(400)
    browsers.sign_out()
    flash("Вы вышли с портала.")
    return redirect(url_for("sign_in.show"))
