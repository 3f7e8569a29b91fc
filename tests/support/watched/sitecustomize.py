"""Python reads this whenever it starts with this folder on its path: what the module logs there is written down.

:mod:`tests.support.log_watch` puts the folder there, for every process that a test starts, and reads the files.
"""

import json
import logging
import os

FOLDER = "SGO_PFDO_TESTS_LOGGED"
"""The variable of the environment that says where; each process has a file of its own there."""


def write_down(record: logging.LogRecord) -> None:
    """Append a record of the module to the file of this process."""
    line = json.dumps([record.getMessage(), logging.Formatter("%(message)s").format(record)])
    with open(os.path.join(os.environ[FOLDER], str(os.getpid())), "a", encoding="utf-8") as file:  # noqa: PTH118, PTH123
        file.write(line + "\n")


def watch() -> None:
    """Look at each record before any handler does; no handler is added, for that would silence others."""
    call_handlers = logging.Logger.callHandlers

    def watched(self: logging.Logger, record: logging.LogRecord) -> None:
        if record.name.partition(".")[0] == "sgo_pfdo" or f"{os.sep}sgo_pfdo{os.sep}" in record.pathname:
            write_down(record)
        call_handlers(self, record)

    logging.Logger.callHandlers = watched  # type: ignore[method-assign]
    logging.getLogger("sgo_pfdo").setLevel(logging.DEBUG)


if __name__ == "sitecustomize" and os.path.isdir(os.environ.get(FOLDER, "")):  # noqa: PTH112
    watch()
