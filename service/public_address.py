"""The address at which people reach the service, as operators set it."""

import re
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

_NETLOC = re.compile(r"(?:[A-Za-z0-9.-]+|\[[0-9A-Fa-f:.]+\])(?::\d{1,5})?", re.ASCII)
_PATH = re.compile(r"[/A-Za-z0-9._~%-]{1,200}", re.ASCII)
_PORTS = {"http": ":80", "https": ":443"}


@dataclass(frozen=True)
class PublicAddress:
    """Scheme, host with its port, and decoded path of a service; "" at the root of a host."""

    scheme: str
    netloc: str
    path: str = ""

    @classmethod
    def parse(cls, text: str) -> "PublicAddress":
        """Return the address of a text.

        >>> str(PublicAddress.parse("https://Plan.example:443/zones/"))
        'https://plan.example/zones/'

        Raises:
            ValueError: the text is not an address of a service.
        """
        parts = urlsplit(text)
        is_plain = parts.port != 0 and _NETLOC.fullmatch(parts.netloc) and not text.endswith("?")
        path = prefix_of(parts.path)
        is_whole = bool(path) or parts.path in {"", "/"}
        if (
            parts.scheme not in _PORTS
            or parts.query
            or parts.fragment
            or not (is_plain and is_whole)
        ):
            raise ValueError(text)
        return cls(parts.scheme, origin_of(parts.scheme, parts.netloc).partition("//")[2], path)

    @property
    def origin(self) -> str:
        """Return scheme and host, as a browser sends them in `Origin`."""
        return origin_of(self.scheme, self.netloc)

    @property
    def host(self) -> str:
        """Return the host without its port."""
        return re.sub(r":\d+$", "", self.netloc)

    def __str__(self) -> str:
        """Return the address, as a link begins."""
        return f"{self.origin}{self.path}/"


def origin_of(scheme: str, netloc: str) -> str:
    """Return the origin of an address, without the default port of its scheme.

    >>> origin_of("https", "Plan.example:443"), origin_of("http", "plan.example:443")
    ('https://plan.example', 'http://plan.example:443')
    """
    return f"{scheme}://{netloc.lower().removesuffix(_PORTS.get(scheme, ''))}"


def prefix_of(text: str) -> str:
    """Return the path under which a service is seen, decoded; "" if the text is not a valid path.

    A redirect must stay on this host: no part of the path may be empty, lead upwards or be
    invisible, however it is encoded.

    >>> prefix_of("/zones/of%20ours/"), prefix_of("/%2Fevil.example"), prefix_of("/a/%2e%2e")
    ('/zones/of ours', '', '')
    """
    text = text.strip().rstrip("/")
    path = unquote(text)
    parts = path.split("/")[1:]
    is_plain = all(part.isprintable() and "\\" not in part for part in parts)
    if not (_PATH.fullmatch(text) and text.startswith("/") and is_plain):
        return ""
    return "" if {"", ".", ".."} & {*parts} else path
