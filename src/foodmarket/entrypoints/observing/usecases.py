"""Use cases with a span around each call."""

from collections.abc import Callable, Coroutine
from inspect import iscoroutinefunction
from typing import Any

import attrs

from foodmarket import ports
from foodmarket.entrypoints.marketplace import Marketplace


def seen(marketplace: Marketplace, tracer: ports.Tracer) -> Marketplace:
    """Return the marketplace with spans around its verbs, where anything records them."""
    return traced(marketplace, tracer) if tracer.records else marketplace


def traced(marketplace: Marketplace, tracer: ports.Tracer) -> Marketplace:
    """Return the marketplace with each verb opening a span of its name, or a trace."""
    verbs: dict[str, Any] = {}
    for field in attrs.fields(Marketplace):
        verb = getattr(marketplace, field.name)
        if verb is not marketplace.adapters:
            verbs[field.name] = _Traced(verb, field.name, tracer)
    return attrs.evolve(marketplace, **verbs)


class _Traced:
    """Looks like the use case; its asynchronous methods open a span."""

    def __init__(self, usecase: Any, name: str, tracer: ports.Tracer) -> None:
        self._usecase = usecase
        self._name = name
        self._tracer = tracer

    async def __call__(self, *given: Any, **named: Any) -> Any:
        with self._tracer.span(self._name):
            return await self._usecase(*given, **named)

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._usecase, name)
        return self._spanned(name, found) if iscoroutinefunction(found) else found

    def _spanned(
        self, name: str, method: Callable[..., Coroutine[Any, Any, Any]]
    ) -> Callable[..., Coroutine[Any, Any, Any]]:
        async def call(*given: Any, **named: Any) -> Any:
            with self._tracer.span(f"{self._name}.{name}"):
                return await method(*given, **named)

        return call
