"""«Забыли пароль?»: a letter with a link to the confirmed address, or the school makes a new slip.

Nobody learns here which logins there are. The answer to every login is the same page after the same statements: it
looks the login up and writes a row down, :class:`school_portal.models.RecoveryWish`. Whether somebody gets a letter is
found out later and elsewhere, in :mod:`school_portal.recovery_letters`.
"""

from flask import (
    Blueprint,
    Response,
    current_app,
    flash,
    make_response,
    redirect,
    render_template,
    request,
    session,
    url_for,
)
from flask.typing import ResponseReturnValue
from sqlalchemy import CursorResult, delete, select

from school_portal import browsers, clock, guesses
from school_portal.forms import ForgottenForm, NewPasswordForm, as_login
from school_portal.models import Account, RecoveryLink, RecoveryWish, db
from school_portal.new_password import hashed, problem_with, replace

recovery = Blueprint("recovery", __name__)

TOKEN = "recovery_token"
"""Session key: the token of the link that was followed, on its way from the letter's address to a clean one."""


@recovery.route("/forgotten", methods=["GET", "POST"])
def ask() -> ResponseReturnValue:
    """Ask for the login, and write down that somebody has forgotten the password to it."""
    form, seconds = ForgottenForm(), 0
    if form.validate_on_submit():
        login = as_login(form.login.data)
        seconds = guesses.take(guesses.RECOVERY, login)
        if not seconds:
            account_id = db.session.scalar(select(Account.id).where(Account.login == login))
            db.session.add(RecoveryWish(account_id=account_id or 0, at=int(clock.now().timestamp())))
            db.session.commit()
            return redirect(url_for("recovery.asked"), 303)
    waits = guesses.in_words(seconds) if seconds else None
    page = render_template("forgotten.html", forgotten_form=form, waits=waits)
    if seconds:
        return page, 429, {"Retry-After": str(seconds)}
    return page, 422 if form.errors else 200


@recovery.get("/forgotten/asked")
def asked() -> ResponseReturnValue:
    """Say what comes now, in words that are true for every login."""
    return render_template("forgotten_asked.html")


@recovery.get("/new-password/link")
def follow() -> ResponseReturnValue:
    """Take the token out of the address, so that neither the history nor a Referer has it on the page that follows.

    Programs that look at letters before people do follow links, too. So this spends nothing.
    """
    session[TOKEN] = request.args.get("key", "")[:100]
    return unseen(redirect(url_for("recovery.set_new"), 303))


@recovery.route("/new-password", methods=["GET", "POST"])
def set_new() -> ResponseReturnValue:
    """Show the form, and set the new password: the link is spent by that, and by nothing before."""
    found = link_and_account()
    if found is None:
        return unseen(render_template("link_over.html"), 410)
    link, account = found
    form = NewPasswordForm()
    if form.validate_on_submit():
        problem = problem_with(account, str(form.new.data))
        if problem is None:
            return set_and_leave(link, account, str(form.new.data))
        form.new.errors = [problem]
    page = render_template("new_password.html", password_form=form, login=account.login)
    return unseen(page, 422 if form.errors else 200)


def link_and_account() -> tuple[RecoveryLink, Account] | None:
    """Find the link that was followed, if it is still good: neither used nor old, nor the password changed since."""
    token = session.get(TOKEN)
    link = db.session.get(RecoveryLink, browsers.hash_of(token)) if token else None
    if link is None or link.ends_at <= clock.now().timestamp():
        return None
    account = db.session.get(Account, link.account_id)
    if account is None or account.password_stamp != link.password_stamp or not may_recover(account):
        return None
    return link, account


def may_recover(account: Account) -> bool:
    """Tell whether a password would let this person in at all."""
    return account.is_staff or not current_app.config["PASSWORDS_FOR_STAFF_ONLY"]


def set_and_leave(link: RecoveryLink, account: Account, password: str) -> ResponseReturnValue:
    """Spend the link, set the password, and let the person sign in with it: who is signed in here may be another."""
    token_hash, account_id, stamp, kept = link.token_hash, account.id, link.password_stamp, hashed(password)
    spent = db.session.execute(
        delete(RecoveryLink).where(RecoveryLink.token_hash == token_hash).execution_options(synchronize_session=False)
    )
    if not isinstance(spent, CursorResult) or spent.rowcount != 1 or not replace(account_id, stamp, kept):
        db.session.rollback()
        return unseen(render_template("link_over.html"), 410)
    db.session.commit()
    browsers.sign_out()
    flash("Пароль изменён. Войдите с ним.")
    return unseen(redirect(url_for("sign_in.show"), 303))


def unseen(answer: ResponseReturnValue, code: int | None = None) -> Response:
    """Let no address of this answer go to another page."""
    response: Response = make_response(answer)
    if code is not None:
        response.status_code = code
    response.headers["Referrer-Policy"] = "no-referrer"
    return response
