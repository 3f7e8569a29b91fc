"""The permission table: every route of the module, every kind of viewer, and what the server answers.

A viewer whom a route does not list is refused, with 401 for nobody and 404 for everybody else. To add a route, add its
line; to add a kind of viewer, add it to VIEWERS of :mod:`tests.blueprints.common.viewers` and to the routes that it
may use.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from tests.blueprints.common.viewers import VIEWERS

CLERKS = ("clerk", "clerk of another municipality")
DIRECTORS = ("director", "director whose school is off")
OPERATORS = ("operator", "operator of another municipality")

ALLOWED_TO_GET = ("mother", "father", "mother, for the younger child", "pupil of 15", "pupil of 15, surely the owner")
ONLY_LOOKING = ("somebody else at the account of 15", "pupil of 9", "somebody else at the account of 9")
NEVER_CERTIFIED = (
    "parent of two, for the one whose school is off",
    "pupil of 18",
    "pupil without a birth date",
)
THEIR_OWN = ALLOWED_TO_GET + ONLY_LOOKING


def given(status: int, *viewers: str) -> dict[str, int]:
    """Say that these viewers get this status."""
    return dict.fromkeys(viewers, status)


@dataclass(frozen=True)
class Route:
    """What a route answers to those who are not refused.

    Attributes:
        before: while Igor and Sasha have no certificate.
        after: once they have one.
        path: the address, where the rule has parameters.
        query: what else the address says, beside the child.
        only_leads: a redirect of it changes nothing.
    """

    before: Mapping[str, int] = field(default_factory=dict)
    after: Mapping[str, int] = field(default_factory=dict)
    path: str = ""
    query: Mapping[str, str] = field(default_factory=dict)
    only_leads: bool = False


def always(answers: Mapping[str, int], **query: str) -> Route:
    """Make a route that does not care for certificates."""
    return Route(answers, answers, query=query)


ANY_TIME = given(200, *THEIR_OWN, *NEVER_CERTIFIED)
BACK = given(303, *THEIR_OWN, *NEVER_CERTIFIED)
PICTURE = given(200, *THEIR_OWN)
SECRET = given(200, *ALLOWED_TO_GET)
TO_OPERATORS = always(given(200, *OPERATORS))
NOT_FILLED_IN = always(given(422, *OPERATORS))
SOMEBODY_WAS_FASTER = always(given(409, *OPERATORS))
"""What a form says that may be empty and does not tell what it has shown."""
TO_CLERKS = always(given(200, *CLERKS))
TO_DIRECTORS = always(given(200, *DIRECTORS))
TO_THE_SEARCH = always(given(303, *CLERKS))
NOTHING_TYPED = always(given(422, *CLERKS))
CARD = Route(after=given(200, "clerk"))
TO_THE_CARD = Route(after=given(303, "clerk"))
NO_REASON = Route(after=given(422, "clerk"))
ANOTHER_VERSION = Route(after=given(409, "clerk"))
"""What a card says to a press that does not tell which card it saw, or to one that there is nothing to do for."""
ALWAYS_BACK = always(BACK)
NO_APPLICATION_WANTED = always(given(403, *THEIR_OWN, *NEVER_CERTIFIED))
"""The way by e-mail has a table of its own; here certificates are had at one press."""

TO_THE_SIGN_IN = replace(always(given(303, *VIEWERS)), only_leads=True)
"""A cabinet that is not open on the device: the same for those that exist, and whoever is signed in at the portal."""
NOTHING_TYPED_BY_ANYBODY = always(given(422, *VIEWERS))

ROUTES: Mapping[str, Route] = {
    "GET /pfdo/cabinet": TO_THE_SIGN_IN,
    "GET /pfdo/cabinet/sign-in": always(given(200, *VIEWERS)),
    "POST /pfdo/cabinet/sign-in": NOTHING_TYPED_BY_ANYBODY,
    "GET /pfdo/cabinet/open": replace(always(BACK), only_leads=True),
    "POST /pfdo/cabinet/open": Route(after=given(303, *ALLOWED_TO_GET)),
    "POST /pfdo/cabinet/sign-out-all": TO_THE_SIGN_IN,
    "GET /pfdo/cabinet/forgotten": always(given(200, *VIEWERS)),
    # without SGO_PFDO_BASE_URL no letter could lead back
    "POST /pfdo/cabinet/forgotten": always(given(409, *VIEWERS)),
    "GET /pfdo/cabinet/forgotten/sent": always(given(200, *VIEWERS)),
    "GET /pfdo/cabinet/recovery/<token>": replace(always(given(410, *VIEWERS)), path="/pfdo/cabinet/recovery/made-up"),
    "POST /pfdo/cabinet/recovery/<token>": replace(always(given(410, *VIEWERS)), path="/pfdo/cabinet/recovery/made-up"),
    "GET /pfdo/cabinet/<card_id>": TO_THE_SIGN_IN,
    "GET /pfdo/cabinet/<card_id>/capabilities": TO_THE_SIGN_IN,
    "GET /pfdo/cabinet/<card_id>/deadline.ics": TO_THE_SIGN_IN,
    "GET /pfdo/cabinet/<card_id>/programmes": TO_THE_SIGN_IN,
    "GET /pfdo/cabinet/<card_id>/programmes/health": TO_THE_SIGN_IN,
    "POST /pfdo/cabinet/<card_id>/programmes/health": TO_THE_SIGN_IN,
    "GET /pfdo/cabinet/<card_id>/programmes/<programme>": TO_THE_SIGN_IN,
    "GET /pfdo/cabinet/<card_id>/organisations": TO_THE_SIGN_IN,
    "GET /pfdo/cabinet/<card_id>/organisations/<provider>": TO_THE_SIGN_IN,
    "GET /pfdo/cabinet/<card_id>/news": TO_THE_SIGN_IN,
    "GET /pfdo/cabinet/<card_id>/events": TO_THE_SIGN_IN,
    "GET /pfdo/cabinet/<card_id>/news/<publication>": TO_THE_SIGN_IN,
    "GET /pfdo/cabinet/<card_id>/events/<publication>": TO_THE_SIGN_IN,
    "GET /pfdo/cabinet/<card_id>/settings": TO_THE_SIGN_IN,
    "GET /pfdo/cabinet/<card_id>/settings/representative": TO_THE_SIGN_IN,
    "POST /pfdo/cabinet/<card_id>/settings/representative": TO_THE_SIGN_IN,
    "GET /pfdo/cabinet/<card_id>/settings/place": TO_THE_SIGN_IN,
    "POST /pfdo/cabinet/<card_id>/settings/place": TO_THE_SIGN_IN,
    "GET /pfdo/cabinet/<card_id>/settings/presence": TO_THE_SIGN_IN,
    "POST /pfdo/cabinet/<card_id>/settings/presence": TO_THE_SIGN_IN,
    "GET /pfdo/cabinet/<card_id>/settings/notices": TO_THE_SIGN_IN,
    "POST /pfdo/cabinet/<card_id>/settings/notices": TO_THE_SIGN_IN,
    "GET /pfdo/cabinet/<card_id>/settings/applicant": TO_THE_SIGN_IN,
    "GET /pfdo/cabinet/<card_id>/settings/applicant/edit": TO_THE_SIGN_IN,
    "POST /pfdo/cabinet/<card_id>/settings/applicant/edit": TO_THE_SIGN_IN,
    "POST /pfdo/cabinet/<card_id>/settings/applicant/remove": TO_THE_SIGN_IN,
    "GET /pfdo/cabinet/<card_id>/settings/email": TO_THE_SIGN_IN,
    "POST /pfdo/cabinet/<card_id>/settings/email": TO_THE_SIGN_IN,
    "POST /pfdo/cabinet/<card_id>/settings/email/keep": TO_THE_SIGN_IN,
    "GET /pfdo/cabinet/<card_id>/settings/email/remove": TO_THE_SIGN_IN,
    "POST /pfdo/cabinet/<card_id>/settings/email/remove": TO_THE_SIGN_IN,
    "GET /pfdo/cabinet/<card_id>/settings/rules": TO_THE_SIGN_IN,
    "POST /pfdo/cabinet/<card_id>/settings/rules": TO_THE_SIGN_IN,
    "GET /pfdo/cabinet/<card_id>/settings/rules/withdraw": TO_THE_SIGN_IN,
    "POST /pfdo/cabinet/<card_id>/settings/rules/withdraw": TO_THE_SIGN_IN,
    "GET /pfdo/cabinet/<card_id>/settings/extract": TO_THE_SIGN_IN,
    "POST /pfdo/cabinet/<card_id>/settings/extract": TO_THE_SIGN_IN,
    "GET /pfdo/cabinet/<card_id>/settings/extract/done": TO_THE_SIGN_IN,
    "GET /pfdo/cabinet/<card_id>/settings/extract.pdf": TO_THE_SIGN_IN,
    "GET /pfdo/cabinet/<card_id>/welcome": TO_THE_SIGN_IN,
    "GET /pfdo/cabinet/<card_id>/access": TO_THE_SIGN_IN,
    "GET /pfdo/cabinet/<card_id>/entry": TO_THE_SIGN_IN,
    "POST /pfdo/cabinet/<card_id>/entry": TO_THE_SIGN_IN,
    "POST /pfdo/cabinet/<card_id>/entry/portal": TO_THE_SIGN_IN,
    "POST /pfdo/cabinet/<card_id>/entry/code": TO_THE_SIGN_IN,
    "GET /pfdo/cabinet/<card_id>/password": TO_THE_SIGN_IN,
    "POST /pfdo/cabinet/<card_id>/password": TO_THE_SIGN_IN,
    "POST /pfdo/cabinet/<card_id>/end-others": TO_THE_SIGN_IN,
    "POST /pfdo/cabinet/<card_id>/sign-out": TO_THE_SIGN_IN,
    "GET /settings/certificate": Route(ANY_TIME, ANY_TIME),
    "GET /settings/certificate/issue": Route(BACK, BACK),
    "POST /settings/certificate/issue": Route(
        before=given(303, *ALLOWED_TO_GET) | given(403, *ONLY_LOOKING, *NEVER_CERTIFIED),
        after=given(303, *THEIR_OWN) | given(403, *NEVER_CERTIFIED),
    ),
    # nobody's surname and birth date are those of a certificate
    "GET /settings/certificate/existing": Route(BACK, BACK),
    "POST /settings/certificate/existing": Route(BACK, BACK),
    "GET /settings/certificate/password": Route(after=SECRET),
    "POST /settings/certificate/password": Route(after=given(303, *ALLOWED_TO_GET)),
    "GET /settings/certificate/history": Route(after=PICTURE),
    "GET /settings/certificate/application-form.pdf": Route(ANY_TIME, ANY_TIME),
    "GET /settings/certificate/consent.pdf": Route(ANY_TIME, ANY_TIME),
    "GET /settings/certificate/certificate.pdf": Route(after=PICTURE),
    "GET /settings/certificate/certificate.png": Route(after=PICTURE),
    "GET /settings/certificate/credentials.pdf": Route(after=SECRET),
    "GET /settings/certificate/deadline.ics": Route(after=PICTURE),
    "GET /pfdo/desk": TO_CLERKS,
    "GET /pfdo/desk/search": TO_THE_SEARCH,
    "POST /pfdo/desk/search": NOTHING_TYPED,
    "GET /pfdo/desk/search-name": TO_THE_SEARCH,
    "POST /pfdo/desk/search-name": NOTHING_TYPED,
    "GET /pfdo/desk/accept": TO_CLERKS,
    "POST /pfdo/desk/accept": NOTHING_TYPED,
    "GET /pfdo/desk/accept/confirm": TO_THE_SEARCH,
    "POST /pfdo/desk/accept/confirm": NOTHING_TYPED,
    "GET /pfdo/desk/in-person": TO_CLERKS,
    "POST /pfdo/desk/in-person": NOTHING_TYPED,
    "GET /pfdo/desk/in-person/<any(application, consent):paper>.pdf": replace(
        TO_THE_SEARCH, path="/pfdo/desk/in-person/consent.pdf"
    ),
    "POST /pfdo/desk/in-person/<any(application, consent):paper>.pdf": replace(
        TO_CLERKS, path="/pfdo/desk/in-person/consent.pdf"
    ),
    "GET /pfdo/desk/application-form.pdf": TO_CLERKS,
    "GET /pfdo/desk/consent.pdf": TO_CLERKS,
    "GET /pfdo/desk/c/<card_id>": CARD,
    "GET /pfdo/desk/c/<card_id>/history": CARD,
    "GET /pfdo/desk/c/<card_id>/print/application.pdf": CARD,
    "GET /pfdo/desk/c/<card_id>/print/consent.pdf": CARD,
    "GET /pfdo/desk/c/<card_id>/receipt.pdf": Route(),  # before the activation there is none
    "GET /pfdo/desk/c/<card_id>/activate": TO_THE_CARD,
    "POST /pfdo/desk/c/<card_id>/activate": NO_REASON,
    "GET /pfdo/desk/c/<card_id>/again": TO_THE_CARD,
    "POST /pfdo/desk/c/<card_id>/again": ANOTHER_VERSION,
    "GET /pfdo/desk/c/<card_id>/unfreeze": TO_THE_CARD,
    "POST /pfdo/desk/c/<card_id>/unfreeze": ANOTHER_VERSION,
    "GET /pfdo/desk/c/<card_id>/undo": TO_THE_CARD,
    "POST /pfdo/desk/c/<card_id>/undo": ANOTHER_VERSION,
    "GET /pfdo/desk/c/<card_id>/give-back": TO_THE_CARD,
    "POST /pfdo/desk/c/<card_id>/give-back": ANOTHER_VERSION,
    "GET /pfdo/desk/c/<card_id>/credentials": TO_THE_CARD,
    "POST /pfdo/desk/c/<card_id>/credentials": ANOTHER_VERSION,
    "GET /pfdo/desk/c/<card_id>/extract": TO_THE_CARD,
    "POST /pfdo/desk/c/<card_id>/extract": ANOTHER_VERSION,
    # both children are pupils of the portal
    "GET /pfdo/desk/c/<card_id>/link": TO_THE_CARD,
    "POST /pfdo/desk/c/<card_id>/link": ANOTHER_VERSION,
    "GET /pfdo/desk/c/<card_id>/freeze": TO_THE_CARD,
    "POST /pfdo/desk/c/<card_id>/freeze": NO_REASON,
    "GET /pfdo/desk/c/<card_id>/annul": CARD,
    "POST /pfdo/desk/c/<card_id>/annul": NO_REASON,
    "GET /pfdo/desk/c/<card_id>/withdraw": CARD,
    "POST /pfdo/desk/c/<card_id>/withdraw": ANOTHER_VERSION,
    "GET /pfdo/desk/c/<card_id>/restore": TO_THE_CARD,
    "POST /pfdo/desk/c/<card_id>/restore": ANOTHER_VERSION,
    "GET /pfdo/desk/c/<card_id>/correct": CARD,
    "POST /pfdo/desk/c/<card_id>/correct": NO_REASON,
    "GET /pfdo/desk/register": TO_CLERKS,
    "POST /pfdo/desk/register": TO_CLERKS,
    "POST /pfdo/desk/register/export": TO_CLERKS,
    "GET /pfdo/municipality": TO_OPERATORS,
    "GET /pfdo/municipality/history": TO_OPERATORS,
    "GET /pfdo/municipality/counts": TO_OPERATORS,
    "GET /pfdo/municipality/counts.csv": TO_OPERATORS,
    "GET /pfdo/municipality/authority": TO_OPERATORS,
    "POST /pfdo/municipality/authority": SOMEBODY_WAS_FASTER,
    "GET /pfdo/municipality/register-operator": TO_OPERATORS,
    "POST /pfdo/municipality/register-operator": SOMEBODY_WAS_FASTER,
    "GET /pfdo/municipality/children": TO_OPERATORS,
    "POST /pfdo/municipality/children": SOMEBODY_WAS_FASTER,
    "GET /pfdo/municipality/regulation": TO_OPERATORS,
    "POST /pfdo/municipality/regulation": SOMEBODY_WAS_FASTER,
    "GET /pfdo/municipality/numbers": TO_OPERATORS,
    "POST /pfdo/municipality/numbers": NOT_FILLED_IN,
    "GET /pfdo/municipality/validity": TO_OPERATORS,
    "POST /pfdo/municipality/validity": SOMEBODY_WAS_FASTER,
    "GET /pfdo/municipality/time-zone": TO_OPERATORS,
    "POST /pfdo/municipality/time-zone": SOMEBODY_WAS_FASTER,
    "GET /pfdo/municipality/letters": TO_OPERATORS,
    "POST /pfdo/municipality/letters": SOMEBODY_WAS_FASTER,
    "GET /pfdo/municipality/alone": TO_OPERATORS,
    "POST /pfdo/municipality/alone": NOT_FILLED_IN,
    "GET /pfdo/municipality/first-password": TO_OPERATORS,
    "POST /pfdo/municipality/first-password": NOT_FILLED_IN,
    "GET /pfdo/municipality/group/new": TO_OPERATORS,
    "POST /pfdo/municipality/group/new": NOT_FILLED_IN,
    "GET /pfdo/municipality/organisation/new": TO_OPERATORS,
    "POST /pfdo/municipality/organisation/new": NOT_FILLED_IN,
    # the first group and the centre belong to one of the two municipalities
    "GET /pfdo/municipality/group": always(given(200, "operator"), id="1"),
    "POST /pfdo/municipality/group": always(given(422, "operator"), id="1"),
    "GET /pfdo/municipality/organisation": always(given(200, "operator"), code="cdt"),
    "POST /pfdo/municipality/organisation": always(given(422, "operator"), code="cdt"),
    "GET /pfdo/municipality/paper": always(given(200, *OPERATORS), kind="consent_parent"),
    "POST /pfdo/municipality/paper": always(given(422, *OPERATORS), kind="consent_parent"),
    "GET /pfdo/municipality/paper.pdf": always(given(200, *OPERATORS), kind="consent_parent"),
    # there is nothing to take away
    "GET /pfdo/municipality/paper/remove": always({}, kind="consent_parent"),
    "POST /pfdo/municipality/paper/remove": always(given(409, *OPERATORS), kind="consent_parent"),
    # no organisation is loaded here: tests/blueprints/provider/test_permissions.py has a table of its own
    "GET /pfdo/provider": Route(),
    "GET /pfdo/provider/p/<card_id>": Route(),
    "GET /pfdo/provider/g/<card_id>": Route(),
    "GET /pfdo/provider/addresses": Route(),
    "GET /pfdo/provider/catalogue": Route(),
    "POST /pfdo/provider/catalogue": Route(),
    "POST /pfdo/provider/catalogue/take-in": Route(),
    "POST /pfdo/provider/catalogue/drop": Route(),
    "GET /pfdo/provider/new": Route(),
    "POST /pfdo/provider/new": Route(),
    "GET /pfdo/provider/p/<card_id>/<any(main, about, places):stage>": Route(path="/pfdo/provider/p/<card_id>/main"),
    "POST /pfdo/provider/p/<card_id>/<any(main, about, places):stage>": Route(path="/pfdo/provider/p/<card_id>/main"),
    "GET /pfdo/provider/p/<card_id>/part/new": Route(),
    "POST /pfdo/provider/p/<card_id>/part/new": Route(),
    "GET /pfdo/provider/p/<card_id>/part/<int(min=1, max=12):position>": Route(
        path="/pfdo/provider/p/<card_id>/part/1"
    ),
    "POST /pfdo/provider/p/<card_id>/part/<int(min=1, max=12):position>": Route(
        path="/pfdo/provider/p/<card_id>/part/1"
    ),
    "GET /pfdo/provider/p/<card_id>/part/<int(min=1, max=12):position>/group/new": Route(
        path="/pfdo/provider/p/<card_id>/part/1/group/new"
    ),
    "POST /pfdo/provider/p/<card_id>/part/<int(min=1, max=12):position>/group/new": Route(
        path="/pfdo/provider/p/<card_id>/part/1/group/new"
    ),
    "GET /pfdo/provider/g/<card_id>/edit": Route(),
    "POST /pfdo/provider/g/<card_id>/edit": Route(),
    "GET /pfdo/provider/g/<card_id>/lessons": Route(),
    "POST /pfdo/provider/g/<card_id>/lessons": Route(),
    "GET /pfdo/provider/profile": Route(),
    "POST /pfdo/provider/profile": Route(),
    "GET /pfdo/provider/address/new": Route(),
    "POST /pfdo/provider/address/new": Route(),
    "GET /pfdo/provider/p/<card_id>/<any(picture, text):what>": Route(path="/pfdo/provider/p/<card_id>/picture"),
    "POST /pfdo/provider/p/<card_id>/<any(picture, text):what>": Route(path="/pfdo/provider/p/<card_id>/text"),
    "POST /pfdo/provider/p/<card_id>/<any(picture, text):what>/remove": Route(
        path="/pfdo/provider/p/<card_id>/picture/remove"
    ),
    "GET /pfdo/provider/p/<card_id>/picture.jpg": Route(),
    "GET /pfdo/provider/p/<card_id>/programme.pdf": Route(),
    "GET /pfdo/provider/address/<int:address_id>": Route(path="/pfdo/provider/address/1"),
    "POST /pfdo/provider/address/<int:address_id>": Route(path="/pfdo/provider/address/1"),
    "POST /pfdo/provider/p/<card_id>/step": Route(),
    "POST /pfdo/provider/p/<card_id>/copy": Route(),
    "POST /pfdo/provider/p/<card_id>/part/<int(min=1, max=12):position>/step": Route(
        path="/pfdo/provider/p/<card_id>/part/1/step"
    ),
    "POST /pfdo/provider/g/<card_id>/archive": Route(),
    "POST /pfdo/provider/g/<card_id>/lessons/remove": Route(),
    "POST /pfdo/provider/addresses/close": Route(),
    "GET /pfdo/school": TO_DIRECTORS,
    "GET /pfdo/school/pupils": TO_DIRECTORS,
    "GET /pfdo/school/slips": TO_DIRECTORS,
    "POST /pfdo/school/slips": always(given(200, "director") | given(409, "director whose school is off")),
    "GET /pfdo/school/switch": TO_DIRECTORS,
    "POST /pfdo/school/switch": always(given(400, *DIRECTORS)),
    "GET /settings/certificate/application": ALWAYS_BACK,
    "POST /settings/certificate/application": NO_APPLICATION_WANTED,
    "GET /settings/certificate/application/again": ALWAYS_BACK,
    "POST /settings/certificate/application/again": NO_APPLICATION_WANTED,
    "GET /settings/certificate/application/change": ALWAYS_BACK,
    "POST /settings/certificate/application/change": NO_APPLICATION_WANTED,
    "GET /settings/certificate/application/withdraw": ALWAYS_BACK,
    "POST /settings/certificate/application/withdraw": NO_APPLICATION_WANTED,
    "GET /settings/certificate/application/papers": ALWAYS_BACK,
    "POST /settings/certificate/application/papers": Route(
        before=given(403, *THEIR_OWN, *NEVER_CERTIFIED),
        after=given(303, *THEIR_OWN) | given(403, *NEVER_CERTIFIED),
    ),
    "GET /settings/certificate/application/update": Route(),
    "POST /settings/certificate/application/update": Route(),
    "GET /settings/certificate/application/application.pdf": Route(),
    "GET /settings/certificate/application/consent.pdf": Route(),
    "GET /pfdo/mail/<token>": replace(always(given(410, *VIEWERS)), path="/pfdo/mail/made-up"),
    "POST /pfdo/mail/<token>": replace(always(given(410, *VIEWERS)), path="/pfdo/mail/made-up"),
    "GET /pfdo/mail-confirmed": always(given(200, *VIEWERS)),
    "GET /pfdo/letters/<token>": replace(always(given(410, *VIEWERS)), path="/pfdo/letters/made-up"),
    "POST /pfdo/letters/<token>": replace(always(given(410, *VIEWERS)), path="/pfdo/letters/made-up"),
    "GET /pfdo/letters-stopped": always(given(200, *VIEWERS)),
    "GET /pfdo/c/<card_id>": replace(always(given(200, *VIEWERS) | given(303, *CLERKS)), only_leads=True),
    "GET /pfdo/programmes": always(given(200, *VIEWERS)),
    "GET /pfdo/programmes/health": always(given(200, *VIEWERS)),
    "POST /pfdo/programmes/health": always(given(422, *VIEWERS)),
    "GET /pfdo/programmes/<programme>": always(given(404, *VIEWERS)),
    "GET /pfdo/programmes/<programme>/picture.jpg": always(given(404, *VIEWERS)),
    "GET /pfdo/programmes/<programme>/programme.pdf": always(given(404, *VIEWERS)),
    "GET /pfdo/news": always(given(200, *VIEWERS)),
    "GET /pfdo/events": always(given(200, *VIEWERS)),
    "GET /pfdo/news/<publication>": always(given(404, *VIEWERS)),
    "GET /pfdo/events/<publication>": always(given(404, *VIEWERS)),
    "GET /pfdo/publications/<publication>/picture.jpg": always(given(404, *VIEWERS)),
    # nothing is written and no organisation loaded here: tests/blueprints/publications/test_permissions.py has both
    "GET /pfdo/publications": TO_OPERATORS,
    "GET /pfdo/publications/new/<any(news, event):kind>": replace(TO_OPERATORS, path="/pfdo/publications/new/event"),
    "POST /pfdo/publications/new/<any(news, event):kind>": replace(NOT_FILLED_IN, path="/pfdo/publications/new/news"),
    "GET /pfdo/publications/p/<card_id>": Route(),
    "GET /pfdo/publications/p/<card_id>/edit": Route(),
    "POST /pfdo/publications/p/<card_id>/edit": Route(),
    "POST /pfdo/publications/p/<card_id>/step": Route(),
    "GET /pfdo/publications/p/<card_id>/picture.jpg": Route(),
    "GET /pfdo/organisations": always(given(200, *VIEWERS)),
    "GET /pfdo/organisations/<provider>": always(given(404, *VIEWERS)),
    "GET /pfdo/info/<municipality>": replace(always(given(200, *VIEWERS)), path="/pfdo/info/kiselevsk"),
    "GET /pfdo/info/<municipality>/<kind>.pdf": replace(
        always(given(200, *VIEWERS)), path="/pfdo/info/kiselevsk/consent.pdf"
    ),
    "GET /pfdo/desk/c/<card_id>/filled-application.pdf": Route(),
    "GET /pfdo/desk/c/<card_id>/filled-consent.pdf": Route(),
    "GET /pfdo/municipality/introduction": TO_OPERATORS,
    "POST /pfdo/municipality/introduction": SOMEBODY_WAS_FASTER,
    "GET /pfdo/municipality/funding": TO_OPERATORS,
    "POST /pfdo/municipality/funding": NOT_FILLED_IN,
    "GET /pfdo/municipality/periods": TO_OPERATORS,
    "GET /pfdo/municipality/period/new": TO_OPERATORS,
    "POST /pfdo/municipality/period/new": NOT_FILLED_IN,
    # the period belongs to one of the two municipalities
    "GET /pfdo/municipality/period": always(given(200, "operator"), id="1"),
    "POST /pfdo/municipality/period": always(given(422, "operator"), id="1"),
    "GET /pfdo/municipality/allowances": always(given(200, "operator"), id="1", group="1"),
    "POST /pfdo/municipality/allowances": always(given(409, "operator"), id="1", group="1"),
    "GET /pfdo/municipality/way": TO_OPERATORS,
    "POST /pfdo/municipality/way": NOT_FILLED_IN,
    "GET /pfdo/municipality/help": TO_OPERATORS,
    "GET /pfdo/municipality/help/new": always(given(200, *OPERATORS), kind="video"),
    "POST /pfdo/municipality/help/new": always(given(422, *OPERATORS), kind="video"),
    "GET /pfdo/municipality/help/entry": always(given(200, *OPERATORS), key="activate"),
    "POST /pfdo/municipality/help/entry": always(given(422, *OPERATORS), key="activate"),
    # the table has no programme: tests/blueprints/municipality/test_reviews.py and the crawls have one
    "GET /pfdo/municipality/programmes": TO_OPERATORS,
    "GET /pfdo/municipality/programme": always({}, id="x"),
    "GET /pfdo/municipality/programme/file": always({}, id="x", kind="document"),
    "GET /pfdo/municipality/programme/return": always({}, id="x"),
    "POST /pfdo/municipality/programme/return": always({}, id="x"),
    "POST /pfdo/municipality/programme/publish": always({}, id="x"),
    "POST /pfdo/municipality/programme/registers": always({}, id="x"),
    "POST /pfdo/municipality/programme/part": always({}, id="x", part="1"),
    "GET /pfdo/municipality/providers": TO_OPERATORS,
    "GET /pfdo/municipality/provider": always({}, code="x"),
    "POST /pfdo/municipality/provider": always({}, code="x"),
    "GET /pfdo/municipality/provider/new": TO_OPERATORS,
    "POST /pfdo/municipality/provider/new": NOT_FILLED_IN,
    "GET /pfdo/municipality/provider/edit": always({}, code="x"),
    "POST /pfdo/municipality/provider/edit": always({}, code="x"),
    "GET /pfdo/municipality/agreements": TO_OPERATORS,
    "GET /pfdo/municipality/agreement/new": TO_OPERATORS,
    "POST /pfdo/municipality/agreement/new": NOT_FILLED_IN,
    "GET /pfdo/municipality/agreement": always({}, code="x", period="1"),
    "POST /pfdo/municipality/agreement": always({}, code="x", period="1"),
    "GET /pfdo/municipality/directions": TO_OPERATORS,
    "POST /pfdo/municipality/directions": SOMEBODY_WAS_FASTER,
    "GET /pfdo/municipality/catalogue": TO_OPERATORS,
    "POST /pfdo/municipality/catalogue": NOT_FILLED_IN,
    "POST /pfdo/municipality/catalogue/take-in": SOMEBODY_WAS_FASTER,
    "POST /pfdo/municipality/catalogue/drop": always(given(303, *OPERATORS)),
    "GET /pfdo/municipality/import": TO_OPERATORS,
    "POST /pfdo/municipality/import": NOT_FILLED_IN,
    # no file waits
    "POST /pfdo/municipality/import/take-in": SOMEBODY_WAS_FASTER,
    "POST /pfdo/municipality/import/drop": always(given(303, *OPERATORS)),
    "GET /pfdo/cabinet/help": always(given(200, *VIEWERS)),
    "POST /pfdo/cabinet/help": always(given(200, *VIEWERS)),
    "GET /pfdo/cabinet/mail/<token>": replace(always(given(410, *VIEWERS)), path="/pfdo/cabinet/mail/made-up"),
    "POST /pfdo/cabinet/mail/<token>": replace(always(given(410, *VIEWERS)), path="/pfdo/cabinet/mail/made-up"),
    "GET /pfdo/cabinet/mail-confirmed": always(given(200, *VIEWERS)),
    "GET /pfdo/static/<path:filename>": Route(
        before=given(200, *VIEWERS), after=given(200, *VIEWERS), path="/pfdo/static/pfdo.css"
    ),
}
