"""«Личные данные» (S001, part 3): everything that a family settles, each with a page that asks one question."""

from collections.abc import Mapping
from functools import partial
from typing import NamedTuple
from zoneinfo import ZoneInfo

import flask
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from sgo_pfdo import database
from sgo_pfdo.applications.email_address import shown
from sgo_pfdo.blueprints.cabinet import blueprint
from sgo_pfdo.blueprints.cabinet.access import Cabinet, render_cabinet, require_cabinet
from sgo_pfdo.blueprints.cabinet.settings.common import (
    SETTINGS,
    back_to_settings,
    or_nothing,
    own_record,
    refused,
    require_changeable,
    require_entry,
    save,
    show_form,
    stored_of,
)
from sgo_pfdo.blueprints.cabinet.settings.forms import (
    NoticesForm,
    PlaceForm,
    PresenceForm,
    RepresentativeForm,
)
from sgo_pfdo.blueprints.common.forms.keeping import open_form, read_form
from sgo_pfdo.cabinet import settings as stored
from sgo_pfdo.cabinet.applicant import Place, Representative
from sgo_pfdo.cabinet.consent import consent_of, ends_of
from sgo_pfdo.cabinet.emails import confirmed_email, stage_of
from sgo_pfdo.cabinet.model import CabinetSettings
from sgo_pfdo.cabinet.presence import EXPLANATIONS, LABELS, PresenceKind
from sgo_pfdo.certificates.credentials import account_of
from sgo_pfdo.current import current_state
from sgo_pfdo.mail.addresses import recipient_of
from sgo_pfdo.mail.kinds import LETTERS, kinds_in
from sgo_pfdo.municipalities.rules import time_zone_of
from sgo_pfdo.plain.wording import date_in_words, moment_in_words

DONE: Mapping[str, str] = {
    "saved": "Сохранено.",
    "same": "Ничего не изменилось: это уже было записано.",
    "presence": "Тип подтверждения присутствия выбран.",
    "sent": "Письмо отправлено. Перейдите по ссылке из него, чтобы подтвердить адрес.",
    "email_removed": "Адрес электронной почты удалён.",
    "email_kept": "Оставлен прежний адрес электронной почты.",
    "email_same": "Этот адрес уже подтверждён.",
    "accepted": "Согласие получено.",
    "withdrawn": "Согласие отозвано. Передумать можно в течение трёх дней.",
    "taken_back": "Отзыв согласия отменён: всё остаётся как было.",
}
"""What a redirect may say has just been done."""


class Told(NamedTuple):
    """What the overview says; ``None`` where nothing is set.

    :param lost: what could not be read because the key of the portal was lost.
    """

    representative: Representative | None
    place: Place | None
    email: str | None
    new_email: str | None
    lost: bool


@blueprint.get(SETTINGS, endpoint="settings")
def page(card_id: str) -> ResponseReturnValue:
    """Show everything that is set, each with a link to change it."""
    cabinet = require_cabinet()
    session, state = database.current_session(), current_state()
    settings, now = stored.settings_of(session, cabinet.holder.id), state.host.now()
    zone = time_zone_of(cabinet.municipality, state.settings)
    ends_at = ends_of(settings) if settings else None
    account = account_of(session, cabinet.certificate)
    return render_cabinet(
        "cabinet/settings/overview.html",
        cabinet,
        settings=settings,
        told=_told(settings),
        presence=stored.presence_of(settings),
        has_chosen=stored.has_chosen_presence(settings),
        is_phrase_old=settings is not None and stored.is_phrase_old(settings, now),
        labels=LABELS,
        explanations=EXPLANATIONS,
        email_stage=stage_of(settings, now),
        notices=[LETTERS[name] for name in _offered(cabinet) if stored.wants(settings, name)],
        consent=consent_of(settings, now),
        consent_day=_day(settings, zone),
        withdrawal_ends=moment_in_words(ends_at, zone) if ends_at else "",
        has_account=account is not None and account.closed_at is None,
        done=DONE.get(flask.request.args.get("done", "")),
    )


def _told(settings: CabinetSettings | None) -> Told:
    cipher = current_state().cipher
    if settings is None:
        return Told(None, None, None, None, lost=False)
    written = (settings.representative, settings.place, settings.email, settings.new_email)
    lost = any(one is not None and stored.readable(one, cipher) is None for one in written)
    representative = or_nothing(lambda: stored.representative_of(settings, cipher))
    place = or_nothing(lambda: stored.place_of(settings, cipher))
    email = confirmed_email(settings, cipher)
    new_email = stored.readable(settings.new_email, cipher) if settings.new_email else None
    return Told(
        representative if representative and not representative.is_empty else None,
        place if place and not place.is_empty else None,
        shown(email) if email else None,
        shown(new_email) if new_email else None,
        lost,
    )


def _day(settings: CabinetSettings | None, zone: ZoneInfo) -> str:
    """Say when the consent with the present text was given.

    :param zone: of the municipality.
    """
    given_at = (settings.rules_changed_at or settings.rules_given_at) if settings else None
    if given_at is None:
        return ""
    return date_in_words(given_at.astimezone(zone).date())


@blueprint.route(f"{SETTINGS}/representative", methods=["GET", "POST"])
def representative(card_id: str) -> ResponseReturnValue:
    """Ask who represents the child; what the portal knows stands there already."""
    cabinet, cipher = require_changeable(), current_state().cipher
    record = own_record(cabinet)
    show = partial(show_form, "cabinet/settings/representative.html", cabinet)
    if flask.request.method == "GET":
        form = open_form(RepresentativeForm, cabinet, "representative", obj=_known_parent(cabinet))
        form.know(record)
        return show(form)
    form = read_form(RepresentativeForm, cabinet, "representative")
    form.know(record)
    if not form.validate_on_submit():
        return refused(form, partial(show, form))
    is_new = save(
        lambda session, change: stored.set_representative(session, change, form.value, cipher), draft="representative"
    )
    return back_to_settings("saved" if is_new else "same")


def _known_parent(cabinet: Cabinet) -> Representative:
    """Give what is stored of the parent, or else what the portal knows."""
    cipher = current_state().cipher
    known = or_nothing(lambda: stored.representative_of(stored_of(cabinet), cipher)) or Representative()
    if not known.is_empty:
        return known
    record = own_record(cabinet)
    return Representative(
        surname=record.surname,
        first_name=record.first_name,
        patronymic=record.patronymic,
        telephone=record.telephone,
    )


@blueprint.route(f"{SETTINGS}/place", methods=["GET", "POST"])
def place(card_id: str) -> ResponseReturnValue:
    """Ask for the convenient address: «Указать удобный адрес для посещения занятий»."""
    cabinet, cipher = require_changeable(), current_state().cipher
    show = partial(show_form, "cabinet/settings/place.html", cabinet)
    if flask.request.method == "GET":
        known = or_nothing(lambda: stored.place_of(stored_of(cabinet), cipher)) or Place()
        point = f"{known.latitude}, {known.longitude}" if known.latitude is not None else None
        return show(open_form(PlaceForm, cabinet, "place", address=known.address, point=point))
    form = read_form(PlaceForm, cabinet, "place")
    if not form.validate_on_submit():
        return refused(form, partial(show, form))
    is_new = save(lambda session, change: stored.set_place(session, change, form.value, cipher), draft="place")
    return back_to_settings("saved" if is_new else "same")


@blueprint.route(f"{SETTINGS}/presence", methods=["GET", "POST"])
def presence(card_id: str) -> ResponseReturnValue:
    """Ask how organisations may enrol the child: «Обязательно выберите …» (S001)."""
    cabinet = require_entry()
    settings = stored_of(cabinet)
    has_phrase = settings is not None and settings.phrase_hash is not None
    show = partial(
        show_form,
        "cabinet/settings/presence.html",
        cabinet,
        explanations=EXPLANATIONS,
        has_phrase=has_phrase,
        has_chosen=stored.has_chosen_presence(settings),
    )
    if flask.request.method == "GET":
        return show(open_form(PresenceForm, cabinet, "presence", kind=stored.presence_of(settings).value))
    form = read_form(PresenceForm, cabinet, "presence")
    form.about(cabinet.certificate, has_phrase=has_phrase)
    if not form.validate_on_submit():
        return refused(form, partial(show, form))
    kind = PresenceKind(form.kind.data)
    try:
        is_new = save(
            lambda session, change: stored.choose_presence(session, change, kind, form.folded),
            require_entry,
            draft="presence",
        )
    except stored.PhraseMissingError:  # it was taken away in another tab
        form.phrase.errors = ["Придумайте кодовую фразу."]
        return show(form, problem="fields", status=422)
    return back_to_settings("presence" if is_new else "same")


@blueprint.route(f"{SETTINGS}/notices", methods=["GET", "POST"])
def notices(card_id: str) -> ResponseReturnValue:
    """Ask which letters come."""
    cabinet = require_changeable()
    settings, offered = stored_of(cabinet), _offered(cabinet)
    recipient = recipient_of(database.current_session(), cabinet.certificate, settings, current_state().cipher)
    show = partial(show_form, "cabinet/settings/notices.html", cabinet, has_email=recipient is not None)
    if flask.request.method == "GET":
        wanted = [name for name in offered if stored.wants(settings, name)]
        form = open_form(NoticesForm, cabinet, "notices", wanted=wanted)
        form.offer(offered)
        return show(form)
    form = read_form(NoticesForm, cabinet, "notices")
    form.offer(offered)
    if not form.validate_on_submit():
        return refused(form, partial(show, form))
    wanted = form.wanted.data or []

    def action(session: Session, change: stored.Change) -> bool:
        wishes = stored.settings_of(session, change.holder_id)
        kept = [name for name in LETTERS if name not in offered and stored.wants(wishes, name)]
        return stored.choose_notices(session, change, [*kept, *wanted])

    return back_to_settings("saved" if save(action, draft="notices") else "same")


def _offered(cabinet: Cabinet) -> list[str]:
    """List the kinds of letters that a family can choose: those that portal and municipality send."""
    refused_there = kinds_in(cabinet.municipality.letters_off)
    return [kind for kind in LETTERS if kind in current_state().settings.letters and kind not in refused_there]
