"""A portal whose people live in memory: says whatever a test wants it to say."""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from email.message import EmailMessage

import flask
from flask.typing import ResponseReturnValue

from sgo_pfdo.certificates.rules.names import fold, surname_key
from sgo_pfdo.host import HostPortal, PupilDirectory
from sgo_pfdo.people import FamilyRecord, Pupil, Role, Viewer


class MemoryPortal(HostPortal, PupilDirectory):
    """A host port without a portal behind it.

    :param moment: what :meth:`now` gives, with a time zone; ``None`` follows the machine's clock.
    """

    def __init__(self, moment: datetime | None = None) -> None:
        self.moment = moment
        self.viewer: Viewer | None = None
        """Who is signed in; ``None`` for nobody."""
        self._pupils: dict[str, Pupil] = {}
        self._children: dict[str, list[str]] = {}
        self._municipalities: dict[str, str] = {}
        self._records: dict[tuple[str, str], FamilyRecord] = {}
        self.letters: list[EmailMessage] = []
        """What was sent, in place of a mail server."""
        self.page_size = 500
        """How many pupils a page of :meth:`school_pupils` holds."""

    def put_school(self, school_id: str, municipality_code: str) -> None:
        """Say which municipality a school belongs to; until then :meth:`find_pupils` looks at its pupils everywhere."""
        self._municipalities[school_id] = municipality_code

    def add(self, pupil: Pupil, *parent_ids: str) -> Pupil:
        """Put a child into the portal, or replace the one with the same id, attached to these parents also."""
        self._pupils[pupil.id] = pupil
        for parent_id in parent_ids:
            children = self._children.setdefault(parent_id, [])
            if pupil.id not in children:
                children.append(pupil.id)
        return pupil

    def put_record(self, viewer_id: str, pupil_id: str, record: FamilyRecord) -> None:
        """Say what the portal knows besides a child, for somebody who applies."""
        self._records[viewer_id, pupil_id] = record

    def take_away(self, pupil_id: str, parent_id: str) -> None:
        """Take a child away from a parent."""
        self._children[parent_id].remove(pupil_id)

    def sign_in_parent(self, parent_id: str) -> Viewer:
        """Sign a parent in, in place of whoever was."""
        self.viewer = Viewer(id=parent_id, role=Role.PARENT)
        return self.viewer

    def sign_in_pupil(self, pupil_id: str, *, is_owner: bool | None = None) -> Viewer:
        """Sign in at a child's own account.

        :param is_owner: as :attr:`sgo_pfdo.Viewer.is_owner`.
        """
        self.viewer = Viewer(id=f"account-{pupil_id}", role=Role.PUPIL, pupil_id=pupil_id, is_owner=is_owner)
        return self.viewer

    def sign_in_clerk(self, organisation_code: str, *, viewer_id: str | None = None) -> Viewer:
        """Sign in a clerk of an authorised organisation.

        :param viewer_id: for a second clerk of the same organisation.
        """
        viewer_id = viewer_id or f"clerk-{organisation_code}"
        self.viewer = Viewer(id=viewer_id, role=Role.CLERK, organisation_code=organisation_code)
        return self.viewer

    def sign_in_director(self, school_id: str) -> Viewer:
        """Sign in the director of a school."""
        self.viewer = Viewer(id=f"director-{school_id}", role=Role.DIRECTOR, school_id=school_id)
        return self.viewer

    def sign_in_operator(self, municipality_code: str) -> Viewer:
        """Sign in an operator of a municipality."""
        self.viewer = Viewer(
            id=f"operator-{municipality_code}", role=Role.OPERATOR, municipality_code=municipality_code
        )
        return self.viewer

    def sign_in_provider(self, provider_code: str) -> Viewer:
        """Sign in somebody who works for an organisation that teaches."""
        self.viewer = Viewer(id=f"provider-{provider_code}", role=Role.PROVIDER, provider_code=provider_code)
        return self.viewer

    def sign_out(self) -> None:
        """Have nobody signed in."""
        self.viewer = None

    def current_viewer(self) -> Viewer | None:
        """Give whoever was signed in last."""
        return self.viewer

    def children(self, parent_id: str) -> Sequence[Pupil]:
        """List the children added for this parent, in the order they were added."""
        return [self._pupils[pupil_id] for pupil_id in self._children.get(parent_id, [])]

    def pupil(self, pupil_id: str) -> Pupil | None:
        """Find a child that was added."""
        return self._pupils.get(pupil_id)

    def find_pupils(self, municipality_code: str, surname: str, birth_date: date) -> Sequence[Pupil]:
        """Find children by surname and birth date among the schools of a municipality, see :meth:`put_school`."""
        return [
            pupil
            for pupil in self._pupils.values()
            if pupil.birth_date == birth_date
            and surname_key(pupil.surname, pupil.first_name) == fold(surname)
            and any(self._municipalities.get(one.id, municipality_code) == municipality_code for one in pupil.schools)
        ]

    def school_pupils(self, school_id: str, page: int) -> Sequence[Pupil]:
        """List the pupils of a school by surname, :attr:`page_size` of them at a time."""
        pupils = [pupil for pupil in self._pupils.values() if any(one.id == school_id for one in pupil.schools)]
        pupils.sort(key=lambda pupil: (fold(pupil.surname), fold(pupil.first_name), pupil.id))
        return pupils[page * self.page_size : (page + 1) * self.page_size]

    def pupils(self, pupil_ids: Sequence[str]) -> Sequence[Pupil]:
        """Find several of the children that were added."""
        return [self._pupils[pupil_id] for pupil_id in pupil_ids if pupil_id in self._pupils]

    def family_record(self, viewer_id: str, pupil_id: str) -> FamilyRecord:
        """Give what was said by :meth:`put_record`, else nothing."""
        return self._records.get((viewer_id, pupil_id), FamilyRecord())

    def send_mail(self, message: EmailMessage) -> None:
        """Keep the letter in :attr:`letters`."""
        self.letters.append(message)

    def unauthorized(self) -> ResponseReturnValue:
        """Answer 401."""
        return flask.Response("Войдите на портал.", 401, mimetype="text/plain")

    def now(self) -> datetime:
        """Give the moment the test has set, or else the machine's."""
        return self.moment or datetime.now(UTC)
