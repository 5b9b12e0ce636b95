"""Who gets an edition, under which message id, and who gets none because a digest is gone."""

from __future__ import annotations

import hmac
from collections.abc import Collection, Sequence

from digest.errors import ConfigError
from digest.model import Delivery, DigestPlan, Edition, Subscriber, SubscriberState


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
            message_id=f"<{_digest(edition, subscriber, secret)}@{host}>",
        )
        for subscriber in subscribers
        if subscriber.state is SubscriberState.ACTIVE
        and (not subscriber.digests or edition.digest in subscriber.digests)
    )


def stranded(subscribers: Sequence[Subscriber], plans: Sequence[DigestPlan]) -> tuple[str, ...]:
    """One sentence for each digest that subscribers name and the desk no longer has: they get nothing of it."""
    known = {plan.name for plan in plans}
    told = []
    for gone in sorted({name for person in subscribers for name in person.digests} - known):
        people = [person.address for person in subscribers if gone in person.digests]
        number = "1 subscriber gets" if len(people) == 1 else f"{len(people):,} subscribers get"
        more = f" and {len(people) - 5:,} more" if len(people) > 5 else ""
        told.append(
            f"{number} nothing of the digest {gone!r}, which digest.toml no longer has: {', '.join(people[:5])}{more}"
        )
    return tuple(told)


def forerunners(digest: str, issuers: Collection[str], plans: Sequence[DigestPlan]) -> tuple[str, ...]:
    """Digests that issued editions and are gone, where `digest` issued none yet: it may be one of them, renamed."""
    gone = set(issuers) - {plan.name for plan in plans}
    return () if digest in issuers else tuple(sorted(gone))


def renamed(digest: str, gone: Sequence[str]) -> str:
    """What a person should know of a digest with `forerunners`, one at least."""
    names = ", ".join(repr(name) for name in gone)
    return (
        f"the digest {digest!r} has issued nothing yet, and digest.toml no longer has {names}, which did: if it was "
        f'renamed, put back  name = "{gone[0]}"; its first edition takes only what came in during the last period'
    )


def _digest(edition: Edition, subscriber: Subscriber, secret: str) -> str:
    # Moment and address are hashed too: a restored desk may use a key or a number again, for other news or people.
    text = f"{edition.key}\n{edition.issued.isoformat()}\n{subscriber.id}\n{subscriber.address}"
    return hmac.new(secret.encode(), text.encode(), "sha256").hexdigest()[:32]


def _ascii(domain: str) -> str:
    try:
        return domain.encode("idna").decode("ascii")
    except UnicodeError as error:
        raise ConfigError(
            f'"{domain}" is no host name for message ids: mend the desk\'s url', path="digest.toml", key="url"
        ) from error
