"""Papers that several rooms draw: blank forms, and the filled papers of an application."""

from functools import lru_cache

import flask

from sgo_pfdo import documents
from sgo_pfdo.applications.papers import FilledPapers
from sgo_pfdo.municipalities.own_papers import APPLICATION_FORM

FILLED_APPLICATION, FILLED_CONSENT = "filled_application", "filled_consent"
WORDS = {FILLED_APPLICATION: "заявление", FILLED_CONSENT: "согласие"}
"""What the history calls them."""


@lru_cache(maxsize=256)
def draw_blank(kind: str, form: documents.BlankForm) -> bytes:
    """Draw a blank form once for all families of a municipality; the same data always gives the same bytes."""
    draw = documents.application_form.draw if kind == APPLICATION_FORM else documents.consent.draw
    return draw(form)


def draw_filled(document: str, filled: FilledPapers) -> bytes:
    """Draw one of the two papers of an application.

    :param document: ``FILLED_APPLICATION`` or ``FILLED_CONSENT``.
    """
    draw = documents.application_form.draw if document == FILLED_APPLICATION else documents.consent.draw
    return draw(filled.form, filled.entries)


def is_download() -> bool:
    """Tell a download from a HEAD, which asks for kind and size only and gives nobody anything."""
    return flask.request.method == "GET"
