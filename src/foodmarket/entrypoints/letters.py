"""Messages to people in words, from the Fluent files."""

from foodmarket.domain.accounts.messages import Letter, Message
from foodmarket.entrypoints.texts import load


def write_letter(message: Message) -> Letter:
    """Return a message in the language of whom it goes to."""
    texts, key = load(), f"message-{message.kind}"
    return Letter(
        subject=texts.say(message.language, f"{key}.subject", **message.facts),
        text=texts.say(message.language, key, **message.facts),
    )
