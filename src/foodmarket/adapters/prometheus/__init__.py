"""Figures in Prometheus' words, https://prometheus.io/docs/practices/naming/."""

from foodmarket.adapters.prometheus.metrics import PrometheusMetrics

__all__ = ["PrometheusMetrics"]
