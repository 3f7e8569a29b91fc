"""Renders the module's pages in the host's layout."""

from functools import partial
from typing import Any

from sgo_pfdo.current import current_state
from sgo_pfdo.host_answers import form_fields_of, page_of


def render(name: str, **context: Any) -> str:
    """Render a page of the module in the host's layout.

    :param name: within ``templates/sgo_pfdo/``.
    :param context: names without their prefix ``pfdo_``.
    """
    host = current_state().host
    prefixed = {f"pfdo_{key}": value for key, value in context.items()}
    return page_of(host, f"sgo_pfdo/{name}", prefixed | {"pfdo_form_fields": partial(form_fields_of, host)})
