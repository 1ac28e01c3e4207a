"""Classes, for residents, officers and members."""

# Classes
CLASS_TITLE = "Lớp {topic}"
CLASS_TIME = "Lúc: {time}"
CLASS_PLACE = "Nơi: {place}"
CLASS_TEACHER = "Người dạy: {teacher}"
CLASS_BRING = "Mang theo: {bring}"
CLASS_SEATS_LEFT = "Còn {count} chỗ."
CLASS_FULL = "Lớp đã đủ chỗ; đăng ký thì bác vào hàng chờ."
CLASS_YOURSELF = "bác"
CLASSES_COMING = "Các buổi học sắp tới. Bác bấm để xem và đăng ký:"
CLASSES_FOR = "Các buổi học sắp tới. Bác bấm buổi muốn đăng ký cho {who}:"
CLASSES_LEAVE = "Bác muốn bỏ buổi nào ạ?"
CLASSES_NONE = "Chưa có buổi học nào sắp tới. Hôm khác bác nhắn lại: lịch học, để xem lớp mới ạ."
CLASSES_MINE = "Các buổi học bác đã đăng ký. Bác bấm để xem hoặc bỏ đăng ký:"
CLASSES_MINE_NONE = "Bác chưa đăng ký buổi học nào. Muốn xem lớp, bác nhắn: lịch học."
CLASS_LINE = "- {topic}, {time}, {who} học"
CLASS_LINE_PLACE = "{line}\nNơi: {place}"
CLASS_LINE_WAITING = "- {topic}, {time}, {who} học, đang chờ chỗ"
CLASS_BUTTON = "{day}: {topic}"
CLASS_JOINED = "Đã đăng ký cho {who}.\n{what}\nTôi sẽ nhắc trước buổi học."
CLASS_IN_LINE = "Lớp đã đủ chỗ. {who} đứng thứ {place} trong hàng chờ; có chỗ, tôi báo ngay."
CLASS_ASKED = "Đã ghi tên {who}, còn chờ xác nhận nên chưa giữ chỗ.\n{what}\n{how}"
CLASS_LINE_ASKED = "- {topic}, {time}, {who} học, chờ xác nhận"
CLASS_PASSED_OVER = (
    "Lúc tôi không nhắn được cho bác, lớp {topic} có chỗ trống và chỗ ấy đã sang người sau. Bác vẫn"
    " đứng thứ {place} trong hàng chờ."
)
CLASS_PASSED_OVER_LATE = (
    "Lúc tôi không nhắn được cho bác, lớp {topic} có chỗ trống và chỗ ấy đã sang người sau. Buổi"
    " học ấy đã bắt đầu rồi ạ."
)
CLASS_LEFT = "Đã bỏ đăng ký lớp {topic}."
CLASS_MOVED_UP = "Lớp vừa có chỗ trống cho {who}.\n{what}"
CLASS_CHANGED = "Lớp bác đăng ký có thay đổi:\n{what}"
CLASS_CANCELLED = "Lớp bác đăng ký đã hủy:\n{what}"
CLASS_REASON = "Lý do: {reason}"
CLASS_WAS = "Trước đây: {was}."
CLASS_WAS_TITLE = "lớp {topic}"
CLASS_SOON = "Nhắc lịch học cho {who}.\n{what}"
CLASS_KNOWN = "Vâng, cảm ơn bác."
CLASS_WHO_LEARNS = "Ai đi học ạ? Bác viết họ tên người ấy."
CLASS_CONSENT_FIRST = "Muốn ghi tên người nhà của bác, tôi cần bác đồng ý trước ạ."
CLASS_CHECKED_IN = "Đã điểm danh lớp {topic}: {count} người. Chúc bác học vui."
CLASS_STOPPED = "Vâng, tôi không nhắc lịch học nữa. Muốn nhắc lại, bác nhắn: bật nhắc lớp."
CLASS_RESUMED = "Đã bật lại nhắc lịch học. Muốn ngừng, bác nhắn: dừng nhắc lớp."
BUTTON_CLASSES = "Lịch học"
SAID_DAY_STARTS = ("thứ", "thu", "ngày", "ngay", "chủ", "chu")
SAID_MEANT_RATHER = ("mà là", "ma la", "phải là", "phai la", "ý tôi là")
WISH_AS_KEPT = "{at:%H:%M} ngày {at:%d/%m/%Y} {matter}"
WISH_LINE = "nhắc tôi {rest}"
WISH_DAILY = "hằng ngày {matter}"
WISH_UNTIL = "đến hết {day}"
BUTTON_JOIN = "Đăng ký cho tôi"
BUTTON_JOIN_KIN = "Đăng ký cho người nhà"
BUTTON_NOT_NOW = "Thôi"
BUTTON_LEAVE_CLASS = "Bỏ đăng ký"
BUTTON_LEAVE_ONE = "Bỏ {day}: {topic} ({who})"
BUTTON_SEAT = "{day}: {topic} ({who})"
BUTTON_MY_CLASSES = "Lớp của tôi"
BUTTON_KNOWN = "Tôi biết rồi"
BUTTON_MAP = "Chỉ đường"
BUTTON_CALENDAR = "Lưu vào lịch máy"
SAID_CLASSES = ("lịch học", "lịch lớp", "xem lớp", "lớp học", "lịch lớp học", "đăng ký học")
SAID_MY_CLASSES = ("lớp của tôi", "lịch học của tôi")
SAID_STOP_CLASSES = ("dừng nhắc lớp", "dừng nhắc lịch học", "ngừng nhắc lớp", "thôi nhắc lớp")
SAID_RESUME_CLASSES = ("bật nhắc lớp", "bật lại nhắc lớp", "bật nhắc lịch học")


# Classes, for officers and members

CLASS_ROW_READ = "{time}: {topic}"
CLASS_ALIKE = "«{topic}», {time}, Mã lớp {code}"
CLASS_LOOKS_MOVED = (
    "trông giống lớp đã có, nay dời hoặc đổi tên: {classes}. Đúng lớp ấy thì điền Mã lớp, hoặc thêm"
    " --moved; là lớp khác thì thêm --new"
)
CLASS_LOOKS_LIKE_SOME = (
    "trông giống mấy lớp đã có: {classes}. Là một lớp trong đó thì điền Mã lớp ấy;"
    " là lớp khác thì thêm --new"
)
EXAMPLE_REASON = "mất điện"
CLASS_CANCEL_ASK = (
    "Hủy lớp {topic}, {time}: {count} khung chat đã đăng ký sẽ được báo. Lý do: {reason}"
)
CLASS_CANCEL_WHY = (
    "Lớp {topic}, {time}: {count} khung chat đã đăng ký sẽ được báo nếu hủy."
    " Anh/chị viết lý do, ví dụ: mất điện."
)
CLASS_NOT_CANCELLED = "Lớp vẫn giữ nguyên."
BUTTON_CLASS_CANCEL = "Hủy lớp này"
BUTTON_CLASS_CANCEL_YES = "Hủy lớp và báo"
SAID_LEAVE_DRAFT = ("thôi", "thoát", "bỏ qua", "không hủy nữa", "thôi không hủy")
CLASS_CANCEL_CONFIRM = "Chưa hủy. Đúng thì chạy lại lệnh, thêm --yes."
CLASS_CANCEL_DONE = "Đã hủy lớp {topic}; {count} khung chat được báo."
SERIES_NEXT = "Các buổi tới:"
SERIES_CONFIRM = "Chưa ghi gì. Đúng thì chạy lại lệnh, thêm --yes."
SERIES_KEPT = "Đã ghi lịch lớp số {number}."
EXAMPLE_TOPIC = "Cài và dùng VNeID"
EXAMPLE_PLACE = "Nhà văn hóa thôn 3"
NUMBERED = "số {number}"
ROLL_WHICH = "Anh/chị điểm danh lớp nào ạ?"
ROLL_TITLE = (
    "Điểm danh lớp {topic}: có mặt {there}/{all}. Bấm tên để đổi. Người không có điện thoại, nhắn:"
    " /diemdanh {number} + họ tên. Chỉ đếm người, nhắn: /diemdanh {number} 25, kèm ảnh tờ giấy."
)
ROLL_THERE = "✓ {name}"
ROLL_COUNTED = "Đã ghi lớp {topic}: {count} người."
ROLL_SKILLS = "Ghi kỹ năng đã làm được"

# After a class
FEEDBACK_ASK = "Buổi học {topic} ngày {day} có dễ hiểu với {who} không ạ?"
FEEDBACK_ANSWERS = ("Dễ hiểu", "Hơi nhanh", "Khó quá")
FEEDBACK_WISH = "Cảm ơn bác. Bác muốn học tiếp việc gì ạ? Bác gõ vài chữ, hoặc bấm bỏ qua."
FEEDBACK_WISHED = "Tôi đã ghi lại cho xã xem khi mở lớp. Bác cần biết ngay việc ấy thì bấm số 1 ạ."
FEEDBACK_THANKS = "Cảm ơn bác."
BUTTON_SKIP = "Bỏ qua"
BUTTON_ANSWER_NOW = "Trả lời tôi ngay"
MAKE_UP_OFFER = (
    "Buổi học {topic} ngày {day} vắng {who}. Còn một buổi nữa, bác có muốn học bù không ạ?\n{what}"
)
MAKE_UP_DECLINED = "Vâng ạ. Khi nào muốn học, bác nhắn: lịch học."
MAKE_UP_WAITS = "Lớp vừa đủ chỗ, tôi đã xếp vào hàng chờ cho {who}; có chỗ, tôi báo ngay.\n{what}"
BUTTON_MAKE_UP = "Học bù"
BUTTON_NO_MAKE_UP = "Không học bù"
PASSPORT = "Hộ chiếu kỹ năng của {who}: đã làm được {count}/{all} việc."
SKILL_DONE = "✓ {skill}"
SKILL_LEFT = "– Chưa: {skill}"
SAID_PASSPORT = ("hộ chiếu kỹ năng", "kỹ năng của tôi", "hộ chiếu số", "xem kỹ năng")
SKILL_WHO = "Lớp {topic}: ghi kỹ năng cho ai ạ? Chỉ ghi việc anh/chị thấy người ấy tự làm được."
SKILL_WHAT = "{name} tự làm được việc nào? Bấm để ghi, bấm lần nữa để bỏ."
BUTTON_NEXT_LEARNER = "Người khác"
CERTIFICATE_TITLE = "Giấy xác nhận kỹ năng số"
CERTIFICATE_FOR = "{team} xác nhận ông/bà"
CERTIFICATE_CAN = "đã tự làm được, trước mặt người của Tổ, những việc sau:"
CERTIFICATE_SKILL = "– {skill}"
CERTIFICATE_CHECK = (
    "Mã giấy: {code}. Kiểm tra: nhắn cho Tổ Số «giấy xác nhận {code}»."
    " Giấy này ghi việc đã làm được, không phải văn bằng, chứng chỉ của Nhà nước."
)
CERTIFICATE_KNOWN = (
    "Giấy này có thật: Tổ công nghệ số cộng đồng in ngày {day} cho {who} ở {unit}, {count} kỹ năng."
)
SAID_CERTIFICATE = ("giấy xác nhận", "giấy chứng nhận", "mã giấy", "kiểm tra giấy xác nhận")
CERTIFICATES_MADE = "Đã in {count} giấy vào {file}; {left} người chưa có tên hoặc chưa có kỹ năng."
CERTIFICATES_NONE = "Lớp này chưa có ai có tên và có kỹ năng, nên chưa in được giấy nào."

# A class from demand, for officers; and the invitation
DEMAND_PROPOSED = (
    "Bốn tuần qua có {count} người ở {unit} hỏi về «{title}». Anh/chị mở một buổi học tuần tới"
    " không ạ? Bà con đã hỏi sẽ được mời trước."
)
DEMAND_PLACE = (
    "Mở lớp «{title}» lúc {time}, tại {place}? Đúng thì bấm mở lớp; nơi khác thì viết tên nơi học."
)
DEMAND_OPENED = (
    "Đã mở lớp số {number}.\n{what}\nĐã mời trước {count} người từng hỏi; ngày mai bà con khác"
    " mới thấy lớp này trong lịch học."
)
DEMAND_LATER = "Vâng. Tuần sau nếu bà con còn hỏi, tôi sẽ nhắc lại."
DEMAND_DECLINED = "Vâng. Tám tuần tới tôi không đề nghị lớp này nữa."
DEMAND_INVITE = "Bác từng hỏi về «{title}». Nay có buổi học, mời bác đăng ký trước ạ.\n{what}"
DEMAND_LINE = "{number}. {unit}: «{title}», {count} người hỏi, {state}"
DEMAND_STATES = {
    "open": "chờ cán bộ",
    "later": "để sau",
    "opened": "đã mở lớp",
    "declined": "không mở",
}
DEMAND_MADE = "Đã gửi {count} đề nghị mở lớp."
BUTTON_DEMAND_TIME = "Mở {time} {weekday} {day}"
BUTTON_DEMAND_LATER = "Để sau"
BUTTON_DEMAND_NO = "Không cần"
BUTTON_DEMAND_OPEN = "Mở lớp"
PLACE_USUAL = "Nhà văn hóa {unit}"
