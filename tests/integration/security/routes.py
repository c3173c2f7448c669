"""Who may call what: a row for each operation of the API, written by hand and not read from it."""

from collections.abc import Mapping
from typing import Any

from attrs import Factory, frozen

from tests.integration.http.conftest import ADDRESS, PASSWORD
from tests.integration.security.everybody import ACTORS, EMAILS, PROGRAM, STAFF

PUBLIC = ACTORS
PEOPLE = tuple(EMAILS)
CUSTOMERS = ("customer", "other_customer")
COOKS = ("cook", "other_cook")
PARTNERS = ("partner", "other_partner")
SUPPORT = ("support", "chief")
FINANCE = ("finance", "chief")
DUTIES = ("support", "finance", "chief")
ANY_STAFF = tuple(STAFF)
CUSTOMER, COOK = ("customer",), ("cook",)

# Which thing of the world stands in the path, where a row names no other: the customer's, or
# that of the cook who cooks for this customer.
PATHS: Mapping[str, str] = {
    "account_id": "account",
    "challenge_id": "challenge",
    "cook_id": "cook",
    "day": "day",
    "dish_id": "dish",
    "key_id": "key",
    "order_id": "order delivered",
    "passkey_id": "passkey",
    "payout_id": "payout",
    "permit_id": "permit",
    "refund_id": "refund requested 1",
    "session_id": "session",
    "slot_id": "slot",
}
WORDS: Mapping[str, str] = {"provider": "sandbox", "purpose": "marketing"}


@frozen(kw_only=True)
class Row:
    """Who may, of whom the first is served and the others may come too late.

    ``at`` names things for the path, ``body`` replaces the document's example; of both, what is in
    angle brackets is the id of a thing. ``but`` is the refusal that tells somebody who may that
    nothing is to be had. ``ends`` sessions of those who may.
    """

    may: tuple[str, ...]
    at: Mapping[str, str] = Factory(dict)
    query: str = ""
    body: Any = None
    but: str = ""
    ends: bool = False


def order(state: str, *may: str, body: Any = None) -> Row:
    return Row(may=may, at={"order_id": f"order {state}"}, body=body)


def refund(state: str, may: tuple[str, ...], but: str = "") -> Row:
    return Row(may=may, at={"refund_id": f"refund {state}"}, but=but)


def discrepancy(state: str) -> Row:
    return Row(may=FINANCE, at={"discrepancy_id": f"discrepancy {state}"})


def dispute(state: str, *may: str, but: str = "") -> Row:
    return Row(may=may, at={"dispute_id": f"dispute {state}"}, but=but)


SLOT = {"start": "2030-06-02T13:00:00+04:00", "end": "2030-06-02T15:00:00+04:00"}
BASKET = {"slot_id": "<slot>", "lines": [{"dish_id": "<dish>", "quantity": 1}]}
PERIOD = "?start=2030-05-01T00:00:00Z&end=2030-05-08T00:00:00Z"
NEW = {"name": "Новый", "password": PASSWORD}
STEP_UP = {"password": PASSWORD}
COMPARED = Row(may=FINANCE)
OWNERS = (*CUSTOMERS, *COOKS)

ROWS: Mapping[str, Row] = {
    # Accounts. Codes open what they were sent for to whoever has them.
    "registerCustomer": Row(may=PUBLIC, body=NEW | {"email": "new@example.org"}),
    "registerCook": Row(may=PUBLIC),
    "signIn": Row(may=PUBLIC, body=STEP_UP | {"email": EMAILS["other_cook"]}, ends=True),
    "askToResetPassword": Row(
        may=PUBLIC, body={"email": EMAILS["other_cook"]}, but="too_many_tries"
    ),
    "whoAmI": Row(may=PEOPLE),
    "showAccount": Row(may=PEOPLE),
    "askForCode": Row(may=PEOPLE, but="too_many_tries"),
    "verifyAddress": Row(may=CUSTOMER, body={"code": "<code>"}),
    "listSessions": Row(may=PEOPLE),
    "endSession": Row(may=CUSTOMER),
    "askForPasskey": Row(may=OWNERS),
    "addPasskey": Row(may=OWNERS, but="ceremony_over"),
    "listPasskeys": Row(may=OWNERS),
    "removePasskey": Row(may=CUSTOMER),
    "askToSignInByPasskey": Row(may=PUBLIC),
    "signInByPasskey": Row(may=PUBLIC, but="ceremony_over", ends=True),
    "removeSecondFactor": Row(may=PEOPLE, but="unknown_second_factor"),
    "enrolSecondFactor": Row(may=PEOPLE),
    "confirmSecondFactor": Row(may=PEOPLE, but="wrong_second_factor"),
    # Partners, and their programs.
    "listApiKeys": Row(may=PARTNERS),
    "makeApiKey": Row(may=PARTNERS),
    "partnerMenu": Row(may=(PROGRAM,)),
    "partnerCooks": Row(may=(PROGRAM,), but="missing_scope"),
    # What anybody may look at.
    "listCooks": Row(may=PUBLIC),
    "browseMenu": Row(may=PUBLIC),
    "showCook": Row(may=PUBLIC),
    "listSlots": Row(may=PUBLIC),
    "showDish": Row(may=PUBLIC),
    "quoteOrder": Row(may=PUBLIC, body=BASKET),
    "readConsents": Row(may=PUBLIC),
    "showAlive": Row(may=PUBLIC),
    "showReady": Row(may=PUBLIC),
    "showStarted": Row(may=PUBLIC),
    "showDependencies": Row(may=ANY_STAFF),
    "receiveWebhook": Row(may=PUBLIC, but="forged_webhook"),  # a provider signs what it sends
    # A cook's own.
    "submitPermit": Row(may=COOKS),
    "listPermits": Row(may=COOKS),
    "listOwnDishes": Row(may=COOKS),
    "addDish": Row(may=COOKS),
    "editDish": Row(may=COOK),
    "unpublishDish": Row(may=COOK),
    "publishDish": Row(may=COOK),
    "openSlots": Row(may=COOKS, body={"slots": [SLOT | {"portions": 20, "work_units": 40}]}),
    "closeSlot": Row(may=COOK, at={"slot_id": "slot to close"}),
    "closeKitchen": Row(may=COOKS),
    "openKitchen": Row(may=COOKS),
    "showPayoutPlan": Row(may=COOKS),
    "editPayoutPlan": Row(may=COOKS),
    "choosePayoutDestination": Row(may=COOKS),
    "showOnboarding": Row(may=COOKS, but="not_onboarded"),
    "onboardCook": Row(
        may=COOKS, body=STEP_UP | {"provider": "sandbox"}, but="onboarding_not_offered"
    ),
    "listPayouts": Row(may=COOKS),
    "showPayout": Row(may=COOK),
    "writePayoutStatement": Row(may=COOK),
    "showBalance": Row(may=COOKS),
    "listBalanceOrders": Row(may=COOKS),
    "showStatement": Row(may=COOKS),
    "writeStatement": Row(may=COOKS, query=PERIOD),
    # A customer's own.
    "listPaymentMethods": Row(may=CUSTOMERS),
    "savePaymentMethod": Row(may=CUSTOMERS),
    "placeOrder": Row(
        may=CUSTOMER, body=BASKET | {"address": ADDRESS, "payment_method_id": "<method>"}
    ),
    # An order, which concerns its customer, its cook, staff, and couriers while it is carried.
    "listOrders": Row(may=OWNERS),
    "listNotices": Row(may=PEOPLE),
    "showOrder": order("to accept", "customer", "cook", *ANY_STAFF),
    "tellOrder": order("delivered", "customer", "cook", *ANY_STAFF),
    "acceptOrder": order("to accept", "cook"),
    "rejectOrder": order("to reject", "cook"),
    "startOrder": order("to start", "cook"),
    "readyOrder": order("to ready", "cook"),
    "handOverOrder": order("to hand over", "courier", "cook", body={"code": "<delivery code>"}),
    "confirmOrder": order("to confirm", "customer"),
    "complainAboutOrder": order("to complain", "customer"),
    "cancelOrder": order("to cancel", "customer"),
    "resolveOrder": order("to resolve", *DUTIES),
    # Disputes: each side on its turn, and staff; couriers are shown none.
    "listOrderDisputes": order("delivered", "customer", "cook", "courier", *ANY_STAFF),
    "listDisputes": Row(may=DUTIES),
    "showDispute": dispute("opened 1", "customer", "cook", *ANY_STAFF),
    "offerInDispute": dispute("opened 1", "cook"),
    "escalateDispute": dispute("opened 2", "cook", *DUTIES),
    "counterInDispute": dispute("offered 1", "customer"),
    "acceptDispute": dispute("offered 2", "customer"),
    "decideDispute": dispute("escalated", *DUTIES),
    "submitEvidence": dispute("opened 1", *DUTIES, but="dispute_not_ready"),
    # Refunds.
    "listOrderRefunds": order("delivered", "customer", "cook", *ANY_STAFF),
    "quoteRefund": order("delivered", *DUTIES),
    "refundOrder": Row(may=DUTIES, but="bad_refund"),
    "listRefunds": Row(may=DUTIES),
    "showRefund": Row(may=("customer", "cook", *ANY_STAFF)),
    "approveRefund": refund("requested 1", FINANCE),
    "declineRefund": refund("requested 2", DUTIES),
    "retryRefund": refund("requested 1", DUTIES, but="refund_not_ready"),
    "abandonRefund": refund("requested 1", FINANCE, but="refund_not_ready"),
    # Staff.
    "holdPayouts": Row(may=FINANCE),
    "compareDay": COMPARED,
    "reconcileDay": COMPARED,
    "listDiscrepancies": Row(may=FINANCE),
    "showDiscrepancy": discrepancy("open 1"),
    "correctDiscrepancy": discrepancy("open 1"),
    "explainDiscrepancy": discrepancy("open 2"),
    "approveDiscrepancy": discrepancy("proposed 1"),
    "declineDiscrepancy": discrepancy("proposed 2"),
    "writeStatementOfCook": Row(may=FINANCE, query=PERIOD),
    "writeStatementOfPayout": Row(may=FINANCE),
    "listWaitingPermits": Row(may=SUPPORT),
    "reviewPermit": Row(may=SUPPORT),
    "searchAuditLog": Row(may=FINANCE),
    "exportDataOnRequest": Row(may=SUPPORT),
    # Personal data.
    "listConsents": Row(may=PEOPLE),
    "giveConsent": Row(may=PEOPLE, body={"purpose": "marketing", "digest": "<consent marketing>"}),
    "withdrawConsent": Row(may=PEOPLE),
    "exportData": Row(may=PEOPLE),
    "revokeApiKey": Row(may=("partner",)),
    # What ends sessions, and what ends accounts: last.
    "signOut": Row(may=PUBLIC, ends=True),
    "signOutEverywhere": Row(may=PEOPLE, ends=True),
    "changePassword": Row(may=PEOPLE, body=STEP_UP | {"new_password": PASSWORD}, ends=True),
    "resetPassword": Row(
        may=PUBLIC,
        at={"challenge_id": "reset"},
        body={"code": "<reset code>", "password": PASSWORD},
        ends=True,
    ),
    "eraseAccountOnRequest": Row(may=SUPPORT),
    "showDeletionAct": Row(may=SUPPORT),
    "showErasure": Row(may=PEOPLE, but="unknown_erasure"),
    "eraseAccount": Row(may=PEOPLE, body=STEP_UP),
}
