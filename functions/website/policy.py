"""Name what a browser may do with the pages: whose code runs, whom it may ask, and that nobody may frame them."""

from collections.abc import Mapping
from typing import Final

WORKER_POLICY: Final = (
    "hepaflow-worker"  # makes the address of the worker: the one trusted type (web/shell/worker.js)
)
_PERMISSIONS: Final = ("camera", "display-capture", "geolocation", "microphone", "payment", "usb")


def headers_of_all(environment: Mapping[str, str]) -> dict[str, str]:
    """Return the headers of every answer.

    Args:
        environment: names the issuer, its further origin, and the intake.
    """
    return {
        "Content-Security-Policy": policy(environment),
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Permissions-Policy": ", ".join(f"{name}=()" for name in _PERMISSIONS),
        "Referrer-Policy": "no-referrer",
        "Strict-Transport-Security": "max-age=31536000",
        "X-Content-Type-Options": "nosniff",
    }


def policy(environment: Mapping[str, str]) -> str:
    """Return the Content Security Policy (CSP level 3) with Trusted Types.

    Args:
        environment: names the issuer, its further origin, and the intake.
    """
    named = (environment[name] for name in ("JWT_ISSUER", "SIGN_IN_ORIGIN", "INTAKE_ORIGIN"))
    asked = " ".join(dict.fromkeys(_origin(address) for address in named if address))
    return "; ".join(
        [
            "default-src 'none'",
            "script-src 'self' 'wasm-unsafe-eval'",
            "style-src 'self'",
            "img-src 'self' blob:",
            f"connect-src 'self' {asked}",
            "worker-src 'self'",
            "base-uri 'none'",
            "form-action 'none'",
            "frame-ancestors 'none'",
            "require-trusted-types-for 'script'",
            f"trusted-types {WORKER_POLICY}",
        ]
    )


def _origin(address: str) -> str:
    """Return the origin of an address: a policy with a path would leave out the addresses beside it."""
    scheme, _, rest = address.partition("://")
    return f"{scheme}://{rest.partition('/')[0]}"
