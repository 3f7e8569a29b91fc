"""The thirty lines of the README, saved and started by its own commands."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from tests.docs.reading import CHECKOUT, README, blocks

FLASK = """
import os, shlex, sys
import flask.cli, sgo_pfdo, tests.support.pages
sys.path.insert(0, "")
for line in sys.stdin.read().splitlines():
    child = os.fork()
    if not child:
        program, *sys.argv[1:] = shlex.split(line)
        assert program == "flask"
        flask.cli.main()
    assert os.waitpid(child, 0)[1] == 0, line
import visit
"""
"""Gives Flask each command of a line in a process of its own, which does not have to import everything anew."""
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
    of_flask = [line for line in commands if line.startswith("flask ")]
    assert commands[-len(of_flask) :] == of_flask
    of_flask.append("flask --app portal pfdo doctor --as ivanova")
    environment = os.environ | {
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
        "PYTHONPATH": str(CHECKOUT),
    }
    script = "\n".join(["set -eu", *(line for line in commands if line not in of_flask), f"python -c '{FLASK}'"])
    done = subprocess.run(
        ["sh", "-c", script],
        input="\n".join(of_flask),
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert done.returncode == 0, done.stdout + done.stderr
