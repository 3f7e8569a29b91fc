"""The desk of the clerks, and the pages of a school."""

from collections.abc import Mapping
from dataclasses import replace

from tests.blueprints.common.answers import (
    ANOTHER_VERSION,
    CARD,
    DIRECTORS,
    NO_REASON,
    NOTHING_TYPED,
    TO_CLERKS,
    TO_DIRECTORS,
    TO_THE_CARD,
    TO_THE_SEARCH,
    Route,
    always,
    given,
)

OF_STAFF: Mapping[str, Route] = {
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
    "GET /pfdo/school": TO_DIRECTORS,
    "GET /pfdo/school/pupils": TO_DIRECTORS,
    "GET /pfdo/school/slips": TO_DIRECTORS,
    "POST /pfdo/school/slips": always(given(200, "director") | given(409, "director whose school is off")),
    "GET /pfdo/school/switch": TO_DIRECTORS,
    "POST /pfdo/school/switch": always(given(400, *DIRECTORS)),
    "GET /pfdo/desk/c/<card_id>/filled-application.pdf": Route(),
    "GET /pfdo/desk/c/<card_id>/filled-consent.pdf": Route(),
}
