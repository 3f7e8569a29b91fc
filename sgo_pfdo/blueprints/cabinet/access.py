"""Who looks at which cabinet; every view of a cabinet begins with :func:`require_cabinet`.

The cabinet is named by the card id in the address and must be among the sessions of the device: two tabs never mix. A
session that came through the portal is good only while the same person is signed in there, and the child is theirs.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple, NoReturn

import flask
from markupsafe import Markup
from sqlalchemy import select

from sgo_pfdo import database
from sgo_pfdo.blueprints.cabinet.cookie import cookie_token
from sgo_pfdo.blueprints.common.forms import PfdoForm
from sgo_pfdo.blueprints.common.kept_forms import keep_draft
from sgo_pfdo.blueprints.common.rendering import render
from sgo_pfdo.blueprints.common.visitor import current_visitor
from sgo_pfdo.cabinet.admission import Admission
from sgo_pfdo.cabinet.reading import CabinetRecord, read_cabinet
from sgo_pfdo.cabinet.session_model import CabinetSession
from sgo_pfdo.cabinet.sessions import BY_NUMBER, is_stale, open_sessions, touch
from sgo_pfdo.certificates.model import Certificate, Holder
from sgo_pfdo.certificates.rules.eligibility import may_have_access
from sgo_pfdo.certificates.rules.lifecycle import Status
from sgo_pfdo.clock import is_recent
from sgo_pfdo.current import current_state
from sgo_pfdo.journal.writing import Actor
from sgo_pfdo.municipalities.model import Municipality
from sgo_pfdo.people import Role

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
    def certificate(self) -> Certificate:
        """The certificate of the cabinet."""
        return self.record.certificate

    @property
    def holder(self) -> Holder:
        """Its child."""
        return self.record.holder

    @property
    def municipality(self) -> Municipality:
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
        account = self.record.account
        return (
            self.municipality.force_password_change
            and self.is_by_number
            and self.may_change
            and current_state().register is None
            and account is not None
            and account.password_hash is None
        )

    @property
    def id(self) -> str:
        """Whose a draft is, see :func:`sgo_pfdo.blueprints.common.kept_forms.open_form`."""
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
    rows = open_sessions(session, cookie_token(), now)
    known = {one.id: one for one in session.scalars(_certificates_of(rows))}
    row = next((one for one in rows if known[one.certificate_id].card_id == card_id), None)
    if row is None:
        _ask_to_sign_in()
    session_id, actor, entered_at = row.id, Actor(role=row.actor_role, id=row.actor_id), row.entered_at
    certificate_id = row.certificate_id
    here = [OpenCabinet(known[one.certificate_id].card_id, known[one.certificate_id].first_name) for one in rows]
    if is_stale(row, now):
        database.perform(lambda inside: touch(inside, session_id, now))
    record = read_cabinet(session, certificate_id, settings=state.settings, now=now)
    if record is None or record.admission is Admission.NONE or not _is_still_theirs(actor, record):
        _ask_to_sign_in()
    cabinet = Cabinet(record=record, session_id=session_id, actor=actor, entered_at=entered_at, open_here=here)
    if cabinet.must_choose_password and flask.request.endpoint not in BEFORE_OWN_PASSWORD:
        flask.abort(flask.redirect(flask.url_for("sgo_pfdo_cabinet.own_password", card_id=card_id), 303))
    return cabinet


def _certificates_of(rows: Sequence[CabinetSession]) -> Any:
    return select(Certificate).where(Certificate.id.in_([row.certificate_id for row in rows]))


def _is_still_theirs(actor: Actor, record: CabinetRecord) -> bool:
    """Tell whether somebody who came through the portal is signed in there still, and has the child."""
    if actor.role == BY_NUMBER:
        return True
    visitor = current_visitor()
    viewer = visitor.viewer
    if viewer is None or viewer.id != actor.id:
        return False
    child = next((one for one in visitor.children if one.id == record.holder.pupil_id), None)
    if child is None:
        return False
    born = child.birth_date or record.holder.birth_date
    return may_have_access(
        by_pupil=viewer.role is Role.PUPIL, is_owner=viewer.is_owner, birth_date=born, today=record.today
    )


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


def require_recent_entry() -> Cabinet:
    """Give the cabinet if the person has shown who they are within ten minutes; else ask them for it first.

    For what guards the cabinet: the address of letters, the password, the presence kind, the consent.
    """
    cabinet = require_cabinet()
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
    return render(name, cabinet=cabinet, out_token=_token_field(), **context)


def _token_field() -> Markup:
    """Make the hidden field of the buttons that close cabinets; without an id, for the page has other tokens."""
    form = PfdoForm(formdata=None)
    if "csrf_token" not in form:
        return Markup("")
    return Markup('<input type="hidden" name="csrf_token" value="{}">').format(form["csrf_token"].current_token)


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
