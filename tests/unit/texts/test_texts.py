"""Everything that people read is there in both languages, and says the same facts."""

import typing
from datetime import UTC, datetime
from importlib import import_module
from importlib.resources import files

import attrs
import pytest
from fluent.syntax import FluentParser, ast
from fluent.syntax.visitor import Visitor

from foodmarket.domain.accounts import Role
from foodmarket.domain.accounts.messages import Medium, Message, MessageKind
from foodmarket.domain.disputes import DisputeState, DisputeVerb
from foodmarket.domain.kernel.errors import Refusal
from foodmarket.domain.kernel.language import Language
from foodmarket.domain.kernel.money import Currency, Money
from foodmarket.domain.ledger import AccountKind, EntryKind
from foodmarket.domain.orders import ComplaintReason, OrderState, RejectionReason, Trigger
from foodmarket.domain.payouts import PayoutHold
from foodmarket.domain.permits import PermitKind
from foodmarket.domain.privacy import Hindrance, Kept
from foodmarket.domain.reconciliation import (
    Against,
    DifferenceKind,
    DiscrepancyState,
    Explanation,
    Remedy,
)
from foodmarket.domain.refunds import RefundReason
from foodmarket.entrypoints.http.describing import every_refusal
from foodmarket.entrypoints.http.refusals import FieldProblem
from foodmarket.entrypoints.letters import write_letter
from foodmarket.entrypoints.statements import COLUMNS
from foodmarket.entrypoints.texts import load

TEXTS = load()
ROUBLES = Money(129900, Currency("RUB"))
NOON = datetime(2030, 5, 1, 9, 0, tzinfo=UTC)
EXAMPLES: dict[object, object] = {int: 2, str: "text", datetime: NOON, list[str]: ["one", "two"]}
for rail in ("stripe", "yookassa"):  # so that the refusals of rails are known, too
    import_module(f"foodmarket.adapters.{rail}")
OURS = [kind for kind in every_refusal() if kind.__module__.startswith("foodmarket.")]


def example(kind: type[Refusal]) -> dict[str, object]:
    """Facts as the refusal would carry them."""
    hints = typing.get_type_hints(kind)
    facts: dict[str, object] = {}
    for field in getattr(kind, "__attrs_attrs__", ()):
        assert isinstance(field, attrs.Attribute)
        facts[field.name] = EXAMPLES.get(hints[field.name], "text")
    return facts


@pytest.mark.parametrize("language", Language)
def test_every_refusal_has_a_title_and_a_sentence(language: Language) -> None:
    assert OURS
    for kind in OURS:
        title = TEXTS.say(language, f"refusal-{kind.code}.title")
        sentence = TEXTS.say(language, f"refusal-{kind.code}", **example(kind))
        assert title
        assert not title.endswith(".")
        assert sentence.endswith(".")
        assert "{" not in sentence


NOT_THE_COOKS = {
    *(EntryKind.CAPTURED, EntryKind.PROVIDER_FEE, EntryKind.PROMOTION_FUNDED),
    *(EntryKind.REFUND_SUCCEEDED, EntryKind.PAYOUT_PAID),
    *(EntryKind.DISPUTE_WITHDRAWN, EntryKind.DISPUTE_REINSTATED, EntryKind.DISPUTE_FEE),
    *(EntryKind.DISPUTE_LOST, EntryKind.DISPUTE_EXCESS),
}
WORDS: dict[str, list[str]] = {
    "column": list(COLUMNS),
    "line": ["opening", "closing", "total", *sorted(set(EntryKind) - NOT_THE_COOKS)],
    "state": list(OrderState),
    "trigger": [*Trigger, "place"],
    "dispute": list(DisputeState),
    "verb": list(DisputeVerb),
    "difference": list(DifferenceKind),
    "hold": list(PayoutHold),
    "permit": list(PermitKind),
    "hindrance": list(Hindrance),
    "kept": list(Kept),
    "resolution": list(Remedy),
    "discrepancy": list(DiscrepancyState),
    "against": list(Against),
    "explanation": list(Explanation),
    "role": list(Role),
    "reason": [*RejectionReason, *ComplaintReason, *RefundReason],
    "field": ["price", "portions", "grams", "allergens", "ingredients"],
    "problem": list(FieldProblem),
    "conflict": [
        *("amount_not_positive", "currency_not_supported", "hold_too_short", "amount_too_small"),
        *("amount_too_large", "escrow_too_long", "retention_in_one_payout"),
        "no_refund_after_payout",
    ],
}


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("vocabulary", WORDS)
def test_every_code_has_a_word(vocabulary: str, language: Language) -> None:
    for code in WORDS[vocabulary]:
        word = TEXTS.word(language, vocabulary, str(code))
        assert TEXTS.knows(language, f"{vocabulary}-{code}"), code
        assert word


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("kind", EntryKind)
def test_every_entry_has_a_sentence(kind: EntryKind, language: Language) -> None:
    facts: dict[str, object] = {account.value: ROUBLES for account in AccountKind}
    sentence = TEXTS.say(language, f"entry-{kind}", amount=ROUBLES, **facts)
    assert "1" in sentence
    assert "299" in sentence


@pytest.mark.parametrize("language", Language)
def test_every_event_has_a_notice(language: Language) -> None:
    names = [f"order.{state}" for state in OrderState]
    names += [f"dispute.{state}" for state in DisputeState]
    names += ["order.reminder", "payment.action_required", "payment.refunded"]
    facts: dict[str, object] = {"order": "ord_1", "amount": ROUBLES, "deadline": NOON}
    for name in names:
        key = "notice-" + name.replace(".", "-")
        assert "ord_1" in TEXTS.say(language, key, state="placed", **facts)


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("kind", MessageKind)
def test_every_message_has_a_subject_and_a_text(kind: MessageKind, language: Language) -> None:
    facts = {"code": "042042", "minutes": "15", "kind": "kitchen", "until": "2031-05-01"}
    message = Message(
        medium=Medium.EMAIL, to="anna@example.org", language=language, kind=kind, facts=facts
    )
    letter = write_letter(message)
    assert letter.text.endswith(".")
    assert letter.subject
    assert ("042042" in letter.text) == kind.startswith("code-")


class Variables(Visitor):
    def __init__(self) -> None:
        self.found: set[str] = set()

    def visit_VariableReference(self, node: ast.VariableReference) -> None:  # noqa: N802
        self.found.add(node.id.name)


def variables(language: Language) -> dict[str, set[str]]:
    source = files("foodmarket.entrypoints.texts").joinpath(f"{language}.ftl")
    resource = FluentParser().parse(source.read_text(encoding="utf-8"))
    assert not [entry for entry in resource.body if isinstance(entry, ast.Junk)]
    found = {}
    for entry in resource.body:
        if isinstance(entry, ast.Message):
            visitor = Variables()
            visitor.visit(entry)
            assert entry.id.name not in found, f"{entry.id.name} stands twice"
            found[entry.id.name] = visitor.found
    return found


def test_both_languages_say_the_same_facts() -> None:
    assert variables(Language.RU) == variables(Language.EN)


def test_no_text_speaks_of_a_refusal_that_is_gone() -> None:
    known = {f"refusal-{kind.code}" for kind in OURS}
    told = {name for name in variables(Language.EN) if name.startswith("refusal-")}
    assert told == known


def test_money_and_instants_are_written_as_the_language_writes_them() -> None:
    space = "\N{NO-BREAK SPACE}"
    yen = Money(500, Currency("JPY"))
    assert TEXTS.say(Language.RU, "page-bank-amount", amount=ROUBLES) == f"1{space}299,00{space}₽"
    assert TEXTS.say(Language.EN, "page-bank-amount", amount=ROUBLES) == f"1,299.00{space}RUB"
    assert TEXTS.say(Language.EN, "page-bank-amount", amount=yen) == f"500{space}JPY"
    russian = TEXTS.say(Language.RU, "refusal-slot_in_past", start=NOON)
    assert "1 мая 2030, 09:00 UTC" in russian


@pytest.mark.parametrize(
    ("left", "says"),
    [
        (0, "не осталось ничего"),
        (1, "осталась 1 порция"),
        (3, "3 порции"),
        (5, "5 порций"),
        (21, "осталась 21 порция"),
    ],
)
def test_russian_counts_portions(left: int, says: str) -> None:
    assert says in TEXTS.say(Language.RU, "refusal-out_of_portions", asked=30, left=left)


def test_a_missing_fact_and_an_unknown_text_are_errors() -> None:
    with pytest.raises(LookupError, match="asked"):
        TEXTS.say(Language.EN, "refusal-out_of_portions", left=1)
    with pytest.raises(LookupError):
        TEXTS.say(Language.EN, "refusal-nothing")


def test_a_word_is_said_again_in_the_language_that_is_asked_for() -> None:
    for _ in range(2):  # words are remembered
        said = [
            TEXTS.word(language, "state", "accepted") for language in (Language.RU, Language.EN)
        ]
        assert said == ["принят", "accepted"]
    assert TEXTS.word(Language.RU, "state", "unheard-of") == "unheard-of"
