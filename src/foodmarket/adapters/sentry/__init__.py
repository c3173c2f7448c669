"""Errors told to Sentry, or to whatever speaks its protocol."""

from foodmarket.adapters.sentry.reports import SentryConfig, SentryErrorReports

__all__ = ["SentryConfig", "SentryErrorReports"]
