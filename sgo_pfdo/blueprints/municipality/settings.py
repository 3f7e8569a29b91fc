"""The municipality's pages, for its operator: what is set, one page to change each setting, and the history of that."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

import flask
from flask.typing import ResponseReturnValue

from sgo_pfdo import database
from sgo_pfdo.blueprints.common.forms.base import choices
from sgo_pfdo.blueprints.common.forms.editing import conflict, done_word, refused, save, saved
from sgo_pfdo.blueprints.common.forms.keeping import open_form, read_form
from sgo_pfdo.blueprints.common.rendering import render
from sgo_pfdo.blueprints.common.staff import Operator, require_operator
from sgo_pfdo.blueprints.municipality import blueprint
from sgo_pfdo.blueprints.municipality.forms import (
    AloneForm,
    AuthorityForm,
    ChildrenForm,
    FirstPasswordForm,
    FundingForm,
    IntroductionForm,
    NumbersForm,
    RegisterOperatorForm,
    RegulationForm,
    SettingForm,
    TimeZoneForm,
    ValidityForm,
    WayForm,
)
from sgo_pfdo.blueprints.municipality.letters_form import LettersForm
from sgo_pfdo.blueprints.municipality.papers import listed_papers
from sgo_pfdo.certificates.history import LARGEST_ID, PAGE_SIZE, Line, what, who
from sgo_pfdo.config import Settings
from sgo_pfdo.current import current_state
from sgo_pfdo.funds.wording import SHORT_FUNDINGS
from sgo_pfdo.journal.settings_history import settings_history
from sgo_pfdo.municipalities import changes, editing
from sgo_pfdo.municipalities.rules import application_way_of, groups_of, organisations_of, time_zone_of
from sgo_pfdo.municipalities.zones import zone_choices, zone_in_words
from sgo_pfdo.plain import numbers
from sgo_pfdo.plain.wording import days, moment_in_words
from sgo_pfdo.programmes.reviewing import count_waiting
from sgo_pfdo.publications.listing import count_to_approve


@dataclass(frozen=True, slots=True)
class SettingPage:
    """A page that asks one question.

    :param path: the last part of the address; with underscores, the name of the view.
    :param lead: what the answer means, in a sentence or two.
    """

    path: str
    heading: str
    lead: str
    form: type[SettingForm]

    @property
    def endpoint(self) -> str:
        """The name of the view."""
        return self.path.replace("-", "_")

    @property
    def draft(self) -> str:
        """The name under which what was typed is kept when a session ends."""
        return f"municipality.{self.endpoint}"


SETTINGS = (
    SettingPage(
        "authority",
        "Уполномоченный орган",
        "Он отвечает за персональные данные: его название и адрес печатаются в бланке согласия. Если оставить пустым, "
        "в бланке будет строка, чтобы вписать от руки.",
        AuthorityForm,
    ),
    SettingPage(
        "register-operator",
        "Оператор АИС ПФДО",
        "Он обрабатывает персональные данные по поручению уполномоченного органа: его название и адрес печатаются в "
        "бланке согласия. Если оставить пустым, в бланке будет строка, чтобы вписать от руки.",
        RegisterOperatorForm,
    ),
    SettingPage(
        "children",
        "Сколько детей в муниципалитете",
        "По этому числу в сводке считается охват: какая доля детей получила сертификат. Семьи его не видят.",
        ChildrenForm,
    ),
    SettingPage(
        "regulation",
        "Документ о сертификатах",
        "На него ссылается страница с информацией для семей.",
        RegulationForm,
    ),
    SettingPage(
        "introduction",
        "Страница с информацией",
        "Она открыта всем и сама следует правилам: группам, возрастам, спискам документов и организаций. "
        "Вы пишете только вступление.",
        IntroductionForm,
    ),
    SettingPage(
        "way",
        "Как семья получает сертификат",
        "Изменение действует сразу. Если хватит одного нажатия, оно заменит и начатые заявки.",
        WayForm,
    ),
    SettingPage(
        "numbers",
        "Вид номера сертификата",
        "Изменение касается только новых сертификатов: у выданных номер остаётся прежним.",
        NumbersForm,
    ),
    SettingPage(
        "validity",
        "Срок для активации",
        "Сертификат, который за это время не активировали, перестаёт действовать, и семья может получить новый. "
        "У выданных сертификатов срок останется прежним.",
        ValidityForm,
    ),
    SettingPage(
        "funding",
        "Тип новых сертификатов",
        "Изменение касается только новых сертификатов. Номинал и число программ задаются на странице «Периоды и "
        "номиналы».",
        FundingForm,
    ),
    SettingPage(
        "time-zone",
        "Часовой пояс",
        "По нему считаются день рождения ребёнка и последний день сертификата.",
        TimeZoneForm,
    ),
    SettingPage(
        "alone",
        "Может ли ребёнок прийти один",
        "С 14 лет ребёнок подписывает заявление сам. Здесь вы решаете, должен ли с ним прийти родитель, "
        "чтобы активировать сертификат.",
        AloneForm,
    ),
    SettingPage(
        "letters",
        "Письма семьям",
        "Они приходят только на подтверждённый адрес, и семья может отказаться от любых. Те, что не отмечены, не "
        "придут никому.",
        LettersForm,
    ),
    SettingPage(
        "first-password",
        "Пароль с листа",
        "Лист с учётными данными печатают и хранят дома: его может увидеть кто угодно. Вход через школьный портал "
        "этот выбор не меняет.",
        FirstPasswordForm,
    ),
)


@blueprint.get("")
def page() -> ResponseReturnValue:
    """Show everything that is set, each with a link to change it."""
    operator = require_operator()
    session, state = database.current_session(), current_state()
    municipality = operator.municipality
    return render(
        "municipality/settings.html",
        municipality=municipality,
        groups=groups_of(session, municipality),
        organisations=organisations_of(session, municipality),
        papers=listed_papers(session, municipality),
        rules=_rules(operator, state.settings),
        lacks_codes=_lacks_codes(operator, state.settings),
        to_review=count_waiting(session, municipality.code),
        to_approve=count_to_approve(session, municipality.code),
        done=done_word(),
    )


def _rules(operator: Operator, settings: Settings) -> list[tuple[str, str, str]]:
    """List the rules of issuing: what each is called, what holds, and where it is changed."""
    municipality = operator.municipality
    zone = time_zone_of(municipality, settings)
    format_name = municipality.number_format or settings.number_format
    return [
        ("Получение на портале", changes.APPLICATION_WAYS[application_way_of(municipality, settings)], "way"),
        ("Вид номера", changes.NUMBER_FORMATS[format_name], "numbers"),
        ("Срок для активации", days(municipality.validity_days or settings.validity_days), "validity"),
        ("Тип новых сертификатов", SHORT_FUNDINGS[municipality.funding], "funding"),
        ("Часовой пояс", zone_in_words(zone.key, current_state().host.now()), "time_zone"),
        (
            "С 14 лет без родителя",
            "нет, нужен родитель" if municipality.pupil_may_come_alone is False else "да, можно прийти одному",
            "alone",
        ),
        ("Письма семьям", changes.MUNICIPALITY["letters_off"].value(municipality.letters_off), "letters"),
        (
            "Пароль с листа",
            "при первом входе в кабинет его меняют" if municipality.force_password_change else "можно не менять",
            "first_password",
        ),
    ]


def _lacks_codes(operator: Operator, settings: Settings) -> bool:
    """Tell whether numbers cannot be made for want of the codes they begin with."""
    municipality = operator.municipality
    format_name = municipality.number_format or settings.number_format
    return format_name == numbers.PFDO10 and not (municipality.region_code and municipality.municipality_code)


def setting(asked: SettingPage) -> ResponseReturnValue:
    """Show the page of one setting, or save what was answered."""
    operator = require_operator()
    if flask.request.method == "POST":
        return _save(asked, operator)
    form = open_form(asked.form, operator.viewer, asked.draft)
    if not form.is_restored:
        stored = editing.settings_of(operator.municipality, form.columns)
        form.fill(stored)
        form.seen.data = editing.fingerprint(stored)
    return _show(asked, operator, form)


def _save(asked: SettingPage, operator: Operator) -> ResponseReturnValue:
    form = read_form(asked.form, operator.viewer, asked.draft)
    _prepare(operator, form)
    if not form.validate_on_submit():
        return refused(form, partial(_show, asked, operator, form))
    try:
        is_new = save(
            operator,
            form.seen.data,
            asked.draft,
            lambda session, edit: editing.change_settings(session, form.values, edit),
        )
    except editing.SettingsChangedError:
        stored = editing.settings_of(operator.municipality, form.columns)
        form.seen.data = editing.fingerprint(stored)
        return conflict(_in_words(stored), partial(_show, asked, operator, form))
    return saved(is_new)


def _in_words(stored: Mapping[str, Any]) -> list[tuple[str, str]]:
    words = changes.MUNICIPALITY
    return [(words[name].label, words[name].value(value)) for name, value in stored.items()]


def _prepare(operator: Operator, form: SettingForm) -> None:
    """Fill in the choices that depend on the municipality."""
    if isinstance(form, TimeZoneForm):
        state = current_state()
        stored = operator.municipality.time_zone
        form.time_zone.choices = choices(zone_choices(stored, state.settings.time_zone, state.host.now()))
    elif isinstance(form, NumbersForm) and form.number_format.data is None and not form.is_submitted():
        form.number_format.data = current_state().settings.number_format
    elif isinstance(form, WayForm) and form.application_way.data is None and not form.is_submitted():
        form.application_way.data = current_state().settings.application_way


def _show(
    asked: SettingPage, operator: Operator, form: SettingForm, *, problem: str | None = None, **context: Any
) -> str:
    _prepare(operator, form)
    return render(
        "municipality/setting.html",
        municipality=operator.municipality,
        heading=asked.heading,
        lead=asked.lead,
        form=form,
        fields=[form[name] for name in form.columns],
        problem=problem,
        action=flask.url_for(f"sgo_pfdo_municipality.{asked.endpoint}"),
        **context,
    )


@blueprint.get("/history")
def history() -> ResponseReturnValue:
    """Show who changed which setting, newest first: «История изменений»."""
    operator = require_operator()
    before = flask.request.args.get("before", type=int)
    if before is not None and not 0 < before <= LARGEST_ID:
        before = None
    municipality = operator.municipality
    entries = settings_history(database.current_session(), municipality.code, before=before, limit=PAGE_SIZE + 1)
    zone = time_zone_of(municipality, current_state().settings)
    lines = [
        Line(
            when=moment_in_words(entry.at, zone),
            machine_time=entry.at.astimezone(zone).isoformat(timespec="seconds"),
            who=who(operator.viewer, entry.actor_id, entry.actor_role, entry.organisation),
            what=entry.details or what(entry),
        )
        for entry in entries[:PAGE_SIZE]
    ]
    older = entries[PAGE_SIZE - 1].id if len(entries) > PAGE_SIZE else None
    return render("municipality/history.html", municipality=municipality, lines=lines, older=older)


for page_of_setting in SETTINGS:
    blueprint.add_url_rule(
        f"/{page_of_setting.path}",
        page_of_setting.endpoint,
        partial(setting, page_of_setting),
        methods=["GET", "POST"],
    )
