"""The link to a page's workbook, for pages whose screen shows lists where the workbook has a table."""

from __future__ import annotations

from django import template
from django.template.context import Context
from django.utils.html import format_html
from django.utils.safestring import SafeString

from kybao.desk.excel.exporting import address_of_export

register = template.Library()


@register.simple_tag(takes_context=True)
def excel_link(context: Context) -> SafeString:
    return format_html(
        '<a class="to-excel" href="{}" rel="nofollow">Tải về Excel</a>', address_of_export(context["request"])
    )
