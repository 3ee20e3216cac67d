"""Tells Schemathesis how a profile is sent: as it stands."""

import schemathesis


@schemathesis.serializer("application/toml")
def toml_text(_context, value):
    return value if isinstance(value, bytes) else str(value).encode("utf-8", "surrogatepass")
