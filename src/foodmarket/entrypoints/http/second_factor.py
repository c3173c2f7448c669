"""A second factor over HTTP: set up with an authenticator app, and removed."""

import msgspec
from litestar import post
from litestar.params import JSONBody

from foodmarket.domain.accounts import EnrolSecondFactor
from foodmarket.entrypoints.http.access import SIGNED_IN
from foodmarket.entrypoints.http.accounts import TAG, FactorCode, Password
from foodmarket.entrypoints.http.call import Call
from foodmarket.entrypoints.http.describing import about


class EnrolBody(msgspec.Struct, forbid_unknown_fields=True):
    """The password once more."""

    password: Password


class ConfirmBody(msgspec.Struct, forbid_unknown_fields=True):
    """The first code of the app."""

    code: FactorCode


class RemoveBody(msgspec.Struct, forbid_unknown_fields=True):
    """The password once more, and a code."""

    password: Password
    code: FactorCode


class EnrolmentView(msgspec.Struct):
    """What the app needs, shown once: ``uri`` as a picture, or ``secret`` typed by hand."""

    secret: str
    uri: str


class RecoveryCodes(msgspec.Struct):
    """Codes for a lost device, shown once; each is good for one sign-in."""

    recovery_codes: list[str]


@post(
    "/me/second-factor",
    status_code=200,
    **about(
        EnrolSecondFactor,
        SIGNED_IN,
        "enrolSecondFactor",
        "Begin to set up a second factor",
        tag=TAG,
        body=True,
    ),
)
async def enrol(request: Call, data: JSONBody[EnrolBody]) -> EnrolmentView:
    enrolment = await request.market.enrol_second_factor(request.actor, data.password)
    return EnrolmentView(secret=enrolment.secret, uri=enrolment.uri)


@post(
    "/me/second-factor/confirm",
    status_code=200,
    **about(
        EnrolSecondFactor.confirm,
        SIGNED_IN,
        "confirmSecondFactor",
        "Turn the second factor on",
        tag=TAG,
        body=True,
    ),
)
async def confirm(request: Call, data: JSONBody[ConfirmBody]) -> RecoveryCodes:
    codes = await request.market.enrol_second_factor.confirm(request.actor, data.code)
    return RecoveryCodes(list(codes))


@post(
    "/me/second-factor/remove",
    status_code=204,
    **about(
        EnrolSecondFactor.off,
        SIGNED_IN,
        "removeSecondFactor",
        "Remove the second factor",
        tag=TAG,
        body=True,
    ),
)
async def remove(request: Call, data: JSONBody[RemoveBody]) -> None:
    await request.market.enrol_second_factor.off(request.actor, data.password, data.code)


ROUTES = (enrol, confirm, remove)
