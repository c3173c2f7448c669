"""Credentials over HTTP: codes, passwords, and the devices on which one is signed in."""

from datetime import datetime
from typing import Annotated

import msgspec
from attrs import evolve
from litestar import Response, delete, get, post, put
from litestar.params import FromPath, JSONBody
from msgspec import Meta

from foodmarket.domain.accounts import (
    AskForCode,
    ChangePassword,
    EndSession,
    ListSessions,
    ResetPassword,
    SessionId,
    ShowAccount,
    VerifyAddress,
)
from foodmarket.domain.accounts.codes import Challenge, ChallengeId, Purpose
from foodmarket.domain.accounts.model import Account, Session
from foodmarket.domain.kernel.language import Language
from foodmarket.entrypoints.http.access import PUBLIC, SIGNED_IN, session_cookie
from foodmarket.entrypoints.http.accounts import TAG, Email, FactorCode, Password
from foodmarket.entrypoints.http.call import Call
from foodmarket.entrypoints.http.describing import about
from foodmarket.entrypoints.http.paging import Listed
from foodmarket.entrypoints.quotas import RouteClass

Code = Annotated[str, Meta(max_length=20, examples=["042042"])]
Phone = Annotated[str, Meta(max_length=30, examples=["+79001234567"])]


class CodeBody(msgspec.Struct, forbid_unknown_fields=True):
    """What is to be verified: the account's ``email``, or a ``phone`` number."""

    purpose: Purpose
    phone: Phone | None = None


class EnteredCode(msgspec.Struct, forbid_unknown_fields=True):
    """A code that came to an address."""

    code: Code


class ResetBody(msgspec.Struct, forbid_unknown_fields=True):
    """Whose password was forgotten."""

    email: Email


class NewPasswordBody(msgspec.Struct, forbid_unknown_fields=True):
    """A code that came by e-mail, and the new password."""

    code: Code
    password: Password


class PasswordBody(msgspec.Struct, forbid_unknown_fields=True):
    """The present password and the new one; ``code`` is of a second factor, where there is one."""

    password: Password
    new_password: Password
    code: FactorCode | None = None


class ChallengeView(msgspec.Struct):
    """A code that is on its way: enter it at the address with this ``id``."""

    id: str
    purpose: Purpose
    expires_at: datetime


class OwnAccountView(msgspec.Struct):
    """An account, as its owner sees it."""

    id: str
    role: str
    name: str
    email: str
    email_verified: bool
    phone: str | None
    language: Language
    created_at: datetime


class DeviceView(msgspec.Struct):
    """A device on which one is signed in; ``current`` is the one that asks."""

    id: str
    agent: str
    opened_at: datetime
    seen_at: datetime
    expires_at: datetime
    current: bool


@get("/me/account", **about(ShowAccount, SIGNED_IN, "showAccount", "One's own account", tag=TAG))
async def account(request: Call) -> OwnAccountView:
    return _show(await request.market.show_account(request.actor))


@post(
    "/me/codes",
    status_code=202,
    **about(
        AskForCode,
        SIGNED_IN,
        "askForCode",
        "Have a code sent",
        tag=TAG,
        body=True,
        counted_as=RouteClass.CODE,
    ),
)
async def ask(request: Call, data: JSONBody[CodeBody]) -> ChallengeView:
    return _challenge(
        await request.market.ask_for_code(request.actor, data.purpose, phone=data.phone)
    )


@post(
    "/me/codes/{challenge_id:str}",
    status_code=200,
    **about(VerifyAddress, SIGNED_IN, "verifyAddress", "Enter a code", tag=TAG, body=True),
)
async def verify(
    request: Call, challenge_id: FromPath[str], data: JSONBody[EnteredCode]
) -> OwnAccountView:
    wanted = ChallengeId.parse(challenge_id)
    return _show(await request.market.verify_address(request.actor, wanted, data.code))


@post(
    "/password-resets",
    status_code=202,
    **about(
        AskForCode.to_reset,
        PUBLIC,
        "askToResetPassword",
        "Have a code for a new password sent",
        tag=TAG,
        body=True,
        counted_as=RouteClass.CODE,
    ),
)
async def forget(request: Call, data: JSONBody[ResetBody]) -> ChallengeView:
    return _challenge(await request.market.ask_for_code.to_reset(data.email))


@post(
    "/password-resets/{challenge_id:str}",
    status_code=204,
    **about(
        ResetPassword, PUBLIC, "resetPassword", "Set a new password by a code", tag=TAG, body=True
    ),
)
async def reset(
    request: Call, challenge_id: FromPath[str], data: JSONBody[NewPasswordBody]
) -> None:
    wanted = ChallengeId.parse(challenge_id)
    await request.market.reset_password(wanted, data.code, data.password, request.origin)


@put(
    "/me/password",
    status_code=204,
    **about(
        ChangePassword,
        SIGNED_IN,
        "changePassword",
        "Change one's password",
        tag=TAG,
        body=True,
        counted_as=RouteClass.PASSWORD,
    ),
)
async def change(request: Call, data: JSONBody[PasswordBody]) -> None:
    await request.market.change_password(
        evolve(request.signed_in, actor=request.actor),
        password=data.password,
        new_password=data.new_password,
        code=data.code,
    )


@get("/sessions", **about(ListSessions, SIGNED_IN, "listSessions", "One's devices", tag=TAG))
async def devices(request: Call) -> Listed[DeviceView]:
    found = await request.market.list_sessions(request.actor)
    current = request.signed_in.id
    return Listed([_device(session, current) for session in found], None)


@delete(
    "/sessions/{session_id:str}",
    **about(EndSession, SIGNED_IN, "endSession", "Sign one device out", tag=TAG),
)
async def end(request: Call, session_id: FromPath[str]) -> None:
    await request.market.end_session(request.actor, SessionId.parse(session_id))


@delete(
    "/sessions",
    **about(EndSession.everywhere, SIGNED_IN, "signOutEverywhere", "Sign out everywhere", tag=TAG),
)
async def end_all(request: Call) -> Response[None]:
    await request.market.end_session.everywhere(request.actor)
    return Response(None, status_code=204, cookies=[session_cookie(request.settings, None)])


def _challenge(challenge: Challenge) -> ChallengeView:
    return ChallengeView(
        id=str(challenge.id), purpose=challenge.purpose, expires_at=challenge.expires_at
    )


def _show(found: Account) -> OwnAccountView:
    return OwnAccountView(
        id=str(found.id),
        role=found.role.value,
        name=found.name,
        email=found.email,
        email_verified=found.verified,
        phone=found.phone,
        language=found.language,
        created_at=found.created_at,
    )


def _device(session: Session, current: SessionId) -> DeviceView:
    return DeviceView(
        id=str(session.id),
        agent=session.agent,
        opened_at=session.opened_at,
        seen_at=session.seen_at,
        expires_at=session.expires_at,
        current=session.id == current,
    )


ROUTES = (account, ask, verify, forget, reset, change, devices, end, end_all)
