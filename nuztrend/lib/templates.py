"""Jinja templates in which everything that always comes to the same is worked out once, when they are compiled.

Of the page of a story that is a third of what its templates cost: each part that is included is handed a copy of the
whole context, each macro that is imported asks whether that context has globals of its own, and each fixed address is
formatted and escaped again. Beside that each function is asked whether it wants to be told the context, and each text
becomes an object that says it is markup before it is joined with the others.
"""

import re
from collections.abc import Callable
from typing import Any

from django.utils.safestring import SafeString
from jinja2 import Environment, Template, nodes
from jinja2.compiler import CodeGenerator
from jinja2.environment import TemplateModule
from jinja2.runtime import Context
from jinja2.visitor import NodeTransformer
from markupsafe import escape

Addressing = Callable[..., str]
_markup = re.compile("[&<>\"']").search


class Ready(Template):
    """A template whose macros know the globals of the environment, and nothing that one page alone would give them."""

    def _get_default_module(self, ctx: Context | None = None) -> TemplateModule:
        return super()._get_default_module()


def printed(value: Any) -> str:
    """Give a value as it stands in a page: `escape`, without the object around texts in which nothing is to escape."""
    kind = type(value)
    return value if kind is SafeString or (kind is str and not _markup(value)) else escape(value)


class Printing(CodeGenerator):
    """Writes what templates print without a detour."""

    def _output_child_pre(self, node: nodes.Expr, frame: Any, finalize: Any) -> None:
        if frame.eval_ctx.volatile or not frame.eval_ctx.autoescape or finalize.src is not None:
            super()._output_child_pre(node, frame, finalize)
        else:
            self.write("environment.printed(")

    def visit_Call(self, node: nodes.Call, frame: Any, forward_caller: bool = False) -> None:
        """Write a call as it stands. Jinja asks each time whether the function wants the context: globals may."""
        asked = self.environment.globals.get(node.node.name) if isinstance(node.node, nodes.Name) else None
        if forward_caller or node.dyn_args or node.dyn_kwargs or hasattr(asked, "jinja_pass_arg"):
            return super().visit_Call(node, frame, forward_caller=forward_caller)
        self.visit(node.node, frame)
        self.write("(")
        for place, argument in enumerate([*node.args, *node.kwargs]):
            self.write(", " if place else "")
            self.visit(argument, frame)
        self.write(")")


class Folded(Environment):
    """An environment that writes parts, and addresses that never change, into the templates that use them.

    Templates that are watched for changes (DEBUG) stay as they are: a part would not be seen to have changed.

    Args:
        address: what templates call as `url`.
    """

    template_class = Ready
    code_generator_class = Printing
    printed = staticmethod(printed)

    def __init__(self, *args: Any, address: Addressing, **options: Any):
        super().__init__(*args, **options)
        self.globals["url"] = self.address = address

    def compile(self, source: Any, name: str | None = None, filename: str | None = None, *args: Any, **how: Any) -> Any:
        """Compile a template with its parts and addresses in it."""
        if not self.auto_reload and isinstance(source, str):
            source = Folding(self, self.address, name).visit(self.parse(source, name, filename))
        return super().compile(source, name, filename, *args, **how)


class Folding(NodeTransformer):
    """Puts the nodes of an included part into the place of the include, and lets constant addresses be constants."""

    def __init__(self, environment: Environment, address: Addressing, *names: str | None):
        self.environment = environment
        self.address = address
        self.names = names  # of the template, and of the parts on the way to this one

    def visit_Include(self, include: nodes.Include) -> nodes.Node:
        """Give the part itself; one that includes itself, or has blocks to be filled, stays an include."""
        self.generic_visit(include)
        if not isinstance(include.template, nodes.Const) or include.ignore_missing or not include.with_context:
            return include
        name = include.template.value
        if name in self.names or self.environment.loader is None:
            return include
        source, filename, _ = self.environment.loader.get_source(self.environment, name)
        part = self.environment.parse(source, name, filename)
        if next(part.find_all((nodes.Extends, nodes.Block)), None):
            return include
        part = Folding(self.environment, self.address, *self.names, name).visit(part)
        return nodes.Scope(part.body, lineno=include.lineno)

    def visit_Call(self, call: nodes.Call) -> nodes.Node:
        """Give the address that `url("search")` and the like always give."""
        self.generic_visit(call)
        named = isinstance(call.node, nodes.Name) and call.node.name == "url"
        if not named or not all(isinstance(arg, nodes.Const) for arg in call.args):
            return call
        if call.kwargs or call.dyn_args or call.dyn_kwargs:
            return call
        return nodes.Const(self.address(*(arg.value for arg in call.args)), lineno=call.lineno)  # type: ignore[attr-defined]
