"""Entra and a machine's identity endpoint, as msal's http client meets them: the outermost edge, in memory."""

from __future__ import annotations

import json
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Answer:
    status_code: int
    text: str
    headers: Mapping[str, str] = field(default_factory=dict)

    def raise_for_status(self) -> None:
        if self.status_code >= 400:
            raise OSError(str(self.status_code))


@dataclass
class Entra:
    """`troubles` come first, one for each request for a token; then tokens are granted by number."""

    life: int = 3_600
    troubles: list[Answer | Exception] = field(default_factory=list)
    asked: list[dict[str, str]] = field(default_factory=list)
    asked_in: list[threading.Thread] = field(default_factory=list)
    open: threading.Event = field(default_factory=threading.Event)  # closed: the answer is still on its way

    def __post_init__(self) -> None:
        self.open.set()

    def get(self, url: str, **kwargs: object) -> Answer:
        if ".well-known/openid-configuration" not in url:
            return self.grant({"url": url, **_texts(kwargs.get("params"))})
        if "/no-such-tenant/" in url:
            return Answer(400, json.dumps({"error": "invalid_tenant"}))
        place = url.removesuffix("/.well-known/openid-configuration")
        return Answer(
            200,
            json.dumps({"issuer": place, "authorization_endpoint": place + "/a", "token_endpoint": place + "/token"}),
        )

    def post(self, url: str, **kwargs: object) -> Answer:
        return self.grant({"url": url, **_texts(kwargs.get("data"))})

    def close(self) -> None:
        """msal closes what it was given."""

    def grant(self, asked: dict[str, str]) -> Answer:
        self.asked.append(asked)
        self.asked_in.append(threading.current_thread())
        assert self.open.wait(5)
        if self.troubles:
            trouble = self.troubles.pop(0)
            if isinstance(trouble, Exception):
                raise trouble
            return trouble
        token = {"access_token": f"token-{len(self.asked)}", "expires_in": self.life, "token_type": "Bearer"}
        return Answer(200, json.dumps(token))


def refusal(error: str, told: str = "", status: int = 401) -> Answer:
    return Answer(status, json.dumps({"error": error, "error_description": told}))


def _texts(given: object) -> dict[str, str]:
    """msal hands over a signed assertion as bytes."""
    pairs = given.items() if isinstance(given, Mapping) else ()
    return {name: value.decode() if isinstance(value, bytes) else str(value) for name, value in pairs}
