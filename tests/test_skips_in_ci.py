"""CI may not skip: neither a test nor a whole file."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
CONFTEST = """
from tests.support.skips import SkipsFail

def pytest_configure(config):
    config.pluginmanager.register(SkipsFail())
"""


def run_suite(folder: Path, test: str) -> subprocess.CompletedProcess[str]:
    """Run a suite of one file under the rule."""
    (folder / "conftest.py").write_text(CONFTEST)
    (folder / "test_one.py").write_text(f"import pytest\n{test}\ndef test_good(): assert True\n")
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "-p", "no:hypothesispytest", "--rootdir=."]
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)


def test_what_ci_calls_turns_the_rule_on(tmp_path: Path) -> None:
    make = tmp_path / "make"
    make.write_text('#!/bin/sh\necho "CI=$CI $*"\nexit 3\n')
    make.chmod(0o755)
    environment = {name: value for name, value in os.environ.items() if name != "CI"}
    environment["PATH"] = f"{tmp_path}{os.pathsep}{environment['PATH']}"
    done = subprocess.run([ROOT / ".ci" / "run"], env=environment, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (3, "CI=true --no-print-directory test\n")


@pytest.mark.parametrize(
    ("test", "name"),
    [
        ("def test_skipped(): pytest.skip('no browser')", "test_one.py::test_skipped: Skipped: no browser"),
        ("pytest.skip('no browser', allow_module_level=True)", "test_one.py: Skipped: no browser"),
    ],
    ids=["test", "file"],
)
def test_a_skip_fails_and_is_named(tmp_path: Path, test: str, name: str) -> None:
    done = run_suite(tmp_path, test)
    assert done.returncode != 0
    assert name in done.stdout.splitlines()


def test_an_expected_failure_is_no_skip(tmp_path: Path) -> None:
    done = run_suite(tmp_path, "def test_known(): pytest.xfail('reported')")
    assert done.returncode == 0, done.stdout
