"""Personal data over HTTP: consents, a copy of everything, and being forgotten."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Any

import msgspec
from litestar import delete, get, post
from litestar.params import FromPath, JSONBody
from msgspec import Meta

from foodmarket.domain.accounts import AccountId
from foodmarket.domain.privacy import (
    ConsentDocument,
    ConsentPurpose,
    ConsentState,
    DataCopy,
    DecideConsents,
    EraseAccount,
    Erasure,
    ErasureState,
    ExportData,
    Hindrance,
)
from foodmarket.entrypoints.http.access import PUBLIC, SIGNED_IN, STAFF
from foodmarket.entrypoints.http.call import Call
from foodmarket.entrypoints.http.describing import about
from foodmarket.entrypoints.http.views import TextView, text
from foodmarket.entrypoints.quotas import RouteClass
from foodmarket.entrypoints.texts.consents import consent_documents

TAG = "Personal data"


class ConsentDocumentView(msgspec.Struct):
    """A text that one may agree to, by its `digest`."""

    purpose: ConsentPurpose
    version: int
    digest: str
    text: TextView


class ConsentDocumentsView(msgspec.Struct):
    """The text in force of every purpose."""

    items: list[ConsentDocumentView]


class ConsentView(msgspec.Struct):
    """How one stands to a purpose: `given` only for the text in force.

    `decided_at` and `decided_digest` tell of the last decision, whichever it was.
    """

    document: ConsentDocumentView
    given: bool
    decided_at: datetime | None
    decided_digest: str | None


class ConsentsView(msgspec.Struct):
    """How one stands to every purpose."""

    items: list[ConsentView]


class ConsentBody(msgspec.Struct, forbid_unknown_fields=True):
    """The text that one agrees to."""

    purpose: ConsentPurpose
    digest: Annotated[str, Meta(min_length=64, max_length=64)]


class DataView(msgspec.Struct):
    """Everything that is stored about a person, by the table that holds it."""

    account_id: str
    made_at: datetime
    data: dict[str, list[dict[str, Any]]]


class ErasureBody(msgspec.Struct, forbid_unknown_fields=True):
    """The password that confirms the wish."""

    password: Annotated[str, Meta(max_length=256)]


class KeptView(msgspec.Struct):
    """What stays under an id that leads to nobody, and why."""

    what: str
    why: str


class ErasureView(msgspec.Struct):
    """What became of the wish to be forgotten. Once done it is the deletion act.

    `erased` counts what was emptied or removed, by the table that held it.
    """

    id: str
    account_id: str
    state: ErasureState
    asked_by: str
    asked_at: datetime
    waits_for: list[Hindrance]
    waits_for_text: list[str]
    erased_at: datetime | None
    erased: dict[str, int]
    kept: list[KeptView]


def read_consents() -> None:
    """Show what one may agree to.

    Each purpose has a document of its own; nothing is agreed to before somebody does it.
    """


@get("/consents", **about(read_consents, PUBLIC, "readConsents", "Consent documents", tag=TAG))
async def documents() -> ConsentDocumentsView:
    newest = {it.purpose: it for it in consent_documents()}
    return ConsentDocumentsView([_show_document(it) for it in newest.values()])


@get(
    "/me/consents",
    **about(DecideConsents.show, SIGNED_IN, "listConsents", "Own consents", tag=TAG),
)
async def consents(request: Call) -> ConsentsView:
    return _show_consents(await request.market.decide_consents.show(request.actor))


@post(
    "/me/consents",
    status_code=200,
    **about(DecideConsents.give, SIGNED_IN, "giveConsent", "Agree to a text", tag=TAG, body=True),
)
async def give(request: Call, data: JSONBody[ConsentBody]) -> ConsentsView:
    given = await request.market.decide_consents.give(request.actor, data.purpose, data.digest)
    return _show_consents(given)


@delete(
    "/me/consents/{purpose:str}",
    status_code=200,
    **about(DecideConsents.withdraw, SIGNED_IN, "withdrawConsent", "Withdraw a consent", tag=TAG),
)
async def withdraw(request: Call, purpose: FromPath[ConsentPurpose]) -> ConsentsView:
    return _show_consents(await request.market.decide_consents.withdraw(request.actor, purpose))


@get(
    "/me/data",
    **about(ExportData, SIGNED_IN, "exportData", "Everything stored about oneself", tag=TAG),
)
async def data_copy(request: Call) -> DataView:
    return _show_copy(await request.market.export_data(request.actor))


@post(
    "/me/erasure",
    status_code=200,
    **about(
        EraseAccount,
        SIGNED_IN,
        "eraseAccount",
        "Be forgotten",
        tag=TAG,
        body=True,
        counted_as=RouteClass.PASSWORD,
    ),
)
async def erase(request: Call, data: JSONBody[ErasureBody]) -> ErasureView:
    return _show(request, await request.market.erase_account(request.actor, data.password))


@get(
    "/me/erasure",
    **about(EraseAccount.show, SIGNED_IN, "showErasure", "What an erasure waits for", tag=TAG),
)
async def erasure(request: Call) -> ErasureView:
    return _show(request, await request.market.erase_account.show(request.actor))


@get(
    "/staff/accounts/{account_id:str}/data",
    **about(
        ExportData.on_request,
        STAFF,
        "exportDataOnRequest",
        "Everything stored about somebody who asked for it (support)",
        tag=TAG,
    ),
)
async def data_on_request(request: Call, account_id: FromPath[str]) -> DataView:
    export = request.market.export_data.on_request
    return _show_copy(await export(request.actor, AccountId.parse(account_id)))


@post(
    "/staff/accounts/{account_id:str}/erasure",
    status_code=200,
    **about(
        EraseAccount.on_request,
        STAFF,
        "eraseAccountOnRequest",
        "Forget somebody who asked for it (support)",
        tag=TAG,
    ),
)
async def erase_on_request(request: Call, account_id: FromPath[str]) -> ErasureView:
    await request.nothing()
    erase_account = request.market.erase_account.on_request
    return _show(request, await erase_account(request.actor, AccountId.parse(account_id)))


@get(
    "/staff/accounts/{account_id:str}/erasure",
    **about(EraseAccount.act, STAFF, "showDeletionAct", "A deletion act (support)", tag=TAG),
)
async def act(request: Call, account_id: FromPath[str]) -> ErasureView:
    found = await request.market.erase_account.act(request.actor, AccountId.parse(account_id))
    return _show(request, found)


def _show_document(document: ConsentDocument) -> ConsentDocumentView:
    return ConsentDocumentView(
        purpose=document.purpose,
        version=document.version,
        digest=document.digest,
        text=text(document.text),
    )


def _show_consents(states: Sequence[ConsentState]) -> ConsentsView:
    return ConsentsView(
        [
            ConsentView(
                document=_show_document(it.document),
                given=it.given,
                decided_at=it.last.at if it.last else None,
                decided_digest=it.last.digest if it.last else None,
            )
            for it in states
        ]
    )


def _show_copy(copy: DataCopy) -> DataView:
    data = {name: [dict(row) for row in rows] for name, rows in copy.data.items()}
    return DataView(account_id=str(copy.account_id), made_at=copy.made_at, data=data)


def _show(call: Call, it: Erasure) -> ErasureView:
    texts, language = call.texts, call.language
    return ErasureView(
        id=str(it.id),
        account_id=str(it.account_id),
        state=it.state,
        asked_by=str(it.asked_by),
        asked_at=it.asked_at,
        waits_for=list(it.waits_for),
        waits_for_text=[texts.word(language, "hindrance", why) for why in it.waits_for],
        erased_at=it.erased_at,
        erased=dict(it.erased),
        kept=[KeptView(kept.value, texts.word(language, "kept", kept)) for kept in it.kept],
    )


ROUTES = (
    documents,
    consents,
    give,
    withdraw,
    data_copy,
    erase,
    erasure,
    data_on_request,
    erase_on_request,
    act,
)
