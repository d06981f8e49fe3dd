"""The words of a reply, in Japanese and English, after NFKC; matched without regard to case."""

import re

from models.rules.reply_days import COUNT_EN, COUNT_JA, DAY_EN, DAY_JA


def _any(*alternatives: str) -> str:
    return f"(?:{'|'.join(alternatives)})"


def _pattern(text: str) -> re.Pattern[str]:
    return re.compile(text, re.IGNORECASE | re.DOTALL)


_DID = _any("です", "でした", "しました", "いたしました", "致しました", "しております", "しています") + "?"
_DO = _any("します", "いたします", "致します")
_THANKS = r"(?:,? (?:thanks|thank you|thx))?"
_MATTER = r"(?:(?:本件|この件|こちら|期限|内容|通知|メール|ご連絡|全て|すべて|全部)(?:について|を|は|も)?[、,\s]*)?"
_ACT = _any("対応", "処理", "手続き?", "提出", "申し?立て?", "発送", "送付", "供託", "納付", "訴え提起", "提訴", "執行")
_PAST = _any("done", "handled", "filed", "completed", "finished", "submitted", "taken care of")

SEEN = _pattern(
    _MATTER
    + _any(
        rf"(?:了解|承知|了承|受領|拝受)(?:済み?)?{_DID}",
        r"確認(?:済み?(?:です)?|しました|いたしました|致しました)",
        r"(?:分か|わか|判)りました",
        r"かしこまりました",
        r"引き?受けました",
        rf"(?:私が|当職が|こちらで)?(?:対応|担当){_DO}",
        r"ok(?:です|でした)?",
        _any(
            r"(?:it's |all )?(?:ok|okay)",
            r"(?:i |i have |i've )?acknowledged?|ack",
            r"(?:i have |i've )?got it",
            r"(?:well |duly )?(?:noted|received|understood)",
            r"will do",
            r"(?:i'm |i am )?on it",
            r"roger(?: that)?",
            r"i(?:'ll| will) (?:handle|do|take care of) (?:it|this)",
        )
        + _THANKS,
    )
)
DONE = _pattern(
    _MATTER
    + _any(
        rf"{_ACT}[はを]?(?:済み?|完了){_DID}",
        r"(?:対応|処理|提出|発送|送付|供託|納付|提訴|完了|終了)(?:しました|いたしました|致しました)",
        r"申し?立てました",
        r"済ませました",
        r"終わりました",
        r"(?:済み?|完了|終了)(?:です)?",
        _any(
            rf"(?:it's |it is |this is |that's |all |already )?{_PAST}(?: already| today| yesterday)?",
            rf"(?:it|this) has (?:already )?been {_PAST}",
            r"(?:i|we)(?:'ve| have) (?:already )?(?:done|handled|filed|completed|finished|submitted) (?:it|this)",
        )
        + _THANKS,
    )
)

_PUT_OFF = _any("延期", "先送り", "スヌーズ")
_GROUND = r"(?:(?P<before>.{1,200}?(?:のため|ため|為|ので|により|待ちで))(?:に|[、,\s])*)?"
_SPAN = rf"(?:(?P<count>{COUNT_JA})(?:後に?|後まで)?|(?P<until>{DAY_JA})\s?(?:まで|へ)?)"
_ASKED = (
    r"(?:\s?(?:を|で|と|に)?\s?"
    + _any(
        _DO,
        r"させて(?:いただきます|頂きます|ください|下さい)",
        r"して(?:ください|下さい)",
        r"希望(?:します|です)?",
        r"お?願い(?:いた|致)?します",
        r"お願い(?:いた|致)?したいです",
        r"したいです",
        r"です",
    )
    + ")?"
)
# `before` and `rest` hold the reason, `count` or `until` how long.
DEFERRED = (
    _pattern(rf"{_MATTER}{_GROUND}{_PUT_OFF}[\s:、,]*{_SPAN}(?:だけ)?{_ASKED}(?P<rest>.*)"),
    _pattern(rf"{_MATTER}{_GROUND}{_SPAN}(?:だけ)?の?{_PUT_OFF}{_ASKED}(?P<rest>.*)"),
    _pattern(
        r"(?:please |pls )?(?:deferred|defer|snooze|postponed|postpone|delay|put off)(?: it| this)?[\s:,]*"
        rf"(?:(?:by |for )?(?:another )?(?P<count>{COUNT_EN})|(?:until |till |to )(?P<until>{DAY_EN}))(?: please)?"
        r"(?P<rest>.*)"
    ),
)
# What begins a reason; after it any words may follow.
REASON = _pattern(
    r"[\s、,。.:;(–—-]*(?:(?:理由|事由)[\sは:、,]*|(?:because|since|due to|reason|pending|while|as|awaiting)\b[\s:,]*)"
)
# After "3日" these make it another day, a range or a refusal.
VAGUE = _pattern(
    r"\s*(?:以上|以内|程度|ほど|くらい|ぐらい|前後|か|また|若し|もしく|又は|から|は|も|では|では|まで|に|へ|し|でき|出来|せ|いや"
    r"|[~〜ー–-]\s?[\d一二三四五六七八九十]|\d+\s?(?:日|時|:|/|週|か?月|年|days?|weeks?)|/|\(?[月火水木金土日](?:曜|\))|(?:or|to|at|until|if|maybe|ish)\b)"
)

COURTESY = _pattern(
    _any(
        r"お疲れ(?:様|さま)(?:です|でした|でございます)?",
        r"(?:いつも)?(?:大変)?お世話(?:になって(?:おり|い)ます|になります|さまです|様です)",
        r"(?:いつも|早速|どうも|誠に|ご連絡|お知らせ|ご対応|いただき|頂き|を|の)*(?:ありがとう|有難う|有り難う)(?:ございます|ございました)?",
        r"(?:何卒|どうぞ|引き続き|以上)*(?:よろしく|宜しく)(?:お願い)?(?:(?:いた|致|申し上げ)?(?:します|ます))?",
        r"以上(?:です)?",
        r"失礼(?:いた|致)?します",
        r"取り急ぎ(?:ご連絡|お返事|ご返信|ご報告)?(?:まで)?",
        r"おはようございます|こんにちは|こんばんは|はい|恐れ入ります",
        r"(?:ご?返信が|お?返事が|ご連絡が)?遅くなり(?:まして)?(?:大変)?(?:申し訳(?:ございません|ありません)|すみません)",
        r"[一-鿿ァ-ヶー々a-z・\s]{1,20}(?:様|御中|殿|先生|各位)",
        r"各位|ご担当者様",
        r"(?:hi|hello|hey|dear)(?: [a-z][a-z .'-]{0,40})?",
        r"good (?:morning|afternoon|evening)",
        r"(?:many )?thanks(?: a lot| again| for [^.!]{1,60})?|thank you(?: very much| for [^.!]{1,60})?",
        r"(?:best|kind|warm)?\s?(?:regards|wishes)|best|cheers|(?:yours )?sincerely(?: yours)?|sure|yes|please",
    )
)
# The words of the three answers, wherever they stand.
ANSWERS = _pattern(
    _any(
        r"了解|承知|了承|受領|確認(?:済|しま)|引き?受け",
        r"対応(?:済|完了|しました)|完了|未対応|未済|未了|済み(?:です|では|で(?:ない|は))",
        r"延期|先送り|スヌーズ",
        r"\b(?:ok|okay|acknowledged?|noted|got it|done|handled|filed|completed|defer\w*|postpone\w*|snooze\w*)\b",
    )
)
# Taken back, or not the writer's to answer.
TAKEN_BACK = _pattern(
    _any(
        r"取り?消し|撤回|間違え|誤送信|無視して|不要|無理|反対",
        r"(?:できない|できません|できかね|出来ない|出来ません|出来かね|いたしかね|致しかね)",
        r"担当(?:では|じゃ|外|を外れ|を降り)|別の(?:者|担当|弁護士)|転送し|担当(?:者)?は",
        r"(?:\A|[\s、。])(?:ただし|但し|しかし|ですが|ただ、)",
        r"\b(?:but|however|although|except|unless|cannot|can't|won't|wrong|cancel)\b",
        r"\b(?:ignore (?:this|my)|not (?:mine|my|me))\b",
    )
)
# What is said to be done is not, or not all of it.
NOT_DONE = _pattern(
    _any(
        r"まだ|未だ|未了|残り|一部|途中|予定|これから|後ほど|のちほど",
        r"(?:して|できて|終わって)(?:い|おり)?(?:ない|ません)|(?:しない|しません)",
        r"では?(?:ない|ありません)",
        r"\b(?:not|isn't|hasn't|haven't|don't|didn't|never|yet|almost|partly|partially|half|will|tomorrow)\b",
    )
)
QUESTION = _pattern(
    r"\?|(?:です|ます|せん|でしょう|ました|だろう|よい|良い|いい|可能|ない)(?:か|かね|かな)(?:[。.!\s]|\Z)|かしら"
)
SENTENCE_END = _pattern(r"(?<=[。!\n])|(?<=\.)(?=\s)")
SEGMENT_END = _pattern(r"[、,;]\s*")
EDGES = " \t\n\r\u3000。.!、,・:;~〜–—♪"
