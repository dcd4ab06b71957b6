"""What can go wrong at the public window. A verdict is never among them: FORGED is an answer, not an error."""

from api.problems import COMMON, ProblemKind, ProblemTable

PROBLEMS: ProblemTable = {
    **COMMON,
    "unknown_number": ProblemKind(
        404, "没有可公开查询的此编号证书。", "No certificate that can be looked up has this number."
    ),
    "file_unreadable": ProblemKind(
        422, "无法读取该文件，请改为拍摄二维码。", "The file cannot be read; photograph the QR code instead."
    ),
    "file_too_detailed": ProblemKind(
        422, "图像展开后过大，请只拍摄二维码。", "The picture unpacks to too much; photograph the QR code alone."
    ),
    "file_too_many_pages": ProblemKind(
        422, "PDF 页数过多，请只提交证书所在页。", "The PDF has too many pages; send only the certificate's."
    ),
    "file_too_slow": ProblemKind(
        422,
        "该文件处理时间过长，请改为拍摄二维码。",
        "The file takes too long to read; photograph the QR code instead.",
    ),
    "file_without_code": ProblemKind(
        422,
        "文件中没有可读的二维码，请拍得更清晰、更近。",
        "No QR code can be read in the file; take a sharper, closer picture.",
    ),
    "busy": ProblemKind(503, "正在处理的文件过多，请稍后再试。", "Too many files are being read; try again shortly."),
    "no_trust": ProblemKind(
        503,
        "尚未取得可信名单，暂时无法核验。",
        "No trust has been published to this window yet; nothing can be verified.",
    ),
    "trust_refused": ProblemKind(
        503,
        "最新发布的可信名单未通过检查，仍在使用上一份。",
        "The newest publication was refused; the last good one is still in use.",
    ),
    "trust_stale": ProblemKind(503, "可信名单已过期。", "The trust this window holds is too old to prove anything."),
    "clock_behind": ProblemKind(
        503, "本机时钟早于可信名单的签发时间。", "This machine's clock is behind what was already signed."
    ),
    "lookup_unavailable": ProblemKind(503, "编号查询暂不可用。", "Look-ups by number are not available at the moment."),
    "published_damaged": ProblemKind(503, "发布的文件已损坏。", "A published file is damaged and is not served."),
}
