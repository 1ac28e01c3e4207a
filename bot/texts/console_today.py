"""The page «Hôm nay» of the officers' console."""

TODAY_WAITING = "Người đang chờ"
TODAY_LONGEST = "lâu nhất {wait}"
TODAY_MISSES = "Câu chưa trả lời được, 7 ngày"
TODAY_APPROVALS = "Tin chờ duyệt"
TODAY_APPROVAL_KINDS = {
    "broadcasts": "{count} thông báo",
    "polls": "{count} cuộc lấy ý kiến",
    "answers": "{count} câu trả lời",
}
TODAY_OVERDUE = "Lời nhắc trễ"
TODAY_CHANNELS = "Kênh có lỗi"
