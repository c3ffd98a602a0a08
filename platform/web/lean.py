"""Flask and Jinja without what every page would pay for and none of ours uses."""

from collections.abc import Callable, MutableMapping
from functools import _lru_cache_wrapper, lru_cache
from types import FunctionType, MethodType
from typing import Any

from flask import Flask, g, has_request_context, request
from flask.templating import Environment
from jinja2 import Template
from jinja2.runtime import Context, Macro

PLAIN = (FunctionType, MethodType, _lru_cache_wrapper)


class Names(Context):
    """Calls macros and plain functions at once; a page makes a hundred of these calls."""

    def call(self, wanted: Any, /, *facts: Any, **more: Any) -> Any:
        kind = type(wanted)
        if kind is not Macro and (kind not in PLAIN or hasattr(wanted, "jinja_pass_arg")):
            return super().call(wanted, *facts, **more)
        more.pop("_block_vars", None)
        more.pop("_loop_vars", None)
        return wanted(self.eval_ctx, *facts, **more) if kind is Macro else wanted(*facts, **more)


class Templates(Environment):
    """Flask's templates with one plain dictionary of globals for all.

    Jinja compares the globals of two templates at every import; through its ChainMap that costs
    a page as much as its database (0.1 ms an import).
    """

    context_class = Names

    def __init__(self, app: Flask, **options: Any) -> None:
        super().__init__(app, **options)
        self._loaded: dict[str, Template] = {}

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        return {**self.globals, **d} if d else self.globals

    def _load_template(self, name: str, globals: MutableMapping[str, Any] | None) -> Template:
        """Thirty includes and imports a page, without Jinja's lock around its own cache."""
        if self.auto_reload or globals:
            return super()._load_template(name, globals)
        if name not in self._loaded:
            self._loaded[name] = super()._load_template(name, globals)
        return self._loaded[name]


class Application(Flask):
    """Addresses that hold only numbers are built once; views are never asynchronous."""

    jinja_environment: Any = Templates

    def __init__(self, *facts: Any, **more: Any) -> None:
        super().__init__(*facts, **more)
        self._address = lru_cache(maxsize=4096)(self._build)

    def ensure_sync(self, func: Callable[..., Any]) -> Callable[..., Any]:
        return func

    def url_for(self, /, endpoint: str, **values: Any) -> str:
        # Flask hands on its own options, which are nearly always None.
        values = {k: v for k, v in values.items() if v is not None or k[:1] != "_"}
        if not has_request_context() or not self._known(values):
            return super().url_for(endpoint, **values)
        if endpoint.startswith("."):
            endpoint = f"{request.blueprint or ''}{endpoint}".lstrip(".")
        return self._address(endpoint, g.get("slug"), request.script_root, **values)

    @staticmethod
    def _known(values: dict[str, Any]) -> bool:
        """Nothing a person typed, no secret of a link and no other host is remembered."""
        return all(
            type(value) is int or name == "slug" or (name == "_external" and value is False)
            for name, value in values.items()
        )

    def _build(self, endpoint: str, _slug: str | None, _root: str, **values: Any) -> str:
        return super().url_for(endpoint, **values)
