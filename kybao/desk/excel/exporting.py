"""Every table on every page can be taken to Excel: each gets a link under it, and the page's own address gives the workbook.

`?dinh-dang=xlsx` asks for all tables of a page, `&bang=2` for its second. What is exported is read off the answer that the page
itself gives to this visitor, so that no right and no filter has to be said twice.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from urllib.parse import quote

from django.http import HttpRequest, HttpResponse, HttpResponseNotFound
from django.utils import timezone
from django.utils.html import format_html

from kybao.demonstrating.marking import ribbon
from kybao.desk.excel.page_tables import is_exported, read_page
from kybao.desk.excel.workbook import write_workbook
from kybao.documents.search import bare

_ASKED, _FORMAT, _WHICH = "dinh-dang", "xlsx", "bang"
_MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_TABLE = re.compile(r"<table class=\"([^\"]*)\"[^>]*>|</table>")
_MOST_ROWS = 5000


def is_export(request: HttpRequest) -> bool:
    """Whether the page is asked for as a workbook."""
    return request.method == "GET" and request.GET.get(_ASKED) == _FORMAT


def rows_on_page(request: HttpRequest, usual: int) -> int:
    """How many rows a page of a long table has: those that fit a screen, or as good as all of them in a workbook."""
    return _MOST_ROWS if is_export(request) else usual


def address_of_export(request: HttpRequest, table: int | None = None) -> str:
    """The page's own address as a workbook, of one of its tables (from 1) or of all."""
    query = request.GET.copy()
    query.pop("trang", None)
    query[_ASKED] = _FORMAT
    if table is not None:
        query[_WHICH] = str(table)
    return f"?{query.urlencode()}"


class Exports:
    """Stands nearest to the views."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        is_page = response.headers.get("Content-Type", "").startswith("text/html") and not response.streaming
        if request.method != "GET" or response.status_code != 200 or not is_page:
            return response
        html = response.content.decode(response.charset)
        if is_export(request):
            return _workbook(request, html)
        if '<table class="' in html:
            response.content = _with_links(request, html)
        return response


def _workbook(request: HttpRequest, html: str) -> HttpResponse:
    page = read_page(html)
    which = request.GET.get(_WHICH, "")
    tables = page.tables
    if which:
        tables = tables[int(which) - 1 : int(which)] if which.isascii() and which.isdigit() and which != "0" else ()
    if not tables:
        return HttpResponseNotFound("Trang này không có bảng như vậy. Hãy mở lại trang rồi chọn “Tải bảng về Excel”.")
    now = timezone.localtime()
    mark = str(ribbon(request)["demonstration"])
    source = f"Nguồn: Kỳ báo, {request.path}, lúc {now:%H:%M ngày %d/%m/%Y}" + (f". {mark}" if mark else "")
    response = HttpResponse(write_workbook(page.title, source, tables, now), content_type=_MEDIA_TYPE)
    response.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(_file_name(page.title, which))}"
    return response


def _file_name(title: str, which: str) -> str:
    words = "-".join(re.findall(r"[a-z0-9]+", bare(title)))[:80] or "bang"
    return f"{words}{f'-{which}' if which else ''}.xlsx"


def _with_links(request: HttpRequest, html: str) -> str:
    """The page with a link behind each of its tables."""
    pieces: list[str] = []
    at = number = 0
    inside = False
    for match in _TABLE.finditer(html):
        if match.group(1) is not None:
            inside = is_exported(match.group(1))
            continue
        if inside:
            number += 1
            pieces += [html[at : match.end()], _link(request, number)]
            at = match.end()
        inside = False
    return "".join([*pieces, html[at:]])


def _link(request: HttpRequest, number: int) -> str:
    return format_html(
        '<p class="to-excel"><a href="{}" rel="nofollow">Tải bảng về Excel</a></p>', address_of_export(request, number)
    )
