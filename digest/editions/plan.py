"""Who gets an edition, and under which message id."""

from __future__ import annotations

import hmac
from collections.abc import Sequence

from digest.errors import ConfigError
from digest.model import Delivery, Edition, Subscriber, SubscriberState


def plan(edition: Edition, subscribers: Sequence[Subscriber], *, domain: str, secret: str) -> tuple[Delivery, ...]:
    """One pending delivery for each active subscriber of the edition's digest, in the order given.

    A message id is "<" + 32 hex digits of HMAC-SHA256(secret, edition, subscriber) + "@" + domain + ">": the same on
    every try, so that a mail program or relay can drop a second copy (RFC 5322 section 3.6.4), and nothing a stranger
    can compute. `domain` is written in ASCII (IDNA); ConfigError when it cannot be.
    """
    host = _ascii(domain)
    return tuple(
        Delivery(
            edition=edition.key,
            subscriber=subscriber.id,
            address=subscriber.address,
            channel=subscriber.channel,
            message_id=f"<{_digest(edition.key, subscriber, secret)}@{host}>",
        )
        for subscriber in subscribers
        if subscriber.state is SubscriberState.ACTIVE
        and (not subscriber.digests or edition.digest in subscriber.digests)
    )


def _digest(edition: str, subscriber: Subscriber, secret: str) -> str:
    # The address is hashed too: a restored desk may give an old number to another person.
    text = f"{edition}\n{subscriber.id}\n{subscriber.address}"
    return hmac.new(secret.encode(), text.encode(), "sha256").hexdigest()[:32]


def _ascii(domain: str) -> str:
    try:
        return domain.encode("idna").decode("ascii")
    except UnicodeError as error:
        raise ConfigError(
            f'"{domain}" is no host name for message ids: mend the desk\'s url', path="digest.toml", key="url"
        ) from error
