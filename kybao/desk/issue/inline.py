"""A PDF to read in the browser, asked for again only when it is another."""

from __future__ import annotations

import hashlib

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.cache import get_conditional_response
from django.utils.http import content_disposition_header, quote_etag

# The browser's own viewer is a page around the file, which the policy of Kybao's pages would refuse.
_POLICY = "frame-ancestors 'self'"


def inline_pdf(request: HttpRequest, data: bytes, name: str) -> HttpResponseBase:
    """The PDF under the hash of its bytes: whoever has it already is told so."""
    response = HttpResponse(data, content_type="application/pdf")
    response.headers["Content-Disposition"] = content_disposition_header(False, name) or "inline"
    response.headers["Cache-Control"] = "private, no-cache"
    response.headers["Content-Security-Policy"] = _POLICY
    etag = quote_etag(hashlib.sha256(data).hexdigest())
    response.headers["ETag"] = etag
    return get_conditional_response(request, etag=etag, response=response) or response
