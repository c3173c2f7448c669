"""People as rows."""

from foodmarket.adapters.postgres.documents import Document
from foodmarket.adapters.postgres.rows.shared import Row, Values
from foodmarket.domain.accounts.model import (
    Account,
    AccountId,
    Duty,
    Role,
)
from foodmarket.domain.kernel.language import Language
from foodmarket.domain.payments.model import PaymentMethod, PaymentMethodId

_DUTIES = Document[tuple[Duty, ...]](tuple[Duty, ...])


def of_account(it: Account) -> Values:
    return (
        *(it.id, it.role, it.name, it.email, it.password_hash, it.created_at, it.residence),
        *(it.language, it.disabled, _DUTIES.write(tuple(sorted(it.duties)))),
        *(it.email_verified_at, it.phone, it.version),
    )


def account(row: Row) -> Account:
    id_, role, name, email, password_hash, created_at, residence, *rest = row
    language, disabled, duties, email_verified_at, phone, version = rest
    return Account(
        id=AccountId(id_),
        role=Role(role),
        name=name,
        email=email,
        password_hash=password_hash,
        created_at=created_at,
        residence=residence,
        language=Language(language),
        disabled=disabled,
        duties=frozenset(_DUTIES.read(duties)),
        email_verified_at=email_verified_at,
        phone=phone,
        version=version,
    )


def of_method(it: PaymentMethod) -> Values:
    return it.id, it.customer_id, it.provider, it.token, it.label


def method(row: Row) -> PaymentMethod:
    id_, customer_id, provider, token, label = row
    return PaymentMethod(
        id=PaymentMethodId(id_),
        customer_id=AccountId(customer_id),
        provider=provider,
        token=token,
        label=label,
    )
