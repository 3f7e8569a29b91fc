"""The links in letters: made where an address is asked for, read where one is opened."""

import flask

from sgo_pfdo.applications.links import ConfirmationLinks


def links() -> ConfirmationLinks:
    """Give what makes and reads the links of this application."""
    return ConfirmationLinks(flask.current_app.secret_key or "")


def stop_links() -> ConfirmationLinks:
    """Give what makes and reads the links that end letters of a kind."""
    return ConfirmationLinks(flask.current_app.secret_key or "", "stop_letters")


def cabinet_links() -> ConfirmationLinks:
    """Give what makes and reads the links that confirm the address of a cabinet."""
    return ConfirmationLinks(flask.current_app.secret_key or "", "cabinet_address")
