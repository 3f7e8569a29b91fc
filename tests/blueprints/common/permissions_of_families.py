"""What families have of their children, and what is open to everybody."""

from collections.abc import Mapping
from dataclasses import replace

from tests.blueprints.common.answers import (
    ALLOWED_TO_GET,
    ALWAYS_BACK,
    ANY_TIME,
    BACK,
    CLERKS,
    NEVER_CERTIFIED,
    NO_APPLICATION_WANTED,
    ONLY_LOOKING,
    PICTURE,
    SECRET,
    THEIR_OWN,
    Route,
    always,
    given,
)
from tests.blueprints.common.viewers import VIEWERS

OF_FAMILIES: Mapping[str, Route] = {
    "GET /settings/certificate": Route(ANY_TIME, ANY_TIME),
    "GET /settings/certificate/issue": Route(BACK, BACK),
    "POST /settings/certificate/issue": Route(
        before=given(303, *ALLOWED_TO_GET) | given(403, *ONLY_LOOKING, *NEVER_CERTIFIED),
        after=given(303, *THEIR_OWN) | given(403, *NEVER_CERTIFIED),
    ),
    # nobody's surname and birth date are those of a certificate
    "GET /settings/certificate/existing": Route(BACK, BACK),
    "POST /settings/certificate/existing": replace(Route(BACK, BACK), only_leads=True),
    "GET /settings/certificate/password": Route(after=SECRET),
    "POST /settings/certificate/password": Route(after=given(303, *ALLOWED_TO_GET)),
    "GET /settings/certificate/history": Route(after=PICTURE),
    "GET /settings/certificate/application-form.pdf": Route(ANY_TIME, ANY_TIME),
    "GET /settings/certificate/consent.pdf": Route(ANY_TIME, ANY_TIME),
    "GET /settings/certificate/certificate.pdf": Route(after=PICTURE),
    "GET /settings/certificate/certificate.png": Route(after=PICTURE),
    "GET /settings/certificate/credentials.pdf": Route(after=SECRET),
    "GET /settings/certificate/deadline.ics": Route(after=PICTURE),
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
    "GET /pfdo/organisations": always(given(200, *VIEWERS)),
    "GET /pfdo/organisations/<provider>": always(given(404, *VIEWERS)),
    "GET /pfdo/info/<municipality>": replace(always(given(200, *VIEWERS)), path="/pfdo/info/kiselevsk"),
    "GET /pfdo/info/<municipality>/<kind>.pdf": replace(
        always(given(200, *VIEWERS)), path="/pfdo/info/kiselevsk/consent.pdf"
    ),
    "GET /pfdo/static/<path:filename>": Route(
        before=given(200, *VIEWERS), after=given(200, *VIEWERS), path="/pfdo/static/pfdo.css"
    ),
}
