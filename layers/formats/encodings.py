"""Detecting the encoding of bytes: the one in which they read like its languages.

Almost any bytes can be decoded as GBK or as Windows-1252, so decodability proves nothing.
**Plausibility** does: in a Latin script a letter beyond ASCII is in a word with others, capitals
only at its beginning, and belongs to the alphabet of a language with this encoding; in Chinese and
Japanese most characters are among the common ones of the encoding. "Besançon" in Windows-1252 is
one rare Han character inside a Latin word in GBK, and 临港 is capitals and symbols in Windows-1252.

Encodings in which the bytes are equally plausible are not distinguished: Korean (cp949) from GBK,
Japanese in EUC-JP without kana from GBK, words shared by two alphabets (Gdañsk, Gdańsk; Gyõr,
Győr). Of these the first of `_ENCODINGS` is used, and the decoded text is shown.
"""

import codecs
import re
from collections.abc import Callable, Collection
from dataclasses import dataclass
from itertools import accumulate

_WESTERN = (
    "àâæçéèêëîïôœùûüÿ",  # French
    "äöüß",  # German
    "áéíñóúüçàèòï",  # Spanish, Catalan
    "áâãàçéêíóôõú",  # Portuguese
    "àèéìíîòóùú",  # Italian
    "åäöæøéü",  # Scandinavian
    "áðéíóúýþæö",  # Icelandic
)
_CENTRAL = (
    "ąćęłńóśźż",  # Polish
    "áčďéěíňóřšťúůýžäĺľôŕö",  # Czech, Slovak
    "áéíóöőúüű",  # Hungarian
    "čćđšž",  # Croatian, Slovene
    "ăâîşţ",  # Romanian
)
_LATIN = {
    "cp1252": _WESTERN,
    "cp1254": ("çğıöşüâî",),  # Turkish
    "cp1250": _CENTRAL,
    "cp1257": ("ąčęėįšųūž", "āčēģīķļņšūž", "äöüõšž"),  # Lithuanian, Latvian, Estonian
    "iso8859-2": _CENTRAL,
    "cp850": _WESTERN,
    "cp852": _CENTRAL,
    "mac-roman": _WESTERN,
}
_OTHER = {
    "cp1251": ("абвгдеёжзийклмнопрстуфхцчшщъыьэюя", "абвгґдеєжзиіїйклмнопрстуфхцчшщьюяў"),
    "cp1253": ("αβγδεζηθικλμνξοπρστυφχψωςάέήίόύώϊϋ",),
}
_SAME_AS = {"gbk": "gb18030", "gb2312": "gb18030", "big5": "cp950", "shift_jis": "cp932"}
_SAME_AS |= {"iso8859-1": "cp1252", "iso8859-9": "cp1254"}
_OF_OLD_SYSTEMS = ("cp850", "cp852", "mac-roman")  # used only if nothing else fits as well
_ENCODINGS = ("gb18030", *_LATIN, *_OTHER, "cp950", "cp932", "euc_jp")
_PUNCTUATION = frozenset("’‘‚“”„«»–—…·°ºª¿¡§€²³\u00a0\u00ad")
_WITHIN_WORDS = frozenset("’·–\u00ad")
_WORD = re.compile(r"[^\W\d_]+")
_SHOWN_WORD = re.compile(r"[^\W\d_]+(?:[-'’. ][^\W\d_]+)*")
_BESIDE_LATIN = re.compile(
    r"(?<=[a-z])[^\x00-\x7f](?![^\x00-\x7f])|(?<![^\x00-\x7f])[^\x00-\x7f](?=[a-z])"
)
_COMMON, _RARE, _HARDLY = 1.0, 0.5, 0.1
_LEAST, _LIKELY, _CERTAIN, _SAME = 0.5, 0.8, 0.98, 0.02
_FEW_SIGNS = 3
_FIRST_HAN = "\u2e80"
_SHORT_WORD = 3
_MOST_BYTES, _MOST_SHOWN, _LONGEST_SHOWN = 50_000, 3, 24
_MOST_COMPARED = 200  # texts


@dataclass(frozen=True)
class Recognised:
    """An encoding by Python's name, its decoded words, and those of an alternative.

    `other` is an equally plausible encoding with other words, None if there is none.
    """

    name: str
    words: tuple[str, ...]
    other: str | None = None
    other_words: tuple[str, ...] = ()


def recognised(pieces: Collection[bytes]) -> Recognised | None:
    """Return the encoding of texts that are not UTF-8; None if none is plausible.

    A truncated character at the end of a text is accepted.

    >>> recognised(["Besançon".encode("cp1252")]).name, recognised(["临港".encode("gbk")]).name
    ('cp1252', 'gb18030')
    >>> recognised(["Łódź".encode("cp1250")])
    Recognised(name='cp1250', words=('Łódź',), other=None, other_words=())
    """
    some = _sample(pieces)
    scores = {name: plausible(some, name) for name in _ENCODINGS}
    best = _best(some, scores)
    if best is None:
        return None
    words = shown_words(some, best)
    least = scores[best] - (0 if best == "gb18030" else _SAME)
    for other in _ENCODINGS:
        if other != best and scores[other] >= max(least, _LIKELY):
            others = shown_words(some, other)
            if others != words and (best != "gb18030" or scores[other] > least):
                return Recognised(best, words, other, others)
    return Recognised(best, words)


def _sample(pieces: Collection[bytes]) -> list[bytes]:
    """Return the first distinct texts beyond ASCII, up to a sufficient sample."""
    distinct = [piece for piece in dict.fromkeys(pieces) if not piece.isascii()]
    sizes = accumulate(map(len, distinct), initial=0)
    return [piece for piece, before in zip(distinct, sizes, strict=False) if before < _MOST_BYTES]


def _best(pieces: Collection[bytes], scores: dict[str, float]) -> str | None:
    """Return the best encoding: GBK if likely, unless alphabetic words are certain."""
    best = max(scores, key=lambda name: scores[name])
    chinese = scores["gb18030"]
    if best in _LATIN or best in _OTHER:
        certain = scores[best] >= _CERTAIN and len(shown_words(pieces, best)) >= _MOST_SHOWN
        return "gb18030" if chinese >= _LIKELY and not certain else _at_least(best, scores)
    texts = [text for text, _ in filter(None, (decode_text(piece, best) for piece in pieces))]
    signs = sum(not sign.isascii() for text in texts for sign in text)
    if chinese >= _LIKELY or (chinese and signs < _FEW_SIGNS):
        return "gb18030"
    return _at_least(best, scores)


def _at_least(best: str, scores: dict[str, float]) -> str | None:
    if scores[best] > _LEAST:
        return best
    return "gb18030" if scores["gb18030"] else None


def contradicts(detected: Recognised, pieces: Collection[bytes], stated: str) -> bool:
    """Return whether text is implausible in the stated encoding, and plausible in another.

    >>> texts = ["Besançon".encode("cp1252")]
    >>> latin = recognised(texts)
    >>> contradicts(latin, texts, "gbk"), contradicts(latin, texts, "cp1252")
    (True, False)
    """
    same = _SAME_AS.get(stated, stated)
    return (
        same != detected.name
        and same in _ENCODINGS
        and plausible(pieces, same) < _LEAST
        and plausible(pieces, detected.name) >= _CERTAIN
    )


def utf8_among(pieces: Collection[bytes], name: str) -> frozenset[bytes]:
    """Return the texts beyond ASCII that are UTF-8 among others in an encoding.

    There are none unless they are more plausible so. Among Chinese or Japanese texts only those
    with such characters count, because short words may be UTF-8 by chance.

    >>> texts = ["Peña".encode("cp1252"), "Peña".encode()]
    >>> utf8_among(texts, "cp1252") == {texts[1]}, utf8_among(["模块".encode("gbk")], "gb18030")
    (True, frozenset())
    """
    least = "\x80" if name in _LATIN or name in _OTHER else _FIRST_HAN
    texts = {
        piece: text
        for piece in dict.fromkeys(pieces)
        if is_utf8(piece) and (text := piece.decode("utf-8", "ignore")) and max(text) >= least
    }
    some = [*texts][:_MOST_COMPARED]
    better = sum(max(_read_in(texts[it], other) for other in _ENCODINGS) for it in some)
    worse = sum(plausible([piece], name) for piece in some)
    return frozenset(texts) if better > worse else frozenset()


def is_utf8(piece: bytes) -> bool:
    """Return whether bytes are UTF-8; a truncated last character counts if no é, á, … is meant.

    >>> [is_utf8(text) for text in ("Peña".encode(), "Peña".encode()[:3], "Café".encode("cp1252"))]
    [True, True, False]
    """
    try:
        piece.decode()
    except UnicodeDecodeError as error:
        if error.end < len(piece) or error.reason != "unexpected end of data":
            return False
        whole = piece[: error.start]
        return not whole.isascii() or max(plausible([piece], it) for it in _LATIN) < _LIKELY
    return True


def _read_in(text: str, name: str) -> float:
    """Return how plausible a text is in the languages of an encoding; 0 if it lacks a letter."""
    try:
        return plausible([text.encode(name)], name)
    except UnicodeError:
        return 0.0


def plausible(pieces: Collection[bytes], name: str) -> float:
    """Return the plausible share (0–1) of the texts beyond ASCII in an encoding.

    It is 0 if they cannot be decoded, and 1 if there is nothing beyond ASCII.

    >>> plausible(["临港".encode("gbk")], "cp1252"), plausible(["临港".encode("gbk")], "gb18030")
    (0.0, 1.0)
    """
    texts = [decode_text(piece, name) for piece in pieces]
    if None in texts:
        return 0.0
    decoded = [text for text, _ in filter(None, texts)]
    if name in _LATIN:
        score = _of_alphabets(decoded, _LATIN[name], with_ascii=True)
        return score * (0.95 if name in _OF_OLD_SYSTEMS else 1.0)
    if name in _OTHER:
        return _of_alphabets(decoded, _OTHER[name], with_ascii=False)
    signs = [sign for text in decoded for sign in text if not sign.isascii()]
    cut = sum(was_cut for _, was_cut in filter(None, texts))
    weigh = _WEIGHTS.get(name)
    if weigh is None or not len(signs) + cut:
        return 1.0
    alone = sum(weigh(sign) for text in decoded for sign in _BESIDE_LATIN.findall(text))
    return (sum(map(weigh, signs)) - alone) / (len(signs) + cut)


def decode_text(piece: bytes, name: str) -> tuple[str, bool] | None:
    """Return the text of bytes, and whether its last character was truncated; None if undecodable.

    >>> decode_text("临港".encode("gbk")[:3], "gbk"), decode_text(b"x", "utf-8")
    (('临', True), ('x', False))
    """
    decoder = codecs.getincrementaldecoder(name)()
    try:
        text = decoder.decode(piece)
    except UnicodeError:
        return None
    return text, bool(decoder.getstate()[0])


def _of_alphabets(texts: Collection[str], alphabets: tuple[str, ...], *, with_ascii: bool) -> float:
    """Return the share of letters beyond ASCII in words of one of the alphabets.

    A quarter of the score is the share of the best single alphabet: so a Czech text is not taken
    for words of five western languages.
    """
    odd = sum(
        _is_odd(text, at) for text in texts for at, sign in enumerate(text) if not sign.isascii()
    )
    good = bad = 0
    of_each = [0] * len(alphabets)
    for word in (it for text in texts for it in _WORD.findall(text) if not it.isascii()):
        is_long = len(word) >= _SHORT_WORD
        if not is_long and not with_ascii:
            continue
        letters = [sign for sign in word.replace("İ", "i").lower() if not sign.isascii()]
        inside = [sum(letter in each for letter in letters) for each in alphabets]
        shaped = word[1:].islower() or (word.isupper() and is_long)
        if len(letters) in inside and shaped and with_ascii == any(map(str.isascii, word)):
            good += len(letters)
        else:
            bad += len(letters)
        of_each = [*map(sum, zip(of_each, inside, strict=True))]
    bad += odd
    if not good + bad:  # only symbols such as ’ and °, or single letters
        return _LEAST + _SAME if with_ascii else 0.0
    return (0.75 * good + 0.25 * min(good, max(of_each))) / (good + bad)


def _is_odd(text: str, at: int) -> bool:
    """Return whether a non-letter is out of place: a symbol, or inside a word."""
    sign = text[at]
    if sign.isalpha():
        return False
    if sign not in _PUNCTUATION:
        return True
    within = 0 < at < len(text) - 1 and text[at - 1].isalpha() and text[at + 1].isalpha()
    return within and sign not in _WITHIN_WORDS


def shown_words(pieces: Collection[bytes], name: str) -> tuple[str, ...]:
    """Return the first words beyond ASCII, decoded by an encoding."""
    words_: dict[str, None] = {}
    for piece in pieces:
        text, _ = decode_text(piece, name) or ("", False)
        words = (word for word in _SHOWN_WORD.findall(text) if not word.isascii())
        words_ |= dict.fromkeys(word[:_LONGEST_SHOWN] for word in words)
        if len(words_) >= _MOST_SHOWN:
            break
    return tuple(words_)[:_MOST_SHOWN]


def _weight_of_gbk(sign: str) -> float:
    """Return how common a character is in Chinese, by its row in GB 2312, common ones first."""
    first = _first_byte(sign, "gb2312")
    if "\u3040" <= sign <= "\u30ff" or "\u0370" <= sign <= "\u04ff":
        return _HARDLY
    if 0xB0 <= first <= 0xD7 or 0xA1 <= first <= 0xA3:
        return _COMMON
    return _RARE if first else _HARDLY


def _weight_of_big5(sign: str) -> float:
    first = _first_byte(sign, "big5")
    return _COMMON if 0xA1 <= first <= 0xC6 else _RARE if first else _HARDLY


def _weight_of_japanese(sign: str) -> float:
    first = _first_byte(sign, "shift_jis")
    return _COMMON if 0x81 <= first <= 0x97 else _HARDLY if 0xA0 <= first <= 0xDF else _RARE


def _first_byte(sign: str, encoding: str) -> int:
    """Return the first byte of a character; 0 if not in the encoding."""
    try:
        return sign.encode(encoding)[0]
    except UnicodeError:
        return 0


_WEIGHTS: dict[str, Callable[[str], float]] = {
    "gb18030": _weight_of_gbk,
    "cp950": _weight_of_big5,
    "cp932": _weight_of_japanese,
    "euc_jp": _weight_of_japanese,
}
