"""Every page that a link leads to, for every role, asked for its faults by axe-core: at a desk and on a phone."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextvars import copy_context
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pytest
from django.test import Client
from django.urls import Resolver404, resolve

if TYPE_CHECKING:
    from playwright.sync_api import Page, Route

pytestmark = pytest.mark.django_db

HERE = "http://localhost"
ROLES = ["reporter", "officer", "leader", "administrator", "auditor"]
PHONE, DESK = 390, 1280


def answered_by(client: Client, page: Page) -> None:
    """The browser's requests are answered by Django itself, within the transaction of the test.

    The browser asks from within its own event loop, in which Django would open another connection.
    """
    of_the_test = copy_context()

    def answer(route: Route) -> None:
        request = route.request
        address = urlsplit(request.url)
        asked = f"{address.path}?{address.query}" if address.query else address.path
        response: Any = of_the_test.run(client.get, asked, follow=True)  # a redirected request would go to the network
        body = b"".join(response.streaming_content) if response.streaming else response.content
        route.fulfill(status=response.status_code, headers=dict(response.headers), body=body)

    page.route("**/*", answer)


def pages_within(page: Page, start: str) -> Iterator[str]:
    """From link to link, each address of the table of addresses once."""
    waiting, seen = [start], set()
    while waiting:
        address = waiting.pop(0)
        try:
            name = resolve(urlsplit(address).path).view_name
        except Resolver404:
            continue
        if name in seen:
            continue
        seen.add(name)
        answer = page.goto(HERE + address)
        assert answer is not None
        assert answer.status < 500, address
        if "text/html" not in answer.headers.get("content-type", ""):
            continue
        yield address
        links = page.locator("a[href^='/']:not([download])").evaluate_all(
            "links => links.map(link => link.getAttribute('href'))"
        )
        waiting += [link.partition("#")[0] for link in links if "dinh-dang" not in link and not is_file(link)]


def is_file(link: str) -> bool:
    return "." in urlsplit(link).path.rpartition("/")[2] or link.partition("?")[0].endswith("/tep")


@pytest.mark.parametrize("role", ROLES)
def test_no_page_has_a_fault(role: str, committees: Any, page: Page, faults_of: Callable[[Any], Any]) -> None:
    client = Client(SERVER_NAME="localhost")
    client.force_login(committees.people[role])
    answered_by(client, page)
    looked_at, faults = set(), {}
    for address in pages_within(page, "/thang/"):
        looked_at.add(address)
        for width in (DESK, PHONE):
            page.set_viewport_size({"width": width, "height": 800})
            if found := faults_of(page):
                faults[address, width] = found
            if page.evaluate("document.documentElement.scrollWidth") > width:
                faults[address, width] = {**found, "too wide": []}
    assert faults == {}
    assert len(looked_at) > 8, looked_at
