"""What the sandbox rail can do."""

from foodmarket.adapters.sandbox.charge import HOLD_LASTS
from foodmarket.domain.payments.capabilities import Capabilities

CAPABILITIES = Capabilities(separate_capture=True, longest_hold=HOLD_LASTS, payouts=True)
