"""Who looks at which cabinet; every view of a cabinet begins with :func:`require_cabinet`.

The cabinet is named by the card id in the address and must be among the sessions of the device: two tabs never mix. A
session that came through the portal is good only while the same person is signed in there, and the child is theirs.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple, NoReturn

import flask

from sgo_pfdo import database
from sgo_pfdo.blueprints.cabinet.cookie import cookie_token
from sgo_pfdo.blueprints.common.forms.base import token_field
from sgo_pfdo.blueprints.common.forms.keeping import keep_draft
from sgo_pfdo.blueprints.common.rendering import render
from sgo_pfdo.blueprints.common.visitor import current_visitor
from sgo_pfdo.cabinet.admission import Admission
from sgo_pfdo.cabinet.reading import CabinetRecord, open_on, record_of
from sgo_pfdo.cabinet.sessions import BY_NUMBER, is_stale, touch
from sgo_pfdo.certificates.family_reading import KnownCertificate, KnownHolder
from sgo_pfdo.certificates.holders import pupil_ids_of
from sgo_pfdo.certificates.rules.eligibility import may_have_access
from sgo_pfdo.certificates.rules.lifecycle import Status
from sgo_pfdo.clock import is_recent
from sgo_pfdo.current import current_state
from sgo_pfdo.journal.writing import Actor
from sgo_pfdo.municipalities.known import KnownMunicipality
from sgo_pfdo.people import Pupil, Role

RECENT = timedelta(minutes=10)
"""How long somebody who has shown who they are may change what guards the cabinet."""


BEFORE_OWN_PASSWORD = frozenset(
    f"sgo_pfdo_cabinet.{name}"
    for name in (
        *("own_password", "choose_password", "entry", "enter_again", "send_code", "sign_out"),
        *("extract_done", "extract_pdf"),  # the sheet with a new password can still be saved
    )
)
"""What can be opened before an own password was chosen, where the municipality wants one."""


class OpenCabinet(NamedTuple):
    """A cabinet that is open on the device, for the list to switch by."""

    card_id: str
    first_name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Cabinet:
    """A cabinet that is open, and whoever has it open.

    :param session_id: of the session of this device.
    :param entered_at: when the person last showed who they are.
    :param open_here: all cabinets open on the device, this one too.
    """

    record: CabinetRecord
    session_id: int
    actor: Actor
    entered_at: datetime
    open_here: Sequence[OpenCabinet]

    @property
    def certificate(self) -> KnownCertificate:
        """The certificate of the cabinet."""
        return self.record.certificate

    @property
    def holder(self) -> KnownHolder:
        """Its child."""
        return self.record.holder

    @property
    def municipality(self) -> KnownMunicipality:
        """The municipality that issued it."""
        return self.record.municipality

    @property
    def card_id(self) -> str:
        """What names it in addresses."""
        return self.certificate.card_id

    @property
    def today(self) -> date:
        """The date in the municipality."""
        return self.record.today

    @property
    def status(self) -> Status:
        """The status that counts today."""
        return self.record.status

    @property
    def may_change(self) -> bool:
        """Whether anything can be changed; an ended certificate can be read for 30 days and no more."""
        return self.record.admission is Admission.CHANGE

    @property
    def is_by_number(self) -> bool:
        """Whether the person came with number and password, and not through the portal."""
        return self.actor.role == BY_NUMBER

    @property
    def must_choose_password(self) -> bool:
        """Whether the municipality wants an own password first: it was opened with that of the sheet."""
        return (
            self.municipality.force_password_change
            and self.is_by_number
            and self.may_change
            and current_state().register is None
            and not self.record.has_own_password
        )

    @property
    def id(self) -> str:
        """Whose a draft is, see :func:`sgo_pfdo.blueprints.common.forms.keeping.open_form`."""
        return f"cabinet {self.card_id}"

    @property
    def full_name(self) -> str:
        """The child's name as issued."""
        one = self.certificate
        return " ".join(part for part in (one.surname, one.first_name, one.patronymic) if part)


def require_cabinet() -> Cabinet:
    """Give the cabinet that the address names, or end the request with the sign-in page.

    It reads ``card_id`` from the address, and may stand in :func:`sgo_pfdo.blueprints.common.acting.act`. What somebody
    typed whose session had ended is kept for them.
    """
    state, session, now = current_state(), database.current_session(), current_state().host.now()
    card_id = (flask.request.view_args or {}).get("card_id", "")
    found = open_on(session, cookie_token(), now)
    one = next((one for one in found if one.stored.certificate.card_id == card_id), None)
    if one is None:
        _ask_to_sign_in()
    known, actor = one.session, Actor(role=one.session.actor_role, id=one.session.actor_id)
    if is_stale(known.seen_at, now):
        database.perform(lambda inside: touch(inside, known.id, now))
    record = record_of(session, one.stored, settings=state.settings, now=now)
    if record.admission is Admission.NONE or not _is_still_theirs(actor, record):
        _ask_to_sign_in()
    here = [OpenCabinet(stored.certificate.card_id, stored.certificate.first_name) for _, stored in found]
    cabinet = Cabinet(record=record, session_id=known.id, actor=actor, entered_at=known.entered_at, open_here=here)
    if cabinet.must_choose_password and flask.request.endpoint not in BEFORE_OWN_PASSWORD:
        flask.abort(flask.redirect(flask.url_for("sgo_pfdo_cabinet.own_password", card_id=card_id), 303))
    return cabinet


def _is_still_theirs(actor: Actor, record: CabinetRecord) -> bool:
    """Tell whether somebody who came through the portal is signed in there still, and has the child."""
    if actor.role == BY_NUMBER:
        return True
    visitor = current_visitor()
    viewer = visitor.viewer
    if viewer is None or viewer.id != actor.id:
        return False
    child = child_in_portal(record.holder)
    if child is None:
        return False
    born = child.birth_date or record.holder.birth_date
    return may_have_access(
        by_pupil=viewer.role is Role.PUPIL, is_owner=viewer.is_owner, birth_date=born, today=record.today
    )


def child_in_portal(holder: KnownHolder) -> Pupil | None:
    """Find the child of a cabinet among those of whoever is signed in; the portal may have two records of it."""
    children = current_visitor().children
    found = next((one for one in children if one.id == holder.pupil_id), None)
    if found is None and children:
        known = pupil_ids_of(database.current_session(), holder.id)
        found = next((one for one in children if one.id in known), None)
    return found


def _ask_to_sign_in() -> NoReturn:
    """End the request with the sign-in page, which leads back here; the same for foreign cabinets and made-up ones."""
    keep_draft()
    flask.abort(flask.redirect(flask.url_for("sgo_pfdo_cabinet.sign_in", next=_this_page(), ended="1"), 303))


def _this_page() -> str:
    """Give the address of this page in the form that :func:`safe_next` compares, whatever the host's prefixes are.

    An address that only takes a press leads to the page above it, where its button stands.
    """
    adapter = flask.current_app.create_url_adapter(flask.request)
    page = flask.url_for(flask.request.endpoint or "", **(flask.request.view_args or {}))
    return page if adapter is not None and adapter.test(method="GET") else page.rpartition("/")[0]


def recently_entered(cabinet: Cabinet) -> Cabinet:
    """Give a cabinet back if the person has shown who they are within ten minutes; else ask them for it first.

    For what guards the cabinet: the address of letters, the password, the presence kind, the consent.
    """
    if not is_recent(cabinet.entered_at, current_state().host.now(), RECENT):
        keep_draft()
        ask = flask.url_for("sgo_pfdo_cabinet.entry", card_id=cabinet.card_id, next=_this_page())
        flask.abort(flask.redirect(ask, 303))
    return cabinet


def require_may_change() -> Cabinet:
    """Give the cabinet, or end the request with 403 where its certificate has ended."""
    cabinet = require_cabinet()
    if not cabinet.may_change:
        flask.abort(403)
    return cabinet


def render_cabinet(name: str, cabinet: Cabinet, /, **context: Any) -> str:
    """Render a page of a cabinet, with its menu and the list of cabinets to switch by.

    :param name: within ``templates/sgo_pfdo/``; it extends ``sgo_pfdo/cabinet/base.html``.
    :param context: names without their prefix ``pfdo_``.
    """
    return render(name, cabinet=cabinet, out_token=token_field(), **context)


def safe_next(card_id: str | None = None) -> str | None:
    """Read where somebody wanted to go: a page of a cabinet, and nowhere else.

    :param card_id: only pages of this cabinet.
    """
    wanted = flask.request.values.get("next", "")
    begin = flask.url_for("sgo_pfdo_cabinet.page", card_id=card_id) if card_id else None
    if begin is None or (wanted != begin and not wanted.startswith(begin + "/")):
        return None
    is_plain = wanted.isascii() and all(sign.isalnum() or sign in "/-_.%" for sign in wanted) and ".." not in wanted
    return wanted if is_plain else None
