"""Draws parts of public pages apart from their pages, with the very templates that the pages use."""

import re
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.template import engines
from django.utils.safestring import SafeString
from jinja2 import ChoiceLoader, DictLoader, Environment

BARE = "{% block masthead %}{% endblock %}{% block band %}{% endblock %}{% block content %}{% endblock %}"
"""What stands in for base.html, so that of a page only its own content is drawn."""

NAMED = re.compile(
    r"""(?P<head>\s(?P<attribute>id|for|form|list|aria-(?:labelledby|describedby|controls|activedescendant))=")"""
    r"""(?P<names>[^"]+)(?=")"""
)
LINKED = re.compile(r'(\shref="#)(?=[^"])')
ASIDE = re.compile(r'<script type="application/ld\+json">.*?</script>|\sautofocus\b', re.DOTALL)
"""What is for machines, and what would take the focus."""


@dataclass(frozen=True)
class Look:
    """A part as one reader sees it: `light` or `dark`, and its HTML."""

    colours: str
    html: SafeString


@dataclass(frozen=True)
class Part:
    """A part of the pages in one state: what it is called, the template that draws it, and how it looks."""

    name: str
    template: str
    looks: list[Look]


@cache
def bare() -> Environment:
    """Give the environment of the public templates, in which pages have nothing around them."""
    pages: Environment = engines["jinja2"].env  # type: ignore[attr-defined]
    assert pages.loader
    return pages.overlay(loader=ChoiceLoader([DictLoader({"base.html": BARE}), pages.loader]))


def drawn(number: int, name: str, template: str, context: dict[str, Any]) -> Part:
    """Draw a template with this context, once for each of the two lights; `number` tells its ids from all others."""
    html = bare().get_template(template).render(context)
    return Part(name, template, [Look(light, apart(html, f"p{number}-{light}-")) for light in ("light", "dark")])


def apart(html: str, prefix: str) -> SafeString:
    """Give HTML of our own with another name for each id, so that it may stand on a page many times."""

    def renamed(found: re.Match[str]) -> str:
        return found["head"] + " ".join(prefix + name for name in found["names"].split())

    return SafeString(LINKED.sub(rf"\g<1>{prefix}", NAMED.sub(renamed, ASIDE.sub("", html))))
