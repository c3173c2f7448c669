"""What the OpenAPI document says of a route: the words of its use case, which can't drift."""

import inspect
import re
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from typing import Any, ClassVar

from litestar.openapi.datastructures import ResponseSpec
from litestar.openapi.spec import Operation, Parameter, RequestBody, Schema
from litestar.openapi.spec.enums import OpenAPIType

from foodmarket.domain.accounts.errors import MissingScope, NotAllowed, NotSignedIn
from foodmarket.domain.kernel.errors import KeyTaken, Refusal, StoreUnavailable
from foodmarket.domain.payments.errors import CardNumberRefused
from foodmarket.entrypoints.answering import KeyReused, RequestInProgress
from foodmarket.entrypoints.http import limits
from foodmarket.entrypoints.http.access import OPT, Policy
from foodmarket.entrypoints.http.examples import EXAMPLES
from foodmarket.entrypoints.http.problems import JSON, Problem, status_of
from foodmarket.entrypoints.http.refusals import (
    BadField,
    BadKey,
    BodyTooDeep,
    BodyTooLarge,
    BodyTooSlow,
    CrossSiteRequest,
    HeadTooLarge,
    KeyRequired,
    MalformedJson,
    TookTooLong,
    TooManyRequests,
    UnknownHost,
)
from foodmarket.entrypoints.quotas import RouteClass

_NAMED = re.compile(r"(like )?`{1,2}([\w.]+)`{1,2}")
_REFUSES = re.compile(r"(?:^|(?<=\s))(?:Also r|R)efuses\b.*?(?=\n\n|\Z)", re.DOTALL)
_WORDS = {
    400: "Not understood",
    401: "Not signed in",
    403: "Not allowed",
    404: "Not there",
    408: "Too slow",
    409: "Not now",
    413: "Too large",
    421: "Not ours",
    422: "Makes no sense",
    429: "Too often",
    431: "Too large",
    503: "Not available",
}
# What every route may answer: it stands at the edge, before any route is looked for.
EVERYWHERE: frozenset[type[Refusal]] = frozenset(
    {BadField, CardNumberRefused, HeadTooLarge, TookTooLong}
)


@dataclass
class ExampledOperation(Operation):
    """An operation that shows a body to try out."""

    def __post_init__(self) -> None:
        example = EXAMPLES.get(self.operation_id or "")
        if example is not None and isinstance(self.request_body, RequestBody):
            for media in self.request_body.content.values():
                media.example = example


@dataclass
class KeyedOperation(ExampledOperation):
    """An operation that needs an idempotency key."""

    needed: ClassVar[bool] = True

    def __post_init__(self) -> None:
        """Tell of the header."""
        super().__post_init__()
        header = Parameter(
            name="Idempotency-Key",
            param_in="header",
            required=self.needed,
            description="1 to 255 visible ASCII characters of your choice, new for each thing "
            "that you want done. Sent again with the same body, it gives the first answer again.",
            schema=Schema(type=OpenAPIType.STRING, min_length=1, max_length=255),
            example="6f1c2f0e-order-1",
        )
        self.parameters = [*(self.parameters or []), header]


@dataclass
class MaybeKeyedOperation(KeyedOperation):
    """An operation that takes an idempotency key where one is sent."""

    needed: ClassVar[bool] = False


def about(
    use_case: object,
    policy: Policy,
    name: str,
    summary: str,
    *,
    tag: str,
    key: type[KeyedOperation] | None = None,
    body: bool = False,
    counted_as: RouteClass | None = None,
    also: Iterable[type[Refusal]] = (),
) -> dict[str, Any]:
    """Return what a route's decorator needs to know, for ``**``.

    ``use_case`` is a use case's class, or one of its methods; its docstrings become the
    description, and the refusals that they name become the error responses, with ``also``.
    ``counted_as`` is the class of rates, where it is not that of the method.
    """
    refusals = set(refusals_of(use_case))
    refusals |= {StoreUnavailable, TooManyRequests, UnknownHost, *EVERYWHERE, *also}
    refusals.discard(KeyTaken)
    if policy.required:
        refusals |= {NotSignedIn} | ({NotAllowed} if policy.roles else set())
    if policy.scope:
        refusals.add(MissingScope)
    if policy.looks and (body or key):
        refusals.add(CrossSiteRequest)
    if body:
        refusals |= {MalformedJson, BodyTooDeep, BodyTooLarge, BodyTooSlow}
    if key:
        refusals |= {BadKey, KeyReused, RequestInProgress} | (
            {KeyRequired} if key.needed else set()
        )
    described: dict[str, Any] = {
        "opt": {OPT: policy, limits.OPT: counted_as},
        "operation_id": name,
        "summary": summary,
        "description": description_of(use_case),
        "tags": [tag],
        "responses": responses(refusals),
        "operation_class": key or ExampledOperation,
    }
    if policy.required:
        described["security"] = security(policy)
    return described


def security(policy: Policy) -> list[dict[str, list[str]]]:
    """Return how somebody shows who they are, where the policy asks for it."""
    bearer: dict[str, list[str]] = {"bearer": []}
    return [bearer] if policy.scope else [bearer, {"cookie": []}]


def responses(refusals: Iterable[type[Refusal]]) -> dict[int, ResponseSpec]:
    """Return the error responses that the refusals lead to, each naming its codes."""
    codes: dict[int, list[str]] = {}
    for refusal in refusals:
        codes.setdefault(status_of(refusal), []).append(refusal.code)
    return {
        status: ResponseSpec(
            Problem,
            generate_examples=False,
            description=f"{_WORDS.get(status, 'Refused')}: "
            + ", ".join(f"`{code}`" for code in sorted(named)),
            media_type=JSON,
        )
        for status, named in sorted(codes.items())
    }


def description_of(use_case: object) -> str:
    """Return the docstrings of a use case as people read them, without the refusals' names."""
    parts = [_REFUSES.sub("", text).strip() for text in _docs(use_case)]
    return "\n\n".join(part.replace("``", "`") for part in parts if part)


@cache
def refusals_of(thing: object) -> frozenset[type[Refusal]]:
    """Return the refusals that docstrings name, also those of what they refuse *like*."""
    module = sys.modules[getattr(thing, "__module__", __name__)]
    known = {kind.__name__: kind for kind in every_refusal()}
    found: set[type[Refusal]] = set()
    for sentence in _REFUSES.findall("\n\n".join(_docs(thing))):
        for like, name in _NAMED.findall(sentence):
            if name in known:
                found.add(known[name])
            elif like:
                found |= refusals_of(_find(name, module.__name__))
    return frozenset(found)


def every_refusal(kind: type[Refusal] = Refusal) -> list[type[Refusal]]:
    """Return all refusals that are imported, the five kinds too."""
    below = [found for child in kind.__subclasses__() for found in every_refusal(child)]
    if kind is not Refusal:
        return [kind, *below]
    # attrs makes a class with slots out of one without, which stays about until it is collected.
    return list({(found.__module__, found.__qualname__): found for found in below}.values())


def _docs(thing: object) -> list[str]:
    called = thing.__dict__.get("__call__") if isinstance(thing, type) else None
    return [inspect.getdoc(part) or "" for part in (thing, called) if part is not None]


def _find(name: str, module: str) -> object:
    home, _, last = name.rpartition(".")
    found: object = getattr(import_module(home or module), last)
    return found
