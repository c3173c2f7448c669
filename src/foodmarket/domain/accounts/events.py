"""What happens to accounts and is told to their owners. No event carries an address or a code."""

from attrs import field, frozen

from foodmarket.domain.accounts.codes import ChallengeId
from foodmarket.domain.accounts.messages import MessageKind
from foodmarket.domain.accounts.model import AccountId
from foodmarket.domain.kernel.events import Event
from foodmarket.domain.kernel.ids import Id


@frozen(kw_only=True)
class CodeAsked(Event):
    """Somebody waits for a code. It is made when it is sent, so that it never lies anywhere."""

    challenge_id: ChallengeId

    @property
    def name(self) -> str:
        """Return ``code.asked``."""
        return "code.asked"

    @property
    def subject(self) -> Id:
        """Return the challenge's id."""
        return self.challenge_id


@frozen(kw_only=True)
class AccountChanged(Event):
    """Something about an account changed that its owner should hear of, outside of it."""

    account_id: AccountId
    what: MessageKind
    facts: dict[str, str] = field(factory=dict)

    @property
    def name(self) -> str:
        """Return ``account.<what changed>``."""
        return f"account.{self.what.replace('-', '_')}"

    @property
    def subject(self) -> Id:
        """Return the account's id."""
        return self.account_id


ACCOUNT_EVENTS: dict[str, type[Event]] = {
    kind.__name__: kind for kind in (CodeAsked, AccountChanged)
}
