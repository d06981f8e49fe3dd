"""The fixed words of letters: their titles, and how a right, a reason and an offence are put in Japanese."""

from typing import Final, Literal

from models.terms import JustifiableReason, LetterKind, LogKind, RightInfringed

LABELS: Final[dict[LetterKind, tuple[str, str]]] = {
    LetterKind.DISCLOSURE_REQUEST: ("発信者情報開示請求書", "Request for disclosure of sender information"),
    LetterKind.CHASE_UP: ("回答催促書", "Reminder to answer the disclosure request"),
    LetterKind.DISPOSITION_PETITION: (
        "発信者情報開示仮処分命令申立書",
        "Petition for a provisional disposition of disclosure",
    ),
    LetterKind.PRESERVATION_NOTICE: ("ログ保存要請書", "Log preservation notice"),
    LetterKind.PRESERVATION_CHASE: ("ログ保存要請に対する回答催促書", "Reminder to answer the preservation notice"),
    LetterKind.SUIT_NOTICE: ("訴え提起の通知及びログ保存の再要請", "Notice of suit and renewed preservation request"),
    LetterKind.PRESERVATION_RENEWAL: ("保存期間延長の要請書", "Request to extend log preservation"),
    LetterKind.DISCLOSURE_COMPLAINT: ("訴状（発信者情報開示請求）", "Complaint (disclosure of sender information)"),
    LetterKind.BAR_INQUIRY: ("弁護士会照会申出書", "Application for a bar association inquiry"),
    LetterKind.DEMAND_LETTER: ("通知書（損害賠償請求）", "Demand letter (damages)"),
    LetterKind.DAMAGES_COMPLAINT: ("訴状（損害賠償請求）", "Complaint (damages)"),
    LetterKind.CRIMINAL_COMPLAINT: ("告訴状", "Criminal complaint"),
    LetterKind.DELETION_PETITION: (
        "投稿記事削除仮処分命令申立書",
        "Petition for a provisional disposition of deletion",
    ),
    LetterKind.PRESERVATION_PETITION: (
        "発信者情報消去禁止仮処分命令申立書",
        "Petition for a provisional disposition against deletion of logs",
    ),
    LetterKind.ORDER_PETITION: ("発信者情報開示命令申立書", "Petition for a disclosure order"),
    LetterKind.PROVISION_PETITION: ("提供命令申立書", "Petition for a provision order"),
    LetterKind.DELETION_PROHIBITION_PETITION: ("消去禁止命令申立書", "Petition for a deletion prohibition order"),
    LetterKind.PROVIDER_NOTICE: ("開示命令申立ての通知書", "Notice that a petition was filed against the provider"),
    LetterKind.PLEDGE: ("誓約書", "Pledge"),
    LetterKind.SETTLEMENT: ("和解書", "Settlement agreement"),
}

RIGHTS: Final[dict[RightInfringed, str]] = {
    RightInfringed.HONOUR: "名誉権",
    RightInfringed.HONOUR_FEELINGS: "名誉感情",
    RightInfringed.PRIVACY: "プライバシー権",
    RightInfringed.PORTRAIT: "肖像権",
    RightInfringed.IDENTITY: "氏名権及び人格的利益（なりすまし）",
    RightInfringed.CREDIT: "信用",
    RightInfringed.COPYRIGHT: "著作権及び著作者人格権",
    RightInfringed.TRADEMARK: "商標権",
    RightInfringed.PUBLICITY: "パブリシティ権",
}

INFRINGEMENTS: Final[dict[RightInfringed, str]] = {
    RightInfringed.HONOUR: (
        "一般の閲読者の普通の注意と読み方を基準とすれば、対象者の社会的評価を低下させるものである。"
        "違法性阻却事由の存在をうかがわせる事情は認められない。"
    ),
    RightInfringed.HONOUR_FEELINGS: (
        "対象者を侮辱するものであり、社会通念上許される限度を超えて、対象者の名誉感情を侵害する。"
    ),
    RightInfringed.PRIVACY: (
        "一般に知られておらず、公開を欲しない私生活上の事柄を公開するものであり、"
        "これを公表する理由が公表されない利益に優越する事情は認められない。"
    ),
    RightInfringed.PORTRAIT: (
        "対象者の容ぼうを写した画像を、その承諾なく公開するものであり、"
        "社会生活上受忍すべき限度を超えて、みだりに容ぼうを公表されない利益を侵害する。"
    ),
    RightInfringed.IDENTITY: (
        "対象者本人による投稿であると閲読者に誤信させるものであり、"
        "その氏名を他人に冒用されない権利及び人格的利益を、社会生活上受忍すべき限度を超えて侵害する。"
    ),
    RightInfringed.CREDIT: (
        "対象者の経済的な側面における社会的評価を低下させ、その信用を毀損し、営業上の利益を侵害する。"
    ),
    RightInfringed.COPYRIGHT: (
        "対象者が著作権を有する著作物を、その許諾なく複製し、公衆送信するものである。"
        "権利制限規定の適用をうかがわせる事情は認められない。"
    ),
    RightInfringed.TRADEMARK: (
        "対象者の登録商標と同一又は類似の標章を、その許諾なく"
        "指定商品若しくは指定役務又はこれらに類似するものについて使用するものである。"
    ),
    RightInfringed.PUBLICITY: (
        "対象者の肖像等を、専らその有する顧客吸引力の利用を目的として、その許諾なく使用するものである。"
    ),
}

REASONS: Final[dict[JustifiableReason, str]] = {
    JustifiableReason.DAMAGES: "発信者に対し、不法行為に基づく損害賠償請求をするため",
    JustifiableReason.APOLOGY: "発信者に対し、謝罪広告その他の名誉回復に必要な措置を請求するため",
    JustifiableReason.DELETION: "発信者に対し、投稿の削除その他の差止めを請求するため",
    JustifiableReason.CRIMINAL_COMPLAINT: "発信者について、刑事告訴その他の法的措置を執るため",
    JustifiableReason.OTHER_RIGHTS: "発信者に対し、侵害された権利に基づくその他の法的請求をするため",
}

OFFENCES: Final[dict[RightInfringed, str]] = {
    RightInfringed.HONOUR: "名誉毀損罪（刑法第230条第1項）",
    RightInfringed.HONOUR_FEELINGS: "侮辱罪（刑法第231条）",
    RightInfringed.CREDIT: "信用毀損罪（刑法第233条）",
    RightInfringed.COPYRIGHT: "著作権侵害の罪（著作権法第119条第1項）",
    RightInfringed.TRADEMARK: "商標権侵害の罪（商標法第78条）",
}

CRIMINAL_ACTS: Final[dict[RightInfringed, str]] = {
    RightInfringed.HONOUR: "公然と事実を摘示し、告訴人の名誉を毀損し",
    RightInfringed.HONOUR_FEELINGS: "公然と告訴人を侮辱し",
    RightInfringed.CREDIT: "虚偽の風説を流布し、告訴人の信用を毀損し",
}

LOG_KINDS: Final[dict[LogKind, str]] = {
    LogKind.POST: "投稿に係る通信",
    LogKind.LOGIN: "ログインに係る通信（侵害関連通信）",
}


def label(kind: LetterKind, language: Literal["ja", "en"] = "ja") -> str:
    """Give the title of a letter kind in Japanese or English."""
    japanese, english = LABELS[kind]
    return japanese if language == "ja" else english


def offences(rights: tuple[RightInfringed, ...]) -> tuple[str, ...]:
    """Give the offences that answer to the rights infringed, once each; empty when none does (e.g. impersonation)."""
    return tuple(dict.fromkeys(OFFENCES[right] for right in rights if right in OFFENCES))


def criminal_act(right: RightInfringed) -> str:
    """Put into words what was done to this right, for 「もって…たものである」."""
    return CRIMINAL_ACTS.get(right, f"告訴人の{RIGHTS[right]}を侵害し")
