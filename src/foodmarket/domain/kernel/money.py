"""Money in integer minor units, with the exponents of ISO 4217. There are no floats here."""

from collections.abc import Sequence
from typing import Self

from attrs import define, frozen

from foodmarket.domain.kernel.errors import Invalid

# ISO 4217 active codes (list one, 2024-06-25) by the number of digits of their minor unit.
_TWO = """AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BGN BMD BND BOB BRL BSD BTN BWP BYN BZD
CAD CDF CHF CNY COP CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD
HKD HNL HTG HUF IDR ILS INR IRR JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK
MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD RUB
SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TOP TRY TTD TWD TZS UAH USD
UYU UZS VED VES WST XCD YER ZAR ZMW ZWG"""
_EXPONENTS = {
    **dict.fromkeys(_TWO.split(), 2),
    **dict.fromkeys(
        [
            "BIF",
            "CLP",
            "DJF",
            "GNF",
            "ISK",
            "JPY",
            "KMF",
            "KRW",
            "PYG",
            "RWF",
            "UGX",
            "VND",
            "VUV",
            "XAF",
            "XOF",
            "XPF",
        ],
        0,
    ),
    **dict.fromkeys(["BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"], 3),
}
WHOLE = 10_000


@define
class UnknownCurrency(Invalid):
    """The code is not an active ISO 4217 currency."""

    code_given: str


@define
class CurrencyMismatch(Invalid):
    """Two amounts of different currencies met where one currency is due."""

    left: str
    right: str


@define
class BadAmount(Invalid):
    """An amount is not a whole number of minor units, or is outside its bounds."""

    amount: object


class Currency(str):
    """An ISO 4217 code, for example ``RUB``."""

    __slots__ = ()

    def __new__(cls, code: str) -> Self:
        """Refuses with `UnknownCurrency`."""
        if code not in _EXPONENTS:
            raise UnknownCurrency(code_given=str(code)[:8])
        return super().__new__(cls, code)

    @property
    def exponent(self) -> int:
        """Return the digits after the point: 2 for RUB, 0 for JPY, 3 for KWD."""
        return _EXPONENTS[self]


class BasisPoints(int):
    """A rate in hundredths of a percent, 0 to 10 000: ``BasisPoints(1000)`` is 10 %."""

    def __new__(cls, value: int) -> Self:
        """Refuses with `BadAmount` outside 0..10 000."""
        if not 0 <= value <= WHOLE:
            raise BadAmount(amount=value)
        return super().__new__(cls, value)


@frozen(order=False)
class Money:
    """``amount`` minor units of ``currency``; may be negative (a difference, a debt)."""

    amount: int
    currency: Currency

    def __attrs_post_init__(self) -> None:
        if type(self.amount) is not int:
            raise BadAmount(amount=self.amount)

    @classmethod
    def zero(cls, currency: Currency) -> Self:
        """Return nothing, in that currency."""
        return cls(0, currency)

    def _same(self, other: "Money") -> int:
        if other.currency != self.currency:
            raise CurrencyMismatch(left=self.currency, right=other.currency)
        return other.amount

    def __add__(self, other: "Money") -> "Money":
        return Money(self.amount + self._same(other), self.currency)

    def __sub__(self, other: "Money") -> "Money":
        return Money(self.amount - self._same(other), self.currency)

    def __mul__(self, times: int) -> "Money":
        return Money(self.amount * times, self.currency)

    def __neg__(self) -> "Money":
        return Money(-self.amount, self.currency)

    def __bool__(self) -> bool:
        return self.amount != 0

    def __lt__(self, other: "Money") -> bool:
        return self.amount < self._same(other)

    def __le__(self, other: "Money") -> bool:
        return self.amount <= self._same(other)

    def __gt__(self, other: "Money") -> bool:
        return self.amount > self._same(other)

    def __ge__(self, other: "Money") -> bool:
        return self.amount >= self._same(other)

    def allocate(self, weights: Sequence[int]) -> tuple["Money", ...]:
        """Split by weights so that the parts add up exactly (largest remainder, first wins ties).

        Weights are non-negative and not all zero; otherwise refuses with `BadAmount`.
        """
        total = sum(weights)
        if total <= 0 or min(weights) < 0:
            raise BadAmount(amount=list(weights))
        sign = -1 if self.amount < 0 else 1
        whole = abs(self.amount)
        parts = [whole * weight // total for weight in weights]
        by_remainder = sorted(range(len(weights)), key=lambda i: -(whole * weights[i] % total))
        for index in by_remainder[: whole - sum(parts)]:
            parts[index] += 1
        return tuple(Money(sign * part, self.currency) for part in parts)

    def share(self, rate: BasisPoints) -> "Money":
        """Return the rate's part, halves away from zero: as `allocate` against the rest rounds."""
        part = (abs(self.amount) * rate + WHOLE // 2) // WHOLE
        return Money(-part if self.amount < 0 else part, self.currency)
