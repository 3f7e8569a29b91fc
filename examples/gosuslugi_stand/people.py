"""The made-up people who can sign in at the stand. The password is the login."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

CLAIMS_OF: Mapping[str, Sequence[str]] = {
    "openid": ("sub", "trusted", "typ", "is_child"),
    "fullname": ("family_name", "given_name", "middle_name"),
    "birthdate": ("birthdate",),
    "snils": ("snils",),
    "id_doc": ("id_doc",),
    "email": ("email", "email_verified"),
    "mobile": ("phone_number", "phone_number_verified"),
}
"""What each scope opens: nobody is told more than they have asked for and the person has granted."""

IN_WORDS: Mapping[str, str] = {
    "openid": "то, что вы вошли через этот сервис",
    "fullname": "фамилия, имя и отчество",
    "birthdate": "дата рождения",
    "snils": "СНИЛС",
    "id_doc": "серия и номер документа, удостоверяющего личность",
    "email": "адрес электронной почты",
    "mobile": "номер мобильного телефона",
}
"""The scopes as the page of consent names them."""

PERSON, ORGANISATION = "P", "O"
"""As whom somebody comes: «частное лицо» or a worker of an organisation."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody with an account.

    Attributes:
        subject: what the provider calls the person, the same for ever.
        birth_date: ISO 8601.
        snils: ``112-233-445 95``; none with a «упрощённая» account.
        is_trusted: the account is «подтверждённая».
        is_child: an account that a parent has made for a child up to 13.
        document: series and number of the passport.
        organisations: whom the person may come for instead of as themselves.
        who: for whoever tries the demo.
    """

    login: str
    subject: str
    surname: str
    first_name: str
    patronymic: str | None
    birth_date: str
    snils: str | None
    is_trusted: bool = True
    is_child: bool = False
    document: str | None = None
    email: str | None = None
    mobile: str | None = None
    organisations: Sequence[str] = ()
    who: str

    @property
    def full_name(self) -> str:
        """Surname, first name and patronymic."""
        return " ".join(filter(None, (self.surname, self.first_name, self.patronymic)))

    def claims(self, scopes: Collection[str], typ: str) -> dict[str, Any]:
        """Give what the granted scopes open; what the person does not have is left out.

        Args:
            scopes: names of :data:`CLAIMS_OF`.
            typ: :data:`PERSON` or :data:`ORGANISATION`.
        """
        known: dict[str, Any] = {
            "sub": self.subject,
            "trusted": self.is_trusted,
            "typ": typ,
            "is_child": self.is_child,
            "family_name": self.surname,
            "given_name": self.first_name,
            "middle_name": self.patronymic,
            "birthdate": self.birth_date,
            "snils": self.snils,
            "id_doc": {"type": "RF_PASSPORT", "number": self.document} if self.document else None,
            "email": self.email,
            "email_verified": True if self.email else None,
            "phone_number": self.mobile,
            "phone_number_verified": True if self.mobile else None,
        }
        asked = (name for scope in scopes for name in CLAIMS_OF[scope])
        return {name: known[name] for name in asked if known[name] is not None}


PEOPLE: Sequence[Person] = (
    Person(
        login="novikova",
        subject="1000300001",
        surname="Новикова",
        first_name="Анна",
        patronymic="Викторовна",
        birth_date="1988-03-17",
        snils="123-456-789 64",
        email="novikova@mail.example",
        mobile="+7 905 000-45-67",
        who="Мама, которой на портале ещё нет",
    ),
    Person(
        login="ivanova",
        subject="1000300002",
        surname="Иванова",
        first_name="Мария",
        patronymic="Сергеевна",
        birth_date="1984-11-02",
        snils="112-233-445 95",
        who="Мама, у которой на портале есть учётная запись",
    ),
    Person(
        login="igor",
        subject="1000300003",
        surname="Иванов",
        first_name="Игорь",
        patronymic="Иванович",
        birth_date="2011-10-19",
        snils="160-722-394 47",
        who="Ученик 15 лет с собственной учётной записью",
    ),
    Person(
        login="orlova",
        subject="1000300004",
        surname="Орлова",
        first_name="Светлана",
        patronymic="Павловна",
        birth_date="1979-06-30",
        snils="087-654-302 00",
        organisations=("МБОУ «Лицей № 4»",),
        who="Может войти и как частное лицо, и за организацию",
    ),
    Person(
        login="standartny",
        subject="1000300005",
        surname="Громов",
        first_name="Павел",
        patronymic=None,
        birth_date="1990-01-12",
        snils="044-556-677 77",
        is_trusted=False,
        who="Учётная запись стандартная, не подтверждённая",
    ),
    Person(
        login="uproshchenny",
        subject="1000300006",
        surname="Белова",
        first_name="Ирина",
        patronymic="Олеговна",
        birth_date="1993-09-05",
        snils=None,
        is_trusted=False,
        who="Учётная запись упрощённая: без СНИЛС",
    ),
)


def find(login: str) -> Person | None:
    """Find whose login this is."""
    return next((one for one in PEOPLE if one.login == login.strip().casefold()), None)
