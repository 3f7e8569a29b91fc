"""«Логины и пароли»: the school's administrator prints slips for those who have no password, or have lost it.

An initial password is shown once, on the page that is printed: the database keeps a hash of it, and who made it when.
It is good for 30 days and for one thing, to choose another one. Making it anew ends the one before and its sessions.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from flask import Blueprint, abort, current_app, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user, login_required
from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import joinedload

from school_portal import clock
from school_portal.forms import ActionForm
from school_portal.models import Account, AccountRole, Enrolment, PasswordSlip, Pupil, School, db
from school_portal.new_password import hashed, replace
from school_portal.passwords import make_initial
from school_portal.roles import active_role
from school_portal.step_up import ask_for_password, has_just_shown_password
from school_portal.visiting import is_visit

school_logins = Blueprint("school_logins", __name__)

LASTS = timedelta(days=30)
"""How long an initial password is good."""
MOST = 40
"""Slips at once: a class. Each password is hashed, which takes time by intent."""
PAGE_SIZE = 50


@dataclass(frozen=True)
class Slip:
    """What is printed for one person, and kept nowhere."""

    name: str
    login: str
    password: str


@school_logins.get("/school/logins")
@login_required
def people() -> ResponseReturnValue:
    """List the people of the school: those without a password of their own, or all."""
    school = own_school()
    if not has_just_shown_password():
        return ask_for_password(url_for("school_logins.people"))
    return list_page(school)


@school_logins.post("/school/logins")
@login_required
def make() -> ResponseReturnValue:
    """Make initial passwords for those who were ticked, and show the slips, this once."""
    school = own_school()
    if not ActionForm().validate_on_submit():
        abort(400)
    if not has_just_shown_password():
        return ask_for_password(url_for("school_logins.people"))
    ticked = stamps_of(request.form.getlist("person"))
    if not ticked:
        return list_page(school, "Отметьте, кому напечатать листок."), 422
    if len(ticked) > MOST:
        return list_page(school, f"За один раз можно напечатать не больше {MOST} листков."), 422
    slips = make_slips(school, ticked)
    if not slips:
        return list_page(
            school, "Эти листки уже напечатаны. Потеряли? Отметьте людей ещё раз: прежние не действуют."
        ), 409
    until = clock.today() + LASTS
    address = current_app.config.get("SGO_PFDO_BASE_URL")
    missed = len(ticked) - len(slips)
    return render_template("slips.html", school=school, slips=slips, until=until, address=address, missed=missed)


def own_school() -> School:
    """Find the school whose administrator asks; for everybody else there is no such page."""
    account: Account = current_user._get_current_object()
    school = db.session.get(School, account.workplace) if account.workplace else None
    if school is None or is_visit() or active_role(account) is not AccountRole.DIRECTOR:
        abort(404)
    return school


def belongs_to(school: School) -> ColumnElement[bool]:
    """Say in SQL for whom a school may make passwords: its pupils, their parents, its teachers and secretaries.

    Nobody whose account opens more than that, although they may have a child here: whoever makes a password could
    sign in with it. So neither another administrator nor anybody who works elsewhere.
    """
    is_here = Pupil.enrolments.any(Enrolment.school_id == school.id)
    families = and_(
        Account.role.in_([AccountRole.PARENT, AccountRole.PUPIL]),
        or_(Account.pupil.has(is_here), Account.children.any(is_here)),
    )
    staff = and_(
        Account.role.in_([AccountRole.TEACHER, AccountRole.REGISTRAR]),
        Account.workplace == school.id,
    )
    return staff if current_app.config["PASSWORDS_FOR_STAFF_ONLY"] else or_(families, staff)


def list_page(school: School, problem: str | None = None) -> str:
    """Show the list."""
    shows_all = request.args.get("show") == "all"
    typed = request.args.get("page", "")
    number = int(typed) if is_number(typed) else 0
    which = belongs_to(school)
    if not shows_all:
        which = and_(which, or_(Account.password_hash.is_(None), Account.must_change))
    query = select(Account).where(which).order_by(Account.full_name, Account.id)
    accounts = db.session.scalars(query.offset(number * PAGE_SIZE).limit(PAGE_SIZE + 1)).all()
    return render_template(
        "school_logins.html",
        school=school,
        accounts=accounts[:PAGE_SIZE],
        latest=latest_slips(accounts),
        today=clock.today(),
        day_of=clock.day_of,
        shows_all=shows_all,
        number=number,
        has_more=len(accounts) > PAGE_SIZE,
        problem=problem,
    )


def latest_slips(accounts: Sequence[Account]) -> dict[int, PasswordSlip]:
    """Find who made the latest slip of each account, and when."""
    ids = [account.id for account in accounts]
    query = select(PasswordSlip).where(PasswordSlip.account_id.in_(ids)).order_by(PasswordSlip.id)
    return {slip.account_id: slip for slip in db.session.scalars(query.options(joinedload(PasswordSlip.made_by)))}


def stamps_of(ticked: list[str]) -> dict[int, int]:
    """Read the ticks, «id-stamp»: what else somebody sends is nobody."""
    pairs = (entry.split("-") for entry in ticked[: 2 * MOST])
    return {int(pair[0]): int(pair[1]) for pair in pairs if len(pair) == 2 and all(is_number(part) for part in pair)}


def is_number(text: str) -> bool:
    """Tell whether a text can be the number of a row or of a page."""
    return text.isascii() and text.isdecimal() and len(text) < 10


def make_slips(school: School, ticked: dict[int, int]) -> list[Slip]:
    """Make the passwords, in one transaction that is short: they are hashed before it begins.

    Each tick carries the stamp that the page has shown. Sent once more, by a reload or from another window, it fits
    nobody any more: nothing kills the slips that were printed a minute ago.
    """
    maker_id, until, which = current_user.id, clock.today() + LASTS, belongs_to(school)
    moment = int(clock.now().timestamp())
    wanted = select(Account.id, Account.full_name, Account.login).where(
        which, or_(*(and_(Account.id == number, Account.password_stamp == stamp) for number, stamp in ticked.items()))
    )
    rows = db.session.execute(wanted.order_by(Account.full_name, Account.id)).all()
    db.session.commit()
    made = [(number, Slip(name, login, make_initial())) for number, name, login in rows]
    hashes = {number: hashed(slip.password) for number, slip in made}
    still_here = set(db.session.scalars(select(Account.id).where(which, Account.id.in_(hashes))))
    slips = []
    for number, slip in made:
        if number in still_here and replace(number, ticked[number], hashes[number], initial_until=until):
            db.session.add(PasswordSlip(account_id=number, made_by_id=maker_id, made_at=moment))
            slips.append(slip)
    db.session.commit()
    return slips
