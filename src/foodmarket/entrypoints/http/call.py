"""One HTTP call, with everything that handlers ask of it."""

from collections.abc import Hashable
from functools import cached_property, lru_cache
from typing import Any, TypeVar, cast

import msgspec
from attrs import evolve
from litestar import Request
from litestar.datastructures import State
from litestar.types import Empty

from foodmarket.domain.accounts.errors import NotSignedIn
from foodmarket.domain.accounts.model import Actor, Channel, CookId, Origin, Session
from foodmarket.domain.kernel.language import Language
from foodmarket.entrypoints.http.addresses import caller
from foodmarket.entrypoints.http.cards import refuse_cards_in_body
from foodmarket.entrypoints.http.depth import bound_depth
from foodmarket.entrypoints.http.language import preferred
from foodmarket.entrypoints.http.refusals import BadField, FieldProblem, MalformedJson
from foodmarket.entrypoints.http.settings import HttpSettings
from foodmarket.entrypoints.marketplace import Marketplace
from foodmarket.entrypoints.texts import Texts, load

T = TypeVar("T")
# The first words that stand in a message of msgspec tell its kind.
_PROBLEMS = (
    ("Object contains unknown", FieldProblem.UNKNOWN),
    ("Object missing", FieldProblem.MISSING),
    (", got ", FieldProblem.WRONG_TYPE),
    ("Invalid enum value", FieldProblem.NOT_A_CHOICE),
)
NUL = rb"\u0000"  # legal in JSON, but PostgreSQL keeps no text that holds it
MOST_ZONES = 10_000  # cooks never move to another time zone, so each is asked for once


class Nothing(msgspec.Struct, forbid_unknown_fields=True):
    """The body of a request that needs none: left out, or an empty object."""


class Call(Request[Any, Any, State]):
    """A request that knows the marketplace, who is calling, and in which language to answer."""

    @cached_property
    def market(self) -> Marketplace:
        """Return the marketplace that this application serves."""
        return cast("Marketplace", self.app.state["market"])

    @cached_property
    def settings(self) -> HttpSettings:
        """Return the settings of this application."""
        return cast("HttpSettings", self.app.state["settings"])

    @cached_property
    def address(self) -> str:
        """Return the network address of the caller, which proxies that we trust tell us."""
        forwarded = self.headers.getall("x-forwarded-for", [])
        peer = self.client.host if self.client is not None else None
        return caller(peer, forwarded, self.settings.trusted_proxies)

    @property
    def session_found(self) -> Session | None:
        """Return the session that the route's policy admitted, if any."""
        return cast("Session | None", self.scope["state"].get("session"))

    @property
    def signed_in(self) -> Session:
        """Return the session. Refuses with `NotSignedIn`."""
        if self.session_found is None:
            raise NotSignedIn
        return self.session_found

    @cached_property
    def actor(self) -> Actor:
        """Return who is calling, and from where. Refuses with `NotSignedIn`."""
        partner = cast("Actor | None", self.scope["state"].get("partner"))
        return partner or evolve(self.signed_in.actor, origin=self.origin)

    @cached_property
    def origin(self) -> Origin:
        """Return where the call comes from."""
        by_token = "authorization" in self.headers
        return Origin(Channel.TOKEN if by_token else Channel.BROWSER, self.address or None)

    async def zone(self, cook_id: CookId) -> str:
        """Return the time zone of a cook, by its IANA name. Refuses with `UnknownCook`."""
        zones: dict[CookId, str] = self.app.state["zones"]
        if cook_id not in zones:
            if len(zones) >= MOST_ZONES:
                zones.clear()
            zones[cook_id] = (await self.market.browse_cooks.one(cook_id)).time_zone
        return zones[cook_id]

    @property
    def language(self) -> Language:
        """Return the language asked for, else the account's, else the default."""
        asked = self.headers.get("accept-language")
        if asked is not None:
            return preferred(asked)
        return self.session_found.language if self.session_found else preferred("")

    @property
    def texts(self) -> Texts:
        """Return the sentences that people read."""
        return load()

    async def body(self) -> bytes:
        """Return the body. Refuses with `BodyTooDeep`, and with `CardNumberRefused`."""
        known = self._connection_state.body is not Empty
        body = await super().body()
        if body and not known:
            bound_depth(body, self.settings.deepest_body)
            refuse_cards_in_body(body, self.headers.get("content-type", ""))
        return body

    async def body_as_sent(self) -> bytes:
        """Return the body of a program that we know by its signature or its address.

        Payment providers number their transactions with as many digits as cards have.
        """
        return await super().body()

    async def json(self) -> Any:
        """Return the body as the type that the handler's ``data`` asks for, strictly."""
        fields = self.route_handler.parsed_fn_signature.parameters
        return read(await self.body(), fields["data"].annotation)

    async def nothing(self) -> Nothing:
        """Read the body of a request that needs none."""
        return read(await self.body() or b"{}", Nothing)


@lru_cache(maxsize=128)
def _decoder(kind: Hashable) -> msgspec.json.Decoder[Any]:
    return msgspec.json.Decoder(kind)


def read(body: bytes, kind: type[T]) -> T:
    """Decode a body. Refuses with `MalformedJson`, and with `BadField` naming the field."""
    if NUL in body:
        raise BadField(field="body", problem=FieldProblem.NUL)
    try:
        return cast("T", _decoder(cast("Hashable", kind)).decode(body))
    except msgspec.ValidationError as error:
        raise bad_field(str(error)) from None
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raise MalformedJson from None


def bad_field(message: str) -> BadField:
    """Read the field out of msgspec's message, ``<problem> - at `$.path` ``."""
    problem, _, path = message.partition(" - at ")
    path = path.strip("`").removeprefix("$").lstrip(".")
    quoted = problem.split("`")
    unnamed = problem.startswith(("Object contains unknown", "Object missing"))
    if unnamed and len(quoted) > 1:
        path = f"{path}.{quoted[1]}" if path else quoted[1]
    return BadField(
        field=path or "body", problem=named_problem(problem), hint=problem.replace("`", "'")
    )


def named_problem(message: str) -> FieldProblem:
    """Return which of the problems msgspec's message is about."""
    return next(
        (problem for words, problem in _PROBLEMS if words in message), FieldProblem.OUT_OF_BOUNDS
    )
