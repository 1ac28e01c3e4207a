"""What volunteers read when they tell of a visit, and of an announcement told at the door."""

SAID_HOME_VISIT = ("ghi lượt thăm", "ghi thăm nhà", "ghi đến nhà", "đi từng nhà", "ghi đi từng nhà")
SAID_HOME_TELLING = ("báo tận nhà", "chưa báo", "nhà nào chưa báo", "hộ nào chưa báo")
SAID_VISIT_YES = (
    "ghi", "ghi đi", "đúng", "đúng rồi", "ừ", "ừ đúng", "vâng", "ok", "oke", "được", "phải",
    "chuẩn",
    "dạ đúng", "đúng ạ", "rồi", "yes", "u",
)  # fmt: skip
SAID_VISIT_EDIT = (
    "sửa",
    "sửa lại",
    "sai",
    "sai rồi",
    "chưa đúng",
    "không đúng",
    "nhầm",
    "nhầm rồi",
)
SAID_NO_SETUPS = ("không", "không có", "không cài gì", "chưa cài gì", "xong", "hết", "thế thôi")
VISIT_ASK_HOUSE = "Anh/chị vừa đến nhà nào ạ? Bấm nhà dưới đây, hoặc gõ tên chủ hộ, số nhà."
VISIT_ASK_HOUSE_PLAN = "Đợt «{title}»: {unit} đã tới {reached}/{total} nhà."
VISIT_ASK_HOUSE_MANY = (
    "Có {count} nhà hợp với «{said}». Nhà nào ạ? Gõ thêm họ, ngõ hay số nhà cũng được."
)
VISIT_UNKNOWN = (
    "Tôi chưa thấy nhà nào là «{said}» ở {unit}. Anh/chị gõ cách khác, hoặc bấm để thêm nhà mới."
)
VISIT_UNKNOWN_COMMUNE = (
    "Tôi chưa thấy nhà nào là «{said}» ở {unit}. Anh/chị gõ cách khác: họ tên chủ hộ, ngõ, số nhà."
)
VISIT_HOUSE = "{label}, {address}"
VISIT_HOUSE_YEAR = "{house} ({year})"
VISIT_NEW_HOUSE = "{house} (nhà mới)"
VISIT_OUTCOME = "{house}: kết quả thế nào ạ?"
VISIT_OUTCOME_AGAIN = "Tôi chưa hiểu «{said}». Anh/chị bấm một kết quả giúp."
VISIT_SETUPS = (
    "{house}: đã cài những việc nào ạ? Gõ các số, ví dụ 1 3 4; hoặc bấm từng việc rồi bấm Xong."
)
VISIT_SETUPS_CHOSEN = "Đã chọn: {chosen}. Bấm thêm, hoặc bấm Xong."
VISIT_SETUPS_AGAIN = "Tôi chưa hiểu «{said}». Anh/chị gõ các số trong danh sách, ví dụ 1 3."
VISIT_DUE = "{house}: hẹn hôm nào ạ? Ví dụ: thứ bảy, chiều mai, 15/12."
VISIT_DUE_AGAIN = (
    "Tôi chưa rõ «{said}» là ngày nào. Anh/chị gõ giúp một ngày, ví dụ thứ bảy hay 15/12."
)
VISIT_CONFIRM = "Tôi sẽ ghi thế này, đúng không ạ?"
VISIT_CONFIRM_FIX = "Tôi sẽ sửa lượt đã ghi thành thế này, đúng không ạ?"
VISIT_LINE_HOUSE = "Nhà: {house}"
VISIT_LINE_OUTCOME = "Kết quả: {outcome}"
VISIT_LINE_SETUPS = "Đã cài: {setups}"
VISIT_LINE_DUE = "Hẹn lại: {day}"
VISIT_LINE_DAY = "Ngày đến: {day}"
VISIT_LINE_NOTE = "Ghi chú: {note}"
VISIT_LINE_CONSENT = "Nhận tin của xã: {answer}"
VISIT_CONSENT = {True: "nhà ưng nhận", False: "nhà không nhận"}
VISIT_DAYS_AGO = {0: "hôm nay", 1: "hôm qua", 2: "hôm kia"}
VISIT_EARLIER = "Hôm nay {name} đã ghi nhà này: {summary}. Anh/chị có đến thì cứ ghi thêm ạ."
VISIT_EARLIER_OWN = (
    "Hôm nay anh/chị đã ghi nhà này: {summary}. Muốn sửa lượt ấy thì bấm nút dưới đây."
)
VISIT_SOMEBODY = "một người trong Tổ"
VISIT_TOLD = "{outcome} ({setups})"
HOME_VISIT_RECORDED = "Đã ghi {house}: {summary}."
VISIT_CORRECTED = "Đã sửa lượt ở {house}: {summary}."
VISIT_ALREADY = "Lượt ở {house} tôi đã ghi rồi: {summary}. Tôi không ghi thêm."
VISIT_PROGRESS = "{unit} đã tới {reached}/{total} nhà."
VISIT_PROGRESS_ALL = "{unit} đã tới đủ {total} nhà. Cảm ơn anh/chị!"
VISIT_NEXT = "Nhà tiếp theo anh/chị bấm dưới đây, hoặc gõ tên chủ hộ."
VISIT_RESUMED = "Lượt anh/chị đang ghi dở:"
VISIT_DROPPED = "Vâng, tôi chưa ghi gì."
HOME_VISIT_KEPT = "Vâng, lượt đã ghi vẫn như cũ."
VISIT_WITHDRAWN = "Đã hủy lượt ở {house}. {progress}"
VISIT_EDIT = "Sửa chỗ nào ạ?"
VISIT_DAY = "Anh/chị đến nhà ấy hôm nào ạ?"
FLOW_HOME_VISIT = "ghi một lượt đến nhà"
BUTTON_VISIT_NEW = "Thêm nhà «{said}»"
BUTTON_VISIT_STOP = "Thôi, không ghi"
BUTTON_VISIT_SETUPS_DONE = "Xong"
BUTTON_VISIT_SETUP_CHOSEN = "✓ {setup}"
BUTTON_VISIT_YES = "Ghi"
BUTTON_VISIT_EDIT = "Sửa"
BUTTON_VISIT_CANCEL = "Hủy"
BUTTON_VISIT_CONSENT = {True: "Nhà ưng nhận tin của xã", False: "Nhà không nhận tin của xã"}
BUTTON_VISIT_TOMORROW = "Ngày mai"
BUTTON_VISIT_SATURDAY = "Thứ bảy {day}"
BUTTON_VISIT_SUNDAY = "Chủ nhật {day}"
BUTTONS_VISIT_FIELDS = {
    "house": "Đổi nhà",
    "out": "Đổi kết quả",
    "set": "Đổi việc đã cài",
    "due": "Đổi ngày hẹn",
    "day": "Đổi ngày đến",
}
BUTTON_VISIT_BACK = "Không sửa gì"
BUTTON_VISIT_FIX = "Sửa lượt vừa ghi"
BUTTON_VISIT_DROP = "Hủy lượt vừa ghi"
BUTTON_VISIT_ANOTHER = "Ghi nhà khác"
TELLING_NONE = "Chưa có thông báo nào cần báo tới từng nhà ở {unit}."
TELLING_TITLE = "Thông báo số {number} («{text}…») ở {unit}: {heard}/{total} nhà đã biết."
TELLING_LEFT = (
    "Còn {count} nhà chưa biết, cần báo thêm {needed} nhà. Báo tận nhà xong thì bấm tên nhà ấy."
)
TELLING_TARGET_MET = (
    "Đã đủ chỉ tiêu {target}%. Còn {count} nhà chưa biết; báo thêm nhà nào thì bấm nhà ấy."
)
TELLING_ALL = "Không sót nhà nào. Cảm ơn anh/chị!"
TELLING_NO_HOUSEHOLDS = (
    "{unit} chưa có danh sách hộ. Anh/chị ghi từng nhà bằng /tham, hoặc nhờ xã nhập danh sách."
)
TELLING_TOLD = "Đã ghi: báo tận nhà {house}."
TELLING_TOLD_BEFORE = "Nhà {house} đã được ghi là báo rồi."
TELLING_UNTOLD = "Đã bỏ ghi báo tận nhà {house}."
TELLING_NOT_TOLD = "Nhà {house} chưa được ghi là đã báo."
TELLING_WHICH = "Có {count} nhà hợp với «{said}». Anh/chị báo nhà nào ạ?"
TELLING_UNKNOWN = "Tôi chưa thấy nhà nào là «{said}» trong số nhà chưa được báo."
TELLING_VILLAGE = "- {unit}: {heard}/{total} nhà đã biết, còn {left}"
TELLING_VILLAGES = "Thông báo số {number} («{text}…»), số nhà đã biết theo thôn:"
BUTTON_TELLING_UNDO = "Bỏ ghi {house}"
BUTTON_TELLING_MORE = "Xem tiếp"
