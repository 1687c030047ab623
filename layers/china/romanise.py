"""English names for China's districts: pinyin without tones, then the kind of place in English.

A city has no kind, as in the table of cities. Characters with several readings have the reading of
place names (`_CHARACTERS`, `_STEMS`), else that of pypinyin's phrase dictionary. A name from
Mongolian, Tibetan or Uyghur gets the pinyin of its Chinese form.
"""

import re

from pypinyin import lazy_pinyin


def _pairs(text: str) -> dict[str, str]:
    return dict(re.findall("([^ ,]+) ([^ ,]+)", text))


# Readings of characters in district names that differ from pypinyin's.
_CHARACTERS = _pairs(
    "乐 le,什 shi,伽 jia,佛 fo,勒 le,单 shan,卡 ka,圩 xu,宕 tan,尾 wei,峙 shi,曾 zeng,朝 chao,"
    "棱 ling,泊 bo,浚 xun,涡 guo,珲 hun,称 chen,筠 jun,覃 qin,都 du,长 chang"
)
# Stems in which a character has yet another reading.
_STEMS = {
    "丹棱": ["dan", "leng"],
    "乐亭": ["lao", "ting"],
    "乐清": ["yue", "qing"],
    "乐陵": ["lao", "ling"],
    "六合": ["lu", "he"],
    "大城": ["dai", "cheng"],
    "荥经": ["ying", "jing"],
    "长子": ["zhang", "zi"],
}
_PEOPLES = _pairs(
    "土家族 Tujia,蒙古族 Mongol,朝鲜族 Korean,哈萨克族 Kazakh,哈萨克 Kazakh,塔吉克 Tajik,"
    "锡伯 Xibe,达斡尔族 Daur,鄂温克族 Evenki,裕固族 Yugur,保安族 Bonan,东乡族 Dongxiang,"
    "撒拉族 Salar,仡佬族 Gelao,仫佬族 Mulao,毛南族 Maonan,布依族 Buyi,拉祜族 Lahu,哈尼族 Hani,"
    "纳西族 Naxi,傈僳族 Lisu,普米族 Pumi,布朗族 Blang,独龙族 Derung,各族 Multi-ethnic,"
    "满族 Manchu,回族 Hui,苗族 Miao,侗族 Dong,瑶族 Yao,壮族 Zhuang,黎族 Li,畲族 She,羌族 Qiang,"
    "藏族 Tibetan,彝族 Yi,白族 Bai,傣族 Dai,佤族 Va,怒族 Nu,水族 Sui,土族 Tu"
)
_KINDS = {
    "行政委员会": "Administrative Committee",
    "自治县": "Autonomous County",
    "自治旗": "Autonomous Banner",
    "矿区": "Mining District",
    "新区": "New Area",
    "特区": "Special District",
    "县": "County",
    "旗": "Banner",
    "区": "District",
    "市": "",
}
_NAME = re.compile(
    f"(?P<stem>|.{{2,}}?)(?P<peoples>(?:{'|'.join(_PEOPLES)})*)(?P<kind>{'|'.join(_KINDS)})"
)


def english_name(name_zh: str) -> str:
    """Return a district's Chinese name in English.

    A stem of one character also keeps its kind in pinyin: `蔚县` is "Yuxian County".

    >>> [english_name(name) for name in ("浦东新区", "长垣市", "融水苗族自治县", "蔚县")]
    ['Pudong New Area', 'Changyuan', 'Rongshui Miao Autonomous County', 'Yuxian County']
    """
    whole = _NAME.fullmatch(name_zh)
    if whole is None:
        kind = _KINDS.get(name_zh[1:], "")
        return f"{pinyin(name_zh)} {kind}".strip()
    peoples = [_PEOPLES[name] for name in re.findall("|".join(_PEOPLES), whole["peoples"])]
    listed = " and ".join([*([", ".join(peoples[:-1])] if peoples[1:] else []), *peoples[-1:]])
    return " ".join(word for word in (pinyin(whole["stem"]), listed, _KINDS[whole["kind"]]) if word)


def pinyin(name_zh: str) -> str:
    """Return Chinese characters in pinyin, one capitalised word without tones.

    >>> pinyin("裕安")
    "Yu'an"
    """
    syllables = _syllables(name_zh)
    apart = ["'" + s if i and s[:1] in tuple("aeo") else s for i, s in enumerate(syllables)]
    return "".join(apart).replace("v", "ü").capitalize()


def _syllables(name_zh: str) -> list[str]:
    for stem in (name_zh, name_zh[:-1]):
        if stem in _STEMS:
            return [*_STEMS[stem], *lazy_pinyin(name_zh[len(stem) :])]
    read = zip(name_zh, lazy_pinyin(name_zh), strict=True)
    return [_CHARACTERS.get(character, syllable) for character, syllable in read]
