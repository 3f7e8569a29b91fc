"""The portal's own tables: who signs in, which children it knows, where they are enrolled and whose they are."""

import enum
from datetime import date, datetime

from flask_login import UserMixin
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import BigInteger, Column, Enum, ForeignKey, String, Table, Text
from sqlalchemy.ext.orderinglist import ordering_list
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship

from school_portal import passwords


class Base(DeclarativeBase):
    """The base of the portal's tables."""


db = SQLAlchemy(model_class=Base)


class AccountRole(enum.StrEnum):
    """In which role somebody uses the portal."""

    PARENT = "parent"
    PUPIL = "pupil"
    TEACHER = "teacher"
    CLERK = "clerk"
    DIRECTOR = "director"
    REGISTRAR = "registrar"
    OPERATOR = "operator"
    PROVIDER = "provider"

    @property
    def label(self) -> str:
        """The role in Russian."""
        return {
            "parent": "Родитель (законный представитель)",
            "pupil": "Учащийся",
            "teacher": "Учитель",
            "clerk": "Сотрудник уполномоченной организации",
            "director": "Администратор школы",
            "registrar": "Секретарь школы",
            "operator": "Уполномоченный орган муниципалитета",
            "provider": "Организация дополнительного образования",
        }[self]


class Kind(enum.StrEnum):
    """What kind of institution a school is."""

    SCHOOL = "school"
    KINDERGARTEN = "kindergarten"
    ADDITIONAL = "additional"


def text_enum(kind: type[enum.StrEnum]) -> Enum:
    """Make the type of a column that holds the value of an enum as text."""
    return Enum(kind, native_enum=False, length=20, values_callable=lambda members: [one.value for one in members])


class School(db.Model):
    """A school, a kindergarten or an organisation of additional education."""

    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    name: Mapped[str] = mapped_column(String(300))
    kind: Mapped[Kind] = mapped_column(text_enum(Kind), default=Kind.SCHOOL)
    municipality: Mapped[str] = mapped_column(String(64))


class Pupil(db.Model):
    """A child; not every child has an account."""

    id: Mapped[int] = mapped_column(primary_key=True)
    record: Mapped[str] = mapped_column(String(20), unique=True)  # номер личного дела
    surname: Mapped[str] = mapped_column(String(100))
    first_name: Mapped[str] = mapped_column(String(100))
    patronymic: Mapped[str | None] = mapped_column(String(100))
    birth_date: Mapped[date | None]
    class_name: Mapped[str | None] = mapped_column(String(20))

    enrolments: Mapped[list["Enrolment"]] = relationship(
        order_by="Enrolment.position", collection_class=ordering_list("position"), cascade="all, delete-orphan"
    )
    account: Mapped["Account | None"] = relationship(back_populates="pupil")

    @property
    def full_name(self) -> str:
        """Surname, first name and, where there is one, patronymic."""
        return " ".join(part for part in (self.surname, self.first_name, self.patronymic) if part)

    @property
    def schools(self) -> list[School]:
        """Everywhere the child is enrolled, the main school first."""
        return [enrolment.school for enrolment in self.enrolments]


class Enrolment(db.Model):
    """A pupil's place at one school."""

    pupil_id: Mapped[int] = mapped_column(ForeignKey("pupil.id"), primary_key=True)
    school_id: Mapped[str] = mapped_column(ForeignKey("school.id"), primary_key=True)
    position: Mapped[int] = mapped_column(default=0)

    school: Mapped[School] = relationship()


parenthood = Table(
    "parenthood",
    Base.metadata,
    Column("parent_id", ForeignKey("account.id"), primary_key=True),
    Column("pupil_id", ForeignKey("pupil.id"), primary_key=True),
)


class Account(UserMixin, db.Model):
    """Somebody who can sign in."""

    id: Mapped[int] = mapped_column(primary_key=True)
    login: Mapped[str] = mapped_column(String(64), unique=True)
    password_hash: Mapped[str | None] = mapped_column(String(300))
    password_stamp: Mapped[int] = mapped_column(default=0)
    """How many passwords the account has had. Sessions and links keep the number, and end when it has moved on."""
    must_change: Mapped[bool] = mapped_column(default=False)
    """The password is the initial one, of a slip: others may have seen it."""
    initial_until: Mapped[date | None]
    """The last day of an initial password."""
    role: Mapped[AccountRole] = mapped_column(text_enum(AccountRole))
    workplace: Mapped[str | None] = mapped_column(String(64))
    """Where a worker works: the code of an organisation or municipality, or the id of a school."""
    full_name: Mapped[str] = mapped_column(String(300))
    pupil_id: Mapped[int | None] = mapped_column(ForeignKey("pupil.id"), unique=True)

    pupil: Mapped[Pupil | None] = relationship(back_populates="account")
    children: Mapped[list[Pupil]] = relationship(secondary=parenthood, order_by="Pupil.birth_date, Pupil.id")

    @property
    def roles(self) -> list[AccountRole]:
        """Every role of this person: somebody who works at a school may also be a parent there."""
        is_also_parent = self.role is not AccountRole.PARENT and bool(self.children)
        return [self.role, AccountRole.PARENT] if is_also_parent else [self.role]

    @property
    def given_names(self) -> str:
        """The name to greet somebody by: a child by the first name, an adult by first name and patronymic."""
        if self.pupil is not None:
            return self.pupil.first_name
        return self.full_name.partition(" ")[2] or self.full_name

    @property
    def is_staff(self) -> bool:
        """Tell whether this is somebody who works here, and not only a parent or a pupil."""
        return self.role not in {AccountRole.PARENT, AccountRole.PUPIL}

    def set_password(self, password: str, *, method: str = "scrypt") -> None:
        """Give a new account its password; a later one goes through :func:`school_portal.new_password.replace`."""
        self.password_hash = passwords.hash_of(password, method=method)

    def has_password(self, password: str) -> bool:
        """Tell whether this is the account's password."""
        return passwords.is_right(password, self.password_hash)


class SignedIn(db.Model):
    """A browser in which somebody is signed in; see :mod:`school_portal.browsers`."""

    key_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    visited_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    """The child's account, during a visit: «Войти как ребёнок»."""
    password_stamp: Mapped[int]
    """Of the account when it signed in: a browser from before a change of the password is signed in no more."""
    must_change: Mapped[bool] = mapped_column(default=False)
    """It was the password of a slip that opened the door here: see :mod:`school_portal.first_sign_in`."""
    ends_at: Mapped[int] = mapped_column(BigInteger, index=True)  # seconds since 1970

    @property
    def current_account_id(self) -> int:
        """On whose account this browser is now."""
        return self.account_id if self.visited_id is None else self.visited_id


class Try(db.Model):
    """Something typed in vain; see :mod:`school_portal.guesses`. Keyed hashes: people type passwords as logins."""

    id: Mapped[int] = mapped_column(primary_key=True)
    door: Mapped[str] = mapped_column(String(20))
    login_hash: Mapped[str] = mapped_column(String(64), index=True)
    address_hash: Mapped[str] = mapped_column(String(64), index=True)
    at: Mapped[int] = mapped_column(BigInteger, index=True)  # seconds since 1970


class PasswordSlip(db.Model):
    """Who made an initial password for whom, and when. The password itself is nowhere but on the paper."""

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    made_by_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    made_at: Mapped[int] = mapped_column(BigInteger)  # seconds since 1970

    made_by: Mapped[Account] = relationship(foreign_keys=made_by_id)


class RecoveryWish(db.Model):
    """«Забыли пароль?» was pressed; see :mod:`school_portal.recovery`.

    Everybody who presses gets such a row, also for a login that nobody has: with 0 as account, and so without a
    foreign key, which would make the one take longer than the other.
    """

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int]
    at: Mapped[int] = mapped_column(BigInteger)  # seconds since 1970
    taken_at: Mapped[int] = mapped_column(BigInteger, default=0)
    """When a sender began with it; 0 for none."""


class RecoveryLink(db.Model):
    """A link of a letter that sets a new password; the database has only a hash of what the letter says."""

    token_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    password_stamp: Mapped[int]
    ends_at: Mapped[int] = mapped_column(BigInteger)  # seconds since 1970


class Contact(db.Model):
    """What the portal knows of a parent besides the name; each of it may be missing."""

    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), primary_key=True)
    email: Mapped[str | None] = mapped_column(String(254))
    is_email_confirmed: Mapped[bool] = mapped_column(default=False)
    """The person has followed a link in a letter to it: only such an address may bring somebody back in."""
    telephone: Mapped[str | None] = mapped_column(String(50))
    address: Mapped[str | None] = mapped_column(String(300))
    passport: Mapped[str | None] = mapped_column(String(50))
    passport_issued_on: Mapped[date | None]
    passport_issued_by: Mapped[str | None] = mapped_column(String(300))


class PupilDocument(db.Model):
    """An identity document in a pupil's record."""

    id: Mapped[int] = mapped_column(primary_key=True)
    pupil_id: Mapped[int] = mapped_column(ForeignKey("pupil.id"), index=True)
    kind: Mapped[str] = mapped_column(String(20))
    number: Mapped[str] = mapped_column(String(50))
    issued_on: Mapped[date | None]
    issued_by: Mapped[str | None] = mapped_column(String(300))


class Letter(db.Model):
    """A letter that was sent: the demo keeps it to be read instead of handing it to a mail server."""

    id: Mapped[int] = mapped_column(primary_key=True)
    recipient: Mapped[str] = mapped_column(String(254))
    subject: Mapped[str] = mapped_column(String(300))
    text: Mapped[str] = mapped_column(Text)
    html: Mapped[str] = mapped_column(Text)
    sent_at: Mapped[datetime]
