"""The rule of CI that nothing may be skipped."""

import pytest


class SkipsFail:
    """A pytest plugin: a session with a skipped test or file fails and names it. An expected failure is no skip."""

    def __init__(self) -> None:
        """Start with nothing skipped."""
        self._reasons: dict[str, str] = {}

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Look at a test; with xdist the reports of all workers come here."""
        if report.skipped and not hasattr(report, "wasxfail"):
            self._remember(report)

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        """Look at a file or class."""
        if report.skipped:
            self._remember(report)

    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        """Turn success into failure."""
        if self._reasons and session.exitstatus == pytest.ExitCode.OK:
            session.exitstatus = pytest.ExitCode.TESTS_FAILED

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        """Name what was skipped, and why."""
        if self._reasons:
            terminalreporter.section("CI=true: nothing may be skipped", red=True)
            for name, reason in self._reasons.items():
                terminalreporter.line(f"{name}: {reason}")

    def _remember(self, report: pytest.TestReport | pytest.CollectReport) -> None:
        where = report.longrepr
        self._reasons[report.nodeid] = where[2] if isinstance(where, tuple) else str(where)
