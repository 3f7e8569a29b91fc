"""``flask pfdo …``: what an administrator does with the module."""

import re
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from pathlib import Path

import click
import flask
from flask.cli import AppGroup
from sqlalchemy.orm import Session

from sgo_pfdo import cleaning, database, drafts, migrations
from sgo_pfdo.applications import confirming, finishing
from sgo_pfdo.cabinet import emails
from sgo_pfdo.cabinet import settings as cabinet_settings
from sgo_pfdo.certificates.exporting import Format, export, record_export
from sgo_pfdo.certificates.identity import rotate_stored
from sgo_pfdo.certificates.listing import Filter, Order, ids_in_order
from sgo_pfdo.certificates.reminding import remind
from sgo_pfdo.certificates.rules.lifecycle import Status
from sgo_pfdo.cli.errors import PfdoGroup
from sgo_pfdo.current import current_state
from sgo_pfdo.doctor import findings
from sgo_pfdo.documents.spreadsheet import is_xlsx_available
from sgo_pfdo.host import PupilDirectory
from sgo_pfdo.host_answers import pupils_of_school
from sgo_pfdo.inspection import as_csv, as_lines
from sgo_pfdo.journal.inspecting import Wanted, drop_entries, holder_of_number
from sgo_pfdo.journal.writing import SYSTEM, Event, record
from sgo_pfdo.mail import outbox
from sgo_pfdo.municipalities.counters import CounterError, Printed, raise_counters
from sgo_pfdo.municipalities.enabling import disable, enable, unknown_schools
from sgo_pfdo.municipalities.loading import LoadError, load_file
from sgo_pfdo.municipalities.model import Municipality
from sgo_pfdo.municipalities.rules import time_zone_of, today_in
from sgo_pfdo.private_files import write_private
from sgo_pfdo.register.accounts import rotate_passwords
from sgo_pfdo.register.sync import sync
from sgo_pfdo.secrets import Cipher, SecretLostError

pfdo = PfdoGroup("pfdo", help="Certificates of additional education.")
db = AppGroup("db", help="The module's own tables.")
register = AppGroup("register", help="Accounts in АИС ПФДО.")
mail = AppGroup("mail", help="Letters to applicants.")
keys = AppGroup("keys", help="The keys of SGO_PFDO_KEYS.")
numbers = AppGroup("numbers", help="Numbers in sequence: pfdo10 certificates and applications.")
for group in (db, register, mail, keys, numbers):
    pfdo.add_command(group)


def _as_text(context: click.Context, option: click.Parameter, value: str | None) -> str | None:
    """Refuse bytes that are no text in this terminal's encoding: no database takes them."""
    if value is not None and not value.isprintable():
        raise click.BadParameter("holds characters that are no text")
    return value


@db.command("upgrade")
def db_upgrade() -> None:
    """Bring the module's tables up to date. Two machines at once do it once."""
    engine = flask.current_app.extensions["sqlalchemy"].engine
    try:
        migrations.upgrade(engine)
    except ValueError as error:
        raise click.ClickException(str(error)) from None
    click.echo(f"The tables are at revision {migrations.newest_revision()}.")


@pfdo.command("load")
@click.argument("file", type=click.Path(path_type=Path))
def load(file: Path) -> None:
    """Load municipalities, groups, organisations, schools and own papers from a JSON FILE.

    All of it or nothing; can be run again. The format is in docs/data.md.
    """
    try:
        count = load_file(file)
    except LoadError as error:
        raise click.ClickException("nothing was loaded:\n" + "\n".join(f"  {line}" for line in error.errors)) from None
    click.echo(f"Municipalities loaded: {count}.")


@pfdo.command("enable")
@click.argument("schools", nargs=-1, required=True)
@click.option(
    "--municipality", required=True, callback=_as_text, help="Code of the municipality that the schools belong to."
)
def enable_schools(schools: tuple[str, ...], municipality: str) -> None:
    """Switch the module on for SCHOOLS, named by the portal's ids."""
    unseen = [school for school in unknown_schools(database.current_session(), schools) if not _is_in_portal(school)]
    _change(lambda: enable(schools, municipality=municipality))
    click.echo(f"Schools enabled: {len(schools)}.")
    for school in unseen:
        click.echo(f"Школа {school} раньше не встречалась: проверьте id.")


def _is_in_portal(school_id: str) -> bool:
    """Tell whether the portal lists pupils of a school; no where it has no such lists."""
    host = current_state().host
    if not isinstance(host, PupilDirectory):
        return False
    try:
        return bool(pupils_of_school(host, school_id, 0))
    except Exception:  # the portal's lists may need a request, and an id that is none may break them
        return False


@pfdo.command("disable")
@click.argument("schools", nargs=-1, required=True)
def disable_schools(schools: tuple[str, ...]) -> None:
    """Switch the module off for SCHOOLS. What was issued stays with the families."""
    _change(lambda: disable(schools))
    click.echo(f"Schools disabled: {len(schools)}.")


def _change(action: Callable[[], None]) -> None:
    try:
        action()
    except ValueError as error:
        raise click.ClickException(str(error)) from None


@register.command("sync")
def register_sync() -> None:
    """Tell a remote register what is queued for it. May run on several machines at once."""
    state = current_state()
    if state.register is None:
        click.echo("The register is embedded: there is nothing to tell.")
        return
    result = sync(state.register, state.cipher, state.host.now)
    click.echo(f"Told: {result.done}, put back for later: {result.postponed}.")


@pfdo.command("export")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.option(
    "--municipality",
    "code",
    required=True,
    callback=_as_text,
    help="Code of the municipality whose register is exported.",
)
@click.option("--status", type=click.Choice([*map(str, Status)]), help="Only those of this status today.")
@click.option("--format", "kind", type=click.Choice([*map(str, Format)]), help="By default what FILE ends with.")
def export_register(file: Path, code: str, status: str | None, kind: str | None) -> None:
    """Export the register of a municipality to FILE, by surname. Only you may read the file: it names children."""
    kind = kind or file.suffix.removeprefix(".").lower()
    if kind not in [*Format]:
        raise click.UsageError("FILE ends neither with .csv nor with .xlsx: say --format csv or --format xlsx.")
    if kind == Format.XLSX and not is_xlsx_available():
        raise click.ClickException("XLSX needs XlsxWriter: pip install 'sgo-pfdo[xlsx]'; --format csv works without it")
    session, state = database.current_session(), current_state()
    municipality = session.get(Municipality, code)
    if municipality is None:
        raise click.ClickException(f"there is no municipality {code!r}")
    now = state.host.now()
    today = today_in(municipality, state.settings, now)
    wanted = Filter(status=Status(status) if status else None)
    ids = ids_in_order(session, code, wanted, Order.SURNAME, today)
    database.perform(lambda session: record_export(session, SYSTEM, code, wanted, len(ids), Format(kind), now))
    _write(file, export(session, code, ids, today, Format(kind), actor=SYSTEM, now=now))
    click.echo(f"Certificates exported: {len(ids)}.")


def _write(file: Path, parts: Iterable[bytes]) -> None:
    try:
        write_private(file, parts)
    except OSError as error:
        raise click.ClickException(f"cannot write {click.format_filename(file)}: {error.strerror}") from None


@pfdo.command("journal")
@click.option(
    "--certificate", "number", callback=_as_text, help="Only the history of the child who has or had this certificate."
)
@click.option("--municipality", "code", callback=_as_text, help="Only what happened on the side of this municipality.")
@click.option("--from", "first", type=click.DateTime(["%Y-%m-%d"]), help="The first day, for instance 2026-09-01.")
@click.option("--to", "last", type=click.DateTime(["%Y-%m-%d"]), help="The last day.")
@click.option("--csv", "file", type=click.Path(path_type=Path, dir_okay=False), help="Write a table to this file.")
def journal(
    number: str | None, code: str | None, first: datetime | None, last: datetime | None, file: Path | None
) -> None:
    """Print the history for an inspection, the oldest entry first, or write it to a file that only you may read.

    The history tells of it. Days are those of the municipality, or else of SGO_PFDO_TIME_ZONE.
    """
    session, state = database.current_session(), current_state()
    if number and code:
        raise click.UsageError("--certificate and --municipality ask for different things: give one of them.")
    municipality = session.get(Municipality, code) if code else None
    if code and municipality is None:
        raise click.ClickException(f"there is no municipality {code!r}")
    holder_id = holder_of_number(session, number) if number else None
    if number and holder_id is None:
        raise click.ClickException(f"there is no certificate {number!r}")
    zone = time_zone_of(municipality, state.settings)
    wanted = Wanted(
        holder_id=holder_id,
        municipality_code=code,
        since=first.replace(tzinfo=zone) if first else None,
        until=(last + timedelta(days=1)).replace(tzinfo=zone) if last else None,
    )
    now = state.host.now()
    database.perform(
        lambda session: record(session, Event.HISTORY_READ, SYSTEM, at=now, holder_id=holder_id, municipality_code=code)
    )
    if file is not None:
        _write(file, as_csv(session, wanted, zone))
    else:
        for line in as_lines(session, wanted, zone):
            click.echo(line)


@pfdo.command("remind")
def remind_families() -> None:
    """Send the signal certificate_expiring for certificates that end in 28 and in 14 days, each once."""
    state = current_state()
    click.echo(f"Reminders sent: {remind(state.settings, state.host.now())}.")


@mail.command("send")
def mail_send() -> None:
    """Send the letters that wait in the outbox. May run on several machines at once."""
    result = send_letters()
    click.echo(f"Sent: {result.sent}, put back for later: {result.postponed}, refused for good: {result.refused}.")


def send_letters() -> outbox.SendResult:
    """Send the letters that wait in the outbox of the current application: what ``flask pfdo mail send`` does."""
    state = current_state()
    return outbox.send_all(
        state.host.send_mail, state.cipher, state.settings.mail_from, state.host.now, _mark_refused
    )


def _mark_refused(session: Session, topic: str) -> None:
    """Have whatever a letter was about know that no server will ever take it."""
    confirming.mark_refused(session, topic)
    emails.mark_refused(session, topic)


@pfdo.command("clean")
@click.option("--sure", "is_sure", is_flag=True, help="You have looked at the clock: remove whatever it says.")
def clean_up(is_sure: bool) -> None:
    """Erase personal data that must not be kept any longer, old drafts, and entries of the history past their time.

    Refuses to remove more than a tenth of the history at once, and anything while the clock is far from the newest
    entry of the history: a clock that is ahead for once would remove it all.
    """
    state = current_state()
    now = state.host.now()
    try:
        done = database.perform(
            lambda session: cleaning.clean(
                session, state.settings, now, is_sure=is_sure, has_remote_register=state.register is not None
            )
        )
    except cleaning.NotSureError as error:
        raise click.ClickException(str(error)) from None
    click.echo(f"Annulled, the consent being withdrawn: {done.withdrawn}.")
    click.echo(f"Erased: certificates {done.certificates}, unfinished applications {done.applications}.")
    click.echo(f"Removed from the history: {_drop_history(done.history_before)}.")


def _drop_history(before: datetime | None) -> int:
    """Remove entries from before a moment, a portion at a time.

    :param before: ``None`` for none.
    :return: how many entries.
    """
    removed = 0
    while before is not None and (count := database.perform(lambda session: drop_entries(session, before))):
        removed += count
    return removed


@numbers.command("raise")
@click.option("--municipality", "code", help="Only the counters of this municipality.")
@click.option("--by", type=click.IntRange(min=0), default=1000, show_default=True, help="How many to leave out.")
@click.option("--certificate", metavar="NUMBER", help="The highest pfdo10 number known from paper, to go past it.")
@click.option("--application", type=click.IntRange(min=1), help="The same for applications; with --municipality.")
def raise_numbers(code: str | None, by: int, certificate: str | None, application: int | None) -> None:
    """Raise the counters of numbers after a restore from a backup, so that none is given out twice.

    Each counter goes past the highest number in the tables, or on the paper you name, and by some more for those that
    were lost with the backup: as many as were given out since it was made. Start it before anybody presses.
    """
    state = current_state()
    if certificate is not None and not re.fullmatch("[0-9]{10}", certificate):
        raise click.UsageError("--certificate takes a pfdo10 number of ten digits.")
    if application is not None and code is None:
        raise click.UsageError("--application is of one municipality: say which by --municipality.")
    if code is not None and database.current_session().get(Municipality, code) is None:
        raise click.ClickException(f"there is no municipality {code!r}")
    now, printed = state.host.now(), Printed(certificate=certificate, application=application)
    try:
        raised = database.perform(
            lambda session: raise_counters(session, state.settings, now, by=by, code=code, printed=printed)
        )
    except CounterError as error:
        raise click.ClickException(f"nothing was changed: {error}") from None
    for counter, position in raised:
        click.echo(f"{counter.code}, {counter.kind}: {counter.used} -> {position}")
    click.echo(f"Counters raised: {len(raised)}.")


@keys.command("rotate")
def keys_rotate() -> None:
    """Encrypt every initial password again under the first key; then the old keys can be dropped."""
    cipher = current_state().cipher
    try:
        count = database.perform(lambda session: _rotate(session, cipher))
    except SecretLostError as error:
        raise click.ClickException(f"nothing was changed: {error}") from None
    click.echo(f"Passwords encrypted under the newest key: {count}.")


def _rotate(session: Session, cipher: Cipher) -> int:
    for rotate in (rotate_stored, drafts.rotate, outbox.rotate, finishing.rotate, cabinet_settings.rotate):
        rotate(session, cipher)
    return rotate_passwords(session, cipher)


@pfdo.command("doctor")
@click.option("--as", "person_id", metavar="ID", help="Look at the page of this person, too: the portal's own id.")
def doctor(person_id: str | None) -> None:
    """Say what is wrong with the installation, and how to mend it."""
    problems = 0
    for finding in findings(person_id):
        problems += not finding.is_well
        click.echo(f"{'ok  ' if finding.is_well else 'BAD '} {finding.what}")
        if finding.remedy:
            click.echo(f"     {finding.remedy}")
    if problems:
        raise SystemExit(1)
