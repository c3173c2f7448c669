"""The present is in UTC and never runs backwards; ids and secrets are new each time."""

import re
from datetime import timedelta

from foodmarket.domain.orders.model import OrderId
from foodmarket.domain.payments.model import PaymentId
from foodmarket.ports.clock import Clock
from foodmarket.ports.ids import Ids

MANY = 2_000


class ClockSuite:
    """Fixtures: ``clock``."""

    def test_it_tells_instants_in_utc(self, clock: Clock) -> None:
        """With the zone said."""
        assert clock.now().utcoffset() == timedelta(0)

    def test_it_does_not_run_backwards(self, clock: Clock) -> None:
        """From one look to the next."""
        looks = [clock.now() for _ in range(MANY)]
        assert looks == sorted(looks)


class IdsSuite:
    """Fixtures: ``ids``."""

    def test_an_id_is_of_the_kind_that_was_asked_for(self, ids: Ids) -> None:
        """And well formed."""
        order, payment = ids.new(OrderId), ids.new(PaymentId)
        assert type(order) is OrderId
        assert type(payment) is PaymentId
        assert OrderId.parse(order) == order
        assert PaymentId.parse(payment) == payment

    def test_later_ids_sort_after_earlier_ones(self, ids: Ids) -> None:
        """Also within one instant; so none repeats."""
        made = [ids.new(OrderId) for _ in range(MANY)]
        assert made == sorted(set(made))

    def test_secrets_do_not_repeat(self, ids: Ids) -> None:
        """They are URL-safe, and at least 256 bits long."""
        secrets = {ids.secret() for _ in range(MANY)}
        assert len(secrets) == MANY
        assert all(re.fullmatch(r"[A-Za-z0-9_-]{43,}", secret) for secret in secrets)

    def test_digits_are_as_many_as_asked_for(self, ids: Ids) -> None:
        """Leading zeros included, and every digit comes up."""
        codes = [ids.digits(6) for _ in range(MANY)]
        assert all(re.fullmatch(r"[0-9]{6}", code) for code in codes)
        assert {code[0] for code in codes} == set("0123456789")
        assert len(set(codes)) > MANY * 0.9
