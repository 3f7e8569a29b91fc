"""What the portal tells the module: the one class that a host has to write."""

from collections.abc import Sequence
from datetime import date, datetime
from email.message import EmailMessage

from flask import current_app
from flask.typing import ResponseReturnValue
from sqlalchemy import delete, func, select
from sqlalchemy.orm import selectinload

from school_portal import clock, letters, models, visiting
from school_portal.gosuslugi import Accounts, verified_applicant
from school_portal.models import Account, AccountRole, Enrolment, db, parenthood
from school_portal.roles import active_role
from school_portal.step_up import ask_for_password, has_just_shown_password
from sgo_pfdo import (
    Applicant,
    CannotAttachError,
    FamilyAccess,
    FamilyRecord,
    Guardian,
    HostPortal,
    IdentityDocument,
    Pupil,
    PupilDirectory,
    Relation,
    Role,
    School,
    SchoolKind,
    Viewer,
    fold_name,
    identity,
)

WITH_SCHOOLS = selectinload(models.Pupil.enrolments).joinedload(Enrolment.school)
PAGE_SIZE = 100


class Portal(Accounts, HostPortal, PupilDirectory, FamilyAccess):
    """The answers come from our own tables. The module gets plain data and opaque text ids, never our rows.

    A portal for families alone needs only HostPortal. PupilDirectory is for the desk and the school's page;
    FamilyAccess lets parents ask for access to children. Accounts, in `gosuslugi.py`, are for the sign-in through
    Госуслуги.
    """

    def viewer_for(self, user: Account) -> Viewer:
        """Say who an account is to the module, in the role that is active now."""
        account_id = str(user.id)
        match active_role(user):
            case AccountRole.PARENT:
                return Viewer(id=account_id, role=Role.PARENT)
            case AccountRole.PUPIL if user.pupil_id is not None:
                # A password does not tell who typed it; Госуслуги do: no parent gets to a child's account that way.
                is_owner = False if visiting.is_visit() else identity.is_owner(account_id) or None
                return Viewer(id=account_id, role=Role.PUPIL, pupil_id=str(user.pupil_id), is_owner=is_owner)
            case AccountRole.CLERK:
                return Viewer(id=account_id, role=Role.CLERK, organisation_code=user.workplace)
            case AccountRole.DIRECTOR:
                return Viewer(id=account_id, role=Role.DIRECTOR, school_id=user.workplace)
            case AccountRole.REGISTRAR:
                return Viewer(id=account_id, role=Role.REGISTRAR, school_id=user.workplace)
            case AccountRole.OPERATOR:
                return Viewer(id=account_id, role=Role.OPERATOR, municipality_code=user.workplace)
            case AccountRole.PROVIDER:
                return Viewer(id=account_id, role=Role.PROVIDER, provider_code=user.workplace)
        return Viewer(id=account_id, role=Role.STAFF)

    def children(self, parent_id: str) -> Sequence[Pupil]:
        """List the children attached to a parent now, the eldest first."""
        rows = db.session.scalars(
            select(models.Pupil)
            .join(parenthood, parenthood.c.pupil_id == models.Pupil.id)
            .where(parenthood.c.parent_id == int(parent_id))
            .order_by(models.Pupil.birth_date, models.Pupil.id)
            .options(WITH_SCHOOLS)
        )
        return [as_pupil(row) for row in rows]

    def pupil(self, pupil_id: str) -> Pupil | None:
        """Find one child by the id that we gave."""
        row = db.session.get(models.Pupil, int(pupil_id), options=[WITH_SCHOOLS])
        return as_pupil(row) if row else None

    def find_pupils(self, municipality_code: str, surname: str, birth_date: date) -> Sequence[Pupil]:
        """Find the children of a municipality's schools by surname and birth date."""
        rows = db.session.scalars(
            select(models.Pupil)
            .where(
                models.Pupil.birth_date == birth_date,
                models.Pupil.enrolments.any(Enrolment.school.has(models.School.municipality == municipality_code)),
            )
            .order_by(models.Pupil.id)
            .options(WITH_SCHOOLS)
        )
        # compared here because SQLite's lower() knows no Cyrillic; few children share a birth date
        return [as_pupil(row) for row in rows if fold_name(row.surname) == fold_name(surname)]

    def school_pupils(self, school_id: str, page: int) -> Sequence[Pupil]:
        """List the pupils of a school by surname, a page at a time."""
        rows = db.session.scalars(
            select(models.Pupil)
            .where(models.Pupil.enrolments.any(Enrolment.school_id == school_id))
            .order_by(func.replace(models.Pupil.surname, "Ё", "Е"), models.Pupil.first_name, models.Pupil.id)
            .offset(page * PAGE_SIZE)
            .limit(PAGE_SIZE)
            .options(WITH_SCHOOLS)
        )
        return [as_pupil(row) for row in rows]

    def pupils(self, pupil_ids: Sequence[str]) -> Sequence[Pupil]:
        """Find several children at once."""
        wanted = [int(pupil_id) for pupil_id in pupil_ids]
        rows = db.session.scalars(select(models.Pupil).where(models.Pupil.id.in_(wanted)).options(WITH_SCHOOLS))
        return [as_pupil(row) for row in rows]

    def family_record(self, viewer_id: str, pupil_id: str) -> FamilyRecord:
        """Tell what we know besides the child, so that an application does not ask for it again."""
        account = db.session.get_one(Account, int(viewer_id))
        contact = db.session.get(models.Contact, account.id) or models.Contact()
        rows = db.session.scalars(select(models.PupilDocument).filter_by(pupil_id=int(pupil_id)).order_by("id"))
        documents = [
            IdentityDocument(kind=row.kind, number=row.number, issued_on=row.issued_on, issued_by=row.issued_by)
            for row in rows
        ]
        surname, first_name, patronymic, *_ = [*account.full_name.split(), None, None, None]
        return FamilyRecord(
            email=contact.email,
            telephone=contact.telephone,
            surname=surname,
            first_name=first_name,
            patronymic=patronymic,
            document=passport_of(contact),
            address=contact.address,
            child_documents=documents,
            child_address=contact.address,
        )

    def attach(self, parent_id: str, pupil_id: str, relation: Relation) -> None:
        """Attach a child to a parent, in the transaction that the module commits."""
        parent, pupil = db.session.get(Account, int(parent_id)), db.session.get(models.Pupil, int(pupil_id))
        if parent is None or pupil is None:
            raise CannotAttachError("учётной записи заявителя или ребёнка больше нет.")
        if pupil not in parent.children:
            parent.children.append(pupil)
            db.session.flush()

    def detach(self, parent_id: str, pupil_id: str) -> None:
        """Take a child away from a parent, like :meth:`attach`."""
        db.session.execute(
            delete(parenthood).where(parenthood.c.parent_id == int(parent_id), parenthood.c.pupil_id == int(pupil_id))
        )
        db.session.expire_all()

    def applicant(self, viewer_id: str) -> Applicant:
        """Tell who somebody is for certain, by Госуслуги; else only how to reach them: people typed the names here."""
        if (verified := verified_applicant(int(viewer_id))) is not None:
            return verified
        contact = db.session.get(models.Contact, int(viewer_id)) or models.Contact()
        return Applicant(email=contact.email, telephone=contact.telephone)

    def guardians(self, pupil_id: str) -> Sequence[Guardian]:
        """List to whom a child is attached now."""
        rows = db.session.scalars(
            select(Account)
            .join(parenthood, parenthood.c.parent_id == Account.id)
            .where(parenthood.c.pupil_id == int(pupil_id))
            .order_by(Account.full_name)
        )
        return [Guardian(id=str(row.id), full_name=row.full_name) for row in rows]

    def same_document(self, pupil_id: str, document: IdentityDocument) -> bool | None:
        """Compare a stated document with those in the pupil's record."""
        rows = db.session.scalars(select(models.PupilDocument).filter_by(pupil_id=int(pupil_id), kind=document.kind))
        known = [digits(row.number) for row in rows]
        return digits(document.number) in known if known else None

    def send_mail(self, message: EmailMessage) -> None:
        """Keep a letter to be read at `/mail`; with a mail server in the options it really goes.

        A host whose letters go by SMTP leaves this method out.
        """
        if current_app.config.get("SGO_PFDO_MAIL_SERVER"):
            super().send_mail(message)
        else:
            letters.keep(message)

    def step_up(self, return_to: str) -> ResponseReturnValue | None:
        """Ask for the password again before the register is downloaded, unless it was typed a moment ago."""
        return None if has_just_shown_password() else ask_for_password(return_to)

    def now(self) -> datetime:
        """Give the moment by the portal's clock. A host without a clock of its own leaves this method out."""
        return clock.now()


def passport_of(contact: models.Contact) -> IdentityDocument | None:
    """Say a parent's passport in the module's words."""
    if contact.passport is None:
        return None
    return IdentityDocument(
        kind="passport",
        number=contact.passport,
        issued_on=contact.passport_issued_on,
        issued_by=contact.passport_issued_by,
    )


def digits(number: str) -> str:
    """Reduce the number of a document to what people write alike."""
    return "".join(sign for sign in number if sign.isdigit())


def as_pupil(row: models.Pupil) -> Pupil:
    """Turn our row into what the module takes."""
    return Pupil(
        id=str(row.id),
        surname=row.surname,
        first_name=row.first_name,
        patronymic=row.patronymic,
        birth_date=row.birth_date,
        class_name=row.class_name,
        schools=[School(id=school.id, name=school.name, kind=SchoolKind(school.kind.value)) for school in row.schools],
    )
