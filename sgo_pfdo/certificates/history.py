"""The history of a certificate in the words that families and clerks read."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from sgo_pfdo.certificates.explaining import StepTaken, reasons_at
from sgo_pfdo.certificates.rules.lifecycle import Step
from sgo_pfdo.journal.model import JournalEntry
from sgo_pfdo.journal.writing import Event, history_of
from sgo_pfdo.people import Viewer
from sgo_pfdo.plain.wording import moment_in_words

PAGE_SIZE = 50
LARGEST_ID = 2**63 - 1

WHAT: Mapping[Event, str] = {
    Event.ISSUED: "Получен сертификат",
    Event.ACCOUNT_OPENED: "Открыта учётная запись в АИС ПФДО",
    Event.IMAGE_DOWNLOADED: "Скачан файл с изображением сертификата",
    Event.CREDENTIALS_DOWNLOADED: "Скачан файл с учётными данными для входа в АИС ПФДО",
    Event.PASSWORD_RESET: "Создан новый пароль для входа в АИС ПФДО, прежний больше не действует",
    Event.STEP: "Изменён статус сертификата",
    Event.FOUND: "Открыта карточка сертификата",
    Event.SHOWN: "Показаны данные ребёнка",
    Event.NOT_FOUND: "Поиск сертификата без результата",
    Event.RECEIPT_PRINTED: "Напечатана расписка о приёме заявления",
    Event.CREDENTIALS_PRINTED: "Напечатан лист с учётными данными для входа в АИС ПФДО",
    Event.DATA_CORRECTED: "Исправлены данные",
    Event.DOCUMENT_FREED: "Документ ребёнка",
    Event.TRANSFERRED: "Сертификат перешёл в другой муниципалитет",
    Event.REGISTERED_IN_PERSON: "Сертификат оформлен лично",
    Event.EXPORTED: "Выгружен реестр сертификатов",
    Event.SLIPS_PRINTED: "Напечатаны памятки для родителей",
    Event.SETTING_CHANGED: "Изменены настройки муниципалитета",
    Event.MODULE_SWITCHED: "Изменено подключение школы",
    Event.CATALOGUE_CHANGED: "Изменён каталог программ",
    Event.PUBLICATION_CHANGED: "Изменены новости и мероприятия",
    Event.ERASED: "Персональные данные удалены",
    Event.HISTORY_READ: "История выгружена для проверки",
    Event.PAPERS_UPDATED: "Обновлено заявление",
    Event.BECAME_FUNDED: "Сертификат учёта стал сертификатом ПФ",
    Event.BECAME_ACCOUNTING: "Сертификат ПФ стал сертификатом учёта",
    Event.PAPERS_DOWNLOADED: "Скачан заполненный документ",
    Event.CABINET_CHANGED: "Изменены личные данные в кабинете",
    Event.PRESENCE_CHOSEN: "Выбран тип подтверждения присутствия",
    Event.PHRASE_CHANGED: "Задана новая кодовая фраза",
    Event.EMAIL_CONFIRMED: "Подтверждён адрес электронной почты",
    Event.APPLICANT_SHOWN: "Показаны персональные данные для подачи заявлений",
    Event.RULES_ACCEPTED: "Получено согласие с правилами обработки персональных данных",
    Event.RULES_WITHDRAWAL: "Отзыв согласия с правилами обработки персональных данных",
    Event.CABINET_OPENED: "Вход в личный кабинет сертификата",
    Event.CABINET_IN_VAIN: "Личный кабинет пытались открыть с неверным паролем",
    Event.PASSWORD_CHOSEN: "Задан собственный пароль от личного кабинета, прежний больше не действует",
    Event.RECOVERY_ASKED: "Запрошено письмо для восстановления доступа в личный кабинет",
    Event.SESSIONS_ENDED: "Завершены сеансы личного кабинета на других устройствах",
    Event.ACCESS_OPENED: "Школа прикрепила ещё одного представителя",
    Event.ACCESS_ENDED: "Представитель откреплён от ребёнка",
    Event.ACCESS_CODE_PRINTED: "Школа напечатала код доступа к ребёнку",
    Event.TOLD_APART: "Та же фамилия и дата рождения",
    Event.TAKEN_FOR_SAME: "Второй сертификат не выдан: сотрудник решил, что это тот же ребёнок",
    Event.PUPIL_LINKED: "Сертификат показан и на портале",
    Event.IDENTITY_LINKED: "К учётной записи ребёнка привязаны Госуслуги",
    Event.IDENTITY_UNLINKED: "Госуслуги отвязаны от учётной записи ребёнка",
    Event.IDENTITY_REFUSED: "Вход через Госуслуги не состоялся",
    Event.IMPORTED: "Сертификат перенесён на портал из прежней системы",
}
STEP_DONE: Mapping[Step, str] = {
    Step.ACTIVATE: "Сертификат активирован",
    Step.FREEZE: "Сертификат заморожен",
    Step.UNFREEZE: "Сертификат разморожен",
    Step.ANNUL: "Сертификат аннулирован",
    Step.WITHDRAW_CONSENT: "Отозвано согласие, сертификат аннулирован",
    Step.RESTORE: "Прежний сертификат снова в силе",
}
STEP_UNDONE: Mapping[Step, str] = {
    Step.ACTIVATE: "Активация отменена",
    Step.FREEZE: "Заморозка отменена",
    Step.UNFREEZE: "Разморозка отменена",
    Step.ANNUL: "Аннулирование отменено",
    Step.WITHDRAW_CONSENT: "Отзыв согласия отменён",
}
WITH_DETAILS = frozenset(
    {
        Event.DATA_CORRECTED,
        Event.DOCUMENT_FREED,
        Event.TRANSFERRED,
        Event.SETTING_CHANGED,
        Event.MODULE_SWITCHED,
        Event.CATALOGUE_CHANGED,
        Event.PUBLICATION_CHANGED,
        Event.PAPERS_DOWNLOADED,
        Event.SHOWN,
        Event.CABINET_CHANGED,
        Event.PRESENCE_CHOSEN,
        Event.RULES_ACCEPTED,
        Event.RULES_WITHDRAWAL,
        Event.CABINET_IN_VAIN,
        Event.PASSWORD_RESET,
        Event.TOLD_APART,
        Event.PUPIL_LINKED,
        Event.IDENTITY_LINKED,
        Event.IDENTITY_REFUSED,
    }
)
"""Entries whose ``details`` are words to read; those of a step are a code."""

WHO: Mapping[str, str] = {
    "parent": "Родитель (законный представитель)",
    "pupil": "Ребёнок",
    "holder": "По номеру и паролю сертификата",
    "clerk": "Сотрудник уполномоченной организации",
    "director": "Администратор школы",
    "registrar": "Секретарь школы",
    "operator": "Уполномоченный орган муниципалитета",
    "provider": "Организация, которая учит",
    "staff": "Сотрудник портала",
    "system": "Портал, автоматически",
    "letter": "По ссылке из письма",
}


@dataclass(frozen=True, slots=True)
class Line:
    """One entry as people read it; it names no other person.

    :param when: «25 января 2020, 18:05», in the time zone of the municipality.
    :param machine_time: the same in ISO 8601.
    """

    when: str
    machine_time: str
    who: str
    what: str


Lines = tuple[Sequence[Line], int | None]


def holder_history(session: Session, viewer: Viewer, holder_id: int, zone: ZoneInfo, *, before: int | None) -> Lines:
    """Read a page of the history of a child, newest first; the caller has checked that the viewer may read it.

    :param before: where the page before it ended; what cannot be such a place begins with the newest.
    :return: the lines, and where this page ends if there are older ones.
    """
    if before is not None and not 0 < before <= LARGEST_ID:
        before = None
    entries = history_of(session, holder_id, before=before, limit=PAGE_SIZE + 1)
    told = in_words(session, entries[:PAGE_SIZE])
    lines = [
        Line(
            when=moment_in_words(entry.at, zone),
            machine_time=entry.at.astimezone(zone).isoformat(timespec="seconds"),
            who=who(viewer, entry.actor_id, entry.actor_role, entry.organisation),
            what=words,
        )
        for entry, words in zip(entries, told, strict=False)
    ]
    return lines, entries[PAGE_SIZE - 1].id if len(entries) > PAGE_SIZE else None


def in_words(session: Session, entries: Sequence[JournalEntry]) -> list[str]:
    """Say what each entry tells, with the reasons of steps, read all at once."""
    reasons = reasons_at(session, [_step_of(entry) for entry in entries if entry.event == Event.STEP])
    return [what(entry, reasons.get(_step_of(entry), "")) for entry in entries]


def _step_of(entry: JournalEntry) -> StepTaken:
    return entry.certificate_id or 0, entry.at, entry.details or ""


def what(entry: JournalEntry, reason: str = "") -> str:
    """Say what an entry tells: «Сертификат активирован», «Исправлены данные: фамилия».

    :param reason: why the step was taken, where it needs a reason.
    """
    event, details = Event(entry.event), entry.details or ""
    if event is Event.STEP:
        undone = details.removeprefix("undo ")
        done = (STEP_DONE if undone == details else STEP_UNDONE)[Step(undone)]
        return f"{done}: {reason}" if reason else done
    return f"{WHAT[event]}: {details}" if details and event in WITH_DETAILS else WHAT[event]


def who(viewer: Viewer, actor_id: str | None, actor_role: str, organisation: str | None) -> str:
    """Say who acted: «Вы», or a role with the organisation acted for; never a name."""
    if actor_id == viewer.id:
        return "Вы"
    return f"{WHO[actor_role]}, {organisation}" if organisation else WHO[actor_role]
