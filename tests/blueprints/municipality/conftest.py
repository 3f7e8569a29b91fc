"""The pages of a municipality, in front of its operator."""

import pytest

from tests.support.web import MakeWeb, Web


@pytest.fixture
def office(make_web: MakeWeb) -> Web:
    """The portal of Igor and Sasha, where the operator of their municipality is signed in."""
    web = make_web()
    web.portal.sign_in_operator("kiselevsk")
    return web
