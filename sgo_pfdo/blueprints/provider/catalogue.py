"""«Загрузить из файла»: an organisation brings its programmes, groups and lessons as a table; programmes are drafts."""

from flask.typing import ResponseReturnValue

from sgo_pfdo.blueprints.common.files.catalogue import CatalogueFiles
from sgo_pfdo.blueprints.common.staff import ProviderWorker, require_provider
from sgo_pfdo.blueprints.provider import blueprint
from sgo_pfdo.blueprints.provider.saving import by_provider
from sgo_pfdo.programmes.bringing.taking_in import Scope
from sgo_pfdo.programmes.rules.lifecycle import Side


class _Catalogue(CatalogueFiles[ProviderWorker]):
    blueprint, template, side = blueprint, "provider/catalogue.html", Side.PROVIDER

    def require(self) -> ProviderWorker:
        return require_provider()

    def scope(self, worker: ProviderWorker) -> Scope:
        code = worker.provider.municipality_code
        return Scope(municipality_code=code, by=by_provider(worker), provider_code=worker.provider.code)


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
