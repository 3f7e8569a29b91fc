"""Makes docs/options.md from the table of options: ``python docs/make_options.py``."""

from pathlib import Path

from sgo_pfdo.config.checks import NEW_KEY_COMMAND
from sgo_pfdo.config.options import OPTIONS, Option

PAGE = Path(__file__).with_name("options.md")

BEGINNING = f"""# Options

<!-- Made by docs/make_options.py from sgo_pfdo/config/options.py. Edit the table there, then run the script. -->

Set them in `app.config` before `SgoPfdo(app, host=…)`. They are read once, at that moment. If any of them cannot be
used, the application does not start, and the message names all such options at once. A key that begins with
`SGO_PFDO_` and is not in this table gives a warning: most likely it is misspelt.

Only `SGO_PFDO_KEYS` must be given. This makes a key:

```sh
{NEW_KEY_COMMAND}
```

| option | takes | default | what it is for |
| --- | --- | --- | --- |
"""

END = """
A municipality can have its own time zone, validity and number format: see [data.md](data.md). Those win over the
options here.

The module also depends on options of other packages: `SECRET_KEY` (Flask; signs the form tokens; outside `TESTING` a
portal without one, or with a word from tutorials such as `dev`, does not start),
`SQLALCHEMY_DATABASE_URI` (Flask-SQLAlchemy; SQLite or PostgreSQL) and `WTF_CSRF_ENABLED` (Flask-WTF; must stay on,
see `form_fields` in [host-port.md](host-port.md)). It goes by `WTF_CSRF_FIELD_NAME` (Flask-WTF) and by the delimiters
of `app.jinja_options` (see [templates.md](templates.md)).

With `SESSION_COOKIE_SAMESITE = "Strict"` (Flask) the browser brings no session along on the way from a letter. Pages of
the module then lead the person to the same address once more from the portal itself, before anything touches the
session, so that a link in a letter signs nobody out. A `before_request` of yours that writes into the session would.
"""


def page() -> str:
    """Give the text of docs/options.md."""
    return BEGINNING + "".join(_row(option) for option in OPTIONS) + END


def _row(option: Option) -> str:
    default = "must be given" if option.default is None else f"`{option.default}`"
    return f"| `{option.name}` | {option.type} | {default} | {option.help} |\n"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
