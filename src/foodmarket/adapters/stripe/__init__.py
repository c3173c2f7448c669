"""Stripe: separate charges and transfers, holds captured later, cooks paid through Connect."""

from foodmarket.adapters.stripe.config import StripeConfig
from foodmarket.adapters.stripe.onboarding import CookOnboarding
from foodmarket.adapters.stripe.provider import StripeProvider, stripe_provider

__all__ = ["CookOnboarding", "StripeConfig", "StripeProvider", "stripe_provider"]
