"""What people read of each reason: how things stand, and the next step."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import NamedTuple

from sgo_pfdo.plain.wording import date_in_words, roubles
from sgo_pfdo.programmes.rules.ages import age_in_words, ages_in_words, day_of_age, full_months
from sgo_pfdo.programmes.rules.enrolling import Reason
from sgo_pfdo.programmes.rules.enrolling_facts import Question
from sgo_pfdo.programmes.rules.kinds import HEALTHS, SHORT_WEEKDAYS
from sgo_pfdo.programmes.rules.timetable import Hours, clashes


class Told(NamedTuple):
    """A reason in words.

    :param says: how things stand.
    :param next_step: what can be done.
    :param day: from which it is otherwise, where it is known.
    """

    says: str
    next_step: str
    day: date | None = None


def tell(reason: Reason, question: Question) -> Told:
    """Say a reason in words.

    :param reason: one that :func:`sgo_pfdo.programmes.rules.enrolling.may_enrol` gave for the question.
    """
    said = _FIXED.get(reason)
    return said if said is not None else _MADE[reason](question)


OTHER_PROGRAMMES = "Посмотрите похожие программы."
FREE_PROGRAMMES = "Посмотрите бесплатные программы: на них сертификат учитывается без денег."
_FIXED: Mapping[Reason, Told] = {
    Reason.ANNULLED: Told("Сертификат аннулирован.", "Получите новый сертификат."),
    Reason.EXPIRED: Told("Срок действия сертификата истёк.", "Получите новый сертификат."),
    Reason.CONSENT_WITHDRAWN: Told(
        "Нет согласия с правилами обработки данных.", "Дайте его в разделе «Личные данные»."
    ),
    Reason.PUPIL_UNDER_14: Told(
        "До 14 лет заявку подаёт родитель.", "Попросите родителя войти на портал под своим именем."
    ),
    Reason.ARCHIVED: Told("Программа закончилась и убрана в архив.", OTHER_PROGRAMMES),
    Reason.NOT_PUBLISHED: Told("Программа ещё не опубликована.", OTHER_PROGRAMMES),
    Reason.PROVIDER_SUSPENDED: Told("Организация сейчас не принимает детей.", OTHER_PROGRAMMES),
    Reason.NO_GROUPS: Told("Группы пока не набирают.", "Посмотрите другие модули этой программы."),
    Reason.GROUP_OVER: Told("Занятия группы уже закончились.", "Посмотрите другие модули этой программы."),
    Reason.NO_PLACES: Told("Свободных мест нет.", "Посмотрите другие группы этой программы."),
    Reason.ALREADY: Told("Ребёнок уже записан на этот модуль.", "Откройте его договор в разделе «Договоры»."),
    Reason.OUTSIDE_PERIOD: Told(
        "На время занятий муниципалитет ещё не определил возможности сертификата.",
        "Загляните позже: муниципалитет определяет их каждый год.",
    ),
    Reason.NO_CERTIFICATES: Told("Организация не принимает оплату сертификатом.", FREE_PROGRAMMES),
    Reason.LIMIT_REACHED: Told(
        "Муниципалитет израсходовал средства на сертификаты на этот период.",
        "Бесплатные программы доступны: посмотрите их.",
    ),
    Reason.DIRECTION_FULL: Told(
        "Муниципалитет сейчас не оплачивает новые занятия этой направленности.", FREE_PROGRAMMES
    ),
    Reason.NO_AGREEMENT: Told(
        "У муниципалитета ребёнка пока нет соглашения с этой организацией.",
        "Заявку подать можно, договор подождёт соглашения. Спросите о нём в уполномоченном органе муниципалитета.",
    ),
    Reason.MEDICAL: Told(
        "Нужна медицинская справка о том, что ребёнку можно заниматься.", "Принесите её к первому занятию."
    ),
}


def _not_active(question: Question) -> Told:
    child = question.child
    until = f" до {date_in_words(child.activate_by)} года" if child.activate_by else ""
    where = f": {child.desk}" if child.desk else ""
    return Told(
        "Сертификат не активирован: заявку подать можно, а зачислить ребёнка пока нельзя.",
        f"Приходите с документами{until} в уполномоченную организацию{where}.",
    )


def _frozen(question: Question) -> Told:
    where = f": {question.child.desk}" if question.child.desk else ""
    return Told("Сертификат заморожен.", f"Спросите, почему и что делать, в уполномоченной организации{where}.")


def _too_young(question: Question) -> Told:
    day = day_of_age(question.child.birth_date, question.ages[0])
    return Told(_for_ages(question), f"Возраст подойдёт с {date_in_words(day)} года.", day)


def _too_old(question: Question) -> Told:
    return Told(_for_ages(question), "Посмотрите программы для детей постарше.")


def _for_ages(question: Question) -> str:
    age = age_in_words(full_months(question.child.birth_date, question.counted_on))
    when = "в первый день занятий будет" if question.first_day else "сейчас"
    return f"Занятия для детей {ages_in_words(*question.ages)}, а ребёнку {when} {age}."


def _other_municipality(question: Question) -> Told:
    return Told("Программа – только для детей другого муниципалитета.", "Посмотрите программы своего муниципалитета.")


def _closed(question: Question) -> Told:
    group, offer = question.offer.group, question.offer
    day = None
    if group is not None and offer.part_is_open and not group.is_locked:
        day = group.opens_on(question.today)
    step = f"Запись откроется {date_in_words(day)} года." if day else _ask(question, "когда откроется запись")
    return Told("Запись сейчас закрыта.", step, day)


def _ask(question: Question, what: str) -> str:
    telephone = question.offer.telephone
    return f"Спросите в организации, {what}{f': {telephone}' if telephone else ''}."


def _programme_full(question: Question) -> Told:
    return Told(
        "На программу записано столько детей, сколько она может принять.", _ask(question, "освободится ли место")
    )


def _provider_full(question: Question) -> Told:
    return Told("Организация приняла столько детей, сколько может.", _ask(question, "освободится ли место"))


def _period_stopped(question: Question) -> Told:
    later = [one.opens_on for one in question.periods if one.starts_on > question.counted_on]
    day = min(later, default=None)
    step = f"Запись на следующий период – с {date_in_words(day)} года." if day else "Загляните к новому периоду."
    return Told("Новые договоры этого периода муниципалитет больше не заключает.", step, day)


def _period_not_open(question: Question) -> Told:
    day = question.period.opens_on if question.period else None
    step = f"Запись откроется {date_in_words(day)} года." if day else "Загляните позже."
    return Told("Возможностями сертификата на время занятий ещё нельзя пользоваться.", step, day)


def _used_up(question: Question) -> Told:
    period = question.period
    if period is None or not period.amount:
        return Told("По этому сертификату такие программы не предоставляются.", "Посмотрите программы других реестров.")
    return Told(
        f"Возможность уже использована: занято {period.used} из {period.amount}.",
        "Какие занятия её занимают, видно в разделе «Договоры».",
    )


def _accounting(question: Question) -> Told:
    place = question.child.place_in_queue
    step = f"Ребёнок стоит в очереди, место {place}." if place else "Он станет таким, когда в группе освободится место."
    return Told("Сертификат пока не может стать сертификатом ПФ: в его группе нет места.", step)


def _no_balance(question: Question) -> Told:
    balance = question.period.balance if question.period else 0
    step = "Можно заплатить самим или посмотреть бесплатные программы." if question.family_may_pay else FREE_PROGRAMMES
    return Told(f"На сертификате не осталось денег: {roubles(balance)}.", step)


def _health(question: Question) -> Told:
    names = ", ".join(HEALTHS[one].lower() for one in sorted(question.offer.health, key=list(HEALTHS).index))
    return Told(
        f"Программа – для детей с особенностями здоровья ({names}).",
        "Принесите в организацию заключение психолого-медико-педагогической комиссии (ПМПК).",
    )


def _clash(question: Question) -> Told:
    group = question.offer.group
    found = clashes(group.lessons if group else (), question.child.lessons)
    return Told(
        f"По расписанию пересекается с занятиями ребёнка: {'; '.join(map(_lesson, found))}.",
        "Выберите другую группу или спросите в организации, можно ли прийти в другое время.",
    )


def _lesson(one: Hours) -> str:
    title = f"«{one.title}», " if one.title else ""
    return f"{title}{SHORT_WEEKDAYS[one.weekday]} {one.begins_at:%H:%M}–{one.ends_at:%H:%M}"


def _entrance_test(question: Question) -> Told:
    about = question.offer.group.entrance_test if question.offer.group else None
    return Told("Перед зачислением – вступительное испытание.", about or _ask(question, "где и когда оно будет"))


_MADE: Mapping[Reason, Callable[[Question], Told]] = {
    Reason.NOT_ACTIVE: _not_active,
    Reason.FROZEN: _frozen,
    Reason.TOO_YOUNG: _too_young,
    Reason.TOO_OLD: _too_old,
    Reason.OTHER_MUNICIPALITY: _other_municipality,
    Reason.CLOSED: _closed,
    Reason.PROGRAMME_FULL: _programme_full,
    Reason.PROVIDER_FULL: _provider_full,
    Reason.PERIOD_STOPPED: _period_stopped,
    Reason.PERIOD_NOT_OPEN: _period_not_open,
    Reason.USED_UP: _used_up,
    Reason.ACCOUNTING: _accounting,
    Reason.NO_BALANCE: _no_balance,
    Reason.HEALTH: _health,
    Reason.CLASH: _clash,
    Reason.ENTRANCE_TEST: _entrance_test,
}
