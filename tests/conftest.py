"""Where everything can be installed (CI=true), a skipped test is a failed one."""

import os
from collections.abc import Generator

import pytest

IN_CI = os.environ.get("CI") == "true"  # noqa: TID251 - a test's only switch


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item,
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Fail what was skipped for want of a browser or a tool; `live` tests may wait."""
    report = yield
    if IN_CI and report.skipped and item.get_closest_marker("live") is None:
        report.outcome = "failed"
        report.longrepr = f"skipped, and in CI nothing may be: {report.longrepr}"
    return report
