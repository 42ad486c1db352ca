"""What tests share: Hypothesis's profiles, the month of January 2022, and pages in a real browser."""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import hypothesis
import pytest

from kybao.starting import SAMPLE_MONTH

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

    from kybao.exchange.month_folder import Loaded

# The same examples every time, so that a run differs from the last only by the code; search more by
# `pytest --hypothesis-profile=search`.
hypothesis.settings.register_profile("ci", deadline=None, derandomize=True, max_examples=50, print_blob=True)
hypothesis.settings.register_profile("search", deadline=None, max_examples=2000, print_blob=True)
hypothesis.settings.load_profile("ci")


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> None:
    """Tests empty their database, which the history's protection would refuse; its own tests put it on again."""
    from django.db import connection

    from kybao.people.protection import unprotect

    with django_db_blocker.unblock():
        unprotect(connection)


@pytest.fixture(scope="module")
def january(django_db_setup: None, django_db_blocker: Any) -> Iterator[Loaded]:
    """The real month in the test database; taken out again after the module's last test."""
    from django.core.management import call_command

    from kybao.exchange.month_folder import load_month  # models can't be imported before Django is set up

    with django_db_blocker.unblock():
        yield load_month(SAMPLE_MONTH)
        call_command("flush", interactive=False, verbosity=0)


@pytest.fixture
def growth() -> Callable[[Callable[[int], object]], float]:
    """How many times longer work takes on eight times its size: about 8 where it is linear, 64 where it is quadratic.

    Processor time, the better of two, so that a busy machine changes little.
    """

    def measured(work: Callable[[int], object], size: int) -> float:
        times = []
        for _ in range(2):
            start = time.process_time()
            work(size)
            times.append(time.process_time() - start)
        return max(min(times), 0.005)

    return lambda work: measured(work, 8) / measured(work, 1)


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """The system's Chromium, headless, one for all tests of a module.

    Not longer: Playwright keeps an event loop running in this thread, in which others could not run one of their own.
    """
    from playwright.sync_api import sync_playwright

    # Playwright's synchronous interface keeps an event loop in this thread, in which Django would refuse its database.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    program = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    assert program, "Chromium is missing: apt install chromium"
    with sync_playwright() as playwright:
        # No sandbox: it needs rights that root in a container lacks, and the pages are our own.
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox", "--disable-gpu"])
        yield browser
        browser.close()


@pytest.fixture
def page(chromium: Browser) -> Iterator[Page]:
    """A page 1280 px wide, without cookies; a script that fails, or one that the page's policy forbids, fails the test."""
    context = chromium.new_context(locale="vi-VN", viewport={"width": 1280, "height": 800})
    page = context.new_page()
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("console", lambda line: faults.append(line.text) if "Content Security Policy" in line.text else None)
    page.set_default_timeout(10_000)
    yield page
    context.close()
    assert not faults
