"""Writes the letters that families get about a certificate: each notice becomes one letter, or turns out to be void.

What is true when the letter is written counts: a step that was undone, a deadline that has moved, a kind that somebody
has refused, an address that was taken away make none.
"""

import logging
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any, NamedTuple

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from sgo_pfdo import database
from sgo_pfdo.applications.links import new_link_key
from sgo_pfdo.cabinet.emails import family_topic
from sgo_pfdo.cabinet.model import CabinetSettings
from sgo_pfdo.cabinet.settings import wants
from sgo_pfdo.certificates.deadline import MOST_PLACES, deadline_event, place_in_lines
from sgo_pfdo.certificates.explaining import reason_of
from sgo_pfdo.certificates.model import Certificate, Transition
from sgo_pfdo.certificates.rules.lifecycle import SHOWN, Status, Step
from sgo_pfdo.certificates.rules.required_papers import WORDS, Paper, papers_to_activate
from sgo_pfdo.certificates.rules.validity import days_left
from sgo_pfdo.config import Settings
from sgo_pfdo.documents import calendar_event
from sgo_pfdo.mail import outbox
from sgo_pfdo.mail.addresses import Recipient, recipient_of
from sgo_pfdo.mail.kinds import LETTERS, LetterKind, kinds_in
from sgo_pfdo.mail.model import Notice
from sgo_pfdo.mail.notices import OWN
from sgo_pfdo.mail.outbox import Letter
from sgo_pfdo.municipalities.known import Place
from sgo_pfdo.municipalities.model import Municipality
from sgo_pfdo.municipalities.rules import open_organisations, time_zone_of, today_in
from sgo_pfdo.secrets import Cipher
from sgo_pfdo.upkeep import leasing

TOO_LATE = timedelta(days=7)
"""News that nobody has sent for a week is none: a portal that sends no letters does not begin with all of them."""
SUBJECTS = {
    "issued": "Сертификат дополнительного образования получен: что делать дальше",
    "ending": "Сертификат дополнительного образования: подходит к концу срок активации",
    "activated": "Сертификат дополнительного образования активирован",
    "frozen": "Сертификат дополнительного образования заморожен",
    "unfrozen": "Сертификат дополнительного образования снова действует",
    "annulled": "Сертификат дополнительного образования аннулирован",
    "restored": "Сертификат дополнительного образования снова действует",
    "undone": "Сертификат дополнительного образования: действие отменено",
    "corrected": "Сертификат дополнительного образования: исправлены данные",
    "password": "Сертификат дополнительного образования: задан новый пароль",
    "entered": "Сертификат дополнительного образования: вход с нового устройства",
}
"""By template. No subject says a name or a number: it is shown on locked screens."""
_OF_STEP = {
    Step.ACTIVATE: "activated",
    Step.FREEZE: "frozen",
    Step.UNFREEZE: "unfrozen",
    Step.ANNUL: "annulled",
    Step.WITHDRAW_CONSENT: "annulled",
    Step.RESTORE: "restored",
    Step.UNDO: "undone",
}
_TO_ACTIVATE = frozenset({"issued", "ending"})
_log = logging.getLogger("sgo_pfdo")


class Links(NamedTuple):
    """The whole addresses that a letter leads to.

    :param page: the family's page.
    :param cabinet: where to sign in to the holder's cabinet, if there is one.
    :param information: the information page of the municipality.
    :param stop: ends such letters.
    """

    portal: str
    page: str
    cabinet: str | None
    information: str
    stop: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Writing:
    """What writing needs of an application.

    :param render: renders a template of the module: its name, then what it knows.
    :param links: gives the links of a letter, by the id of the notice, its key, and the code of the municipality.
    """

    settings: Settings
    cipher: Cipher
    render: Callable[..., str]
    links: Callable[[int, str, str], Links]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Facts:
    """What was found about a notice."""

    notice: Notice
    certificate: Certificate
    municipality: Municipality
    transition: Transition | None
    today: date

    @property
    def status(self) -> Status:
        return self.certificate.status(self.today)

    @property
    def template(self) -> str:
        if self.transition is not None:
            return _OF_STEP[Step(self.transition.step)]
        return self.notice.kind


def write_due(writing: Writing, clock: Callable[[], datetime]) -> int:
    """Write the letter of every notice that is due; several machines may do so at once, each letter is written once.

    :param clock: gives the moment, with a time zone.
    :return: how many letters went into the outbox.
    """
    written = 0
    while (claimed := database.perform(lambda session: _claim(session, clock()))) is not None:
        try:
            written += database.perform(partial(_write, notice_id=claimed[0], writing=writing, now=clock()))
        except Exception as error:  # a template of the host's must not stop the others, nor leak what it was given
            problem = type(error).__name__
            database.perform(partial(_put_back, claimed=claimed, problem=problem, now=clock()))
            _log.error("the letter of notice %d could not be written: %s", claimed[0], problem)
    return written


def _claim(session: Session, now: datetime) -> tuple[int, int] | None:
    waiting = select(Notice).where(Notice.written_at.is_(None))
    row = leasing.claim(session, Notice, waiting, now)
    return (row.id, row.attempts) if row is not None else None


def _put_back(session: Session, claimed: tuple[int, int], problem: str, now: datetime) -> None:
    leasing.postpone(session, Notice, *claimed, problem, now)


def _write(session: Session, notice_id: int, writing: Writing, now: datetime) -> bool:
    """Write a letter, unless another machine has, or there is nothing to tell any more."""
    taken = session.execute(
        update(Notice)
        .where(Notice.id == notice_id, Notice.written_at.is_(None))
        .values(written_at=now)
        .execution_options(synchronize_session=False)
    )
    if not taken.rowcount:  # type: ignore[attr-defined]
        return False
    facts = _read(session, notice_id, writing.settings, now)
    holder_id = facts.certificate.holder_id
    wishes = session.get(CabinetSettings, holder_id, populate_existing=True)
    recipient = recipient_of(session, facts.certificate, wishes, writing.cipher)
    if recipient is None or not _is_wanted(facts, wishes, writing.settings) or not _is_true(facts, now):
        return False
    facts.notice.link_key = key = new_link_key()
    links = writing.links(notice_id, key, facts.municipality.code)
    letter = _compose(session, facts, recipient, links, writing, now)
    outbox.put(session, writing.cipher, letter, topic=family_topic(holder_id), now=now)
    return True


def _read(session: Session, notice_id: int, settings: Settings, now: datetime) -> _Facts:
    notice, certificate, municipality, transition = session.execute(
        select(Notice, Certificate, Municipality, Transition)
        .join(Certificate, Notice.certificate_id == Certificate.id)
        .join(Municipality, Certificate.municipality_code == Municipality.code)
        .outerjoin(Transition, Notice.transition_id == Transition.id)
        .where(Notice.id == notice_id)
        .execution_options(populate_existing=True)
    ).one()
    return _Facts(
        notice=notice,
        certificate=certificate,
        municipality=municipality,
        transition=transition,
        today=today_in(municipality, settings, now),
    )


def _is_wanted(facts: _Facts, wishes: CabinetSettings | None, settings: Settings) -> bool:
    """Tell whether neither host nor municipality nor family has refused such letters."""
    kind = facts.notice.kind
    return kind in settings.letters and kind not in kinds_in(facts.municipality.letters_off) and wants(wishes, kind)


def _is_true(facts: _Facts, now: datetime) -> bool:
    """Tell whether it still is as the notice says, and the child's data is still there."""
    notice, certificate, transition = facts.notice, facts.certificate, facts.transition
    if notice.created_at < now - TOO_LATE or not certificate.surname:
        return False
    if notice.kind == LetterKind.ENDING and notice.details != certificate.end_date.isoformat():
        return False
    if facts.template in _TO_ACTIVATE and facts.status is not Status.INACTIVE:
        return False
    return transition is None or not transition.is_undone


def _compose(
    session: Session, facts: _Facts, recipient: Recipient, links: Links, writing: Writing, now: datetime
) -> Letter:
    certificate, template = facts.certificate, facts.template
    organisations = open_organisations(session, facts.municipality)
    places = [Place(one.name, one.address, one.telephone, one.hours) for one in organisations]
    known = _known(facts, recipient, links, places, writing.settings)
    text = _tidy(writing.render(f"letters/family/{template}.txt", **known))
    html = writing.render("letters/family/letter.html", subject=SUBJECTS[template], blocks=_blocks(text))
    calendar = None
    if template == LetterKind.ISSUED:
        event = deadline_event(certificate, places, now, portal=links.portal)
        calendar = calendar_event.draw(event).decode()
    return Letter(
        recipient=recipient.email,
        subject=SUBJECTS[template],
        text=text,
        html=html,
        calendar=calendar,
        stop=links.stop,
    )


def _known(
    facts: _Facts, recipient: Recipient, links: Links, places: list[Place], settings: Settings
) -> dict[str, Any]:
    """Gather what the templates know."""
    certificate, transition, municipality = facts.certificate, facts.transition, facts.municipality
    local = facts.notice.created_at.astimezone(time_zone_of(municipality, settings))
    own = [one for one in places if transition is not None and one.name == transition.organisation]
    shown = own or places[:MOST_PLACES]
    return {
        "links": links,
        "child": "" if recipient.is_holder else certificate.first_name,
        "certificate": certificate,
        "status": facts.status.value,
        "status_words": SHOWN[facts.status],
        "days_to_go": days_left(certificate.end_date, facts.today),
        "day": transition.day if transition is not None else local.date(),
        "moment": local,
        "reason": reason_of(transition) if transition is not None and transition.step != Step.UNDO else "",
        "organisation": transition.organisation if transition is not None else None,
        "told": LETTERS[facts.notice.kind],
        "details": facts.notice.details,
        "is_own_password": facts.notice.details == OWN,
        "may_come_alone": municipality.pupil_may_come_alone is not False,
        "papers": _papers(),
        "places": ["\n".join(place_in_lines(one)) for one in shown],
        "more_places": len(places) > MOST_PLACES and not own,
    }


def _papers() -> list[str]:
    """List what to bring, the last one with those who need it."""
    said = [WORDS[paper] for paper in papers_to_activate(attends_school=False, alone=False)]
    residence = WORDS[Paper.RESIDENCE]
    only = "только для тех, кто не ходит в детский сад или школу"
    return [f"{one} – {only}" if one == residence else one for one in said]


def _tidy(text: str) -> str:
    """Leave one empty line between paragraphs, wherever a template has left more."""
    lines = "\n".join(line.rstrip() for line in text.splitlines())
    return re.sub(r"\n{3,}", "\n\n", lines).strip() + "\n"


def _blocks(text: str) -> list[list[str]]:
    """Divide a text into paragraphs of lines, for the HTML that says the same."""
    return [block.split("\n") for block in text.strip().split("\n\n")]
