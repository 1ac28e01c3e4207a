"""Blocking a contact for a while: what officers and the blocked person read."""

BLOCK_REASON_MISSING = "Chưa có lý do chặn; xin viết một câu ngắn, nhật ký giữ lý do này."
BLOCK_DAYS = "Chỉ chặn được từ 1 đến {days} ngày; xin chọn lại."
BLOCK_TWICE = "Khung chat này đang bị chặn rồi; muốn đổi ngày thì bỏ chặn trước."
BLOCK_OF_TEAM = "Đây là người trong Tổ hoặc cán bộ, không chặn được; xin bỏ vai trò trước."
BLOCK_NONE = "Khung chat này không bị chặn."
BLOCK_FOR_DAYS = "{days} ngày"
BLOCK_DONE = "Đã chặn đến {time}. Chặn nhầm thì bấm Bỏ chặn."
BLOCK_ENDED = "Đã bỏ chặn."
BLOCK_LINE = "{contact}, {unit}: đến {time}. Lý do: {reason}"
BLOCK_NOBODY = "Không ai đang bị chặn."
BLOCKED_TOLD = (
    "Xã tạm dừng trả lời bác ở đây đến hết {time}. Lý do: {reason}.\nCần việc gì, bác gọi Ủy ban xã"
    " {phone} hoặc đến trụ sở. Gặp nguy hiểm, bác gọi 113, 114, 115, hay cứ nhắn ở đây: tôi vẫn báo"
    " người giúp ngay."
)
BLOCKED_NO_PHONE = "(số ở trụ sở xã)"
