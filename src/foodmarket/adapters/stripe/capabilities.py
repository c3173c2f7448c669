"""What the Stripe rail can do."""

from datetime import timedelta

from foodmarket.domain.payments.capabilities import Capabilities

KEY_LASTS = timedelta(hours=24)  # keys may be pruned after that (Stripe, "Idempotent requests")
HOLD_LASTS = timedelta(days=7)  # usual for cards; the exact time comes with each charge
LONGEST_ESCROW = timedelta(days=90)  # how long Stripe lets a platform hold funds back

# Presentment currencies whose amounts Stripe counts like ISO 4217. ISK, UGX and MGA (counted
# with other exponents) and the three-digit ones (rounded to tens) are left out on purpose.
_CODES = """
AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BIF BMD BND BOB BRL BSD BWP BYN BZD CAD
CDF CHF CLP CNY COP CRC CVE CZK DJF DKK DOP DZD EGP ETB EUR FJD FKP GBP GEL GIP GMD GNF GTQ GYD
HKD HNL HTG HUF IDR ILS INR JMD JPY KES KGS KHR KMF KRW KYD KZT LAK LBP LKR LRD LSL MAD MDL MKD
MMK MNT MOP MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN PYG QAR RON
RSD RUB RWF SAR SBD SCR SEK SGD SHP SLE SOS SRD STN SZL THB TJS TOP TRY TTD TWD TZS UAH USD UYU
UZS VND VUV WST XAF XCD XOF XPF YER ZAR ZMW
"""
CURRENCIES = frozenset(_CODES.split())

CAPABILITIES = Capabilities(
    separate_capture=True,
    longest_hold=HOLD_LASTS,
    partial_capture=True,
    longest_escrow=LONGEST_ESCROW,
    currencies=CURRENCIES,
    tranches=True,
    refund_after_payout=True,
    payouts=True,
    payout_reversal=True,
    disputes=True,
    key_lasts=KEY_LASTS,
)
