"""Plain requests to the machine's own identity endpoint, in the shape that msal asks for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import OpenerDirector, ProxyHandler, Request, build_opener


@dataclass(frozen=True, slots=True)
class Answer:
    status_code: int
    text: str
    headers: Mapping[str, str]

    def raise_for_status(self) -> None:
        if self.status_code >= 400:
            raise OSError(f"status {self.status_code}")


class DirectHttp:
    """Never through a proxy: the identity endpoint is a link-local address, and a proxy must not see its tokens."""

    def __init__(self, timeout: float) -> None:
        self._timeout = timeout

    def get(self, url: str, **kwargs: object) -> Answer:
        return self._ask(url, None, **kwargs)

    def post(self, url: str, **kwargs: object) -> Answer:
        sent = kwargs.pop("data", None)
        return self._ask(url, urlencode(dict(_pairs(sent))).encode(), **kwargs)

    def close(self) -> None:
        """Nothing is kept open."""

    def _ask(self, url: str, body: bytes | None, params: object = None, headers: object = None, **_: object) -> Answer:
        query = urlencode(dict(_pairs(params)))
        request = Request(f"{url}?{query}" if query else url, body, dict(_pairs(headers)))
        try:
            with _opener().open(request, timeout=self._timeout) as response:
                return Answer(response.status, response.read().decode(), dict(response.headers))
        except HTTPError as error:
            return Answer(error.code, error.read().decode(errors="replace"), dict(error.headers))


def _opener() -> OpenerDirector:
    return build_opener(ProxyHandler({}))


def _pairs(given: object) -> list[tuple[str, str]]:
    return [(str(name), str(value)) for name, value in given.items()] if isinstance(given, Mapping) else []
