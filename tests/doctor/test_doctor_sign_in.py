"""What the doctor says of the sign-in through Госуслуги."""

from datetime import timedelta
from typing import Any

import pytest

from sgo_pfdo.doctor import findings
from sgo_pfdo.identity.port import IdentityForgedError, IdentityUnavailableError
from sgo_pfdo.testing import MemoryIdentityPortal, MemoryProvider
from tests.blueprints.sign_in.conftest import ACCOUNT, BASE_URL, MOTHER, Door
from tests.support.apps import NOW, MakeApp
from tests.support.web import Web


class Ill(MemoryProvider):
    """A provider whose health is what a test says."""

    said: Any = ()

    def health(self, now: Any) -> Any:
        """Say it, or raise it."""
        if isinstance(self.said, Exception):
            raise self.said
        return self.said


@pytest.fixture
def door(make_app: MakeApp) -> Door:
    """A portal with one account."""
    portal, provider = MemoryIdentityPortal(NOW), Ill(MOTHER)
    portal.put_account(ACCOUNT)
    app = make_app(portal, SGO_PFDO_BASE_URL=BASE_URL, identity=provider)
    return Door(Web(app, portal, app.test_client()), provider)


def told(door: Door) -> tuple[list[str], list[str]]:
    """Give what is well and what is not."""
    with door.web.app.test_request_context():
        found = list(findings())
    return [one.what for one in found if one.is_well], [one.what for one in found if not one.is_well]


@pytest.mark.parametrize(
    ("said", "words"),
    [
        (IdentityUnavailableError("HTTP 500"), "cannot be reached: HTTP 500"),
        (IdentityForgedError("issuer of the discovery"), "does not fit: issuer of the discovery"),
        (["the clocks are 40 seconds apart; from 60 on nobody comes in"], "40 seconds apart"),
    ],
)
def test_what_is_wrong_with_the_provider_is_told(door: Door, said: Any, words: str) -> None:
    assert isinstance(door.provider, Ill)
    door.provider.said = said
    assert [line for line in told(door)[1] if words in line]


def test_a_provider_that_is_well_and_whom_it_let_down(door: Door) -> None:
    door.portal.accounts.clear()
    door.come()
    door.come()
    good, bad = told(door)
    assert [line for line in good if "the clocks agree" in line]
    assert [line for line in good if "gosuslugi: на портале нет такого человека, правило 11 – 2" in line]
    assert not [line for line in bad if "Sign-in" in line]
    door.wait(days=8)
    good, bad = told(door)
    assert [line for line in good if "within a week: none" in line]
    assert [line for line in bad if "are still kept" in line]


def test_the_notice_is_told(make_app: MakeApp) -> None:
    portal, provider = MemoryIdentityPortal(NOW + timedelta()), Ill(MOTHER)
    options = {"SGO_PFDO_BASE_URL": BASE_URL, "SGO_PFDO_IDENTITY_NOTICE": "Ремонт"}
    app = make_app(portal, identity=provider, **options)
    assert [line for line in told(Door(Web(app, portal, app.test_client()), provider))[1] if "NOTICE is set" in line]
