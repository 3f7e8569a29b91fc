"""What a family looks for in the cabinet: the form of the navigator, which knows the child."""

from dataclasses import replace

from wtforms import BooleanField, SelectField

from sgo_pfdo.blueprints.cabinet.child import NavigatorChild
from sgo_pfdo.blueprints.common.forms.base import choices
from sgo_pfdo.blueprints.programmes.search_form import AGES, ANY, ORDERS, SearchForm
from sgo_pfdo.programmes.rules.kinds import Health
from sgo_pfdo.programmes.rules.wishes import Order, Wish

OWN = "own"
"""The age of the child, whatever it is: no address says how old a child is."""
DISTANCES = {"500": "500 м", "1000": "1 км", "2000": "2 км", "3000": "3 км", "5000": "5 км", "10000": "10 км"}
"""Metres, as the form offers them."""


class ChildSearchForm(SearchForm):
    """All criteria, and those that need a child."""

    in_sight = SearchForm.in_sight | {"fits"}
    fits = BooleanField("Подходит моему ребёнку")
    within = SelectField(
        "Не дальше от удобного адреса",
        choices=choices([(ANY, "Любое расстояние"), *DISTANCES.items()]),
        default=ANY,
    )
    enough = BooleanField("Хватает денег на сертификате")

    def know(self, child: NavigatorChild, balance: int | None) -> None:
        """Leave out what cannot be asked for this child, and offer its age.

        :param balance: kopecks; ``None`` where the certificate has no money.
        """
        if child.near is None:
            del self.within
        else:
            orders = ORDERS | {Order.DEFAULT: "сначала подходящие и ближайшие"}
            self.order.choices = choices((key.value, label) for key, label in orders.items())
        if balance is None:
            del self.enough
        own = f"Как у ребёнка: {child.months // 12}"
        self.age.choices = choices([(OWN, own), (ANY, "Любой"), *AGES])

    @property
    def is_of_own_age(self) -> bool:
        """Whether the age is that of the child, as it was filled in."""
        return bool(self.good("age") == OWN)

    @property
    def has_more(self) -> bool:
        """Whether something was chosen that stands behind «Расширенный поиск»."""
        plain = self.in_sight | ({"age"} if self.is_of_own_age else set())
        return any(field.data for field in self if field.short_name not in plain)

    def wish_for(self, child: NavigatorChild, balance: int | None, health: frozenset[Health] = frozenset()) -> Wish:
        """Say what is wished for.

        «Подходит моему ребёнку» looks at the age on the first day of learning; the child's age of today is left out
        then, for it would hide what begins after a birthday.

        :param health: categories that were named for this search alone.
        """
        wish, fits = self.wish(), bool(self.fits.data)
        if self.is_of_own_age and not fits:
            wish = replace(wish, age=child.months)
        within = self.good("within") if "within" in self else None
        return replace(
            wish,
            health=health,
            child=child.searched_for(health),
            only_fitting=fits,
            near=child.near,
            within=int(within) if within else None,
            balance=balance if "enough" in self and self.enough.data else None,
        )
