"""Call the issuer that signs users in: its discovery, and its endpoint about the owner of a token (OpenID Connect)."""

import json
from collections.abc import Mapping
from contextlib import closing
from queue import Empty, SimpleQueue
from threading import Thread
from typing import Any, Final
from urllib.parse import urlsplit

import urllib3
from urllib3.exceptions import HTTPError

_SECONDS: Final = 1.0  # to connect, and for each part of an answer
_ALL_SECONDS: Final = 3.0  # for everything: a user waits meanwhile
_LARGEST: Final = 65_536  # bytes of an answer
_DISCOVERY: Final = "/.well-known/openid-configuration"
_THIS_MACHINE: Final = ("localhost", "127.0.0.1", "::1")


class OidcIssuer:
    """The issuer of the stack. It is asked without a second try, and without following it elsewhere.

    Args:
        address: as its tokens name it.
    """

    def __init__(self, address: str) -> None:
        self._address = address
        self._pool = urllib3.PoolManager(timeout=urllib3.Timeout(_SECONDS), retries=False)
        self._endpoint = ""

    def user_claims(self, header: str) -> Mapping[str, Any]:
        """Return what the issuer says about the owner of an access token; nothing if it does not answer in time.

        Args:
            header: the header `Authorization` of the owner's request.
        """
        answers: SimpleQueue[Mapping[str, Any]] = SimpleQueue()
        Thread(target=lambda: answers.put(self._claims(header)), daemon=True).start()
        try:
            return answers.get(
                timeout=_ALL_SECONDS
            )  # no other bound holds for the names of hosts, and for slow answers
        except Empty:
            return {}

    def _claims(self, header: str) -> Mapping[str, Any]:
        if not self._endpoint:
            self._endpoint = self._discovered()
        return self._document(self._endpoint, {"Authorization": header}) if self._endpoint else {}

    def _discovered(self) -> str:
        """Return the endpoint that the issuer's own discovery names; "" if it names none that may be asked."""
        told = self._document(self._address.rstrip("/") + _DISCOVERY, {})
        endpoint = told.get("userinfo_endpoint")
        if told.get("issuer") != self._address or not isinstance(endpoint, str):
            return ""
        return endpoint if may_be_asked(self._address, endpoint) else ""

    def _document(self, address: str, headers: Mapping[str, str]) -> Mapping[str, Any]:
        """Return the JSON object at an address; empty if there is none, or it is too large."""
        if not may_be_asked(self._address, address):
            return {}
        try:
            with closing(
                self._pool.request("GET", address, headers=headers, redirect=False, preload_content=False)
            ) as answer:
                data = answer.read(_LARGEST + 1)
            found = json.loads(data) if answer.status == 200 and len(data) <= _LARGEST else {}
        except (HTTPError, OSError, ValueError):
            return {}
        return found if isinstance(found, dict) else {}


def may_be_asked(issuer: str, address: str) -> bool:
    """Return whether an issuer is asked at an address: it is encrypted, or both are on this machine without encryption.

    Args:
        issuer: address of the issuer.
        address: where it is to be asked.
    """
    try:
        own, asked = urlsplit(issuer), urlsplit(address)
    except ValueError:
        return False
    here = own.scheme == "http" and {own.hostname, asked.hostname} <= set(_THIS_MACHINE)
    return asked.scheme == "https" or (asked.scheme == "http" and here)
