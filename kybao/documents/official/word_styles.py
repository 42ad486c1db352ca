"""Word's own styles, restyled to the official form: what an officer finds in Word's list of styles and keeps using."""

from __future__ import annotations

from docx.document import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm, Pt, RGBColor
from docx.styles.style import ParagraphStyle
from lxml.etree import _Element

from kybao.documents.official.layout import FONT, INK, TABLE_SIZE, Layout

# The names of the styles. Those that Word itself has keep their English name, which Word shows in the user's language.
BODY = "Body Text"
DASH, PLUS = "List Bullet", "List Bullet 2"
KIND, SUBJECT = "Title", "Subtitle"
CENTRED = "Kybao Centred"  # the lines of the head and of the signature
RULE = "Kybao Rule"
RECIPIENT = "Kybao Recipient"
TABLE_TITLE, TABLE_HEAD, TABLE_TEXT = "Kybao Table Title", "Kybao Table Head", "Kybao Table Text"
ANNEX_REFERENCE = "Kybao Annex Reference"
PAGE_NUMBER = "Header"
TABLE = "Table Grid"

_LEFT, _CENTRE, _BOTH = WD_ALIGN_PARAGRAPH.LEFT, WD_ALIGN_PARAGRAPH.CENTER, WD_ALIGN_PARAGRAPH.JUSTIFY
_LISTS = {DASH: (7001, "-"), PLUS: (7002, "+"), RECIPIENT: (7003, "-")}
_LANGUAGE = "vi-VN"


def restyle(document: Document, form: Layout) -> None:
    """Sets the defaults, the styles and the lists of python-docx's blank document to the form."""
    _set_defaults(document)
    _define_lists(document, form)
    body, space, lines = form.body.used, form.paragraph_space.used, form.line_spacing.used
    indent = form.first_line.used
    _style(document, "Normal", body, align=_LEFT)
    _style(document, BODY, body, align=_BOTH, after=space, lines=lines, indent=indent)
    _style(document, DASH, body, align=_BOTH, after=space, lines=lines, indent=indent)
    _style(document, PLUS, body, align=_BOTH, after=space, lines=lines, indent=indent)
    _style(document, "Heading 1", form.heading.used, bold=True, before=12, after=space, lines=lines, keep=True)
    for level in (2, 3, 4):
        name = f"Heading {level}"
        _style(
            document,
            name,
            form.heading.used,
            bold=True,
            align=_BOTH,
            after=space,
            lines=lines,
            indent=indent,
            keep=True,
        )
    _style(document, KIND, form.kind.used, bold=True, before=20, keep=True)
    _style(document, SUBJECT, form.subject.used, bold=True, keep=True)
    _style(document, CENTRED, body)
    _style(document, RULE, 2)
    _style(document, RECIPIENT, form.recipients.used, align=_LEFT)
    _style(document, TABLE_TITLE, form.annex_title.used, bold=True, after=6, keep=True)
    _style(document, TABLE_HEAD, TABLE_SIZE, bold=True, keep=True)
    _style(document, TABLE_TEXT, TABLE_SIZE, align=_LEFT)
    _style(document, ANNEX_REFERENCE, form.annex_reference.used, italic=True, after=6, keep=True)
    _style(document, PAGE_NUMBER, form.page_number.used)


def list_number(style: str) -> int | None:
    """The number of the list that a style's paragraphs belong to."""
    return _LISTS[style][0] if style in _LISTS else None


def _style(
    document: Document,
    name: str,
    size: float,
    *,
    bold: bool = False,
    italic: bool = False,
    align: WD_ALIGN_PARAGRAPH = _CENTRE,
    before: float = 0,
    after: float = 0,
    lines: float = 1,
    indent: float = 0,
    keep: bool = False,
) -> None:
    style = _paragraph_style(document, name)
    for child in list(style.element):
        if child.tag in (qn("w:rPr"), qn("w:pPr")):
            style.element.remove(child)
    style.font.size, style.font.bold, style.font.italic = Pt(size), bold, italic
    style.font.color.rgb = RGBColor.from_string(INK)
    style.element.get_or_add_rPr().insert(0, _fonts())
    form = style.paragraph_format
    form.alignment, form.space_before, form.space_after = align, Pt(before), Pt(after)
    form.line_spacing, form.first_line_indent = lines, Mm(indent)
    form.keep_with_next, form.widow_control = keep, True
    if name.startswith("Heading "):
        form.element.get_or_add_pPr().append(_element("w:outlineLvl", int(name[-1]) - 1))
    style.hidden, style.quick_style, style.unhide_when_used = False, True, False


def _paragraph_style(document: Document, name: str) -> ParagraphStyle:
    styles = document.styles
    style = styles[name] if name in styles else styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
    if not isinstance(style, ParagraphStyle):
        raise TypeError(f"{name} is no paragraph style")
    return style


def _set_defaults(document: Document) -> None:
    """One typeface for every kind of script, Vietnamese for the spelling checker, Word's present layout rules."""
    defaults = document.styles.element.find(qn("w:docDefaults"))
    run = defaults.find(qn("w:rPrDefault")).find(qn("w:rPr"))
    for child in list(run):
        run.remove(child)
    run.append(_fonts())
    run.append(_element("w:sz", 28))
    run.append(_element("w:szCs", 28))
    language = OxmlElement("w:lang")
    for slot in ("w:val", "w:eastAsia"):
        language.set(qn(slot), _LANGUAGE)
    language.set(qn("w:bidi"), "ar-SA")
    run.append(language)
    settings = document.settings.element
    compat = settings.find(qn("w:compat"))
    if compat is None:
        raise ValueError("the blank document has no w:compat")
    compat.append(
        parse_xml(
            f'<w:compatSetting {nsdecls("w")} w:name="compatibilityMode" '
            'w:uri="http://schemas.microsoft.com/office/word" w:val="15"/>'
        )
    )


def _define_lists(document: Document, form: Layout) -> None:
    """Lists whose lines begin as officials type them: a dash or a plus, then a space, the next line at the margin."""
    numbering = document.part.numbering_part.element
    first_number = numbering.find(qn("w:num"))
    for style, (number, sign) in _LISTS.items():
        indent = 0 if style == RECIPIENT else round(form.first_line.used / 25.4 * 1440)
        abstract = parse_xml(
            f'<w:abstractNum {nsdecls("w")} w:abstractNumId="{number}"><w:multiLevelType w:val="singleLevel"/>'
            f'<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="bullet"/><w:suff w:val="space"/>'
            f'<w:lvlText w:val="{sign}"/><w:lvlJc w:val="left"/>'
            f'<w:pPr><w:ind w:left="0" w:firstLine="{indent}"/></w:pPr>'
            f'<w:rPr><w:rFonts w:ascii="{FONT}" w:hAnsi="{FONT}" w:cs="{FONT}" w:hint="default"/></w:rPr>'
            f"</w:lvl></w:abstractNum>"
        )
        first_number.addprevious(abstract)
        numbering.append(
            parse_xml(f'<w:num {nsdecls("w")} w:numId="{number}"><w:abstractNumId w:val="{number}"/></w:num>')
        )


def _fonts() -> _Element:
    fonts = OxmlElement("w:rFonts")
    for slot in ("w:ascii", "w:hAnsi", "w:eastAsia", "w:cs"):
        fonts.set(qn(slot), FONT)
    return fonts


def _element(tag: str, value: int) -> _Element:
    element = OxmlElement(tag)
    element.set(qn("w:val"), str(value))
    return element
