"""Files of strangers, made at random: valid small ones of every format, damaged or made to harm.

The valid ones are those of the tests' corpus. Each change is drawn from a generator of chance that
a number seeds, so that a number names a file.
"""

from __future__ import annotations

import io
import json
import re
import shutil
import warnings
import zipfile
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks.hostile_geopackages import harm
from tests.layers.formats.corpus import CASES

if TYPE_CHECKING:
    from collections.abc import Callable
    from random import Random

    from layers.formats import ReadOptions

_FORMATS = {
    ".gpkg": "geopackage",
    ".shp": "shapefile",
    ".zip": "shapefile",
    ".kml": "kml",
    ".kmz": "kmz",
    ".geojson": "geojson",
    ".json": "geojson",
    ".geojsonl": "geojson",
    ".txt": "txt",
    ".csv": "csv",
}
"""What a format is called here, by suffix; those of any other suffix are `other`."""

KINDS = ("geopackage", "sql", "shapefile", "kml", "kmz", "geojson", "txt", "csv", "other")
NUMBERS = (
    *("NaN", "nan", "Infinity", "-inf", "1e999", "-1e999", "1e308", "5e-324", "1e-400", "-0"),
    *("0x10", "1_000", "1" + "0" * 400, "9" * 5_000, "99999999999999999999", "2147483648", "-1"),
    *("180.0000001", "-181", "90.5", "360", "4e7", "true", "null", "٣", "½", "1,5", "1e", "--1"),
)
TEXTS = (
    *("", " ", "\0", "\u2028", "\ufeff", "\ufffe", "\x1b[2J", "x" * 70_000, "北" * 300, "=1+1"),
    *("../../etc/passwd", "/vsicurl/http://127.0.0.1:9/", "file:///etc/passwd", "<script>", "%s"),
    *("EPSG:99999999", "+proj=pipeline +step", "{", "${x}", "'; DROP TABLE zones; --", "None"),
)
_MOST_BYTES = 3_000_000
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?")
_WORD = re.compile(r"[^\W\d]\w*")
_SIGNS = "[]{}()<>\"',:;=@/\\"


@dataclass(frozen=True)
class Hostile:
    """A file that a number names, the layer that is wanted of it, and how it is to be read."""

    path: Path
    layer: str
    options: ReadOptions
    how: str


class Samples:
    """The valid files, each in a folder of its own."""

    def __init__(self, folder: Path) -> None:
        self._by_kind: dict[str, list[Hostile]] = defaultdict(list)
        for number, case in enumerate(CASES):
            (own := folder / str(number)).mkdir(parents=True)
            path = case.make(own)
            shutil.rmtree(own / "source", ignore_errors=True)
            kind = _FORMATS.get(path.suffix.lower(), "other")
            self._by_kind[kind].append(Hostile(path, case.layer, case.options, case.name))
        self._by_kind["sql"] = self._by_kind["geopackage"]

    def hostile(self, kind: str, chance: Random, folder: Path) -> Hostile:
        """Return a file of a kind, changed at random, in a folder that is made."""
        sample = chance.choice(self._by_kind[kind])
        shutil.copytree(sample.path.parent, folder)
        path = folder / sample.path.name
        if kind == "sql":
            done = harm(path, chance)
        elif chance.random() < 0.7 and _is_open_archive(path):
            done = _repacked(path, chance)
        else:
            files = [each for each in sorted(folder.rglob("*")) if each.is_file()]
            done = _changed(chance.choice(files) if chance.random() < 0.5 else path, chance)
        options = sample.options if chance.random() < 0.8 else type(sample.options)()
        return Hostile(path, sample.layer, options, f"{sample.how}: {done}")


def _changed(path: Path, chance: Random) -> str:
    """Change a file, as text where it is one; return how."""
    if not path.is_file():
        return "whole"
    whole = path.read_bytes()
    changed, done = changed_bytes(whole, chance)
    path.write_bytes(changed)
    return f"{path.name} {done}"


def changed_bytes(whole: bytes, chance: Random) -> tuple[bytes, str]:
    """Return content that is changed a few times, as text where it is text; and how."""
    done = []
    for _ in range(chance.choice((1, 1, 1, 2, 3, 5))):
        text = _as_text(whole) if chance.random() < 0.8 else None
        if text is not None:
            change = chance.choice(_OF_TEXT)
            whole = change(text, chance)[:_MOST_BYTES].encode("utf-8", "surrogatepass")
        else:
            change = chance.choice(_OF_BYTES)
            whole = change(whole, chance)[:_MOST_BYTES]
        done.append(change.__name__.strip("_"))
    if chance.random() < 0.05 and (text := _as_text(whole)) is not None:
        encoding = chance.choice(("utf-16", "utf-16-be", "utf-32", "gb18030", "utf-7"))
        whole = text.encode(encoding, "replace")
        done.append(encoding)
    return whole, ", ".join(done)


def _as_text(content: bytes) -> str | None:
    try:
        text = content.decode()
    except UnicodeDecodeError:
        return None
    return None if "\0" in text[:1000] else text


def _cut(whole: bytes, chance: Random) -> bytes:
    return whole[: chance.randrange(len(whole) + 1)]


def _gone(whole: bytes, chance: Random) -> bytes:
    at = chance.randrange(len(whole) + 1)
    return whole[:at] + whole[at + chance.randrange(1, 2_000) :]


def _others(whole: bytes, chance: Random) -> bytes:
    at, count = chance.randrange(len(whole) + 1), chance.choice((1, 2, 4, 8, 64))
    return whole[:at] + chance.randbytes(count) + whole[at + count :]


def _extreme(whole: bytes, chance: Random) -> bytes:
    """Put an extreme number where one may stand: at the beginning, or anywhere."""
    at = chance.randrange(min(200, len(whole) + 1) if chance.random() < 0.5 else len(whole) + 1)
    there = (b"\xff\xff\xff\x7f", b"\x7f\xff\xff\xff", b"\xff" * 8, bytes(8), b"\x00\x00\xf8\x7f")
    put = chance.choice((*there, b"\x00\x00\x00\x80", b"\x00\x00\x00\x00\x00\x00\xf0\x7f"))
    return whole[:at] + put + whole[at + len(put) :]


def _twice(whole: bytes, chance: Random) -> bytes:
    at, end = sorted(chance.randrange(len(whole) + 1) for _ in range(2))
    return whole[:end] + whole[at:end] * chance.choice((1, 2, 100)) + whole[end:]


def _swapped(whole: bytes, chance: Random) -> bytes:
    a, b, c = sorted(chance.randrange(len(whole) + 1) for _ in range(3))
    return whole[:a] + whole[b:c] + whole[a:b] + whole[c:]


_OF_BYTES: tuple[Callable[[bytes, Random], bytes], ...] = (
    *(_cut, _gone, _others, _others, _extreme, _extreme, _twice, _swapped),
)


def _replaced(pattern: re.Pattern[str], text: str, put: str, chance: Random) -> str:
    found = list(pattern.finditer(text))
    if not found:
        return put + text
    one = chance.choice(found)
    return text[: one.start()] + put + text[one.end() :]


def _number(text: str, chance: Random) -> str:
    return _replaced(_NUMBER, text, chance.choice(NUMBERS), chance)


def _numbers(text: str, chance: Random) -> str:
    """Replace each number by an extreme one, now and then."""
    share = chance.random()
    return _NUMBER.sub(
        lambda found: chance.choice(NUMBERS[:12]) if chance.random() < share else found[0], text
    )


def _word(text: str, chance: Random) -> str:
    return _replaced(_WORD, text, chance.choice(TEXTS), chance)


def _sign(text: str, chance: Random) -> str:
    at = chance.randrange(len(text) + 1)
    return text[:at] + chance.choice(_SIGNS) * chance.choice((1, 1, 2, 300)) + text[at:]


def _unclosed(text: str, chance: Random) -> str:
    found = [at for at, sign in enumerate(text) if sign in _SIGNS]
    at = chance.choice(found) if found else 0
    return text[:at] + text[at + 1 :]


def _nested(text: str, chance: Random) -> str:
    """Put something within itself, very often."""
    at = chance.randrange(len(text) + 1)
    opening = chance.choice(("[", "{", "(", '{"a":', "<a>", "<Folder>", "<!--", "- ", "[[", '"'))
    return text[:at] + opening * chance.choice((3, 40, 1_000, 50_000)) + text[at:]


def _lines(text: str, chance: Random) -> str:
    """Repeat, or take out, some of the lines."""
    lines = text.splitlines(keepends=True) or [""]
    at = chance.randrange(len(lines))
    return "".join(
        [*lines[:at], *lines[at : at + 3] * chance.choice((0, 2, 500)), *lines[at + 3 :]]
    )


def _document(text: str, chance: Random) -> str:
    """Replace a value of a JSON document; of a text that is none, a sign."""
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return _sign(text, chance)
    return json.dumps(changed_value(value, chance), ensure_ascii=chance.random() < 0.5)


_OF_TEXT: tuple[Callable[[str, Random], str], ...] = (
    *(_number, _number, _numbers, _word, _word, _sign, _unclosed, _nested, _lines),
    *(_document, _document, _document),
)


def changed_value(value: Any, chance: Random) -> Any:  # noqa: ANN401  JSON
    """Return a JSON document with one value anywhere in it replaced, taken out or added."""
    if isinstance(value, dict) and value and chance.random() < 0.85:
        key = chance.choice(list(value))
        changed = dict(value)
        way = chance.random()
        if way < 0.1:
            del changed[key]
        elif way < 0.2:
            changed[chance.choice((*value, *TEXTS))] = odd(chance)
        else:
            changed[key] = changed_value(value[key], chance)
        return changed
    if isinstance(value, list) and value and chance.random() < 0.85:
        at = chance.randrange(len(value))
        way = chance.random()
        if way < 0.15:
            return value[:at] + value[at + 1 :]
        if way < 0.3:
            return value[:at] + [value[at]] * chance.choice((2, 3, 1_000)) + value[at:]
        return [*value[:at], changed_value(value[at], chance), *value[at + 1 :]]
    return odd(chance)


def odd(chance: Random) -> Any:  # noqa: ANN401  JSON
    """Return a value that nobody expects."""
    numbers = (
        float("nan"),
        float("inf"),
        -1,
        0,
        1e308,
        10**30,
        10**400,
        5e-324,
        180.1,
        -1e-9,
        2**63,
    )
    values = (None, True, [], {}, [[]], {"a": 1}, [[[[]]]], {"type": "Polygon"}, [1, 2], [[1, 2]])
    way = chance.random()
    if way < 0.4:
        return chance.choice(numbers)
    if way < 0.7:
        return chance.choice((*TEXTS, "\ud800", *NUMBERS[:8]))
    if way < 0.75:
        return json.loads("[" * 300 + "]" * 300)
    return chance.choice(values)


def _is_open_archive(path: Path) -> bool:
    if not path.is_file() or not zipfile.is_zipfile(path):
        return False
    with zipfile.ZipFile(path) as archive:
        return not any(info.flag_bits & 1 for info in archive.infolist())  # encrypted


def _repacked(path: Path, chance: Random) -> str:
    """Pack an archive anew with a member changed, under another name, added, or a bomb."""
    with zipfile.ZipFile(path) as archive:
        members = [(info.filename, archive.read(info)) for info in archive.infolist()]
    at = chance.randrange(len(members))
    name, content = members[at]
    way = chance.choice(("changed", "changed", "changed", "renamed", "added", "gone", "bomb"))
    if way == "changed":
        content, done = changed_bytes(content, chance)
        members[at], way = (name, content), f"{name} {done}"
    elif way == "renamed":
        stems = ("../../x", "/x", "C:\\x", "x/" * 200, "a\0b", "." * 50, "片区", "~", "x" * 300)
        members[at] = (chance.choice(stems) + Path(name).suffix, content)
    elif way == "added":
        members.append((chance.choice((name, f"b/{name}", "a.vrt", "b.shp", "x.gpkg")), content))
    elif way == "gone":
        del members[at]
    else:
        members[at] = (name, content + bytes(20_000_000))
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as archive:
        for each, inside in members:
            _put(archive, each, inside)
    path.write_bytes(whole.getvalue())
    if chance.random() < 0.2:
        way = f"{way}; {_changed(path, chance)}"
    return way


def _put(archive: zipfile.ZipFile, name: str, content: bytes) -> None:

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of names that are there twice
        archive.writestr(name, content)
