"""What each of the office's own codes means to whoever is refused, and what to do: Chinese and English, by code.

What a rule of the law means stands in `domain.rules.words`; a code that only says *how* a rule refused goes before it.
"""

from domain.rules.words import WORDS, Words

CODE_WORDS: dict[str, Words] = {
    "needs_human": Words(
        "此情形无法自动判断，须由工作人员处理。", "This cannot be decided by rule; an officer must decide it."
    ),
    "wrong_state": Words(
        "该事项目前所处环节不能办理此事，请先查看其状态。",
        "Where this stands now, the step cannot be taken; look at its state first.",
    ),
    "invalid_value": Words("填写的内容不合规定，请更正。", "A value is not admissible; correct it."),
    "calendar_missing": Words("未载入该年度的官方日历。", "The official calendar of that year is not loaded."),
    "list_full": Words(
        "当前状态列表已满，请重试以使用下一列表。", "This status list is full; try again to use the next."
    ),
    "numbers_exhausted": Words(
        "本年度该系列层级的证书编号已用完，请联系管理员。",
        "The certificate numbers of that year, series and level are used up; tell an administrator.",
    ),
    "rule_refused": Words("规则不允许办理，请查看所列规则。", "A rule refuses this; see the rules that are named."),
    "role_not_allowed": Words(
        "该账号的角色不得办理此事，请由有权的人办理。", "No role of this account may do this; another one must."
    ),
    "other_unit": Words(
        "这是其他单位的事项，请由该单位办理。", "This is the business of another unit; that unit must act."
    ),
    "not_own": Words("只能办理本人（本单位）的事项。", "Only one's own matters can be acted on."),
    "not_a_person": Words(
        "申报人须以登记人员的身份办理，请使用本人账号。",
        "An applicant acts as a registered person; use the account of that person.",
    ),
    "not_found": Words(
        "没有此项，或该账号无权查看。请核对编号。",
        "There is no such thing, or none this account may know of; check the id.",
    ),
    "already_exists": Words("此项已存在，没有重复办理。", "It is there already; nothing was made twice."),
    "identity_taken": Words(
        "该证件已属于已登记的人员，请使用所列人员编号。",
        "This document belongs to a registered person; use the id that is named.",
    ),
    "person_erased": Words(
        "该人员的个人信息已被删除，无法恢复。", "The personal data were erased and cannot be read again."
    ),
    "concurrent_change": Words(
        "该事项刚被他人更新，请重新读取后再办。", "Somebody else was first; read it again and decide again."
    ),
    "idempotency_key_invalid": Words(
        "幂等键须为1至200个可打印字符。", "An idempotency key has 1 to 200 printable characters; send another."
    ),
    "idempotency_key_reused": Words(
        "此幂等键已用于另一请求，请换用新的键。",
        "This key was used for another request; a new request needs a new key.",
    ),
    "legal_date_in_future": Words(
        "日期不得晚于今天（北京时间）。请更正。", "A date lies after today in Shanghai; correct it."
    ),
    "position_unknown": Words(
        "尚无该位置的记录，请使用回执中的位置。", "Nothing stands at that position yet; use that of a receipt."
    ),
    "birth_date_invalid": Words(
        "缺少出生日期，或与证件号码不一致。请核对。",
        "The birth date is missing or is not the one in the number; check both.",
    ),
    "identity_number_invalid": Words("证件号码不正确，请核对。", "The document number is not valid; check it."),
    "name_invalid": Words(
        "姓名含有不能使用的字符，或过长、过短。请更正。",
        "The name has characters or a length that no name has; correct it.",
    ),
    "origin_mismatch": Words(
        "证件种类与人员来源不符，请核对。", "This kind of document does not fit the person's origin; check both."
    ),
    "series_unknown": Words("没有该系列，请从职称系列表中选择。", "There is no such series; choose one of the table."),
    "specialty_unknown": Words(
        "该系列没有此专业，请从专业表中选择。", "This series has no such specialty; choose one of the table."
    ),
    "title_name_unknown": Words(
        "不是该系列该层级的正式职称名称，请使用所列相近的正式名称。",
        "This is no official title name of the series and level; use one of the nearest that are named.",
    ),
    "region_unknown": Words(
        "该日没有此行政区划代码，请核对代码和日期。", "There is no such region code on that date; check code and date."
    ),
    "two_titles": Words(
        "现有职称只能填写一个：本库内的或库外的。", "Name one current title: of this registry or from outside."
    ),
    "unit_ambiguous": Words(
        "该人员有多个单位，请指明首先审核的单位。", "This person has several units; name the one that reviews first."
    ),
    "not_of_one_person": Words(
        "所列申报不属于同一人同一年度，请分别办理。",
        "These declarations are of several persons or seasons; act on each by itself.",
    ),
    "not_a_consequence": Words(
        "处理结果须为申报、职称、诚信记录或评审权。请更正所引编号。",
        "What follows a petition is a declaration, a title, a record or a right of evaluation; correct the reference.",
    ),
    "letter_not_needed": Words(
        "该申报不属于委托评审，无须委托函。请去掉所填委托函。",
        "This declaration needs no letter of entrustment; leave the letter out.",
    ),
    "topic_unknown": Words(
        "不是该年度的公需科目专题，请从目录中选择。",
        "This is no public-need topic of that year; choose one of the list.",
    ),
    "person_merged": Words(
        "该人员已并入另一登记人员，请以所列人员编号办理。",
        "This entry was merged into another; act under the id that is named.",
    ),
    "lookup_unwritable": Words(
        "公开查询数据无法写入，请联系管理员。", "The public look-up cannot be written; tell an administrator."
    ),
    "original_no_personal": Words(
        "查询条件不得使用身份证号码。", "An identity number never stands in an address; use another number."
    ),
    "rows_too_many": Words(
        "超出电子表格的行数上限，请缩小范围或改用CSV。",
        "There are more rows than a sheet holds; narrow it, or take CSV.",
    ),
    "token_malformed": Words(
        "令牌格式不正确，请重新登录。", "The token is not in the form this office writes; log in again."
    ),
    "store_unavailable": Words(
        "数据库暂时无法应答，未作任何更改。请稍后再试。", "The store does not answer and nothing was stored; try again."
    ),
    "read_model_behind": Words(
        "查询数据尚未更新到位，请稍后再试。", "What is shown lags behind what is stored; try again shortly."
    ),
    "read_model_unavailable": Words(
        "查询数据暂时无法读取，请稍后再试。", "What is shown cannot be read just now; try again."
    ),
}
ALSO_THE_RULE = frozenset({"needs_human", "wrong_state", "invalid_value"})
"""Codes that say how a rule refused: their sentence goes before the rule's."""


def refusal_words(code: str, rule_id: str) -> Words | None:
    """What to do about a refusal, in both languages; None where neither its rule nor its code has words."""
    rule, own = WORDS.get(rule_id), CODE_WORDS.get(code)
    if rule is not None and own is not None and code in ALSO_THE_RULE:
        return Words(own.zh + rule.zh, f"{own.en} {rule.en}")
    return rule or own
