"""``flask pfdo doctor``: looks at one installation and says what is wrong and how to mend it."""

from collections.abc import Generator, Iterator
from datetime import UTC, datetime, timedelta

import flask
from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError

from sgo_pfdo import documents, migrations
from sgo_pfdo.blueprints.common.layout import layout_problems
from sgo_pfdo.clock import SKEW, recent
from sgo_pfdo.config.options import BY_EMAIL, OPTIONS, PREFIX
from sgo_pfdo.current import State, current_state
from sgo_pfdo.database import current_session
from sgo_pfdo.doctor.access import access_findings
from sgo_pfdo.doctor.autogenerate import autogenerate_findings
from sgo_pfdo.doctor.finding import Finding
from sgo_pfdo.doctor.page import page_findings
from sgo_pfdo.doctor.settings import settings_findings
from sgo_pfdo.doctor.sign_in import provider_findings, sign_in_findings
from sgo_pfdo.host import HostPortal
from sgo_pfdo.importing.model import BroughtIn
from sgo_pfdo.importing.staging import LIFETIME
from sgo_pfdo.journal.clock_check import NEWEST, Doubt, check_clock, server_clock
from sgo_pfdo.mail.model import Notice
from sgo_pfdo.mail.outbox import QueuedLetter
from sgo_pfdo.municipalities.model import Municipality, RegisteredSchool
from sgo_pfdo.municipalities.rules import application_way_of
from sgo_pfdo.plain import numbers
from sgo_pfdo.register.model import Account, RegisterTask
from sgo_pfdo.secrets import SecretLostError
from sgo_pfdo.upkeep.counters import counters

REMEDIES = {
    Doubt.AHEAD: "Look at the clock. If it is right, nobody came: then `flask pfdo clean` needs --sure.",
    Doubt.BEHIND: f"Look at the clock. If it is right, it was ahead then: this goes after {NEWEST} more entries.",
}
WORRYING_ATTEMPTS = 5
LATE_LETTER = timedelta(minutes=15)


def findings(person_id: str | None = None) -> Iterator[Finding]:
    """Look at the current application: options, host, templates, font, database, municipalities, keys, register.

    :param person_id: whose page is looked at too, as :meth:`HostPortal.viewer_as` takes it.
    """
    app = flask.current_app._get_current_object()  # type: ignore[attr-defined]
    state = current_state()
    yield from _options(app)
    yield from _host(state.host)
    yield from _templates(app, state)
    yield from _fonts()
    yield from settings_findings(app, state.settings)
    yield from provider_findings(state)
    try:
        yield from autogenerate_findings(app)
        at_revision = yield from _revision(app)
        if at_revision:
            yield from _clock(app, state)
            yield from _municipalities(state)
            yield from _counters(state)
            yield from _keys(state)
            yield from _register(state)
            yield from _mail(state)
            yield from _brought_files(state)
            yield from access_findings(state)
            yield from sign_in_findings(state)
            if person_id is not None:
                yield from page_findings(app, person_id)
    except SQLAlchemyError as error:
        yield Finding(False, f"The database cannot be read: {type(error).__name__}.", "Check SQLALCHEMY_DATABASE_URI.")


def _options(app: flask.Flask) -> Iterator[Finding]:
    known = {option.name for option in OPTIONS}
    unknown = sorted(name for name in app.config if name.startswith(PREFIX) and name not in known)
    if unknown:
        yield Finding(False, f"Unknown options: {', '.join(unknown)}.", "docs/options.md lists all there are.")
    else:
        yield Finding(True, "The options are known and usable.")


def _host(host: HostPortal) -> Iterator[Finding]:
    kind = type(host)
    if kind.viewer_for is HostPortal.viewer_for and kind.current_viewer is HostPortal.current_viewer:
        yield Finding(
            False, f"{kind.__name__} does not say who is signed in.", "Define viewer_for(user) or current_viewer()."
        )
    else:
        yield Finding(True, f"{kind.__name__} says who is signed in.")
    now = host.now()
    if now.tzinfo is None:
        yield Finding(False, f"{kind.__name__}.now() has no time zone.", "Return datetime.now(UTC).")


def _templates(app: flask.Flask, state: State) -> Iterator[Finding]:
    problems = layout_problems(app, state.settings)
    for problem in problems:
        yield Finding(False, problem, "Name the host's template and blocks in the options.")
    if not problems:
        yield Finding(True, f"The base template {state.settings.base_template!r} has the blocks that pages need.")


def _fonts() -> Iterator[Finding]:
    problems = documents.font_problems()
    for problem in problems:
        yield Finding(False, problem, "Reinstall the package: the fonts come with it.")
    if not problems:
        yield Finding(True, "The fonts of the papers are whole.")


def _revision(app: flask.Flask) -> Generator[Finding, None, bool]:
    with app.extensions["sqlalchemy"].engine.connect() as connection:
        revision = migrations.current_revision(connection)
    newest = migrations.newest_revision()
    if revision == newest:
        yield Finding(True, f"The tables are at the newest revision, {newest}.")
        return True
    yield Finding(
        False, f"The tables are at revision {revision}, this version needs {newest}.", "flask pfdo db upgrade"
    )
    return False


def _clock(app: flask.Flask, state: State) -> Iterator[Finding]:
    """Compare the clock with the database server's and with the newest entries of the history."""
    session, now = current_session(), state.host.now()
    if now.tzinfo is None:
        return  # told already
    server = server_clock(session)
    if server is not None and not app.testing and abs(server - now) > SKEW:
        yield Finding(
            False,
            f"The clock says {_utc(now)}, the database server's {_utc(server)}.",
            "Set whichever is wrong, and let both follow a time server (NTP).",
        )
        return
    check = check_clock(session, now)
    if check.doubt is None:
        yield Finding(True, "The clock agrees with the newest entries of the history.")
        return
    wrong = "over a month before" if check.doubt is Doubt.AHEAD else "after"
    yield Finding(
        False,
        f"The newest entry of the history is of {_utc(check.latest)}, {wrong} what the clock says, {_utc(now)}.",
        REMEDIES[check.doubt],
    )


def _utc(moment: datetime | None) -> str:
    return f"{moment.astimezone(UTC):%Y-%m-%d %H:%M} UTC" if moment else ""


def _municipalities(state: State) -> Iterator[Finding]:
    session = current_session()
    municipalities = session.scalars(select(Municipality)).all()
    if not municipalities:
        yield Finding(False, "No municipality is loaded.", "flask pfdo load FILE")
    elif session.scalar(select(RegisteredSchool.id).where(RegisteredSchool.is_enabled).limit(1)) is None:
        yield Finding(False, "No school has enabled the module.", "flask pfdo enable SCHOOL --municipality CODE")
    else:
        yield Finding(True, f"Municipalities: {len(municipalities)}, and schools that enabled the module.")
    for municipality in municipalities:
        number_format = municipality.number_format or state.settings.number_format
        if number_format != numbers.PFDO10:
            continue
        left = numbers.LAST_IN_SEQUENCE - municipality.numbers_used
        if not (municipality.region_code and municipality.municipality_code):
            yield Finding(
                False,
                f"{municipality.code} issues pfdo10 numbers and lacks the codes they begin with.",
                "Load it with region_code and municipality_code.",
            )
        elif left < 1000:
            yield Finding(False, f"{municipality.code} has {left} numbers left.", "Change its number_format to sgo12.")


def _counters(state: State) -> Iterator[Finding]:
    for counter in counters(current_session(), state.settings):
        if counter.is_behind:
            yield Finding(
                False,
                f"{counter.code} has given out number {counter.highest} of {counter.kind}, "
                f"and its counter stands at {counter.used}.",
                "A backup was restored, or rows were imported: flask pfdo numbers raise",
            )


def _keys(state: State) -> Iterator[Finding]:
    secrets = current_session().scalars(
        select(Account.secret).where(Account.secret.is_not(None)).order_by(Account.id.desc())
    )
    lost = checked = 0
    for secret in secrets.fetchmany(1000):
        checked += 1
        try:
            state.cipher.decrypt(secret or "")
        except SecretLostError:
            lost += 1
    secrets.close()
    if lost:
        yield Finding(
            False,
            f"{lost} of the {checked} newest passwords cannot be decrypted.",
            "Put the key back into SGO_PFDO_KEYS; families can also make a new password.",
        )
    else:
        yield Finding(True, f"The keys decrypt the {checked} newest passwords.")


def _register(state: State) -> Iterator[Finding]:
    session = current_session()
    if state.register is None:
        waiting = session.scalar(select(RegisterTask.id).limit(1))
        if waiting is not None:
            yield Finding(
                False,
                "Tasks wait for a remote register, and none is given.",
                "Pass register= to SgoPfdo, as before.",
            )
        return
    stuck = session.scalars(
        select(RegisterTask.problem).where(RegisterTask.attempts >= WORRYING_ATTEMPTS).limit(1)
    ).first()
    if stuck is None:
        yield Finding(True, "The remote register takes what it is told.")
    else:
        yield Finding(
            False, f"The remote register refuses: {stuck}.", "Mend the register; the queue goes on by itself."
        )


def _brought_files(state: State) -> Iterator[Finding]:
    """Look for files with certificates that nobody took in: only cleaning lets go of them for good."""
    now = state.host.now()
    if now.tzinfo is None:
        return  # told already
    left = select(BroughtIn.viewer_id).where(~recent(BroughtIn.brought_at, now, LIFETIME))
    if current_session().scalar(left.limit(1)) is not None:
        yield Finding(False, "A file that was brought in is kept too long.", "Start `flask pfdo clean` once a day.")


def _mail(state: State) -> Iterator[Finding]:
    """Look at letters, as soon as there may be one: by the way in which families apply, or because some wait."""
    session = current_session()
    enabled = select(RegisteredSchool.municipality_code).where(RegisteredSchool.is_enabled)
    municipalities = session.scalars(select(Municipality).where(Municipality.code.in_(enabled))).all()
    waiting = Notice.written_at.is_(None)
    is_by_email = any(application_way_of(municipality, state.settings) == BY_EMAIL for municipality in municipalities)
    if not is_by_email and session.scalar(select(Notice.id).where(waiting).limit(1)) is None:
        return
    if state.settings.base_url:
        yield Finding(True, f"Links in letters begin with {state.settings.base_url}.")
    else:
        what = "Nobody can apply by e-mail" if is_by_email else "Families are told nothing by letter"
        yield Finding(False, f"{what}: links have no beginning.", "Set SGO_PFDO_BASE_URL.")
    sends_itself = type(state.host).send_mail is not HostPortal.send_mail
    if not sends_itself and not state.settings.mail_server:
        yield Finding(False, "No mail server is set.", "Set SGO_PFDO_MAIL_SERVER, or override HostPortal.send_mail.")
    stuck = session.scalars(
        select(QueuedLetter.problem).where(QueuedLetter.attempts >= WORRYING_ATTEMPTS).limit(1)
    ).first()
    late = select(QueuedLetter.id).where(
        QueuedLetter.attempts == 0, ~recent(QueuedLetter.created_at, state.host.now(), LATE_LETTER)
    )
    late_notice = select(Notice.id).where(
        waiting, Notice.attempts == 0, ~recent(Notice.created_at, state.host.now(), LATE_LETTER)
    )
    unwritten = session.scalars(
        select(Notice.problem).where(waiting, Notice.attempts >= WORRYING_ATTEMPTS).limit(1)
    ).first()
    if unwritten is not None:
        yield Finding(False, f"Letters cannot be written: {unwritten}.", "Look at your templates of letters.")
    if stuck is not None:
        yield Finding(False, f"Letters cannot be sent: {stuck}.", "Mend it; the outbox goes on by itself.")
    elif session.scalar(late.limit(1)) is not None or session.scalar(late_notice.limit(1)) is not None:
        yield Finding(False, "Letters wait and nobody sends them.", "Start `flask pfdo mail send` every minute.")
    else:
        yield Finding(True, "No letter waits longer than it should.")
