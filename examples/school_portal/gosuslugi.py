"""Sign-in through Госуслуги on our side: what our records say of people, new accounts, who is signed in.

The three methods that the module asks for are in :class:`Accounts`; `portal.py` inherits them.
"""

import secrets
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from flask import Flask
from sqlalchemy import ForeignKey, String, case, or_, select
from sqlalchemy.orm import Mapped, mapped_column

from school_portal import browsers, clock
from school_portal.models import Account, AccountRole, Contact, Pupil, db
from sgo_pfdo import Account as KnownAccount
from sgo_pfdo import AccountDirectory, Applicant, Level, VerifiedPerson
from sgo_pfdo.identity.matching import clean_snils
from sgo_pfdo.identity.oidc import OidcProvider
from sgo_pfdo.identity.port import IdentityProvider
from sgo_pfdo.plain.ages import has_age

ADULT_AGE = 18


class IdentityRecord(db.Model):
    """What the school has written down of an adult from the papers, or Госуслуги have confirmed."""

    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), primary_key=True)
    surname: Mapped[str | None] = mapped_column(String(100))
    first_name: Mapped[str | None] = mapped_column(String(100))
    patronymic: Mapped[str | None] = mapped_column(String(100))
    birth_date: Mapped[date | None]
    snils: Mapped[str | None] = mapped_column(String(11), index=True)
    level: Mapped[str | None] = mapped_column(String(16))
    """Of the account at Госуслуги, once somebody came from there."""


def provider_of(app: Flask) -> IdentityProvider | None:
    """Make the provider from the configuration; without ``GOSUSLUGI_ISSUER`` there is none."""
    config = app.config
    if not config.get("GOSUSLUGI_ISSUER"):
        return None
    return OidcProvider(config["GOSUSLUGI_ISSUER"], config["GOSUSLUGI_CLIENT_ID"], config["GOSUSLUGI_CLIENT_SECRET"])


class Accounts(AccountDirectory):
    """The answers come from :class:`IdentityRecord` and, for a pupil, from the pupil's own record."""

    def account_candidates(self, person: VerifiedPerson) -> Sequence[KnownAccount]:
        """List accounts with this СНИЛС, or with this name and birth date. Nobody registers here on their own."""
        snils = clean_snils(person.snils) or "none"
        alike = [IdentityRecord.snils == snils, Account.full_name == person.full_name]
        if person.birth_date is not None:
            alike += [IdentityRecord.birth_date == person.birth_date, Pupil.birth_date == person.birth_date]
        rows = db.session.scalars(
            select(Account)
            .outerjoin(IdentityRecord, IdentityRecord.account_id == Account.id)
            .outerjoin(Pupil, Pupil.id == Account.pupil_id)
            .where(or_(*alike))
            .order_by(case((IdentityRecord.snils == snils, 0), else_=1), Account.id)
            .limit(20)
        )
        return [as_known(row) for row in rows]

    def account(self, account_id: str) -> KnownAccount | None:
        """Find one account."""
        row = db.session.get(Account, int(account_id))
        return as_known(row) if row else None

    def sign_in(self, account_id: str) -> None:
        """Sign somebody in, in a session that begins anew."""
        browsers.sign_in(db.session.get_one(Account, int(account_id)))

    def register(self, person: VerifiedPerson) -> str | None:
        """Make a parent's account without a password (S003: the parent arrives without one).

        A child whom the school's record does not fit is no parent: the school puts the record right.
        """
        if person.birth_date is None or not has_age(person.birth_date, ADULT_AGE, clock.today()):
            return None
        login = f"gosuslugi-{secrets.token_hex(6)}"
        account = Account(login=login, role=AccountRole.PARENT, full_name=person.full_name)
        db.session.add(account)
        db.session.flush()
        db.session.add(IdentityRecord(account_id=account.id, snils=clean_snils(person.snils)))
        db.session.flush()
        return str(account.id)

    def verified(self, account_id: str, person: VerifiedPerson) -> None:
        """Take over what Госуслуги have confirmed: a surname changes."""
        account = db.session.get_one(Account, int(account_id))
        if account.pupil_id is not None:
            return  # the school's register of pupils is the school's
        record = db.session.get(IdentityRecord, account.id) or IdentityRecord(account_id=account.id)
        record.surname, record.first_name, record.patronymic = person.surname, person.first_name, person.patronymic
        record.birth_date, record.level = person.birth_date, person.level.value
        account.full_name = person.full_name
        db.session.add(record)


def as_known(account: Account) -> KnownAccount:
    """Tell the module what our records say of an account."""
    record = db.session.get(IdentityRecord, account.id) or IdentityRecord()
    contact = db.session.get(Contact, account.id) or Contact()
    known = account.pupil or record
    surname, first_name, patronymic = [*account.full_name.split(maxsplit=2), None, None, None][:3]
    return KnownAccount(
        id=str(account.id),
        label=account.role.label,
        surname=known.surname or surname,
        first_name=known.first_name or first_name,
        patronymic=known.patronymic if known.surname else patronymic,
        birth_date=known.birth_date,
        snils=record.snils,
        document_number=contact.passport,
        pupil_id=str(account.pupil_id) if account.pupil_id is not None else None,
    )


def verified_applicant(account_id: int) -> Applicant | None:
    """Tell who somebody is for certain: whoever came from Госуслуги with a confirmed account."""
    record = db.session.get(IdentityRecord, account_id)
    if record is None or record.level is None or not record.surname:
        return None
    contact = db.session.get(Contact, account_id) or Contact()
    return Applicant(
        surname=record.surname,
        first_name=record.first_name,
        patronymic=record.patronymic,
        birth_date=record.birth_date,
        email=contact.email,
        telephone=contact.telephone,
        level=Level(record.level),
    )


def load_records(records: Mapping[str, Mapping[str, Any]]) -> None:
    """Write down what the school knows of the people of the demo, once.

    :param records: by logins.
    """
    for login, known in records.items():
        account = db.session.scalar(select(Account).where(Account.login == login))
        if account is not None and db.session.get(IdentityRecord, account.id) is None:
            db.session.add(IdentityRecord(account_id=account.id, **dict(fields_of(known))))
    db.session.commit()


def fields_of(known: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """Turn the text of a record into its columns."""
    for name, value in known.items():
        if name == "birth_date":
            yield name, date.fromisoformat(value)
        else:
            yield name, clean_snils(value) if name == "snils" else value
