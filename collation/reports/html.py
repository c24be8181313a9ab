"""Writes a report as one accessible page that needs nothing else, on a screen or printed."""

from collections.abc import Callable, Iterator, Mapping
from html import escape
from typing import Any

from collation.reports.model import (
    BLANK,
    TAKEN_OUT,
    UNFILLED,
    Bullets,
    Form,
    Gap,
    Heading,
    Link,
    Numbered,
    Paragraph,
    Quotes,
    Report,
    Table,
    Words,
    numbered,
    to_the_right,
)

STYLE = """
body{margin:1.5rem}nav{font:1rem Arial,sans-serif;margin-bottom:1rem}
.rp{font:1rem/1.5 Arial,Helvetica,sans-serif;color:#0b0c0c;max-width:46rem;margin:0 auto;
position:relative}
.rp h1{font-size:1.5rem;line-height:1.25;margin:1.5em 0 .5em}
.rp h2{font-size:1.2rem;margin:1.6em 0 .5em}.rp h3{font-size:1.05rem;margin:1.3em 0 .4em}
.rp .banner h1{margin:0;text-align:center}
.rp p{margin:.6em 0}.rp .n{display:grid;grid-template-columns:3rem 1fr}
.rp .n>span{color:#0b0c0c}.rp ul{margin:.4em 0 .8em 3rem;padding-left:1.2em}
.rp table{border-collapse:collapse;width:100%;margin:.4em 0;font-size:.95rem}
.rp caption{text-align:left;font-weight:bold;padding:.4em 0}
.rp th,.rp td{border:1px solid #6f777b;padding:.3em .5em;text-align:left;vertical-align:top}
.rp thead th{background:#e8edf3}.rp td.d,.rp th.d{text-align:right;white-space:nowrap}
.rp tr.sum>*{font-weight:bold;border-top:2px solid #0b0c0c}
.rp tbody th{font-weight:normal}.rp .form th{width:38%;font-weight:bold}
.rp .bare th,.rp .bare td{border:0;padding:.15em .5em .15em 0}
.rp .note{font-size:.85rem;margin:.2em 0 1.2em;color:#383f43}
.rp .wide{overflow-x:auto;margin:1em 0}
.rp .bar{min-width:7rem}.rp .bar svg{display:block;width:100%;height:1rem}
.rp .gap{background:#fff2b3;border-left:4px solid #594d00;padding:.4em .6em;margin:.6em 0}
.rp blockquote{margin:.6em 0 .6em 3rem;border-left:4px solid #2f4f7f;padding-left:.8em}
.rp .state{font-weight:bold;text-align:center;margin:0 0 1em}
.rp .mark{position:fixed;inset:0;display:flex;align-items:center;justify-content:center;
pointer-events:none;z-index:0}
.rp .mark span{font-size:20vmin;font-weight:bold;letter-spacing:.1em;color:#000;opacity:.06;
transform:rotate(-35deg)}
@media print{nav{display:none}@page{size:A4;margin:22mm 20mm}.rp{max-width:none;font-size:11pt}
.rp h2,.rp h3,.rp caption{break-after:avoid}.rp .new{break-before:page}.rp tr{break-inside:avoid}
.rp .short,.rp .short thead{break-inside:avoid}.rp p{orphans:2;widows:2}}
@media (max-width:30rem){.rp .n{grid-template-columns:2.4rem 1fr}.rp ul{margin-left:1rem}
.rp blockquote{margin-left:0}.rp .form th,.rp .form td{display:block;width:auto}}
"""


def page(report: Report, quotes: Quotes, *, style: str = "", away: str = "") -> str:
    """A whole page, as a file; with `style`, that address instead of its own looks."""
    title = escape(report.title)
    looks = f'<link rel="stylesheet" href="{style}">' if style else f"<style>{STYLE}</style>"
    back = f'<nav aria-label="Back"><a href="{away}">Back to this report</a></nav>' if away else ""
    return (
        f'<!DOCTYPE html>\n<html lang="en-GB">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{'Draft: ' if report.draft else ''}{title}</title>\n{looks}\n"
        f"</head>\n<body>\n{back}<main>\n"
        f"{body(report, quotes)}\n</main>\n</body>\n</html>\n"
    )


def body(report: Report, quotes: Quotes, level: int = 1) -> str:
    """What stands on the page; `level`: which heading its title is."""
    written = _Page(quotes, level)
    parts = [*written.top(report)]
    parts += map(written.block, numbered(report))
    inside = "\n".join(parts)
    return f'<article class="rp" lang="en-GB">\n{inside}\n</article>'


class _Page:
    def __init__(self, quotes: Quotes, level: int) -> None:
        self.quotes, self.level = quotes, level
        self.write: Mapping[type, Callable[[Any, str], str]] = {
            Heading: self.heading, Paragraph: self.paragraph, Bullets: self.bullets,
            Words: self.words, Table: self.table, Form: self.form, Gap: self.gap,
        }  # fmt: skip

    def top(self, report: Report) -> Iterator[str]:
        if report.draft:
            yield '<div class="mark" aria-hidden="true"><span>DRAFT</span></div>'
            yield '<p class="state">Draft: not for circulation</p>'
        heads = [escape(text) for name, text in report.banner if not name]
        yield '<header class="banner">'
        yield f"<h{self.level}>{'<br>'.join(heads)}</h{self.level}>"
        rows = tuple((name, text) for name, text in report.banner if name)
        if rows:
            yield self.form(Form("What this report is", rows), "")
        yield "</header>"

    def block(self, one: Numbered) -> str:
        return self.write[type(one.block)](one.block, one.number)

    def heading(self, block: Heading, number: str) -> str:
        deep = min(6, self.level + block.level)
        text = escape(f"{number} {block.text}" if number else block.text)
        new = ' class="new"' if block.new_page else ""
        return f"<h{deep}{new}>{text}</h{deep}>"

    def paragraph(self, block: Paragraph, number: str) -> str:
        before, stop = block.around_links
        text = escape(before) + _links(block.links) + stop
        return _with_number(f"<strong>{text}</strong>" if block.strong else text, number)

    def bullets(self, block: Bullets, _: str) -> str:
        return "<ul>" + "".join(f"<li>{escape(item)}</li>" for item in block.items) + "</ul>"

    def words(self, block: Words, _: str) -> str:
        found = self.quotes.get((block.publication, block.number))
        if found is None:
            return f'<p class="note">{TAKEN_OUT}</p>'
        text = escape(found.text)
        return f"<blockquote><p>“{text}”</p></blockquote>" if found.own else f"<p>{text}</p>"

    def gap(self, block: Gap, number: str) -> str:
        return (
            f'<div class="gap"><p>{number + ". " if number else ""}<strong>To fill: '
            f"{escape(block.name)}.</strong> {escape(block.prompt)}</p></div>"
        )

    def form(self, block: Form, _: str) -> str:
        bare = "" if block.ruled else " bare"
        gap = ' class="gap"'
        head = "".join(f'<th scope="col">{escape(name)}</th>' for name in block.rows[0])
        top = f"<thead><tr>{head}</tr></thead>" if block.headed else ""
        rows = "".join(
            f'<tr><th scope="row">{escape(name)}</th>'
            f"<td{gap if UNFILLED in text else ''}>{_lines(text)}</td></tr>"
            for name, text in block.rows[block.headed :]
        )
        label = escape(block.title, quote=True)
        return f'<table class="form{bare}" aria-label="{label}">{top}<tbody>{rows}</tbody></table>'

    def table(self, block: Table, _: str) -> str:
        heads = "".join(
            f'<th scope="col"{_right(at, block)}>{escape(name)}</th>'
            for at, name in enumerate(block.columns)
        )
        drawn = f'<th scope="col">{escape(block.bars.title)}</th>' if block.bars else ""
        lines = "".join(_row(block, at) for at in range(len(block.rows)))
        notes = f'<p class="note">{escape(" ".join(block.notes))}</p>' if block.notes else ""
        short = " short" if len(block.rows) <= 14 else ""
        label = escape(block.title, quote=True)
        return (
            f'<div class="wide{short}" tabindex="0" role="region" aria-label="{label}"><table>'
            f"<caption>{escape(block.title)}</caption><thead><tr>{heads}{drawn}</tr></thead>"
            f"<tbody>{lines}</tbody></table></div>{notes}"
        )


def _row(block: Table, at: int) -> str:
    row = block.rows[at]
    cells = "".join(
        f"<td{_right(n, block)}>{_cell(text)}</td>" for n, text in enumerate(row[1:], 1)
    )
    last = block.total and at == len(block.rows) - 1
    drawn = ""
    if block.bars:
        value = block.bars.values[at]
        whole = max((each or 0 for each in block.bars.values), default=0) or 1
        wide = round(100 * (value or 0) / whole, 1)
        said = escape(block.bars.said[at], quote=True)
        drawn = (
            f'<td class="bar"><svg role="img" aria-label="{said}" focusable="false">'
            f'<rect width="{wide}%" height="100%" fill="#2f4f7f"></rect></svg></td>'
        )
    first = f'<th scope="row">{_cell(row[0])}</th>'
    kind = ' class="sum"' if last else ""
    return f"<tr{kind}>{first}{cells}{drawn}</tr>"


def _cell(text: str) -> str:
    return '<span aria-label="hidden">*</span>' if text == BLANK else _lines(text)


def _right(at: int, block: Table) -> str:
    return ' class="d"' if to_the_right(at, block) else ""


def _with_number(text: str, number: str) -> str:
    if not number:
        return f"<p>{text}</p>"
    dot = "" if "." in number else "."
    return f'<p class="n"><span>{number}{dot}</span><span>{text}</span></p>'


def _links(links: tuple[Link, ...]) -> str:
    if not links:
        return ""
    each = ", ".join(
        f'<a href="{escape(one.href, quote=True)}">{escape(one.text)}</a>'
        if one.href
        else escape(one.text)
        for one in links
    )
    return f" (log: {each})"


def _lines(text: str) -> str:
    return "<br>".join(escape(line) for line in text.splitlines())
