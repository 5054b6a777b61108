"""Whether the organisation lets the service in: the approval of an administrator in SuperOffice."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from sqlmodel import col, select

from backend.core.sides import NeedsSignIn, SideError
from backend.core.words import Phrase
from backend.store.database import session
from backend.store.mailboxes import LINKED
from backend.store.tables import Mailbox, Organisation
from backend.superoffice.client import ApiError, Client
from backend.sync.administration.acts import Refused
from backend.sync.service import Product


@dataclass(frozen=True, slots=True)
class Consent:
    """What SuperOffice says about the approval now."""

    state: Literal["approved", "not_approved", "revoked", "unavailable"]
    #: what SuperOffice said instead of an answer
    trouble: Phrase | None = None


def consent(product: Product, organisation: Organisation) -> Consent:
    """Try the approval. It never raises for what SuperOffice does."""
    try:
        client = product.doors.system(organisation)
        if client is None:
            return Consent("not_approved")
        client.get("v1/User/currentPrincipal")
    except NeedsSignIn:
        return Consent("revoked")
    except SideError as error:
        return Consent("unavailable", error.told)
    except ApiError as error:
        detail = f"{error.status} {error.kind}"
        return Consent("unavailable", Phrase("trouble.superoffice.question", {"detail": detail}))
    return Consent("approved")


def superoffice(product: Product, organisation: Organisation) -> Client:
    """SuperOffice for looking up users: as the system user, else as somebody who has signed in. Raises Refused."""
    if system := product.doors.system(organisation):
        return system
    with session(product.engine) as work:
        somebody = work.scalars(
            select(Mailbox).where(
                Mailbox.organisation_id == organisation.id, LINKED, col(Mailbox.superoffice_tokens) != b""
            )
        ).first()
    if somebody is None:
        raise Refused("nobody_signed_in")
    return product.doors.superoffice(somebody, organisation)
