"""What the desk's templates say in their own words."""

from __future__ import annotations

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from kybao.checking.finding import Verdict
from kybao.checking.presenting.inline import Run
from kybao.checking.presenting.wording import VERDICTS, VerdictWords, rule_name
from kybao.desk.access import Month
from kybao.desk.fact_words import kind_in_words, remark, value_in_words
from kybao.desk.marked_text import Content, MarkedSpan, MarkKind
from kybao.desk.places import place_of
from kybao.filing.models import Fact, SubmissionFinding

register = template.Library()
register.filter("rule_name", rule_name)
register.filter("value_in_words", value_in_words)
register.filter("kind_in_words", kind_in_words)
register.filter("remark", remark)


@register.filter
def words_of(verdict: str) -> VerdictWords:
    """The word and the sign of a verdict."""
    return VERDICTS[Verdict(verdict)]


@register.filter
def by_weight(verdicts: dict[str, int]) -> list[tuple[str, VerdictWords, int]]:
    """Counts by verdict, what must be mended first in front: (verdict, its words, how many)."""
    return [(one.value, words, verdicts[one.value]) for one, words in VERDICTS.items() if verdicts.get(one.value)]


@register.filter
def place(row: Fact | SubmissionFinding) -> str:
    """ "#b12-34": where in its submission's page a fact or a finding stands."""
    return place_of(row.block, row.start)


@register.filter
def get(mapping: dict[str, object], key: str) -> object:
    """The value of a key that is no name in the template language."""
    return mapping[key]


@register.simple_tag
def month_url(page: str, month: Month, *more: str) -> str:
    return month.address(page, *more)


@register.filter
def marked(content: Content) -> SafeString:
    """A passage's text with its marks as nested elements."""
    return format_html_join(
        "", "{}", ((_span(item) if isinstance(item, MarkedSpan) else _run(item),) for item in content)
    )


def _run(run: Run) -> SafeString | str:
    if run.line_break:
        return mark_safe("<br>")
    html: SafeString | str = run.text
    for style in reversed(run.styles):  # names of HTML elements from a fixed table, see presenting.inline
        html = format_html("<{}>{}</{}>", style, html, style)
    return html


_CLASSES = {
    MarkKind.FACT: "fact",
    MarkKind.FIGURE: "figure",
    MarkKind.EVIDENCE: "evidence",
    MarkKind.RETURNED: "returned",
}


def _span(span: MarkedSpan) -> SafeString:
    mark, inside = span.mark, marked(span.content)
    id = format_html(' id="{}"', span.id) if span.id else ""
    if mark.note is None:
        title = format_html(' title="{}"', mark.title) if mark.title else ""
        return format_html('<span{} class="{}"{}>{}</span>', id, _CLASSES[mark.kind], title, inside)
    html = format_html('<mark{} class="v-{}">{}</mark>', id, mark.note.verdict.value, inside)
    if not span.last:
        return html
    return html + format_html(
        '<a class="ref v-{}" href="#{}"><span class="unseen">Phát hiện </span>{}<span aria-hidden="true">{}</span></a>',
        mark.note.verdict.value,
        mark.note.id,
        mark.note.number,
        mark.note.words.sign,
    )
