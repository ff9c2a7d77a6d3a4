"""The report as one self-contained page: no script, no request, light and dark, print."""

from __future__ import annotations

import base64
import re
from collections.abc import Mapping
from functools import cache
from importlib import resources

import jinja2
import nh3
from markupsafe import Markup

from rhetoric.inert import clipped, shown
from rhetoric.report.page import Page, anchor, slug

_TAGS = {
    "a", "article", "aside", "blockquote", "caption", "cite", "code", "del", "details", "div", "em",
    "figcaption", "figure", "footer", "h1", "h2", "h3", "h4", "header", "img", "ins", "li", "main",
    "mark", "nav", "ol", "p", "q", "section", "small", "span", "strong", "summary", "table",
    "tbody", "td", "th", "thead", "tr", "ul",
}  # fmt: skip
_ATTRIBUTES = {
    "*": {"id", "class", "lang", "dir", "title", "aria-label", "tabindex", "role"},
    "a": {"href"},
    "img": {"src", "alt", "width"},
    "th": {"scope"},
}
#: The templates: what is cleaned, and what is set around it.
_BODY, _PAGE = "body.html.j2", "page.html.j2"
#: An image of the page: what is cleaned has no such sign but in a tag, and quotes in none.
_IMAGE = re.compile(r'(<img src=")figures/([\w-]+)\.svg"')


def ready() -> None:
    """Read and compile the templates: half of the time that a page takes."""
    for name in (_BODY, _PAGE):
        _environment().get_template(name)


@cache
def _environment() -> jinja2.Environment:
    environment = jinja2.Environment(
        loader=jinja2.FunctionLoader(_template),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        optimized=False,  # what is rendered once is not worth it
    )
    environment.filters |= {
        "slug": slug,
        "anchor": anchor,
        "shown": shown,
        "clipped": clipped,
        "kind": lambda b: type(b).__name__,
    }
    return environment


def render(page: Page, figures: Mapping[str, bytes]) -> str:
    """Return the report as HTML; ``figures`` are the SVGs by name, set in as data."""
    body = _environment().get_template(_BODY).render(page=page)
    clean = nh3.clean(body, tags=_TAGS, attributes=_ATTRIBUTES, url_schemes={"data"}, link_rel=None)
    clean = _IMAGE.sub(lambda m: _filled(m, figures), clean)  # after it: our own data, and large
    css = resources.files(__package__).joinpath("page.css").read_text(encoding="utf-8")
    return (
        _environment()
        .get_template(_PAGE)
        .render(
            title=page.title,
            language=page.language,
            css=Markup(css),  # noqa: S704  (our own file)
            body=Markup(clean),  # noqa: S704  (escaped by the template and cleaned above)
        )
    )


def _filled(match: re.Match[str], figures: Mapping[str, bytes]) -> str:
    """Return the beginning of an image with its figure as data, where there is that figure."""
    svg = figures.get(match[2])
    if svg is None:
        return match[0]
    return f'{match[1]}data:image/svg+xml;base64,{base64.b64encode(svg).decode("ascii")}"'


def _template(name: str) -> str:
    where = resources.files(__package__).joinpath("templates").joinpath(name)
    return where.read_text(encoding="utf-8")
