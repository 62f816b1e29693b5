"""What templates always come to is worked out when they are compiled; what they print is the same."""

from collections.abc import Mapping

import pytest
from django.utils.safestring import SafeString
from jinja2 import DictLoader, Environment, StrictUndefined, pass_context
from jinja2.runtime import Context
from markupsafe import Markup

from nuztrend.lib.templates import Folded

pytestmark = pytest.mark.pure

TEMPLATES = {
    "base": "<{% block b %}{% endblock %}>{% include 'foot' %}",
    "page": "{% extends 'base' %}{% block b %}{% for n in 'ab' %}{% include 'part' %}{% endfor %}{{ x }}{% endblock %}",
    "part": "{% from 'macros' import twice %}{% set x = x|default('none') ~ n %}{{ twice(x) }};",
    "macros": "{% macro twice(word) %}{{ word }}{{ word }}{% endmacro %}"
    "{% macro framed(mark='|') %}{{ mark }}{{ caller('in') }}{{ mark }}{% endmacro %}",
    "calls": "{% from 'macros' import framed, twice %}{% call(w) framed(mark='<') %}{{ w }}{{ x }}{% endcall %}"
    "{{ twice(word=x) }}{{ x.replace('o', '&') }}{{ x.split(sep='o')|join }}{{ twice(*[x]) }}"
    "{{ dict(a=x).a }}{{ known('x') }}",
    "foot": "{{ url('search') }} {{ url('tag', x) }}",
    "tree": "{{ depth }}{% if depth < 3 %}{% with depth=depth + 1 %}{% include 'tree' %}{% endwith %}{% endif %}",
    "filled": "{% include 'slots' %}",
    "kinds": "{% for each in kinds %}{{ each }};{% endfor %}{% set kept = kinds[1] %}{{ kept ~ kinds[2] }}",
    "slots": "a{% block slot %}b{% endblock %}c",
}


def address(name: str, *args: str) -> str:
    return "/" + "/".join([name, *args]) + "/?a&b"


def environment(kind: type[Environment], templates: Mapping[str, str] = TEMPLATES, **more: object) -> Environment:
    options = {"loader": DictLoader(templates), "autoescape": True, "undefined": StrictUndefined, **more}
    made = Folded(address=address, **options) if kind is Folded else kind(**options)  # type: ignore[arg-type]
    made.globals |= {"url": address, "known": known}
    return made


@pass_context
def known(context: Context, name: str) -> object:
    return context[name]


class Told(str):
    def __str__(self) -> str:
        return f"<{super().__str__()}>"


class Drawn:
    def __html__(self) -> str:
        return "<b>drawn</b>"


KINDS = [
    7,
    "plain",
    "<&>\"'",
    Markup("<i>"),
    SafeString("<u>"),
    SafeString("plain"),
    Told("sub"),
    Drawn(),
    None,
    1.5,
    [2],
]


@pytest.mark.parametrize("name", ["page", "tree", "filled", "kinds", "calls"])
@pytest.mark.parametrize("watched", [False, True])
def test_templates_print_what_they_did(name: str, watched: bool) -> None:
    given = {"x": "<moon>", "depth": 0, "kinds": KINDS}
    folded = environment(Folded, auto_reload=watched).get_template(name).render(given)
    assert folded == environment(Environment).get_template(name).render(given)


def test_parts_and_constant_addresses_stand_in_the_template() -> None:
    made = environment(Folded, auto_reload=False)
    page = made.get_template("base")
    assert made.loader
    made.loader.mapping.update(foot="changed")  # type: ignore[attr-defined]
    made.globals["url"] = lambda *words: "elsewhere"
    assert page.render(x="moon") == "<>/search/?a&amp;b elsewhere"


def test_a_part_that_is_watched_is_seen_to_change() -> None:
    made = environment(Folded, templates=dict(TEMPLATES), auto_reload=True)
    page = made.get_template("base")
    assert made.loader
    made.loader.mapping.update(foot="changed")  # type: ignore[attr-defined]
    assert page.render(x="moon") == "<>changed"
