"""The words of published bounds (四至), read: parts, sides, and the names along each side.

Chinese (东至北厝路，南至大山顶) and English (east to A Road, south to the river B) are read:
parts with titles, several sides at once, names in order, other names in
brackets, distances from a name, coordinates, land on one side of a name, and land enclosed by
names. Nothing is looked up here.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from layers.errors import MeasureError
from layers.messages import Message

MOST_CHARACTERS = 5_000
MOST_NAMES = 200
"""How long a text may be, and how many names it may have."""

SIDES: dict[str, tuple[int, int]] = {
    "north": (0, 1),
    "northeast": (1, 1),
    "east": (1, 0),
    "southeast": (1, -1),
    "south": (0, -1),
    "southwest": (-1, -1),
    "west": (-1, 0),
    "northwest": (-1, 1),
}
"""The sides of a part clockwise, each with its direction: east, north."""

_CLOCKWISE = tuple(SIDES)


@dataclass(frozen=True)
class Bound:
    """A name along a side, as written.

    `aliases` are its other names, from brackets. The bound lies `offset_m` metres from the line
    towards `offset_side`. `longitude` or `latitude` is set instead where the text gives degrees.
    `unnamed` says that the text itself gives no name (规划路, "a planned road"), `middle` that it
    means the centre line of the feature it names.
    """

    name: str
    aliases: tuple[str, ...] = ()
    offset_m: float = 0.0
    offset_side: str | None = None
    longitude: float | None = None
    latitude: float | None = None
    unnamed: bool = False
    middle: bool = False


@dataclass(frozen=True)
class Side:
    """One side of a part, or several with the same bounds; none for land that names enclose."""

    sides: tuple[str, ...]
    bounds: tuple[Bound, ...]


@dataclass(frozen=True)
class PartText:
    """The words of one part: its title, sides in reading order, named areas with and without.

    `area_km2` is the area that the text states; `by_points` is true where it says that a list of
    boundary points decides.
    """

    title: str = ""
    sides: tuple[Side, ...] = ()
    including: tuple[str, ...] = ()
    excluding: tuple[str, ...] = ()
    area_km2: float | None = None
    by_points: bool = False

    @property
    def named(self) -> frozenset[str]:
        """Return the sides that have bounds."""
        return frozenset(one for side in self.sides for one in side.sides)


@dataclass
class _Reading:
    """What has been read so far."""

    parts: list[PartText] = field(default_factory=list)
    names: int = 0


def read_bounds(text: str) -> tuple[PartText, ...]:
    """Return the parts of a text of bounds.

    Raises:
        MeasureError: it is empty or too long, has a bracket without its partner, or no side.

    >>> (part,) = read_bounds("东至北厝路、金井三路，南至大山顶，北至金井湾大道")
    >>> [(side.sides[0], *(bound.name for bound in side.bounds)) for side in part.sides]
    [('east', '北厝路', '金井三路'), ('south', '大山顶'), ('north', '金井湾大道')]
    >>> (part,) = read_bounds("North, west and east to the sea; south to 150 m south of A Road")
    >>> part.sides[0].sides, part.sides[1].bounds[0].offset_m
    (('north', 'west', 'east'), 150.0)
    """
    folded = unicodedata.normalize("NFKC", text).strip()
    if not folded:
        raise MeasureError(Message("bounds-empty"))
    if len(folded) > MOST_CHARACTERS:
        raise MeasureError(Message("bounds-too-long", limit=MOST_CHARACTERS))
    _check_brackets(folded)
    reading = _Reading()
    for sentence in _SENTENCE_END.split(_apart(folded)):
        for title, rest in _titled(sentence.strip(" ,、")):
            _read_sentence(title, rest, reading)
    if not any(part.sides for part in reading.parts):
        raise MeasureError(Message("bounds-no-side", text=folded[:60]))
    if reading.names > MOST_NAMES:
        raise MeasureError(Message("bounds-too-many", names=reading.names, limit=MOST_NAMES))
    return tuple(part for part in reading.parts if part.sides)


def _check_brackets(text: str) -> None:
    open_at: list[int] = []
    for at, letter in enumerate(text):
        if letter == "(":
            open_at.append(at)
        elif letter == ")":
            if not open_at:
                raise MeasureError(Message("bounds-bracket", text=text[max(0, at - 20) : at + 1]))
            open_at.pop()
    if open_at:
        raise MeasureError(Message("bounds-bracket", text=text[open_at[0] : open_at[0] + 20]))


# --- the forms of Chinese and English texts -------------------------------------------------------

_ZH = {"东": "east", "南": "south", "西": "west", "北": "north"}
_ZH_SIDE = r"(?:东南|东北|西南|西北|[东南西北])(?:侧|面|边|部|方|端|界)?"
_ZH_VERB = (
    r"(?:分别|均|皆|都)?(?:起自|起于|止于|临近|濒临|依托|连接|紧邻|毗邻|相邻|紧靠|邻近|"
    r"[至起止临濒依到接抵邻靠沿滨以为与:])"
)
_ZH_MARK = re.compile(rf"(?P<sides>{_ZH_SIDE}(?:[、和及与,]{_ZH_SIDE})*)(?P<verb>{_ZH_VERB})")
_ZH_START = re.compile(r"(?:^|[,、;:\s)]|四至|范围|区|片|块)$")
_ZH_SUFFIX = "路道街线河江湖海湾界山体域峡洋岸桥滩巷渠港站园村镇乡区县市圈堤"
_ZH_RUN_ON = re.compile(rf"(?<=[{_ZH_SUFFIX}])(?={_ZH_SIDE}[至起临濒到抵])")
_ZH_OPPOSITE = re.compile(rf"(?P<name>[^,、;]+?)以(?P<sides>{_ZH_SIDE})(?=$|[,、;])")
_ZH_AROUND = re.compile(
    r"^(?:被|由|为)?(?P<names>.+?)(?:所)?(?:包围|围合|合围|环绕)(?:而成)?(?:的?区域)?$"
)
_ZH_END = re.compile(r"(?:为界|为边界|为界线|接壤|相接|相邻|毗邻|交界处|相连)$")

_EN = r"(?:north|south)(?:[- ]?(?:east|west))?|east|west"
_EN_SIDE = rf"(?:the\s+)?(?:{_EN})(?:ern)?(?:\s+(?:side|edge|boundary|bound|border))?"
_EN_SIDES = rf"{_EN_SIDE}(?:\s*(?:,\s*and|,|\band\b|&)\s+{_EN_SIDE})*"
_EN_MARK = re.compile(
    rf"(?:\b(?:on|in|at)\s+)?\b(?P<sides>{_EN_SIDES})\s*"
    r"(?P<verb>:|\b(?:runs?\s+to|goes\s+to|borders\s+on|is\s+bounded\s+by|bounded\s+by|along|to|by|is)\b|(?=within\b))\s*",
    re.IGNORECASE,
)
_EN_START = re.compile(r"(?:^|[,;:.(\s]|\band|\bbounded)\s*$", re.IGNORECASE)
_EN_ROAD = re.compile(
    r"\b(?:road|rd|street|st|avenue|ave|highway|way|lane|drive|boulevard)\s+$", re.IGNORECASE
)
_EN_NAMED = re.compile(r"(?:North|South)?(?:East|West|North|South)\s*(?:,|and\b)")
"""The last word of a road's name, as in "A Road East, north to B"."""
_EN_AFTER = re.compile(
    rf"(?P<names>.+?)\s+(?:to|on|in|at)\s+the\s+(?P<sides>{_EN_SIDES})(?=$|\s*[,;]|\s+and\b)\s*,?\s*(?:and\s+)?",
    re.IGNORECASE,
)
_EN_OPPOSITE = re.compile(
    rf"(?P<sides>{_EN})(?:\s+side)?\s+of\s+(?P<name>.+?)(?=$|\s*,|\s+and\s+(?:{_EN})\b)",
    re.IGNORECASE,
)
_EN_AROUND = re.compile(
    r"^(?:the\s+land\s+|land\s+|area\s+)?(?:is\s+)?(?:enclosed|bounded|surrounded)\s+by\s+(?P<names>.+)$",
    re.IGNORECASE,
)

_SENTENCE_END = re.compile(r"(?:[;。\n]|\.(?=\s|$))(?![^()]*\))")
_TITLE = re.compile(
    r"^(?P<title>(?:part|area|block|zone|section|parcel|lot)\s+\w{1,20}(?:\s*\([^)]{0,40}\))?)\s*[:,-]\s*|"
    r"^(?P<title_zh>[^,、;:]{0,40}?(?:片区|区块|地块|园区|区域|[片块区])"
    r"[一二三四五六七八九十0-9A-Za-z]{0,4}(?:\([^)]{0,40}\))?(?:四至)?(?:范围)?)(?::|,|为|(?=[东南西北]))",
    re.IGNORECASE,
)
_LEAD = re.compile(r"^(?P<title>[^,、;:]{1,40}?(?:\([^)]{0,60}\))?)\s*[:,]\s*(?=[由被]|$)")
_PREAMBLE = re.compile(
    r"^(?:具体)?(?:规划)?(?:四至)?(?:范围|界限|边界)?(?:为|是|:|,)+|^四至范围|^四至", re.IGNORECASE
)
_AREA = re.compile(
    r"(?:面积|area)?\s*(?:约|about|of|:)?\s*(?P<number>\d[\d,]*(?:\.\d+)?)\s*"
    r"(?P<unit>平方公里|平方千米|km2|sq\.?\s*km|square\s+kilomet(?:er|re)s?|公顷|hectares?|ha|亩)(?![A-Za-z])",
    re.IGNORECASE,
)
_KM2 = {"平方公里": 1.0, "平方千米": 1.0, "公顷": 0.01, "亩": 1 / 1500}
_POINTS = re.compile(r"[^,;]*(?:界址点|坐标控制|boundary points?)[^,;]*", re.IGNORECASE)
_WITH = re.compile(
    r"\(?(?P<word>不含|不包括|不包含|扣除|除外|含|包括|包含|\bexcluding\b|\bexcept\b|\bwithout\b|\bincluding\b|\bwith\b)"
    r"\s*:?\s*(?P<names>[^,;():]+)\)?",
    re.IGNORECASE,
)
_WITHOUT = {"不含", "不包括", "不包含", "扣除", "除外", "excluding", "except", "without"}
_OFFSET_ZH = re.compile(
    rf"^(?P<name>.+?)(?:以)?(?P<side>{_ZH_SIDE})(?:约)?(?P<number>\d+(?:\.\d+)?)\s*(?P<unit>米|公里|千米|km|m)$"
)
_OFFSET_EN = re.compile(
    rf"^(?P<number>\d+(?:\.\d+)?)\s*(?P<unit>km|m|met(?:er|re)s?|kilomet(?:er|re)s?)\s+(?P<side>{_EN})\s+of\s+(?P<name>.+)$",
    re.IGNORECASE,
)
_DEGREES = re.compile(
    r"^(?P<before>东经|西经|北纬|南纬|longitude|latitude)?\s*(?P<deg>-?\d+(?:\.\d+)?)\s*(?:°|度|º)?"
    r"(?:\s*(?P<min>\d+(?:\.\d+)?)\s*[′'分])?(?:\s*(?P<sec>\d+(?:\.\d+)?)\s*[″\"秒])?\s*(?P<after>[EWNS])?$",
    re.IGNORECASE,
)
_EDGE = re.compile(
    rf"(?<=[{_ZH_SUFFIX}速])(?:的)?{_ZH_SIDE[:-1]}(?:缘|沿|边线|红线)?$|(?:沿线|边线|中心线|中线|红线)$"
)
_MIDDLE = re.compile(
    r"(?:中心线|中线|中泓线|河心|江心)$|^(?:the\s+)?(?:middle|cent(?:er|re)[\s-]?line)\s+of\s+(?:the\s+)?",
    re.IGNORECASE,
)
_UNNAMED = re.compile(
    r"^(?:规划|拟建|无名|现状|待建)?(?:道路|路|公路|山体|山脚|山麓|用地|边界|街道|田埂|空地|绿地)?$"
    r"|^.*(?:境内|以外)$|^within\s|^(?:what|all|land)\s+.*outside"
    r"|^(?:a |the )?(?:planned|proposed|unnamed|future)\s+(?:road|street|line|railway)$",
    re.IGNORECASE,
)
_ALIAS_WORD = re.compile(
    r"^(?:原名?|即|又名|又称|现名?|亦称|formerly|also|now|or)\s*", re.IGNORECASE
)
_HARD = re.compile(
    r"[、,/→;]|\s*[—–~]+\s*|(?<=[^\x00-\x7f])-(?=[^\x00-\x7f])|\s+-\s+|\bthen\b", re.IGNORECASE
)
_SOFT_ZH = re.compile(rf"(?<=[{_ZH_SUFFIX}速)])[和及与](?=.)")
_SOFT_EN = re.compile(r"\s+(?:and|&)\s+", re.IGNORECASE)
_TRIM = " ,、;:.-—"


def _apart(text: str) -> str:
    """Return the text with a comma where one side runs on into the next."""
    return _ZH_RUN_ON.sub(",", text)


def _titled(sentence: str) -> Iterator[tuple[str, str]]:
    """Yield the parts of a sentence, each with its title, "" if it has none."""
    starts = [0]
    seen: set[str] = set()
    for mark in _marks(sentence):
        if seen & set(mark.sides):
            cut = max(sentence.rfind(",", 0, mark.start), sentence.rfind(" ", 0, mark.start))
            starts.append(cut + 1 if cut > mark.previous else mark.start)
            seen = set()
        seen |= set(mark.sides)
    for start, end in zip(starts, [*starts[1:], len(sentence)], strict=True):
        piece = sentence[start:end].strip(_TRIM)
        begins = any(mark.start == 0 for mark in _marks(piece))
        if not begins and (match := _TITLE.match(piece)):
            title, rest = match["title"] or match["title_zh"], piece[match.end() :]
        else:
            title, rest = _lead(piece)
        yield _PREAMBLE.sub("", re.sub(r"(四至)?(范围)?$", "", title)).strip(_TRIM), rest


def _lead(piece: str) -> tuple[str, str]:
    """Return the words before the first side, if they are a title, and the rest of the piece.

    >>> _lead("科学城:东至甲路"), _lead("面积2公顷,东至甲路")
    (('科学城', '东至甲路'), ('', '面积2公顷,东至甲路'))
    """
    marks = _marks(piece)
    match = _LEAD.match(piece[: marks[0].start] if marks else piece)
    if match is None or any(one.search(match[0]) for one in (_AREA, _WITH, _POINTS)):
        return "", piece
    return match["title"], piece[match.end() :]


@dataclass(frozen=True)
class _Mark:
    """Where a side is named: its sides, the positions of its words, and the mark before."""

    sides: tuple[str, ...]
    start: int
    end: int
    previous: int


def _marks(text: str) -> list[_Mark]:
    marks: list[_Mark] = []
    for pattern, start in ((_ZH_MARK, _ZH_START), (_EN_MARK, _EN_START)):
        at = 0
        while match := pattern.search(text, at):
            before = text[max(0, match.start() - 12) : match.start()]
            if not start.search(before) or (_EN_ROAD.search(before) and _EN_NAMED.match(match[0])):
                at = match.start() + 1
                continue
            at = match.end()
            previous = marks[-1].end if marks else 0
            marks.append(_Mark(_sides_in(match["sides"]), match.start(), match.end(), previous))
    return marks


def _sides_in(words: str) -> tuple[str, ...]:
    """Return the sides that words name, in their order, each once.

    >>> _sides_in("北侧、西侧、东南侧"), _sides_in("the north-east and west")
    (('north', 'west', 'southeast'), ('northeast', 'west'))
    """
    found = []
    for match in re.finditer(rf"[东西][南北]|[东南西北]|{_EN}", words, re.IGNORECASE):
        word = match[0].lower()
        if word[0] in _ZH:
            names = [_ZH[letter] for letter in word]
            names.sort(key=lambda name: name in {"east", "west"})
            found.append("".join(names))
        else:
            found.append(re.sub(r"[- ]", "", word))
    return tuple(dict.fromkeys(found))


def _read_sentence(title: str, sentence: str, reading: _Reading) -> None:
    """Add the content of a sentence to the last part, or begin another."""
    about, rest = _facts(sentence)
    sides = _sides(rest, reading)
    part = reading.parts[-1] if reading.parts else None
    named = frozenset(one for side in sides for one in side.sides)
    again = part is not None and (named & part.named or any(not side.sides for side in sides))
    if part is None or title or again:
        reading.parts.append(part := PartText(title=title))
    reading.parts[-1] = replace(
        part,
        sides=part.sides + sides,
        including=part.including + about.including,
        excluding=part.excluding + about.excluding,
        area_km2=part.area_km2 if about.area_km2 is None else about.area_km2,
        by_points=part.by_points or about.by_points,
    )


def _facts(sentence: str) -> tuple[PartText, str]:
    """Return the facts of a sentence other than sides, and the rest of it."""
    area = _AREA.search(sentence)
    area_km2 = None
    if area:
        number = float(area["number"].replace(",", ""))
        area_km2 = number * _KM2.get(area["unit"], 0.01 if area["unit"][0] in "hH" else 1.0)
        sentence = sentence[: area.start()] + sentence[area.end() :]
    by_points = _POINTS.search(sentence) is not None
    sentence = _POINTS.sub("", sentence)
    named: dict[bool, list[str]] = {True: [], False: []}

    def take(match: re.Match[str]) -> str:
        names = [name.strip(_TRIM) for name in re.split(r"[、]|\band\b", match["names"])]
        named[match["word"].lower() in _WITHOUT] += [name for name in names if name]
        return ""

    sentence = _WITH.sub(take, sentence)
    about = PartText(
        including=tuple(named[False]),
        excluding=tuple(named[True]),
        area_km2=area_km2,
        by_points=by_points,
    )
    return about, sentence.strip(_TRIM)


def _sides(sentence: str, reading: _Reading) -> tuple[Side, ...]:
    """Return the sides that a sentence names."""
    marks = _marks(sentence)
    if marks:
        ends = [*(mark.start for mark in marks[1:]), len(sentence)]
        return tuple(
            _side(mark.sides, sentence[mark.end : end], reading)
            for mark, end in zip(marks, ends, strict=True)
        )
    for pattern in (_ZH_AROUND, _EN_AROUND):
        if (match := pattern.search(sentence)) and not _EN_AFTER.search(sentence):
            return (_side((), match["names"], reading),)
    for pattern in (_ZH_OPPOSITE, _EN_OPPOSITE):
        if found := [*pattern.finditer(sentence)]:
            return tuple(
                _side(tuple(map(_opposite, _sides_in(match["sides"]))), match["name"], reading)
                for match in found
            )
    return tuple(
        _side(
            _sides_in(match["sides"]),
            re.sub(r"^.*?\bbounded by\b", "", match["names"], flags=re.IGNORECASE),
            reading,
        )
        for match in _EN_AFTER.finditer(sentence)
    )


def _opposite(side: str) -> str:
    return _CLOCKWISE[(_CLOCKWISE.index(side) + 4) % 8]


def _side(sides: tuple[str, ...], words: str, reading: _Reading) -> Side:
    words = _ZH_END.sub("", words.strip(_TRIM))
    names = [name for name in map(_tidy, _split(words)) if name]
    reading.names += len(names)
    if not names:
        raise MeasureError(Message("bounds-side-empty", sides=side_words(sides)))
    return Side(sides, tuple(_bound(name, sides) for name in names))


def side_words(sides: tuple[str, ...]) -> tuple[Message, ...]:
    """Return the words for sides, or for land that names enclose."""
    return tuple(Message("bounds-side", side=side) for side in sides or ("around",))


def _tidy(name: str) -> str:
    name = re.sub(r"^(?:the|along)\s+", "", name.strip(_TRIM), flags=re.IGNORECASE)
    return re.sub(r"\s+and$|^and\s+", "", name, flags=re.IGNORECASE).strip(_TRIM)


def _split(words: str) -> Iterator[str]:
    """Yield the names of a side in order; a bracket stays with its name."""
    held: list[str] = []

    def keep(match: re.Match[str]) -> str:
        held.append(match[0])
        return f"\x00{len(held) - 1}\x01"

    bare = re.sub(r"\([^()]*\)", keep, words)
    for name in _HARD.split(bare):
        for one in _SOFT_ZH.split(name or ""):
            for each in _SOFT_EN.split(one):
                yield re.sub(r"\x00(\d+)\x01", lambda found: held[int(found[1])], each)


def _bound(words: str, sides: tuple[str, ...]) -> Bound:
    """Return a bound: a name with its aliases, offset and other qualifiers."""
    if match := _DEGREES.match(words):
        return _degrees(match, sides, words)
    for pattern in (_OFFSET_ZH, _OFFSET_EN):
        if match := pattern.match(words):
            (side,) = _sides_in(match["side"])
            metres = float(match["number"]) * (1000 if match["unit"][0] in "公千kK" else 1)
            return replace(_bound(_tidy(match["name"]), sides), offset_m=metres, offset_side=side)
    name, _, inside = words.partition("(")
    aliases = [_ALIAS_WORD.sub("", one).strip() for one in re.split(r"[、,/]", inside.rstrip(") "))]
    plain = _MIDDLE.sub("", name.strip())
    name = _EDGE.sub("", plain)
    return Bound(
        name,
        tuple(one for one in aliases if one),
        unnamed=_UNNAMED.match(name) is not None,
        middle=plain != words.partition("(")[0].strip(),
    )


def _degrees(match: re.Match[str], sides: tuple[str, ...], words: str) -> Bound:
    value = float(match["deg"]) + float(match["min"] or 0) / 60 + float(match["sec"] or 0) / 3600
    before, after = (match["before"] or "").lower(), (match["after"] or "").upper()
    if before in {"西经", "南纬"} or after in {"W", "S"}:
        value = -value
    is_longitude = (
        before in {"东经", "西经", "longitude"}
        or after in {"E", "W"}
        or (not before and not after and sides in {("east",), ("west",)})
    )
    limit = 180 if is_longitude else 90
    if abs(value) > limit:
        raise MeasureError(Message("bounds-degrees", given=words, limit=limit))
    return Bound(words, longitude=value) if is_longitude else Bound(words, latitude=value)
