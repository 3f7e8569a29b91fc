"""One programme: made and edited by steps, sent, taken back, copied, put away."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import flask
from flask.typing import ResponseReturnValue
from sqlalchemy import select
from sqlalchemy.orm import Session

from sgo_pfdo import database
from sgo_pfdo.blueprints.common.forms.base import choices
from sgo_pfdo.blueprints.common.forms.records import RecordForm
from sgo_pfdo.blueprints.common.staff import ProviderWorker, require_provider
from sgo_pfdo.blueprints.provider import blueprint
from sgo_pfdo.blueprints.provider.forms import AboutForm, MainForm, PlacesForm, PressForm, offer_addresses
from sgo_pfdo.blueprints.provider.saving import (
    FormPage,
    answer,
    done_at,
    form_for,
    own_programme,
    press,
    saved_word,
)
from sgo_pfdo.blueprints.provider.showing import show_programme
from sgo_pfdo.blueprints.provider.words import WHY_LOCKED
from sgo_pfdo.plain.changed import ChangedMeanwhileError
from sgo_pfdo.programmes.acting import By, FieldsRefusedError
from sgo_pfdo.programmes.editing import (
    CHOSEN_BY_PROVIDER,
    add_programme,
    change_programme,
    copy_programme,
)
from sgo_pfdo.programmes.model import Programme, ProgrammeAddress
from sgo_pfdo.programmes.provider_model import ProviderAddress
from sgo_pfdo.programmes.rules.lifecycle import State, Step, StepImpossibleError
from sgo_pfdo.programmes.rules.records import PROGRAMME, Values, read_record
from sgo_pfdo.programmes.rules.writing import written
from sgo_pfdo.programmes.steps import take_step
from sgo_pfdo.programmes.traits import FIELDS, traits_of

STEPS = frozenset({Step.SEND, Step.PUBLISH_PAID, Step.TAKE_BACK, Step.ARCHIVE, Step.RESTORE})
"""What a press can do with a programme as a whole."""


@dataclass(frozen=True, slots=True)
class _Stage:
    """A step of the form: what it asks, and which one comes after it while a programme is made."""

    form: type[RecordForm]
    heading: str
    after: str | None


STAGES: Mapping[str, _Stage] = {
    "main": _Stage(MainForm, "Основное", "about"),
    "about": _Stage(AboutForm, "О программе", "places"),
    "places": _Stage(PlacesForm, "Где и для кого", None),
}


@blueprint.route("/new", methods=["GET", "POST"])
def new() -> ResponseReturnValue:
    """Begin a programme: what is saved first is a draft."""
    worker, draft = require_provider(), "provider.new"
    page = FormPage(
        worker=worker,
        form=form_for(MainForm, worker, draft),
        heading="Новая программа",
        lead="Шаг 1 из 3. После него программа сохранится как черновик, и к ней можно вернуться в любой день.",
        button="Сохранить и дальше",
        back=(flask.url_for("sgo_pfdo_provider.page"), "Все программы"),
        draft=draft,
        known=PROGRAMME,
    )

    def write(session: Session, worker: ProviderWorker, by: By, values: Values) -> str:
        blank, _ = read_record(PROGRAMME, {})
        programme = add_programme(session, worker.provider, blank | values, by)
        return _address("stage", programme.card_id, stage="about", new=1)

    return answer(page, write)


@blueprint.get("/p/<card_id>", endpoint="programme")
def show(card_id: str) -> ResponseReturnValue:
    """Show a programme with its parts and groups, and what can be done with it."""
    worker = require_provider()
    return show_programme(worker, own_programme(worker, card_id))


@blueprint.route("/p/<card_id>/<any(main, about, places):stage>", methods=["GET", "POST"])
def stage(card_id: str, stage: str) -> ResponseReturnValue:
    """Change what one step of the form asks."""
    worker = require_provider()
    programme, asked = own_programme(worker, card_id), STAGES[stage]
    draft = f"provider.{stage} {card_id}"
    form = form_for(asked.form, worker, draft)
    if isinstance(form, PlacesForm):
        _offer(form, programme)
    if isinstance(form, MainForm):
        registers = traits_of(database.current_session(), programme.id)[FIELDS["registers"]]
        form.kept = frozenset(registers - CHOSEN_BY_PROVIDER)
    is_new = bool(flask.request.args.get("new"))
    after = asked.after if is_new else None
    page = FormPage(
        worker=worker,
        form=form,
        heading=asked.heading,
        lead=_lead(stage, programme, is_new=is_new),
        button="Сохранить и дальше" if is_new else "Сохранить",
        back=(_address("programme", card_id), programme.short_name),
        draft=draft,
        known=PROGRAMME,
        stored=lambda: _stored(own_programme(worker, card_id)),
    )

    def write(session: Session, worker: ProviderWorker, by: By, values: Values) -> str:
        addresses = _chosen(form) if isinstance(form, PlacesForm) else None
        programme = own_programme(worker, card_id)
        done = change_programme(session, programme, values, by, seen=form.seen_version, addresses=addresses)
        if after is not None:
            return _address("stage", card_id, stage=after, new=1)
        return done_at("programme", saved_word(done), card_id=card_id)

    return answer(page, write)


def _lead(stage: str, programme: Programme, *, is_new: bool) -> str | None:
    if is_new:
        return f"Шаг {list(STAGES).index(stage) + 1} из 3. Поля можно заполнить и позже."
    if programme.state == State.PUBLISHED:
        return (
            "Программа опубликована. Телефон, ключевые слова и ссылки меняются сразу. Если изменить остальное, "
            "программа уйдёт на новую проверку, и до её конца семьи программу не увидят."
        )
    return WHY_LOCKED.get(State(programme.state))


def _stored(programme: Programme) -> tuple[int, dict[str, str]]:
    """Read what stands in a programme, as texts of its form."""
    session = database.current_session()
    values: dict[str, Any] = {name: getattr(programme, name) for name in PROGRAMME if hasattr(programme, name)}
    traits = traits_of(session, programme.id)
    texts = written(values | {name: traits[kind] for name, kind in FIELDS.items()})
    rows = _addresses_of(programme)
    main = [str(number) for number, is_main in rows if is_main]
    more = [str(number) for number, is_main in rows if not is_main]
    return programme.version, texts | {"address": "".join(main), "more": ", ".join(more)}


def _addresses_of(programme: Programme) -> list[tuple[int, bool]]:
    query = select(ProgrammeAddress.address_id, ProgrammeAddress.is_main).where(
        ProgrammeAddress.programme_id == programme.id
    )
    return [(number, is_main) for number, is_main in database.current_session().execute(query)]


def _offer(form: PlacesForm, programme: Programme) -> None:
    """Offer the open addresses of the organisation, and those that the programme has."""
    used = [number for number, _ in _addresses_of(programme)]
    query = select(ProviderAddress.id, ProviderAddress.text).where(
        ProviderAddress.provider_code == programme.provider_code,
        ProviderAddress.is_open | ProviderAddress.id.in_(used),
    )
    rows = [(number, text) for number, text in database.current_session().execute(query.order_by(ProviderAddress.text))]
    offer_addresses(form.address, rows, "Ещё не указан")
    form.more.choices = choices([(str(number), text) for number, text in rows])


def _chosen(form: PlacesForm) -> list[int]:
    """Read which addresses are chosen, the main one first; what is no number is refused like somebody else's."""
    chosen = [one for one in (form.address.data, *(form.more.data or ())) if one]
    if not all(one.isascii() and one.isdigit() and len(one) < 10 for one in chosen):
        raise FieldsRefusedError({"address": "такого адреса у организации нет"})
    if not form.address.data and chosen:
        raise FieldsRefusedError({"address": "выберите основной адрес"})
    return [int(one) for one in chosen]


@blueprint.post("/p/<card_id>/step", endpoint="step")
def take(card_id: str) -> ResponseReturnValue:
    """Take a step with a programme."""
    worker = require_provider()
    programme = own_programme(worker, card_id)
    form = PressForm()
    if not form.validate_on_submit():
        return show_programme(worker, programme, problem="token"), 400
    step = _asked(form.step.data)

    def write(session: Session, worker: ProviderWorker, by: By) -> str:
        programme = own_programme(worker, card_id)
        take_step(session, programme, step, by, seen=form.seen_version)
        return done_at("programme", "step", card_id=card_id)

    try:
        return flask.redirect(press(worker, write), 303)
    except FieldsRefusedError as error:
        return show_programme(worker, own_programme(worker, card_id), problem="lacks", faults=error.faults), 422
    except (ChangedMeanwhileError, StepImpossibleError):
        return show_programme(worker, own_programme(worker, card_id), problem="changed"), 409


def _asked(word: str | None) -> Step:
    step = next((one for one in STEPS if one == word), None)
    if step is None:
        flask.abort(404)
    return step


@blueprint.post("/p/<card_id>/copy")
def copy(card_id: str) -> ResponseReturnValue:
    """Copy a programme with its parts as a draft."""
    worker = require_provider()
    programme = own_programme(worker, card_id)
    form = PressForm()
    if not form.validate_on_submit():
        return show_programme(worker, programme, problem="token"), 400

    def write(session: Session, worker: ProviderWorker, by: By) -> str:
        copied = copy_programme(session, own_programme(worker, card_id), by)
        return done_at("programme", "step", card_id=copied.card_id)

    return flask.redirect(press(worker, write), 303)


def _address(endpoint: str, card_id: str, **values: Any) -> str:
    return flask.url_for(f"sgo_pfdo_provider.{endpoint}", card_id=card_id, **values)
