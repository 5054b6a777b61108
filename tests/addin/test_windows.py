"""Windows that the pane lets Outlook open: signing in where Outlook itself cannot, and connecting."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect
from sqlalchemy import update
from sqlmodel import col

from backend.store.database import session
from backend.store.tables import Mailbox
from tests.addin.conftest import Outlook, Stage, says

LINDA, JULIE = "linda@nordlys.example", "julie@nordlys.example"


def opens_window(outlook: Outlook, button: str) -> Page:
    """The window that opens when *button* of the pane is pressed, at the other system's sign-in."""
    # the window inherits what the frame may do, of which the browser makes a remark
    outlook.forgive("can escape its sandboxing")
    with outlook.page.expect_popup() as opened:
        outlook.pane.get_by_role("button", name=button).or_(outlook.pane.get_by_role("link", name=button)).click()
    expect(opened.value).to_have_url(re.compile("authorize"))
    return opened.value


def chooses(window: Page, address: str) -> None:
    """The account with which to sign in."""
    window.get_by_role("link", name=address).click()


def test_signing_in_in_a_window(outlook: Outlook) -> None:
    outlook.opens_pane(token=None)
    opens_window(outlook, "Sign in").close()
    says(outlook, "You closed the sign-in before it was done.")
    window = opens_window(outlook, "Sign in")
    outlook.forgive("400")
    chooses(window, JULIE)
    expect(window.get_by_text("Sign in with the account of this mailbox.")).to_be_visible()
    window.get_by_role("link", name="Sign in to Outlook").click()
    with window.expect_event("close"):
        chooses(window, LINDA)
    says(outlook, "No item is open", "Signed in as Linda Lund")
    assert outlook.page.context.cookies(f"{outlook.pane_url.partition('/addin')[0]}/addin/dialog") == []
    outlook.pane.get_by_role("button", name="Sign out").click()
    opens_window(outlook, "Sign in").close()


def test_another_account_may_be_signed_in_in_a_window(outlook: Outlook, stage: Stage) -> None:
    outlook.opens_pane(token=stage.token("julie"))
    window = opens_window(outlook, "Switch account")
    with window.expect_event("close"):
        chooses(window, LINDA)
    says(outlook, "No item is open", "Signed in as Linda Lund")


def test_connecting_again_in_a_window_that_closes_itself(outlook: Outlook, stage: Stage) -> None:
    over = update(Mailbox).where(col(Mailbox.address) == LINDA)
    with session(stage.product.engine) as work, work.begin():
        work.execute(over.values(state="needs_sign_in", state_side="superoffice"))
    outlook.opens_pane()
    window = opens_window(outlook, "Sign in to SuperOffice again")
    with window.expect_event("close"):
        chooses(window, LINDA)
    says(outlook, "No item is open")
