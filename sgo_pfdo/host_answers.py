"""What the portal answers, looked at where it comes in: a mistake of the host port is told, never guessed."""

import traceback
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from pathlib import Path

import flask
from markupsafe import Markup

from sgo_pfdo import people
from sgo_pfdo.host import AccountDirectory, FamilyAccess, HostPortal, PupilDirectory
from sgo_pfdo.people import (
    Applicant,
    FamilyRecord,
    Guardian,
    IdentityDocument,
    PortalDataError,
    Pupil,
    Viewer,
    kind_of,
)
from sgo_pfdo.telling import Told
from sgo_pfdo.verified import Account, VerifiedPerson

MOST_PAGES = 10_000
"""Of one school: a portal that never gives an empty page would be asked for ever."""
MOST_CANDIDATES = 20
"""Accounts that may be one person's: a portal that offers more has not looked for the person at all."""
_PACKAGE = str(Path(__file__).parent)


def viewer_of(host: HostPortal) -> Viewer | None:
    """Ask who is signed in.

    :raises PortalDataError: the answer is neither a :class:`Viewer` nor ``None``.
    """
    viewer: object = host.current_viewer()
    if viewer is None or isinstance(viewer, Viewer):
        return viewer
    is_default = type(host).current_viewer is HostPortal.current_viewer
    raise _wrong(host, "viewer_for" if is_default else "current_viewer", "a Viewer or None", viewer)


def children_of(host: HostPortal, parent_id: str) -> Iterable[Pupil]:
    """Ask for the children of a parent.

    :raises PortalDataError: the answer is no list of :class:`Pupil`.
    """
    return _pupils(host, "children", host.children(parent_id))


def pupil_of(host: HostPortal, told: Told, pupil_id: str) -> Pupil | None:
    """Ask for one child; another child than the one asked for is none.

    :param told: hears of such another child.
    :raises PortalDataError: the answer is neither a :class:`Pupil` nor ``None``.
    """
    pupil: object = host.pupil(pupil_id)
    if pupil is None:
        return None
    if not isinstance(pupil, Pupil):
        raise _wrong(host, "pupil", "a Pupil or None", pupil)
    if pupil.id == pupil_id:
        return pupil
    told.warning(
        f"pupil({pupil_id!r}) of {type(host).__name__} answers with Pupil.id {pupil.id!r}, which is taken for nobody:"
        " return the pupil with exactly the id asked for, the same in Viewer.pupil_id and Pupil.id"
    )
    return None


def pupils_found(directory: PupilDirectory, municipality_code: str, surname: str, birth_date: date) -> Iterable[Pupil]:
    """Ask for the children of a municipality by surname and birth date.

    :raises PortalDataError: see :func:`children_of`.
    """
    return _pupils(directory, "find_pupils", directory.find_pupils(municipality_code, surname, birth_date))


def pupils_of_school(directory: PupilDirectory, school_id: str, page: int) -> tuple[Pupil, ...]:
    """Ask for a page of the pupils of a school; an empty one ends the list.

    :raises PortalDataError: see :func:`children_of`.
    """
    return _pupils(directory, "school_pupils", directory.school_pupils(school_id, page))


def pupils_by_school(directory: PupilDirectory, school_ids: Iterable[str]) -> Iterator[tuple[str, tuple[Pupil, ...]]]:
    """Ask for the pupils of several schools, a page at a time, each with the id of its school.

    :raises PortalDataError: see :func:`children_of`.
    """
    for school_id in school_ids:
        for page in range(MOST_PAGES):
            pupils = pupils_of_school(directory, school_id, page)
            if not pupils:
                break
            yield school_id, pupils


def family_record_of(host: HostPortal, viewer_id: str, pupil_id: str) -> FamilyRecord:
    """Ask what the portal knows besides a child.

    :raises PortalDataError: the answer is no :class:`FamilyRecord`.
    """
    record: object = host.family_record(viewer_id, pupil_id)
    if isinstance(record, FamilyRecord):
        return record
    raise _wrong(host, "family_record", "a FamilyRecord", record, "FamilyRecord() where nothing is known")


def applicant_of(access: FamilyAccess, viewer_id: str) -> Applicant:
    """Ask what the portal knows for certain of somebody who asks for access.

    :raises PortalDataError: the answer is no :class:`Applicant`.
    """
    applicant: object = access.applicant(viewer_id)
    if isinstance(applicant, Applicant):
        return applicant
    raise _wrong(access, "applicant", "an Applicant", applicant, "Applicant() where nothing is known")


def guardians_of(access: FamilyAccess, pupil_id: str) -> tuple[Guardian, ...]:
    """Ask to whom a child is attached now.

    :raises PortalDataError: the answer is no list of :class:`Guardian`.
    """
    given: object = access.guardians(pupil_id)
    if not isinstance(given, Iterable):
        raise _wrong(access, "guardians", "Guardian objects", given, "return a list, () where there are none")
    found = tuple(given)
    for guardian in found:
        if not isinstance(guardian, Guardian):
            raise _wrong(access, "guardians", "Guardian objects", guardian, "make a sgo_pfdo.Guardian of each")
    return found


def same_document_of(access: FamilyAccess, pupil_id: str, document: IdentityDocument) -> bool | None:
    """Ask whether a stated document is that of a child.

    :raises PortalDataError: the answer is neither ``True``, ``False`` nor ``None``.
    """
    answer: object = access.same_document(pupil_id, document)
    if answer is None or isinstance(answer, bool):
        return answer
    raise _wrong(access, "same_document", "True, False or None", answer)


def candidates_of(directory: AccountDirectory, person: VerifiedPerson) -> Sequence[Account]:
    """Ask which accounts may be a person's; one that comes twice counts once.

    :raises PortalDataError: the answer is no list of :class:`Account`, or too long a one.
    """
    given: object = directory.account_candidates(person)
    if not isinstance(given, Iterable):
        raise _wrong(
            directory, "account_candidates", "Account objects", given, "return a list, [] where there are none"
        )
    found = {}
    for account in given:
        if not isinstance(account, Account):
            raise _wrong(directory, "account_candidates", "Account objects", account, "make a sgo_pfdo.Account of each")
        found[account.id] = account
        if len(found) > MOST_CANDIDATES:
            wanted = f"at most {MOST_CANDIDATES} Account objects"
            raise _wrong(directory, "account_candidates", wanted, given, "look for the person, do not list everybody")
    return tuple(found.values())


def account_of(directory: AccountDirectory, account_id: str) -> Account | None:
    """Ask for one account.

    :raises PortalDataError: the answer is neither the :class:`Account` asked for nor ``None``.
    """
    account: object = directory.account(account_id)
    if account is None or (isinstance(account, Account) and account.id == account_id):
        return account
    raise _wrong(directory, "account", "the Account with the id asked for or None", account)


def registered_by(directory: AccountDirectory, person: VerifiedPerson) -> str | None:
    """Have the portal make an account.

    :raises PortalDataError: the answer is neither an id nor ``None``.
    """
    account_id: object = directory.register(person)
    if account_id is None or (isinstance(account_id, str) and 0 < len(account_id) <= people.MAX_ID_LENGTH):
        return account_id
    raise _wrong(directory, "register", f"an id of 1 to {people.MAX_ID_LENGTH} characters or None", account_id)


def refusal_of(host: HostPortal) -> flask.Response:
    """Ask for the answer to somebody who is not signed in.

    :raises PortalDataError: it is nothing that a view may return.
    """
    answer: object = host.unauthorized()
    try:
        return flask.make_response(answer)
    except TypeError:
        raise _wrong(host, "unauthorized", "what a view of Flask may return", answer) from None


def page_of(host: HostPortal, name: str, context: dict[str, object]) -> str:
    """Have the portal render a page.

    :raises PortalDataError: the answer is no text.
    """
    page: object = host.render_template(name, **context)
    if isinstance(page, str):
        return page
    raise _wrong(host, "render_template", "the page as text", page)


def form_fields_of(host: HostPortal) -> Markup:
    """Ask for the portal's hidden fields of a form.

    :raises PortalDataError: it is no :class:`~markupsafe.Markup`, so that people would read the fields as text.
    """
    fields: object = host.form_fields()
    if isinstance(fields, Markup):
        return fields
    raise _wrong(host, "form_fields", "Markup", fields, "wrap it: Markup(…)")


def _pupils(host: object, method: str, given: object) -> tuple[Pupil, ...]:
    """Take any iterable of pupils: a list, a generator, a query."""
    if not isinstance(given, Iterable):
        raise _wrong(host, method, "Pupil objects", given, "return a list, [] where there are none")
    pupils = tuple(given)
    for pupil in pupils:
        if not isinstance(pupil, Pupil):
            raise _wrong(host, method, "Pupil objects", pupil, "make a sgo_pfdo.Pupil of each")
    return pupils


def _wrong(host: object, method: str, wanted: str, given: object, remedy: str = "") -> PortalDataError:
    hint = f": {remedy}" if remedy else ""
    return PortalDataError(f"{method}() of {type(host).__name__} must return {wanted}, got {kind_of(given)}{hint}")


def mistake_in_words(error: PortalDataError) -> str:
    """Say what is wrong and, where the portal was just making something of ours, in which line of its own."""
    frames = traceback.extract_tb(error.__traceback__)
    place = ""
    if frames and frames[-1].filename == people.__file__:
        own = [frame for frame in frames if not frame.filename.startswith((_PACKAGE, "<"))]
        place = f" ({Path(own[-1].filename).name}, line {own[-1].lineno})" if own else ""
    return f"the host port is wrong: {error}{place}; see docs/host-port.md"
