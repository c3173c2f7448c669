"""Keeping card numbers out: we take tokens of the provider only."""

import re
from itertools import accumulate

from foodmarket.domain.payments.errors import CardNumberRefused

_DIGITS = re.compile(r"\d+(?:[ -]\d+)*")
LONGEST_CARD = 19  # digits (ISO/IEC 7812)


def refuse_card_number(*texts: str) -> None:
    """Refuse with `CardNumberRefused` a text that holds 13 to 19 digits passing Luhn's check.

    Groups of digits count one by one and together with their neighbours, so that a security code
    or a date beside the number does not hide it.
    """
    for text in texts:
        for run in _DIGITS.findall(text):
            groups = re.split("[ -]", run)
            for start in range(len(groups)):
                joined = accumulate(groups[start : start + LONGEST_CARD])
                if any(_passes_luhn(number) for number in joined):
                    raise CardNumberRefused


def _passes_luhn(number: str) -> bool:
    if not 13 <= len(number) <= LONGEST_CARD:
        return False
    if len(number) == 13 and number[0] == "1":
        return False  # milliseconds since 1970; no card of this length begins so
    digits = [int(character) for character in number]
    doubled = [digit * 2 - 9 * (digit > 4) for digit in digits[-2::-2]]
    return not (sum(digits[-1::-2]) + sum(doubled)) % 10
