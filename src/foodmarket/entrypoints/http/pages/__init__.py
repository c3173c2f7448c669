"""Pages for people: small, semantic, without script; each text escaped on its way in."""

from functools import cache
from html import escape
from importlib.resources import files
from string import Template

from foodmarket.domain.kernel.language import Language

PAGE_POLICY = (
    "default-src 'none'; object-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'"
)


@cache
def template(name: str) -> Template:
    """Return a template of this folder."""
    return Template(files(__name__).joinpath(name).read_text(encoding="utf-8"))


def page(language: Language, title: str, main: str) -> bytes:
    """Return a whole page; ``main`` is HTML, ``title`` is text."""
    frame = template("frame.html")
    return frame.substitute(language=language.value, title=escape(title), main=main).encode()


def heading(text: str) -> str:
    """Return the page's heading."""
    return f"<h1>{escape(text)}</h1>"


def paragraph(text: str, kind: str = "") -> str:
    """Return a paragraph, of a style class where one is named."""
    style = f' class="{kind}"' if kind else ""
    return f"<p{style}>{escape(text)}</p>"


def link(address: str, text: str) -> str:
    """Return a link."""
    return f'<a href="{escape(address)}">{escape(text)}</a>'


def button(value: str, text: str, kind: str = "") -> str:
    """Return a button that sends its form with ``choice=value``."""
    style = f' class="{kind}"' if kind else ""
    return f'<button name="choice" value="{escape(value)}"{style}>{escape(text)}</button>'
