"""Words of going from door to door: visits, plans, connectivity, announcements told at home."""

HOME_VISIT_OUTCOMES = {
    "done": "cài xong",
    "no_phone": "không có điện thoại",
    "refused": "từ chối",
    "later": "hẹn lại",
    "away": "vắng nhà",
}
CONNECTIVITY_SIGNALS = {"none": "không có sóng", "weak": "sóng yếu", "good": "sóng tốt"}
SETUPS_IDS = "mỗi việc cài đặt phải có id riêng, nhiều nhất {most} việc"
SETUP_FIELDS = "mỗi [[setup]] cần id, title, short và said"
RETURN_TODAY = (
    "Hôm nay anh/chị hẹn quay lại {house}{where}{hint} (đã đến ngày {day:%d/%m}). Đi xong, anh/chị"
    " bấm nút dưới đây để ghi."
)
RETURN_WHERE = ", {address}"
RETURN_HINT = ", {hint}"
BUTTON_RECORD_VISIT = "Ghi {house}"
