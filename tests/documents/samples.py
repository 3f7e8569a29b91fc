"""Data of the papers for the tests."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from sgo_pfdo.documents import (
    Applicant,
    CertificateImage,
    CredentialsSheet,
    Entries,
    Person,
    Receipt,
)

MUNICIPALITY = {
    "district": "Киселёвского городского округа",
    "region": "Кемеровской области – Кузбасса",
    "authority": "Управление образования Киселёвского городского округа",
    "authority_address": "652700, Кемеровская область – Кузбасс, г. Киселёвск, ул. Школьная, д. 5",
    "register_operator": "АНО «Региональный модельный центр»",
    "register_operator_address": "650000, г. Кемерово, ул. Весенняя, д. 1",
    "group": "Дети в возрасте от 5 до 18 лет",
}

LINK = "https://portal.example/pfdo/c/2f9d7c1a6f0e4b3c8d5a7e"

CHILD = Person(
    surname="Смирнова",
    first_name="Алёна",
    patronymic="Дмитриевна",
    document_kind="Свидетельство о рождении",
    document_number="III-ЛО № 123456",
    issued_on=date(2012, 4, 3),
    issued_by="Отдел ЗАГС города Киселёвска Кемеровской области",
    address="652700, Кемеровская область – Кузбасс, г. Киселёвск, ул. Школьная, д. 12, корп. 2, кв. 45",
)
PARENT = Person(
    surname="Смирнова",
    first_name="Ольга",
    patronymic="Викторовна",
    document_kind="Паспорт гражданина РФ",
    document_number="3208 456789",
    issued_on=date(2008, 11, 20),
    issued_by="ОТДЕЛОМ УФМС РОССИИ ПО КЕМЕРОВСКОЙ ОБЛАСТИ В ГОРОДЕ КИСЕЛЁВСКЕ",
    address="652700, Кемеровская область – Кузбасс, г. Киселёвск, пр. Шахтёров, д. 3",
)
PUPIL = replace(
    CHILD,
    surname="Ёлкин",
    first_name="Артём",
    patronymic=None,
    document_kind="Паспорт гражданина РФ",
    document_number="3225 123456",
    issued_by="ГУ МВД РОССИИ ПО КЕМЕРОВСКОЙ ОБЛАСТИ – КУЗБАССУ",
)

ALL_SEEN = (
    "Заявление, подписанное",
    "Согласие на обработку данных, подписанное",
    "Паспорт заявителя",
    "Документ, удостоверяющий личность ребёнка",
    "Документ о проживании в муниципалитете",
    "СНИЛС ребёнка",
    "ИНН ребёнка",
)


def entries(applicant: Applicant, **changes: Any) -> Entries:
    """What the papers of S000 are filled in with, with ``changes``."""
    is_parent = applicant is Applicant.PARENT
    data: dict[str, Any] = {
        "application_number": "458",
        "record_number": "4207000002",
        "child": CHILD if is_parent else PUPIL,
        "birth_date": date(2012, 3, 15),
        "parent": PARENT if is_parent else Person(),
        "telephone": "+7 923 456-78-90",
        "email": "smirnova@example.ru",
        "made_on": date(2026, 11, 20),
    }
    return Entries(**data | changes)


def certificate(**changes: Any) -> CertificateImage:
    """The certificate of S004, figure 26, with ``changes``."""
    data: dict[str, Any] = {
        "number": "785044901646",
        "surname": "Иванов",
        "first_name": "Игорь",
        "patronymic": "Иванович",
        "municipality": "г. Киселёвск",
        "group": "Дети в возрасте от 5 до 18 лет",
        "start_date": date(2019, 10, 28),
    }
    return CertificateImage(**data | changes)


def credentials(**changes: Any) -> CredentialsSheet:
    """The credentials sheet of the same child, with ``changes``."""
    data: dict[str, Any] = {
        "number": "785044901646",
        "login": "785044901646",
        "password": "k7mw4prx2hqd",
        "surname": "Иванов",
        "first_name": "Игорь",
        "patronymic": "Иванович",
        "sign_in_url": "https://portal.example/pfdo/cabinet/sign-in",
        "made_on": date(2019, 10, 28),
    }
    return CredentialsSheet(**data | changes)


def received(*papers: str, **changes: Any) -> Receipt:
    """The receipt for the application of the same child, with ``changes``; by default for all papers there are."""
    data: dict[str, Any] = {
        "number": "785044901646",
        "surname": "Иванов",
        "first_name": "Игорь",
        "patronymic": "Иванович",
        "organisation": "МБУ ДО «Центр дополнительного образования детей „Росток“»",
        "papers": papers or ALL_SEEN,
        "received_on": date(2019, 10, 28),
    }
    return Receipt(**data | changes)
