"""Compare the addresses of resources: what may be written to refer to one (FHIR R4, references.html and bundle.html#references)."""

import re
from functools import lru_cache

from hepaflow.readers.fhir.cells import objects, text
from hepaflow.readers.records.json_source import Json

_RELATIVE = re.compile(r"(?:^|(.*)/)([A-Za-z]+)/([A-Za-z0-9._-]{1,64})(/_history/[^/]*)?")
_SERVER = re.compile(r"https?://([^/]*)", re.IGNORECASE)
_PORT = re.compile(r":(?:80|443)$")
_MEMORY = 1 << 14


@lru_cache(maxsize=_MEMORY)
def comparable(written: str) -> str:
    """Return an address as it is compared.

    Case does not matter in `urn:` and in the name of a server, and http is https (R4, http.html#general). A slash at the
    end and a version behind a bar, as in `Specimen/s1|2`, say nothing of which resource is meant.

    Examples:
        >>> (
        ...     comparable("https://LAB.org/fhir/Specimen/s1/"),
        ...     comparable("urn:UUID:0C3F"),
        ...     comparable("Specimen/s1|v2"),
        ... )
        ('http://lab.org/fhir/Specimen/s1', 'urn:uuid:0c3f', 'Specimen/s1')
    """
    address = written.strip()
    if "?" not in address:  # a conditional reference has a bar between system and value
        address = address.partition("|")[0].rstrip("/")
    if address[:4].casefold() == "urn:":
        return address.casefold()
    server = _SERVER.match(address)
    if server is None:
        return address
    return f"http://{_PORT.sub('', server[1].casefold())}{address[server.end() :]}"


def relative(address: str) -> str:
    """Return kind and id at the end of an address, as `Observation/o1`; "" where it has none."""
    found = _RELATIVE.fullmatch(comparable(address))
    return f"{found[2]}/{found[3]}" if found else ""


def version(address: str) -> str:
    """Return kind, id and version at the end of an address, as `Observation/o1/_history/2`; "" where it names no version."""
    found = _RELATIVE.fullmatch(comparable(address))
    return f"{found[2]}/{found[3]}{found[4]}" if found and found[4] else ""


def server(address: str) -> str:
    """Return the address of the server that keeps a resource; "" where none is named."""
    found = _RELATIVE.fullmatch(comparable(address))
    base = (found[1] or "") if found else ""
    return base.rstrip("/") if base.startswith("http://") else ""


def on_server(reference: Json, address: str) -> Json:
    """Return a reference as its resource means it: one without a server is of the server that keeps the resource (R4, bundle.html#references).

    Args:
        reference: the reference, or several.
        address: that of the entry.
    """
    if isinstance(reference, list):
        return [on_server(one, address) for one in reference]
    base, written = server(address), text(reference, "reference").strip()
    if not base or not isinstance(reference, dict) or server(written) or not relative(written):
        return reference
    return {**reference, "reference": f"{base}/{written}"}


def referring(written: str) -> list[str]:
    """Return the addresses under which what is referred to may be known: as it is written, and by kind and id alone."""
    return list(dict.fromkeys(filter(None, (comparable(written), relative(written)))))


def addresses(url: str, resource: Json) -> list[str]:
    """Return what may be written to refer to a resource.

    That is the address of its entry, and its kind and id, also with its version; of a Specimen its identifiers, also without their systems.
    """
    kind, own = text(resource, "resourceType"), text(resource, "id").removeprefix("#")
    if url.startswith("#"):  # contained: known to the resource alone that contains it
        return [f"#{own}"] if own else []
    told = text(resource, "meta", "versionId")
    by_id = [f"{kind}/{own}", *([f"{kind}/{own}/_history/{told}"] if told else [])] if own else []
    ids = objects(resource.get("identifier")) if isinstance(resource, dict) and kind == "Specimen" else []
    named = [identified(one) for each in ids for one in (each, {**each, "system": ""})]
    return list(dict.fromkeys(address for address in (comparable(url), *by_id, *named) if address))


def identified(identifier: Json) -> str:
    """Return what stands for the address of a Specimen that is referred to by an identifier; "" without one."""
    value, system = text(identifier, "value").strip(), text(identifier, "system").strip()
    return f"Specimen?identifier={system}|{value}" if value else ""
