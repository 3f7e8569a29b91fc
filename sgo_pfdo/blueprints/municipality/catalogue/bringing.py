"""«Загрузить каталог»: a file with organisations, programmes and groups is checked, shown, and taken in by a press."""

from flask.typing import ResponseReturnValue

from sgo_pfdo.blueprints.common.files.catalogue import CatalogueFiles
from sgo_pfdo.blueprints.common.staff import Operator, require_operator
from sgo_pfdo.blueprints.municipality import blueprint
from sgo_pfdo.blueprints.municipality.catalogue.reviews import by_operator
from sgo_pfdo.programmes.bringing.taking_in import Scope
from sgo_pfdo.programmes.rules.lifecycle import Side


class _Catalogue(CatalogueFiles[Operator]):
    blueprint, template, side = blueprint, "municipality/catalogue.html", Side.OPERATOR

    def require(self) -> Operator:
        return require_operator()

    def scope(self, worker: Operator) -> Scope:
        return Scope(municipality_code=worker.municipality.code, by=by_operator(worker))


_FILES = _Catalogue()


@blueprint.get("/catalogue")
def catalogue() -> ResponseReturnValue:
    """Ask for a file."""
    return _FILES.ask()


@blueprint.post("/catalogue", endpoint="catalogue_check")
def check() -> ResponseReturnValue:
    """Check one."""
    return _FILES.check()


@blueprint.post("/catalogue/take-in", endpoint="catalogue_take_in")
def take_in() -> ResponseReturnValue:
    """Take in the one that was shown."""
    return _FILES.take_in()


@blueprint.post("/catalogue/drop", endpoint="catalogue_drop")
def drop() -> ResponseReturnValue:
    """Forget it."""
    return _FILES.drop()
