"""The thirty lines of the README, saved and started by its own commands."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from tests.docs.reading import CHECKOUT, README, blocks

VISIT = """
import portal
from tests.support.pages import Page, open_page
client = portal.app.test_client()
page = open_page(client, "/settings/certificate")
assert "Иванова Александра" in page.text and "Сертификата пока нет" in page.text, page.text
page = Page(client.get(page.press(client, "Получить сертификат").location))
assert "Не активирован" in page.text, page.text
with portal.app.app_context():
    portal.db.engine.dispose()
"""


def test_whoever_follows_the_readme_is_praised_by_the_doctor_and_gets_a_certificate(tmp_path: Path) -> None:
    (example,) = blocks(README, "python")
    (tmp_path / "portal.py").write_text(example.code, encoding="utf-8")
    shutil.copytree(CHECKOUT / "fixtures", tmp_path / "fixtures")
    (tmp_path / "visit.py").write_text(VISIT, encoding="utf-8")
    commands = [line for line in blocks(README, "sh")[-1].code.splitlines() if line != "pip install ."]
    assert commands.pop() == "flask --app portal run"  # the visit takes its place
    environment = os.environ | {
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
        "PYTHONPATH": str(CHECKOUT),
    }
    script = "\n".join(["set -eu", *commands, "flask --app portal pfdo doctor --as ivanova", "python visit.py"])
    done = subprocess.run(
        ["sh", "-c", script], cwd=tmp_path, env=environment, capture_output=True, text=True, check=False, timeout=120
    )
    assert done.returncode == 0, done.stdout + done.stderr
