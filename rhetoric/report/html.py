"""The report as one self-contained page: no script, no request, light and dark, print."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from importlib import resources

import jinja2
import nh3
from markupsafe import Markup

from rhetoric.report.markdown import shown
from rhetoric.report.page import Page, slug

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


def render(page: Page, figures: Mapping[str, bytes]) -> str:
    """Return the report as HTML; ``figures`` are the SVGs by name, set in as data."""
    environment = jinja2.Environment(
        loader=jinja2.FunctionLoader(_template),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {"slug": slug, "shown": shown, "kind": lambda b: type(b).__name__}
    body = environment.get_template("body.html.j2").render(page=page)
    clean = nh3.clean(body, tags=_TAGS, attributes=_ATTRIBUTES, url_schemes={"data"}, link_rel=None)
    for name, svg in figures.items():  # after cleaning: data of our own making, and large
        data = base64.b64encode(svg).decode("ascii")
        clean = clean.replace(
            f'src="figures/{name}.svg"', f'src="data:image/svg+xml;base64,{data}"'
        )
    css = resources.files(__package__).joinpath("page.css").read_text(encoding="utf-8")
    return environment.get_template("page.html.j2").render(
        title=page.title,
        language=page.language,
        css=Markup(css),  # noqa: S704  (our own file)
        body=Markup(clean),  # noqa: S704  (escaped by the template and cleaned above)
    )


def _template(name: str) -> str:
    where = resources.files(__package__).joinpath("templates").joinpath(name)
    return where.read_text(encoding="utf-8")
