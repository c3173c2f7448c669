"""The page on which a person pays, in Russian and English."""

from html import escape

from foodmarket.adapters.yookassa.bodies import amount_text
from foodmarket.adapters.yookassa.simulator.records import SimPayment

_TEXTS = {
    "ru": {
        "title": "Оплата заказа (учебная ЮKassa)",
        "note": "Деньги ненастоящие: это имитация платёжной системы.",
        "pay": "Оплатить",
        "second_step": "Оплатить и подтвердить в банке",
        "confirm": "Подтвердить в банке",
        "decline": "Отказать",
        "over": "Этот платёж уже завершён.",
        "back": "Вернуться в магазин",
    },
    "en": {
        "title": "Pay for your order (practice YooKassa)",
        "note": "No real money: this imitates a payment provider.",
        "pay": "Pay",
        "second_step": "Pay with the bank's second step",
        "confirm": "Confirm at the bank",
        "decline": "Decline",
        "over": "This payment is over.",
        "back": "Back to the shop",
    },
}
_FRAME = """<!doctype html>
<html lang="{language}"><head><meta charset="utf-8"><title>{title}</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<style>body{{font:1.1rem/1.5 system-ui,sans-serif;max-width:32rem;margin:3rem auto;padding:0 1rem}}
button{{font:inherit;padding:.5rem 1rem;margin:.25rem 0;width:100%}}</style></head>
<body><main><h1>{title}</h1><p><strong>{amount}</strong><br>{description}</p>
<p>{note}</p>{content}</main></body></html>"""


def language_of(accepted: str) -> str:
    """Return ``ru`` or ``en``, whichever an Accept-Language header names first."""
    for part in accepted.lower().split(","):
        if part.strip()[:2] in _TEXTS:
            return part.strip()[:2]
    return "ru"


def pay_page(payment: SimPayment, language: str, *, at_bank: bool = False) -> str:
    """Return the page; ``at_bank`` shows the bank's second step instead of the choice."""
    texts = _TEXTS[language]
    if payment.status != "pending":
        link = f'<p><a href="{escape(payment.return_url or "/")}">{texts["back"]}</a></p>'
        content = f"<p>{texts['over']}</p>{link}"
    else:
        actions = ("confirm", "decline") if at_bank else ("pay", "second_step", "decline")
        content = "".join(
            f'<form method="post" action="{escape(payment.id)}/{action}">'
            f"<button>{texts[action]}</button></form>"
            if not at_bank
            else f'<form method="post" action="{action}"><button>{texts[action]}</button></form>'
            for action in actions
        )
    return _FRAME.format(
        language=language,
        title=texts["title"],
        note=texts["note"],
        amount=f"{amount_text(payment.amount)} {payment.amount.currency}",
        description=escape(payment.description),
        content=content,
    )
