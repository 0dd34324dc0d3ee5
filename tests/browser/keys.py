"""A passkey in a real browser: Chromium's own virtual key, which is touched by itself."""

from typing import Any

from playwright.sync_api import Page

from tests import make

KEY = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


class Device:
    """The key that is plugged in to a page."""

    def __init__(self, page: Page) -> None:
        self.driver: Any = page.context.new_cdp_session(page)
        self.driver.send("WebAuthn.enable")
        self.id = self.driver.send("WebAuthn.addVirtualAuthenticator", {"options": KEY})["authenticatorId"]

    def pull_out(self) -> None:
        self.driver.send("WebAuthn.removeVirtualAuthenticator", {"authenticatorId": self.id})

    @property
    def credentials(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self.driver.send("WebAuthn.getCredentials", {"authenticatorId": self.id})[
            "credentials"
        ]
        return found

    def take(self, credentials: list[dict[str, Any]]) -> None:
        """Know what another one knows: the same key, carried to another workstation."""
        for credential in credentials:
            self.driver.send("WebAuthn.addCredential", {"authenticatorId": self.id, "credential": credential})


def add_passkey(page: Page) -> None:
    page.goto("/accounts/second-factor/webauthn/add/")
    page.get_by_label("Password").fill(make.PASSWORD)
    page.get_by_role("button", name="Confirm").click()
    page.get_by_label("Log in with this key alone").check()
    page.get_by_role("button", name="Add the passkey").click()
    page.wait_for_url("/accounts/second-factor/recovery-codes/")
