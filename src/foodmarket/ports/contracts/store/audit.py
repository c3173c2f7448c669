"""The audit finds nothing in a sound store, and finds damage that is done behind its back."""

from foodmarket.domain.ledger.model import escrow, retention
from foodmarket.domain.orders.model import OrderState
from foodmarket.domain.payments.reports import ProviderDisputeState
from foodmarket.ports.audit import Audit
from foodmarket.ports.contracts.raw import Damage
from foodmarket.ports.contracts.samples import PROVIDER, roubles
from foodmarket.ports.contracts.stage import Stage
from foodmarket.ports.contracts.store.disputes import a_reference, charged_back, complained
from foodmarket.ports.unit_of_work import Begin

NUMBERS = frozenset({1, 2, 3, 4, 5, 6, 7, 8, 9, 13, 16})


class AuditSuite:
    """Fixtures: ``begin``, ``stage``, ``audit``, and ``damage`` (`Damage`) on the same store."""

    async def test_an_empty_store_is_sound(self, audit: Audit) -> None:
        """Every invariant is checked, and none is broken."""
        assert await _broken(audit) == set()

    async def test_a_store_that_was_used_as_it_should_be_is_sound(
        self, begin: Begin, stage: Stage, audit: Audit
    ) -> None:
        """With orders in every situation, chained and not."""
        shop = await stage.shop()
        await stage.placed(shop)
        await stage.authorised(shop)
        await stage.completed(shop, tip=70_00, fee=roubles(17))
        async with begin() as uow:
            await uow.ledger.extend_chain(100)
        await stage.funded(shop)
        await stage.settled(shop)
        await stage.refunded(shop)
        await stage.save(complained(await stage.delivered(shop)))
        for state in ProviderDisputeState:
            shop = await stage.shop()
            for arrived in (stage.funded, stage.completed, stage.settled, stage.refunded):
                purchase, reference = await arrived(shop), a_reference()
                raised = await stage.save(charged_back(purchase, reference))
                if state is not ProviderDisputeState.OPEN:
                    await stage.save(charged_back(raised, reference, state))
        assert await _broken(audit) == set()

    async def test_all_invariants_are_looked_at(self, stage: Stage, audit: Audit) -> None:
        """And something is checked for each, once there is something."""
        await stage.refunded(await stage.shop())
        findings = [finding async for finding in audit.findings()]
        assert {finding.number for finding in findings} >= NUMBERS
        assert {f.number for f in findings if f.checked} >= NUMBERS - {2}

    async def test_an_edited_amount_is_found(
        self, begin: Begin, stage: Stage, audit: Audit, damage: Damage
    ) -> None:
        """By the entry's sum, and by the chain."""
        funded = await stage.funded(await stage.shop())
        async with begin() as uow:
            await uow.ledger.extend_chain(100)
        await damage.force_posting(f"captured:{funded.payment.id}", escrow(funded.order.id), 1)
        assert {1, 2} <= await _broken(audit)

    async def test_a_removed_entry_is_found(
        self, begin: Begin, stage: Stage, audit: Audit, damage: Damage
    ) -> None:
        """By the payment that it booked, and by the balances."""
        funded = await stage.funded(await stage.shop())
        await damage.lose_entry(f"captured:{funded.payment.id}")
        assert {5, 7, 16} <= await _broken(audit)

    async def test_a_refund_above_what_was_captured_is_found(
        self, stage: Stage, audit: Audit, damage: Damage
    ) -> None:
        """Also where the book was left alone."""
        refunded = await stage.refunded(await stage.shop())
        too_much = refunded.payment.captured.amount + 1
        await damage.force_refunded(refunded.payment.id, too_much)
        assert {4, 7, 16} <= await _broken(audit)

    async def test_a_balance_that_is_not_its_entries_is_found(
        self, stage: Stage, audit: Audit, damage: Damage
    ) -> None:
        """By one kopeck."""
        done = await stage.completed(await stage.shop())
        await damage.force_balance(retention(done.order.id), 65_01)
        assert await _broken(audit) == {5}

    async def test_money_of_an_ended_order_is_found(
        self, stage: Stage, audit: Audit, damage: Damage
    ) -> None:
        """And the state that its history does not lead to."""
        funded = await stage.funded(await stage.shop())
        await damage.force_order_state(funded.order.id, OrderState.SETTLED)
        assert {8, 9, 13} <= await _broken(audit)

    async def test_oversold_portions_are_found(
        self, stage: Stage, audit: Audit, damage: Damage
    ) -> None:
        """And a count that no order explains."""
        shop = await stage.shop()
        await stage.placed(shop, quantity=2)
        await damage.force_portions_taken(shop.slot.id, 1)
        assert await _broken(audit) == {6}

    async def test_a_chargeback_that_is_not_booked_is_found(
        self, stage: Stage, audit: Audit, damage: Damage
    ) -> None:
        """By the account of disputes, and by what the provider should hold."""
        reference = a_reference()
        raised = await stage.save(
            charged_back(await stage.completed(await stage.shop()), reference)
        )
        await damage.lose_entry(f"dispute-withdrawn:{PROVIDER}:{reference}:1")
        findings = await _broken_rules(audit)
        assert {"disputes_are_booked", "clearing_matches_payments"} <= findings
        assert raised.disputes

    async def test_an_order_that_goes_on_in_dispute_is_found(
        self, stage: Stage, audit: Audit, damage: Damage
    ) -> None:
        """With a complaint it has to be in dispute; with a chargeback it may not be completed."""
        shop = await stage.shop()
        complaint = await stage.save(complained(await stage.delivered(shop)))
        await damage.force_order_state(complaint.order.id, OrderState.REFUNDED)
        assert "disputed_orders_hold_still" in await _broken_rules(audit)
        await damage.force_order_state(complaint.order.id, OrderState.DISPUTED)
        assert "disputed_orders_hold_still" not in await _broken_rules(audit)
        raised = await stage.save(charged_back(await stage.completed(shop), a_reference()))
        await damage.force_order_state(raised.order.id, OrderState.COMPLETED)
        assert "disputed_orders_hold_still" in await _broken_rules(audit)

    async def test_a_lost_history_is_found(
        self, stage: Stage, audit: Audit, damage: Damage
    ) -> None:
        """An order without steps."""
        placed = await stage.placed(await stage.shop())
        await damage.lose_steps(placed.order.id)
        assert 13 in await _broken(audit)


async def _broken_rules(audit: Audit) -> set[str]:
    return {finding.name async for finding in audit.findings() if finding.violations}


async def _broken(audit: Audit) -> set[int]:
    findings = [finding async for finding in audit.findings()]
    for finding in findings:
        assert len(finding.violations) <= 10
    return {finding.number for finding in findings if finding.violations}
