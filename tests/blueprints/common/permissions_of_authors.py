"""The rooms of those who write programmes and news: organisations, and the operators for the latter."""

from collections.abc import Mapping
from dataclasses import replace

from tests.blueprints.common.answers import (
    NOT_FILLED_IN,
    TO_OPERATORS,
    Route,
)

OF_AUTHORS: Mapping[str, Route] = {
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
    # nothing is written and no organisation loaded here: tests/blueprints/publications/test_permissions.py has both
    "GET /pfdo/publications": TO_OPERATORS,
    "GET /pfdo/publications/new/<any(news, event):kind>": replace(TO_OPERATORS, path="/pfdo/publications/new/event"),
    "POST /pfdo/publications/new/<any(news, event):kind>": replace(NOT_FILLED_IN, path="/pfdo/publications/new/news"),
    "GET /pfdo/publications/p/<card_id>": Route(),
    "GET /pfdo/publications/p/<card_id>/edit": Route(),
    "POST /pfdo/publications/p/<card_id>/edit": Route(),
    "POST /pfdo/publications/p/<card_id>/step": Route(),
    "GET /pfdo/publications/p/<card_id>/picture.jpg": Route(),
}
