"""The port: everything the module asks of the portal that embeds it.

A portal subclasses :class:`HostPortal` and answers with the plain frozen dataclasses of :mod:`sgo_pfdo.people`. The
module never sees an ORM object of the host and never reads ``user.id``: ids are opaque text that the host chooses.
"""

import abc
from collections.abc import Sequence
from datetime import UTC, date, datetime
from email.message import EmailMessage
from typing import Any

import flask
import flask_login
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from sgo_pfdo.mail import smtp
from sgo_pfdo.people import Applicant, FamilyRecord, Guardian, IdentityDocument, Pupil, Relation, Viewer
from sgo_pfdo.verified import Account, VerifiedPerson


class HostPortal(abc.ABC):
    """What a portal tells the module. Three methods are the portal's own, the rest has working defaults."""

    def viewer_for(self, user: Any) -> Viewer | None:
        """Say who a signed-in Flask-Login user is. Not needed where :meth:`current_viewer` is overridden.

        :param user: the object behind ``flask_login.current_user``, signed in.
        :return: the viewer, or ``None`` to treat the user as not signed in.
        """
        raise NotImplementedError(f"{type(self).__name__} must define viewer_for(user) or current_viewer()")

    def current_viewer(self) -> Viewer | None:
        """Say who is signed in; asked once per request.

        :return: the viewer, or ``None`` when nobody is signed in. The default asks Flask-Login and :meth:`viewer_for`.
        """
        user = flask_login.current_user._get_current_object()
        return self.viewer_for(user) if user.is_authenticated else None

    def viewer_as(self, person_id: str) -> Viewer | None:
        """Make the present request one of a person, for ``flask pfdo doctor --as``: a request that never was sent.

        :param person_id: what the administrator typed. The default takes it for the id that Flask-Login's
            ``user_loader`` gets.
        :return: who that is, or ``None`` when the portal knows nobody with this id.
        :raises NotImplementedError: there is no Flask-Login, and the portal does not define this method.
        """
        manager = getattr(flask.current_app, "login_manager", None)
        if manager is None:
            raise NotImplementedError(f"{type(self).__name__} must define viewer_as(person_id)")
        flask.session["_user_id"], flask.session["_fresh"] = person_id, True
        flask.session["_id"] = manager._session_identifier_generator()  # what session_protection compares
        return self.current_viewer()

    @abc.abstractmethod
    def children(self, parent_id: str) -> Sequence[Pupil]:
        """List the children attached to a parent now, from every school, in the order the parent should see them.

        :param parent_id: :attr:`Viewer.id` of a parent.
        """

    @abc.abstractmethod
    def pupil(self, pupil_id: str) -> Pupil | None:
        """Find one child, or ``None`` when the portal has none with this id.

        :param pupil_id: an id that the host gave in :attr:`Viewer.pupil_id` or :attr:`Pupil.id`.
        """

    def unauthorized(self) -> ResponseReturnValue:
        """Answer somebody who is not signed in. The default lets Flask-Login decide, or else gives a 401."""
        manager = getattr(flask.current_app, "login_manager", None)
        if manager is None:
            flask.abort(401)
        response: ResponseReturnValue = manager.unauthorized()
        return response

    def render_template(self, name: str, **context: Any) -> str:
        """Render a page of the module; override it to add what the host's own views add.

        :param name: a template name that starts with ``sgo_pfdo/``.
        :param context: names that all start with ``pfdo_``.
        """
        return flask.render_template(name, **context)

    def form_fields(self) -> Markup:
        """Give hidden fields for every form, where the host protects forms by a CSRF scheme of its own.

        Overriding this is what allows ``WTF_CSRF_ENABLED = False``: the host then checks its fields itself.
        """
        return Markup("")

    def send_mail(self, message: EmailMessage) -> None:
        """Send a letter; called from ``flask pfdo mail send``, never inside a transaction. The default uses SMTP.

        :param message: complete, with plain text and HTML.
        :raises sgo_pfdo.mail.smtp.MailRefusedError: no server will ever take it.
        :raises sgo_pfdo.mail.smtp.MailUnavailableError: not now; it is tried again.
        """
        smtp.send(message, flask.current_app.extensions["sgo_pfdo"].settings)

    def family_record(self, viewer_id: str, pupil_id: str) -> FamilyRecord:
        """Tell what the portal knows besides the child, so that an application does not ask for it again.

        :param viewer_id: :attr:`Viewer.id` of the applicant.
        :param pupil_id: the child applied for. The default knows nothing.
        """
        return FamilyRecord()

    def step_up(self, return_to: str) -> ResponseReturnValue | None:
        """Ask the person once more who they are.

        Before a file with all children of the register leaves the portal, and before a parent who came into the
        holder's cabinet through the portal changes what guards it.

        :param return_to: the address in this portal to come back to, by GET.
        :return: ``None`` when they have shown it just now; else the answer that asks: for the password, or for a fresh
            sign-in. The default knows no way to ask and lets everybody go on.
        """
        return None

    def now(self) -> datetime:
        """Give the moment, with a time zone. The default is the machine's clock in UTC."""
        return datetime.now(UTC)


class PupilDirectory(abc.ABC):
    """What only the desk and the school's page ask of a portal; a host port that has it inherits both classes.

    Without it the desk registers children as if the portal had none, and the school's page shows numbers only.
    """

    @abc.abstractmethod
    def find_pupils(self, municipality_code: str, surname: str, birth_date: date) -> Sequence[Pupil]:
        """Find the children of a municipality's schools by surname and birth date, to link what is issued in person.

        :param municipality_code: as loaded; the portal decides which schools that means.
        :param surname: as the clerk typed it; compare :func:`sgo_pfdo.fold_name` of both, for portal and paper may
            write one name in different signs.
        """

    @abc.abstractmethod
    def school_pupils(self, school_id: str, page: int) -> Sequence[Pupil]:
        """List the pupils of a school by surname, a page at a time.

        :param page: from 0; an empty page ends the list. The portal chooses how many a page holds, at most 500.
        """

    @abc.abstractmethod
    def pupils(self, pupil_ids: Sequence[str]) -> Sequence[Pupil]:
        """Find several children at once; unknown ids are left out, the order does not matter.

        :param pupil_ids: at most 500 ids that the host gave.
        """


class CannotAttachError(Exception):
    """The portal cannot attach a child to a person: one of them is gone or blocked.

    The message is shown to the school's worker, in Russian, and names nobody else.
    """


class FamilyAccess(abc.ABC):
    """What a portal lets the module do about who is attached to whom; a host port that has it inherits this class, too.

    It needs :class:`PupilDirectory`. Without it nothing of the access to children is there: no page, no link. What
    ``children`` of the portal says stays the only truth.
    """

    @abc.abstractmethod
    def attach(self, parent_id: str, pupil_id: str, relation: Relation) -> None:
        """Attach a child to a person, in the transaction that the module commits; a second call changes nothing.

        Use the session of Flask-SQLAlchemy, do not commit, and do nothing outside the database: the action may be run
        again.

        :param parent_id: :attr:`Viewer.id` of a parent.
        :raises CannotAttachError: the child or the person is gone or blocked; nothing is changed.
        """

    @abc.abstractmethod
    def detach(self, parent_id: str, pupil_id: str) -> None:
        """Take a child away from a person, like :meth:`attach`; nothing happens where it is not attached."""

    def applicant(self, viewer_id: str) -> Applicant:
        """Tell what the portal knows for certain of somebody who asks. The default knows nothing."""
        return Applicant()

    def guardians(self, pupil_id: str) -> Sequence[Guardian]:
        """List to whom a child is attached now, for the school. The default does not tell."""
        return ()

    def same_document(self, pupil_id: str, document: IdentityDocument) -> bool | None:
        """Compare the stated document of a child with the one in the portal, which the module never sees.

        :return: ``None`` where the portal has none. The default knows none.
        """
        return None


class AccountDirectory(abc.ABC):
    """What sign-in through Госуслуги asks of a portal; needed where ``SgoPfdo`` gets ``identity=``.

    An account that somebody has made for themselves, and whose data nobody has checked, must not be among the
    candidates: who makes one with a stranger's data would wait there for the stranger.
    """

    @abc.abstractmethod
    def account_candidates(self, person: VerifiedPerson) -> Sequence[Account]:
        """List accounts that may be a person's: by СНИЛС, by document, by name and birth date; at most 20.

        Offer generously, blocked ones included: the module's rules decide, and nothing weaker than СНИЛС with birth
        date and first name, or full name, birth date and document, ever opens an account. A portal may be stricter
        and leave accounts out.
        """

    @abc.abstractmethod
    def account(self, account_id: str) -> Account | None:
        """Find one account, or ``None`` where it is gone.

        :param account_id: :attr:`Account.id`, and of whoever is signed in :attr:`Viewer.id`.
        """

    @abc.abstractmethod
    def sign_in(self, account_id: str) -> None:
        """Sign somebody in: begin a new session, then ``login_user()`` or what the portal has in its place.

        Called once, after the commit. Clear ``flask.session`` first: nothing of the session before goes on.
        """

    def register(self, person: VerifiedPerson) -> str | None:
        """Make an account for somebody whom the portal does not know (S003: the parent arrives without one).

        Called for confirmed people alone, in the transaction that the module commits, maybe more than once: use the
        session of Flask-SQLAlchemy and do nothing outside the database. The default makes none.

        :return: its id, or ``None``: the person is told to go to the school.
        """
        return None

    def verified(self, account_id: str, person: VerifiedPerson) -> None:  # noqa: B027 - a portal need not listen
        """Hear who is behind an account, at each confirmed sign-in, in the transaction that the module commits.

        The portal may take over a changed surname and a missing СНИЛС. The default does nothing.
        """


def has_own_form_protection(host: HostPortal) -> bool:
    """Tell whether the host brings a CSRF scheme of its own, which it says by overriding ``form_fields``."""
    return type(host).form_fields is not HostPortal.form_fields
