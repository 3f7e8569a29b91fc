"""Whatever somebody types into a form of the operator, it is saved or refused in words, and never an error of ours."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.support.apps import build_app, close_app, family_portal
from tests.support.figures import SOAK
from tests.support.pages import Page
from tests.support.web import Web

FIELDS = {
    "authority": ("authority", "authority_address"),
    "regulation": ("regulation_title", "regulation_date", "regulation_number", "regulation_excerpt"),
    "numbers": ("number_format", "region_code", "municipality_code"),
    "validity": ("validity_days",),
    "time-zone": ("time_zone",),
    "alone": ("pupil_may_come_alone",),
    "first-password": ("force_password_change",),
    "letters": ("letters_off",),
    "group/new": ("name", "age_from", "age_to", "is_open", "certificate_limit", "nominal_limit", "place"),
    "group?id=1": ("name", "age_from", "age_to", "is_open", "certificate_limit", "nominal_limit", "place", "seen"),
    "organisation/new": ("code", "name", "address", "telephone", "hours", "is_open", "place"),
    "organisation?code=cdt": ("name", "address", "telephone", "hours", "is_open", "place", "seen"),
}
NASTY = ("\0", "\ud800", "9" * 5000, "-1", "٣", "1e9", "0x1", "<script>", "' OR 1=1 --", "😀", "а" * 20_000, "None")
typed = st.one_of(
    st.sampled_from(NASTY),
    st.text(max_size=60),
    st.integers(-(10**12), 10**12).map(str),
    st.dates().map(str),
    st.sampled_from(["sgo12", "pfdo10", "yes", "no", "Asia/Tomsk", "Mars/Base", "y", "dt", "5", "18"]),
)


@pytest.fixture(scope="module")
def office(ready_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Web]:
    """One portal for all examples, where an operator is signed in."""
    file = tmp_path_factory.mktemp("nonsense") / "portal.sqlite"
    file.write_bytes(ready_file.read_bytes())
    portal = family_portal()
    portal.sign_in_operator("kiselevsk")
    app = build_app(f"sqlite:///{file}", portal, prepare=False)
    yield Web(app, portal, app.test_client())
    close_app(app)


@pytest.mark.parametrize("page", FIELDS)
@settings(max_examples=25 if SOAK else 8, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_nothing_that_is_typed_breaks_a_page(office: Web, page: str, data: st.DataObject) -> None:
    fields = {name: data.draw(typed | st.none(), name) for name in FIELDS[page]}
    sent = {name: value.encode("utf-8", "surrogatepass") for name, value in fields.items() if value is not None}
    answer = office.open(f"/pfdo/municipality/{page}").press(office.client, "Сохранить", **sent)
    assert answer.status_code in {303, 409, 422}
    if answer.status_code != 303:
        assert Page(answer).has_button("Сохранить")
    assert office.client.get("/pfdo/municipality").status_code == 200
