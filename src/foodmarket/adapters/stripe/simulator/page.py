"""The page where a person pays, breaks off or makes the second step, in Russian and English."""

from html import escape

from foodmarket.adapters.stripe.simulator.objects import Object

_CARD = "Тестовая оплата · Test payment"
_CHOICES = {
    "pay": "Оплатить · Pay",
    "second_step": "Оплатить и подтвердить · Pay with a second step",
    "decline": "Отказ банка · Decline",
}
_STEP = {"pay": "Подтвердить · Confirm", "decline": "Отказаться · Refuse"}
_TELL = "Назваться и указать счёт · Tell who I am and name an account"
_DONE = "Платёж обработан, страницу можно закрыть. · Done, you may close this page."
_STYLE = """body{font:18px/1.5 system-ui,sans-serif;max-width:26rem;margin:12vh auto;padding:0 1rem}
button{display:block;width:100%;font:inherit;padding:.8rem;margin:.6rem 0;border-radius:.6rem;
border:1px solid #635bff;background:#fff;cursor:pointer}button[value=pay]{background:#635bff;
color:#fff}.sum{font-size:2rem;font-weight:600}"""


def pay_page(title: str, amount: int, currency: str) -> str:
    """Return the page of a Checkout Session that is open."""
    return _page(_CHOICES, title, amount, currency)


def step_page(intent: Object) -> str:
    """Return the page of the second step at the bank."""
    return _page(_STEP, "3-D Secure", intent["amount"], intent["currency"])


def onboarding_page() -> str:
    """Return the page where a cook who is to be paid tells who they are."""
    button = f'<button name="choice" value="pay">{_TELL}</button>'
    return _html(f"<h1>Connect</h1><form method=post>{button}</form>")


def done_page() -> str:
    """Return the page for whoever comes after it is over."""
    return _html(f"<p>{_DONE}</p>")


def _page(choices: dict[str, str], title: str, amount: int, currency: str) -> str:
    buttons = "".join(
        f'<button name="choice" value="{value}">{escape(text)}</button>'
        for value, text in choices.items()
    )
    units = f"{amount} · {escape(currency.upper())}, minor units"
    return _html(
        f"<h1>{escape(title)}</h1><p class=sum>{units}</p><form method=post>{buttons}</form>"
    )


def _html(content: str) -> str:
    return (
        '<!doctype html><html lang="ru"><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width">'
        f"<title>{_CARD}</title><style>{_STYLE}</style><p>{_CARD}</p>{content}"
    )
