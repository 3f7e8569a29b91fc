"""«Организации»: the search, and the page of an organisation, for everybody."""

from typing import Any

import flask
from flask.typing import ResponseReturnValue
from sqlalchemy import select
from wtforms import BooleanField, SearchField, SelectField

from sgo_pfdo import database
from sgo_pfdo.blueprints.common.forms.base import choices
from sgo_pfdo.blueprints.common.rendering import render
from sgo_pfdo.blueprints.programmes import blueprint, words
from sgo_pfdo.blueprints.programmes.pages import Pages
from sgo_pfdo.blueprints.programmes.programmes import today_of_the_portal
from sgo_pfdo.blueprints.programmes.search_form import ANY, LONGEST_SHOWN, GetForm, SearchForm, read_search
from sgo_pfdo.blueprints.programmes.searching import search
from sgo_pfdo.municipalities.model import Municipality
from sgo_pfdo.plain.signs import one_line
from sgo_pfdo.programmes.organisations import OrganisationWish, find_organisations, shown_organisation
from sgo_pfdo.programmes.rules.kinds import DIRECTIONS, PROVIDER_FORMS, Direction, ProviderForm


class OrganisationForm(GetForm):
    """A line for the name, and what an organisation is."""

    q = SearchField("Название", filters=[lambda typed: one_line(typed or "")[:LONGEST_SHOWN]])
    municipality = SelectField("Муниципалитет", default=ANY)
    form = SelectField(
        "Что это за организация",
        choices=choices([(ANY, "Любая"), *((k.value, v) for k, v in PROVIDER_FORMS.items())]),
        default=ANY,
    )
    direction = SelectField(
        "Чему учит",
        choices=choices([(ANY, "Чему угодно"), *((k.value, v) for k, v in DIRECTIONS.items())]),
        default=ANY,
    )
    certificates = BooleanField("Принимает сертификаты")

    def wish(self) -> OrganisationWish:
        """Say what is wished for."""
        form, direction = self.good("form"), self.good("direction")
        return OrganisationWish(
            text=self.q.data or "",
            municipality=self.good("municipality") or "",
            form=ProviderForm(form) if form else None,
            direction=Direction(direction) if direction else None,
            with_certificates=bool(self.certificates.data),
        )

    @property
    def has_more(self) -> bool:
        """Whether something was chosen beside the name."""
        return any(field.data for field in self if field.name != "q")


def organisations_asked_for() -> dict[str, Any]:
    """Find what the address asks for, and give what the page shows of it."""
    session, asked = database.current_session(), flask.request.args
    form = OrganisationForm(formdata=asked)
    towns = session.execute(select(Municipality.code, Municipality.name).order_by(Municipality.name)).all()
    form.municipality.choices = choices([(ANY, "Весь регион"), *((code, name) for code, name in towns)])
    form.validate()
    found = find_organisations(session, form.wish(), asked.get("after", "")[:LONGEST_SHOWN])
    return {"form": form, "found": found, "is_later": "after" in asked}


@blueprint.get("/organisations")
def organisations() -> ResponseReturnValue:
    """Show the search and what it finds."""
    return render("programmes/organisations.html", words=words, pages=Pages(), **organisations_asked_for())


@blueprint.get("/organisations/<provider>")
def organisation(provider: str) -> ResponseReturnValue:
    """Show an organisation with its programmes.

    :param provider: its code.
    """
    session = database.current_session()
    shown = shown_organisation(session, provider)
    if shown is None:
        flask.abort(404)
    form = read_search(flask.request.args, {}, SearchForm)
    form.offer(session, provider_code=shown.provider.code)
    listing = search(session, form, form.wish(), today_of_the_portal(), flask.request.args.get("after", ""))
    return render("programmes/organisation.html", shown=shown, listing=listing, form=form, words=words, pages=Pages())
