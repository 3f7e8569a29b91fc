"""Composes a letter of its two templates, plain text and HTML, which say the same."""

from collections.abc import Callable

from sgo_pfdo.mail.outbox import Letter

Render = Callable[..., str]
"""Renders a template of the module: its name, then what it knows."""


def letter_of(render: Render, template: str, recipient: str, subject: str, **known: object) -> Letter:
    """Compose a letter.

    :param template: within ``templates/sgo_pfdo/letters/``, without ``.txt`` and ``.html``.
    :param recipient: a checked address.
    :param subject: in Russian; it is shown on locked screens, and names nobody.
    :param known: what the templates know.
    """
    return Letter(
        recipient=recipient,
        subject=subject,
        text=render(f"letters/{template}.txt", **known),
        html=render(f"letters/{template}.html", **known),
    )
