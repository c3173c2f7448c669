"""Bodies to try out, by operation: each is one that the API takes."""

from collections.abc import Mapping

DISH_ID = "dsh_01jw3k5h7m9n1p3q5r7s9t1v3w"
SLOT_ID = "slt_01jw3k5h7m9n1p3q5r7s9t1v3x"
METHOD_ID = "pmt_01jw3k5h7m9n1p3q5r7s9t1v3y"
CEREMONY_ID = "cer_01jw3k5h7m9n1p3q5r7s9t1v3z"
PASSWORD = "a long sentence nobody guesses"  # noqa: S105 - an example
ROUBLES = "RUB"

_BASKET = {
    "slot_id": SLOT_ID,
    "lines": [{"dish_id": DISH_ID, "quantity": 2}],
    "tip": 5000,
}

EXAMPLES: Mapping[str, object] = {
    "registerCustomer": {
        "name": "Анна",
        "email": "anna@example.org",
        "password": PASSWORD,
        "language": "ru",
    },
    "registerCook": {
        "name": "Дарья",
        "email": "darya@example.org",
        "password": PASSWORD,
        "kitchen": {"ru": "Кухня Дарьи", "en": "Darya's kitchen"},
        "city": "Самара",
        "time_zone": "Europe/Samara",
        "delivery_fee": {"amount": 15000, "currency": ROUBLES},
        "about": {"ru": "Готовлю, как для своих."},
    },
    "signIn": {"email": "anna@example.org", "password": PASSWORD},
    "askForCode": {"purpose": "phone", "phone": "+79001234567"},
    "verifyAddress": {"code": "042042"},
    "askToResetPassword": {"email": "anna@example.org"},
    "resetPassword": {"code": "042042", "password": PASSWORD},
    "enrolSecondFactor": {"password": PASSWORD},
    "confirmSecondFactor": {"code": "287082"},
    "removeSecondFactor": {"password": PASSWORD, "code": "287082"},
    "askForPasskey": {"password": PASSWORD},
    "addPasskey": {"id": CEREMONY_ID, "name": "My phone", "credential": {"type": "public-key"}},
    "signInByPasskey": {"id": CEREMONY_ID, "credential": {"type": "public-key"}},
    "makeApiKey": {"name": "Our site", "scopes": ["menu:read"], "password": PASSWORD, "days": 90},
    "submitPermit": {
        "kind": "medical_book",
        "reference": "77-0123456",
        "expires_on": "2031-05-01",
    },
    "reviewPermit": {"reason": "The number can't be read."},
    "changePassword": {"password": PASSWORD, "new_password": "another sentence nobody guesses"},
    "addDish": {
        "name": {"ru": "Борщ", "en": "Borscht"},
        "price": {"amount": 45000, "currency": ROUBLES},
        "portions": 10,
        "grams": 400,
        "work_units": 1,
        "preparation_minutes": 60,
        "allergens": ["celery"],
        "ingredients": {"ru": "свёкла, говядина", "en": "beetroot, beef"},
    },
    "editDish": {"price": {"amount": 49000, "currency": ROUBLES}},
    "openSlots": {
        "slots": [
            {
                "start": "2030-05-02T13:00:00+04:00",
                "end": "2030-05-02T15:00:00+04:00",
                "portions": 20,
                "work_units": 40,
            }
        ]
    },
    "savePaymentMethod": {"provider": "sandbox", "token": "sandbox_ok", "label": "Visa •• 4242"},
    "quoteOrder": _BASKET,
    "placeOrder": {
        **_BASKET,
        "address": {"city": "Самара", "street": "ул. Куйбышева, 10", "details": "кв. 5"},
        "payment_method_id": METHOD_ID,
    },
    "rejectOrder": {"reason": "sold_out"},
    "complainAboutOrder": {
        "reason": "quality",
        "words": "Суп приехал холодным",
        "photos": ["photos/soup.jpg"],
    },
    "offerInDispute": {
        "back": {"amount": {"amount": 20000, "currency": ROUBLES}},
        "words": "Простите, вернём часть",
    },
    "counterInDispute": {"back": {"portions": [1], "delivery": True}},
    "decideDispute": {
        "in_favour_of": "cook",
        "award": {"amount": {"amount": 20000, "currency": ROUBLES}},
        "words": "Суп был, но холодный",
    },
    "submitEvidence": {"words": "The customer took the meal", "links": ["receipts/1.pdf"]},
    "handOverOrder": {"code": "482913"},
    "editPayoutPlan": {"minimum": 100000, "every_days": 7},
    "choosePayoutDestination": {
        "provider": "sandbox",
        "destination": "sandbox_account",
        "label": "Мир •• 1234",
        "password": PASSWORD,
    },
    "onboardCook": {"provider": "stripe", "password": PASSWORD},
    "giveConsent": {"purpose": "marketing", "digest": 64 * "0"},
    "eraseAccount": {"password": PASSWORD},
    "holdPayouts": {"reason": "documents"},
    "quoteRefund": {"liable": "platform", "amount": {"amount": 20000, "currency": ROUBLES}},
    "refundOrder": {
        "liable": "cook",
        "reason": "missing_items",
        "portions": [1],
        "delivery": True,
    },
    "correctDiscrepancy": {"against": "unexplained", "note": "asked the provider"},
    "explainDiscrepancy": {"explanation": "other_cut_off"},
    "resolveOrder": {
        "in_favour_of": "cook",
        "award": {"amount": 20000, "currency": ROUBLES},
    },
}
