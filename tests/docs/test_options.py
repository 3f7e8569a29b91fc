"""docs/options.md is made from the table of options."""

import importlib.util

from tests.docs.reading import DOCS


def test_the_page_of_options_is_up_to_date() -> None:
    spec = importlib.util.spec_from_file_location("make_options", DOCS / "make_options.py")
    assert spec is not None
    assert spec.loader is not None
    script = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(script)
    written = (DOCS / "options.md").read_text(encoding="utf-8")
    assert written == script.page(), "run: python docs/make_options.py"
