"""The portal's own pages: the home page and the personal settings, where the module's page has its place."""

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import login_required

pages = Blueprint("pages", __name__)


@pages.get("/")
@login_required
def home() -> ResponseReturnValue:
    """Show a parent the children, a pupil the schools."""
    return render_template("home.html")


@pages.get("/settings/")
@login_required
def settings() -> ResponseReturnValue:
    """Open the first section of the settings."""
    return redirect(url_for("pages.account"))


@pages.get("/settings/account")
@login_required
def account() -> ResponseReturnValue:
    """Show the account of the person signed in."""
    return render_template("account.html")
