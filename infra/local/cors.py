"""What pages of other origins may do: API Gateway and S3 answer browsers from the template's settings, on AWS and here."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from werkzeug.wrappers import Request


@dataclass(frozen=True, slots=True)
class Cors:
    """Whose pages may call, and how.

    Attributes:
        origins: of the pages; none where there are no settings.
        methods: that they may use.
        headers: that they may send.
        seconds: for which a browser may remember it.
        shown: headers of an answer that they may read, beside those that every page may.
    """

    origins: tuple[str, ...] = ()
    methods: tuple[str, ...] = ()
    headers: tuple[str, ...] = ()
    seconds: int = 0
    shown: tuple[str, ...] = ()

    def of_answer(self, request: Request) -> dict[str, str]:
        """Return what lets the page read the answer to its request; nothing for other pages."""
        origin = request.headers.get("Origin", "")
        shown = {"Access-Control-Expose-Headers": ",".join(self.shown)} if self.shown else {}
        if origin and self.origins == ("*",):
            return {"Access-Control-Allow-Origin": "*", **shown}
        allowed = {"Access-Control-Allow-Origin": origin, "Vary": "Origin", **shown}
        return allowed if origin in self.origins else {}

    def of_preflight(self, request: Request) -> dict[str, str]:
        """Return what a browser is told before it sends the page's request; nothing for other pages."""
        allowed = self.of_answer(request)
        return allowed and {
            **allowed,
            "Access-Control-Allow-Methods": ",".join(self.methods),
            "Access-Control-Allow-Headers": ",".join(self.headers),
            "Access-Control-Max-Age": str(self.seconds),
        }


NOBODY = Cors()


def is_preflight(request: Request) -> bool:
    """Say whether a browser asks what a page may do (Fetch standard, "CORS-preflight request")."""
    return request.method == "OPTIONS" and {"Origin", "Access-Control-Request-Method"} <= {
        name for name, _ in request.headers
    }


def of_api(document: Mapping[str, Any]) -> Cors:
    """Return the settings of an HTTP API, from the document that API Gateway imports."""
    told = document.get("x-amazon-apigateway-cors")
    if told is None:
        return NOBODY
    return Cors(
        tuple(told["allowOrigins"]), tuple(told["allowMethods"]), tuple(told["allowHeaders"]), told["maxAge"]
    )


def of_bucket(properties: Mapping[str, Any]) -> Cors:
    """Return the settings of a bucket, from its properties in the template."""
    if "CorsConfiguration" not in properties:
        return NOBODY
    (rule,) = properties["CorsConfiguration"]["CorsRules"]
    return Cors(
        tuple(rule["AllowedOrigins"]),
        tuple(rule["AllowedMethods"]),
        tuple(rule["AllowedHeaders"]),
        rule["MaxAge"],
        tuple(rule.get("ExposedHeaders", ())),
    )
