"""The demo's mailbox: the letters that the portal has sent, to be read at `/mail`."""

from email.message import EmailMessage

from flask import Blueprint, Response, render_template
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from school_portal import clock
from school_portal.models import Letter, db

letters = Blueprint("letters", __name__)

LETTER_POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; frame-ancestors 'none'"
"""A letter brings its styles where they stand and nothing else."""


def keep(message: EmailMessage) -> None:
    """Keep a letter."""
    text, html = (message.get_body([kind]) for kind in ("plain", "html"))
    db.session.add(
        Letter(
            recipient=message["To"],
            subject=message["Subject"],
            text=text.get_content() if text else "",
            html=html.get_content() if html else "",
            sent_at=clock.now(),
        )
    )
    db.session.commit()


@letters.get("/mail")
def mailbox() -> ResponseReturnValue:
    """Show every letter, the newest first. Anybody may look: nobody in the demo is real."""
    return render_template("mail.html", letters=db.session.scalars(select(Letter).order_by(Letter.id.desc())).all())


@letters.get("/mail/<row_id:letter_id>")
def as_html(letter_id: int) -> ResponseReturnValue:
    """Show a letter the way a mail program does."""
    return Response(db.get_or_404(Letter, letter_id).html, headers={"Content-Security-Policy": LETTER_POLICY})
