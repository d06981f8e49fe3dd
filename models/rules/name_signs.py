"""Signs of names that one person writes in several ways: older kanji, small kana, kinds of hyphens, hiragana."""

import re
import unicodedata
from typing import Final

# Older and regional forms beside the one of the list of common-use kanji, as clients and registers write them.
_OLDER: Final = (  # each sign with the one that is read for it
    "髙高﨑崎嵜崎碕崎齋斎齊斎斉斎邊辺邉辺澤沢濵浜濱浜廣広櫻桜國国圀国嶋島嶌島德徳惠恵眞真槇槙瀨瀬瀧滝龍竜黑黒增増曾曽條条學学榮栄壽寿禮礼靜静淺浅豐豊藏蔵與与彌弥萬万圓円縣県舘館舩船柗松"
    "枩松栁柳桺柳桒桑冨富渕淵渊淵籏旗兎兔佛仏佗他假仮傳伝寬寛實実將将巖巌峯峰峽峡嶽岳舊旧會会來来乘乗亞亜仭仞莊荘莵菟薗園藝芸藥薬處処號号蟲虫衞衛裝装譽誉讓譲豫予遙遥鄕郷鐵鉄鎭鎮關関隱隠"
    "雜雑靑青顯顕鷄鶏鷗鴎麥麦默黙點点齡齢龜亀檜桧檢検樂楽樣様橫横氣気淨浄溫温滿満濟済燒焼爲為犧犠獨独當当發発眾衆硏研祿禄穗穂竝並經経綠緑緖緒繩縄繪絵肅粛聰聡聲声臺台辨弁遞逓邨村"
)
_SMALL: Final = "ァアィイゥウェエォオッツャヤュユョヨヮワヵカヶケヂジヅズヰイヱエヲオ"
_PAIRS: Final = _OLDER + _SMALL
_SIGNS: Final = str.maketrans(_PAIRS[::2], _PAIRS[1::2])
_HIRAGANA: Final = {code: code + 0x60 for code in range(0x3041, 0x3097)}
_DASHES: Final = "\\-\u2010-\u2015\u2212\u2500\u30fc\ufe63"
_AFTER_KANA: Final = re.compile(f"(?<=[\u30a1-\u30fc])[{_DASHES}]")
_ELSEWHERE: Final = re.compile(f"(?<![\u30a1-\u30fc])[{_DASHES}]")
_REPEATED: Final = re.compile("(.)々")
_UNSEEN: Final = frozenset({"Cc", "Cf", "Mn"})  # direction marks, and the selectors that pick one form of a kanji


def plain(text: str) -> str:
    """The text in one width, case and spacing: what equals under it is one number or one code."""
    signs = unicodedata.normalize("NFKC", text).casefold()
    return "".join(sign for sign in signs if not sign.isspace() and unicodedata.category(sign) not in _UNSEEN)


def one_spelling(text: str) -> str:
    """The same for a name: katakana for hiragana, large kana for small, newer kanji for older, ー for any long mark."""
    kana = plain(text).translate(_HIRAGANA).translate(_SIGNS)
    return _ELSEWHERE.sub("", _AFTER_KANA.sub("ー", _REPEATED.sub(r"\1\1", kana)))
