"""Signing in and out."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from flask import Blueprint, abort, current_app, flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_login import LoginManager, current_user, login_required
from sqlalchemy import select

from school_portal import browsers, clock, guesses, passwords
from school_portal.forms import ActionForm, SignInForm, as_login
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
    refusal = None
    if form.validate_on_submit():
        login = as_login(form.login.data)
        refusal = Refusal.waiting(guesses.take(guesses.PASSWORD, login))
        if refusal is None:
            guesses.pause(login)
            account = account_of(login, form.password.data)
            refusal = refusal_of(account)
            if account is not None and refusal is None:
                return let_in(account, login)
    page = render_template(
        "sign_in.html",
        sign_in_form=form,
        refusal=refusal,
        wanted_page=session.get(WANTED_PAGE),
        demo_accounts=current_app.config["DEMO_ACCOUNTS"],
        staff_only=current_app.config["PASSWORDS_FOR_STAFF_ONLY"],
    )
    if refusal is not None:
        return page, refusal.code, refusal.headers
    return page, 422 if form.errors else 200


@dataclass(frozen=True)
class Refusal:
    """Why somebody is not let in: what the page says, and how the answer says it to programs."""

    words: str
    code: int = 422
    headers: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def waiting(cls, seconds: int) -> "Refusal | None":
        """Refuse for some seconds; ``None`` for 0."""
        if not seconds:
            return None
        words = f"Слишком много попыток войти. Попробуйте снова через {guesses.in_words(seconds)}"
        return cls(words, 429, {"Retry-After": str(seconds)})


def refusal_of(account: Account | None) -> Refusal | None:
    """Tell why whoever gave a login and password is not let in; more than one sentence only to who knows both."""
    if account is None:
        return Refusal("Неверный логин или пароль. Проверьте раскладку клавиатуры и попробуйте ещё раз.")
    if current_app.config["PASSWORDS_FOR_STAFF_ONLY"] and not account.is_staff:
        return Refusal("По логину и паролю входят только сотрудники. Родители и учащиеся входят через Госуслуги.")
    if account.must_change and account.initial_until is not None and account.initial_until < clock.today():
        return Refusal("Срок пароля с листка закончился. Попросите школу напечатать новый листок.")
    return None


def let_in(account: Account, login: str) -> ResponseReturnValue:
    """Sign somebody in who gave the right login and password, and go where they wanted to."""
    target = session.get(WANTED_PAGE) or url_for("pages.home")
    browsers.sign_in(account, must_change=account.must_change)
    guesses.give_back(login)
    return redirect(target)


def account_of(login: str, password: str) -> Account | None:
    """Find the account of a right login and password; a wrong login takes as long as a wrong password."""
    account = db.session.scalar(select(Account).where(Account.login == login))
    kept = account.password_hash if account is not None else None
    is_right = passwords.is_right(password, kept, method=current_app.config["PASSWORD_METHOD"])
    return account if is_right else None


@sign_in.post("/sign-out")
@login_required
def leave() -> ResponseReturnValue:
    """Sign out, also from a visit to a child's account."""
    if not ActionForm().validate_on_submit():
        abort(400)
    browsers.sign_out()
    flash("Вы вышли с портала.")
    return redirect(url_for("sign_in.show"))
