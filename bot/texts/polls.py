"""Opinion polls: answering, drafting, approving, minutes."""

# Opinion polls
POLL_INVITE = "{unit} lấy ý kiến bà con: {title}. Mời bác trả lời, chỉ vài phút ạ."
POLL_REMIND = "{unit} đang đợi ý kiến của bác: {title}. Bác trả lời giúp ạ."
BUTTON_POLL = "Trả lời"
POLL_WHERE = "Để lấy ý kiến đúng thôn, tôi cần biết bác ở thôn nào. Bác bấm Chọn thôn trước ạ."
POLLS_NONE = "Hiện không có cuộc lấy ý kiến nào đang mở ở thôn bác."
POLLS_OPEN = "Các cuộc lấy ý kiến đang mở. Bác chọn một cuộc:"
POLL_HOUSEHOLD = "{title}\nMỗi hộ một phiếu. Bác gõ mã hộ in trên giấy Tổ đã phát, ví dụ: K7M2PQ."
POLL_LOST_CODE = "Bác nhờ Tổ của thôn tìm mã giúp: bấm Gặp người. Tổ cũng ghi phiếu hộ bác được."
POLL_NOT_NOW = "Vâng ạ. Lúc nào muốn trả lời, bác nhắn: lấy ý kiến."
POLL_QUESTION = "Câu {number}/{count}. {text}"
POLL_SEVERAL = "Câu {number}/{count}. {text}\nBác chọn được nhiều ý; xong thì bấm Xong."
POLL_REASON = "Vì sao ạ? Bác gõ vài chữ, hoặc bấm bỏ qua."
POLL_DONE = (
    "Cảm ơn bác. Phiếu đã được tính, mã phiếu {receipt}. Đến {time} bác còn sửa được."
    " Muốn chắc phiếu đã nhận, bác nhắn: phiếu {receipt}."
)
POLL_WRITTEN = (
    "Đã ghi phiếu {receipt}. Người ấy tự trả lời sau thì lời của họ được tính. Đóng lúc {time}."
)
POLL_WRITTEN_PERSON = (
    "Đã ghi phiếu {receipt}. Anh/chị dặn người ấy đừng trả lời thêm trên máy, để mỗi người một"
    " phiếu. Đóng lúc {time}."
)
POLL_RECEIPT = "Phiếu {receipt} của cuộc «{title}» đã được nhận và được tính ạ."
POLL_PENDING = "Cảm ơn bác. Phiếu {receipt} đã ghi, còn chờ xác nhận nên chưa được tính.\n{how}"
POLL_PROVEN = "Phiếu của bác trong cuộc «{title}» đã được xác nhận và được tính ạ."
POLL_RECEIPT_WAITS = (
    "Phiếu {receipt} của cuộc «{title}» đã nhận, còn chờ xác nhận nên chưa được tính ạ."
)
POLL_HOWS = {
    "paper": ("giấy", "phiếu giấy"),
    "phone": ("điện thoại", "gọi điện"),
    "door": ("tận nhà", "đến nhà", "tại nhà"),
}
POLL_HOW_NAMES = {
    "chat": "tự nhắn",
    "paper": "phiếu giấy",
    "phone": "qua điện thoại",
    "door": "tận nhà",
}
POLL_YES_NO = ("Đồng ý", "Không đồng ý")
POLL_BAD_FILE = "Tệp {file}: {reason}."
BUTTON_POLL_AGAIN = "Trả lời lại"
BUTTON_POLL_DONE = "Xong"
BUTTON_POLL_LOST = "Tôi không có mã"
SAID_POLLS = ("lấy ý kiến", "khảo sát", "bỏ phiếu", "trả lời lấy ý kiến", "góp ý kiến xã")
SAID_RECEIPT = ("phiếu", "mã phiếu", "kiểm tra phiếu")
SAID_CHOOSING = ("tôi", "toi", "em", "cháu", "chọn", "chon", "lấy", "lay", "là", "la", "ý", "thì")
SAID_ALL_OPTIONS = ("tất cả", "tất cả các ý", "hết", "chọn hết", "cả", "mọi ý", "ý nào cũng được")
SAID_NO_OPTION = (
    "không cái nào",
    "không ý nào",
    "không chọn cái nào",
    "không chọn ý nào",
    "không chọn",
    "không có ý nào",
    "không ngày nào",
)
SAID_OPTION_YES = (
    "có",
    "đồng ý",
    "ok",
    "được",
    "ừ",
    "vâng",
    "dạ",
    "có chứ",
    "nhất trí",
    "tán thành",
    "đồng ý ạ",
    "có ạ",
    "vâng ạ",
)
SAID_OPTION_NO = (
    "không",
    "ko",
    "k",
    "không đồng ý",
    "không ạ",
    "không được",
    "không nhất trí",
    "không tán thành",
    "phản đối",
)
POLL_UNCLEAR = "Tôi chưa rõ bác chọn ý nào. Bác bấm, hoặc gõ số của ý ấy ạ."
SAID_POLITELY = ("ạ", "nhé", "nha", "nhá", "thôi", "luôn", "đi", "cháu", "em", "nghe")
POLL_TICKED = "Đã chọn: {options}. Đủ rồi thì bác bấm Xong; bấm lại một ý để bỏ."
POLL_PER = {"person": "người", "household": "hộ"}
POLL_RESULT = "Kết quả lấy ý kiến «{title}»: {count}/{eligible} {per} trả lời."
POLL_RESULT_QUESTION = "{text}"
POLL_RESULT_OPTION = "- {option}: {count} phiếu, {percent}%"
POLL_RESULT_FEW = "{text}\n- Dưới {count} phiếu trả lời câu này nên không nêu."
POLL_TOO_FEW = "Chưa đủ {count} phiếu nên chưa công bố kết quả."
POLL_RESULT_TOLD = "Cảm ơn bà con đã cho ý kiến.\n{words}"
POLL_RESULT_VILLAGE = "{unit}: {count}/{eligible} {per} trả lời."
POLL_RESULT_OPEN = "Cuộc lấy ý kiến chưa đóng, nên chưa ai xem được kết quả."
POLL_TURNOUT = "{unit}\t{answered}/{eligible}\t{percent}%"
POLL_MADE = (
    "Đã ghi cuộc lấy ý kiến số {number}: {count} câu hỏi. Xin duyệt: bot polls ask {number}. Tự mở,"
    " có ghi lại: bot polls open {number}."
)
POLL_OPENED = "Đã mở cuộc số {number}; mời {count} người qua khung chat. Đường dẫn: poll-{number}."
POLL_READY = "Cuộc số {number} sẽ tự mở đúng giờ."
POLL_CLOSED = "Đã đóng cuộc số {number}."
POLL_REMINDED_NOW = "Đang nhắc {count} người chưa trả lời."
POLL_TOLD = "Đang báo kết quả tới {count} người."
POLL_LIST_LINE = "{number}\t{state}\t{count}/{eligible}\t{title}"
HOUSEHOLD_TELL_APART = "hai hộ cùng tên thì ghi thêm Năm sinh hoặc Địa chỉ cho khác nhau"

# Who comes by the web page, which anybody opens as often as they like
PROOF_HOW = (
    "Trang web ai cũng mở được nhiều lần, nên cần một xác nhận. Bác chọn một cách:\n"
    "- Đọc mã {code} cho người trong Tổ của thôn.\n"
    "- Có giấy mã hộ: nhắn «mã hộ», rồi mã trên giấy.\n"
    "- Có Telegram hoặc Zalo: vào Tổ Số ở đó, nhắn «liên kết»."
)
SAID_HOUSEHOLD = ("mã hộ", "mã hộ là", "mã hộ của tôi là")
PROOF_NOT_NEEDED = "Khung chat này không cần xác nhận thêm ạ."
HOUSEHOLD_JOINED = (
    "Cảm ơn bác. Từ nay khung chat này là của nhà {label}: thông báo gửi tới đây coi như nhà đã"
    " nhận."
)
PROOF_TAKEN = "Cảm ơn bác. Từ nay việc của bác trên trang này không phải chờ xác nhận nữa."
CONFIRM_NONE = "Không có ai trên trang web đang chờ anh/chị xác nhận."
CONFIRM_LIST = (
    "Những người trên trang web đang chờ xác nhận. Anh/chị chỉ xác nhận người mình đã gặp hoặc đã"
    " nghe đọc mã. Biết mã thì nhắn: /xacnhan MÃ."
)
CONFIRM_WHO = "{name}, mã {code}"
CONFIRM_NAMELESS = "Chưa có tên"
CONFIRM_SURE = (
    "{who}, ở {unit}. Anh/chị có chắc đây là một người của thôn, và chưa xác nhận cho người ấy trên"
    " trang khác không? Việc này được ghi lại."
)
BUTTON_CONFIRM = "Chắc, tôi xác nhận"
CONFIRM_DONE = "Đã xác nhận. Phiếu được tính thêm: {ballots}; tên ghi lớp được xếp: {seats}."
CONFIRM_UNKNOWN = "Không có ai chờ xác nhận với mã ấy. Anh/chị hỏi lại 6 chữ và số giúp ạ."

# Officers draft, approve and watch polls in a chat
POLL_OFFICE = "Các cuộc lấy ý kiến của {unit}. Anh/chị chọn một cuộc, hoặc soạn cuộc mới:"
POLL_OFFICE_EMPTY = "{unit} chưa có cuộc lấy ý kiến nào. Anh/chị bấm để soạn cuộc đầu tiên:"
POLL_ASK_FORM = (
    "Soạn cuộc lấy ý kiến của {unit}. Anh/chị viết trong một tin: dòng đầu là tên cuộc, mỗi câu hỏi"
    " một dòng, mỗi ý để chọn một dòng có gạch ở đầu. Câu không có ý nào là câu đồng ý hay không."
    "\nVí dụ:\nLàm đường Thôn 3\nThôn làm đường nào trước?\n- Đường trục\n- Đường ngõ"
    "\nNgõ nào trước? (chọn nhiều, nếu câu 1 ý 2)\n- Ngõ 1\n- Ngõ 2"
    "\nNhà mình có hiến đất mở rộng không?"
)
POLL_ASK_WHEN = (
    "Đóng lúc nào ạ? Viết như: thứ 7 17h. Muốn hẹn cả giờ mở thì viết: mai 7h đến thứ 7 17h."
)
POLL_ASK_PLACE = "Hỏi ở đâu ạ? Bấm, hoặc viết tên một thôn."
POLL_PREVIEW = "Cuộc lấy ý kiến số {number} của {unit}: «{title}»."
POLL_PREVIEW_PEOPLE = "Mỗi người một phiếu; mời {invited} người qua khung chat."
POLL_PREVIEW_TEAM = (
    "Chỉ hỏi Tổ công nghệ số, mỗi người một phiếu; mời {invited} người qua khung chat."
)
POLL_PREVIEW_HOUSEHOLDS = "Mỗi hộ một phiếu, {count} hộ; mời {invited} người qua khung chat."
POLL_PREVIEW_NOW = "Duyệt xong thì mở ngay, đóng lúc {closes}."
POLL_PREVIEW_LATER = "Mở lúc {opens}, đóng lúc {closes}."
POLL_PREVIEW_QUESTION = "Câu {number}. {text} ({how})"
POLL_PREVIEW_OPTION = "- {option}"
POLL_KINDS = {
    "single": "chọn một",
    "multiple": "chọn nhiều",
    "yesno": "đồng ý hay không, kèm lý do",
}
POLL_ONLY_IF = "chỉ hỏi ai chọn «{option}» ở câu {number}"
POLL_APPROVE = "Mời anh/chị duyệt cuộc lấy ý kiến này.\n{words}"
POLL_ASKED = "Cuộc lấy ý kiến số {number} đã gửi tới {count} người duyệt. Có kết quả, tôi báo ngay."
POLL_NO_APPROVER = (
    "Cuộc lấy ý kiến số {number} chờ duyệt, nhưng chưa người duyệt nào có khung chat. Anh/chị nhờ"
    " người quản máy liên kết lãnh đạo xã giúp ạ."
)
POLL_APPROVED = "Cuộc lấy ý kiến số {number} «{title}» đã được duyệt, {state}."
POLL_REFUSED = (
    "Cuộc lấy ý kiến số {number} «{title}» không được duyệt: {name} trả lại. Chưa hỏi ai."
)
POLL_STANDING = (
    "Cuộc số {number} «{title}» {state}: {count}/{eligible} {per} đã trả lời. Đóng lúc {closes}."
)
POLL_STANDING_OF = "- {unit}: {count}/{eligible}"
POLL_STANDING_VILLAGE = "- {unit}: {count}"
POLL_STANDING_MEMBERS = "Tổ ghi hộ: {members}."
POLL_STANDING_PROOF = "Căn cứ: {proofs}."
POLL_STANDING_WAITING = "Chờ xác nhận, chưa tính: {count} phiếu từ trang web (/xacnhan)."
SAID_IF = "nếu"
SAID_QUESTION = ("câu", "cau")
SAID_POLL_OFFICE = ("soạn lấy ý kiến", "mở lấy ý kiến", "lấy ý kiến nhân dân")
SAID_UNTIL = ("đến", "den", "tới")  # without tones "tới" is also "tối"
BUTTON_POLL_NEW = "Soạn cuộc mới"
BUTTON_POLL_PERSONS = "Mỗi người một phiếu"
BUTTON_POLL_HOUSEHOLDS = "Mỗi hộ một phiếu"
BUTTON_POLL_WHERE = "Sửa nơi hỏi"
BUTTON_POLL_WHEN = "Sửa giờ mở, đóng"
BUTTON_POLL_FORM = "Sửa câu hỏi"
BUTTON_POLL_DROP = "Thôi, không hỏi nữa"
BUTTON_POLL_APPROVE = "Duyệt, cho mở"
BUTTON_POLL_REMIND = "Nhắc người chưa trả lời"
BUTTON_POLL_CLOSE = "Đóng ngay"
BUTTON_POLL_SHUT = "Đóng luôn"
BUTTON_POLL_NOT_SHUT = "Chưa đóng"
BUTTON_POLL_REOPEN = "Mở lại"
POLL_CLOSE_SURE = (
    "Đóng ngay cuộc số {number} «{title}»? Đã có {count} {per} trả lời, còn {left} {per} chưa."
)
POLL_CLOSE_WAITING = "Có {count} phiếu từ trang web chờ xác nhận; đóng thì không được tính."
POLL_CLOSE_UNDO = "Đóng rồi, trong một giờ còn mở lại được, nếu chưa báo kết quả cho bà con."
POLL_REOPENED = "Đã mở lại. Bà con lại trả lời được đến giờ đóng."
BUTTON_POLL_PAPER = "Biên bản"
POLL_PAPER = "Biên bản cuộc «{title}»: tệp Word để sửa và ký, tệp PDF để xem trên điện thoại."
BUTTON_POLL_TELL = "Báo kết quả cho bà con"

# Minutes of a poll
MINUTES_FILE = "bien-ban-{number}.{kind}"
MINUTES_TITLE = "Biên bản"
MINUTES_SYMBOL = "BB"
MINUTES_ABOUT = "Tổng hợp ý kiến nhân dân về: {title}"
MINUTES_WHEN = "Thời gian lấy ý kiến: từ {opened} đến {closed}."
MINUTES_WHERE = "Nơi lấy ý kiến: {unit}."
MINUTES_WHO = "Đối tượng: mỗi {per} một phiếu; tổng số {per} được lấy ý kiến: {eligible}."
MINUTES_COUNT = "Số phiếu thu về: {count}, đạt {percent}%."
MINUTES_HOW = "Hình thức: {hows}."
MINUTES_HOW_ONE = "{how} {count} phiếu"
MINUTES_PROOF = "Căn cứ để mỗi {per} một phiếu: {proofs}."
MINUTES_WAITING = "Không tính {count} phiếu gửi từ trang web, vì chưa ai xác nhận."
POLL_PROOFS = {
    "chat": "tài khoản Telegram, Zalo",
    "linked": "trang web đã liên kết",
    "household": "mã hộ",
    "member": "trang web, người trong Tổ xác nhận",
    "written": "người trong Tổ ghi",
    "earlier": "trang web, chưa có xác nhận",
}
MINUTES_VILLAGES = "Số phiếu theo thôn"
MINUTES_VILLAGE_HEAD = ("Thôn", "Số phiếu", "Tổng số", "Tỷ lệ")
MINUTES_RESULTS = "Kết quả từng câu"
MINUTES_OPTION_HEAD = ("Ý kiến", "Số phiếu", "Tỷ lệ")
MINUTES_ASKED = "Câu {number}. {text} ({count} phiếu trả lời)"
MINUTES_REASONS = "Lý do được nêu nhiều:"
MINUTES_REASON = "{reason} ({count} ý kiến)"
MINUTES_HIDDEN = (
    "Kết quả riêng của thôn có dưới 5 phiếu không nêu, để không lộ ý kiến của từng người."
)
MINUTES_FEW = "Câu {number}. {text} (dưới 5 phiếu trả lời nên không nêu)"
MINUTES_TOO_FEW = "Số phiếu dưới 5 nên không nêu kết quả từng câu."
MINUTES_SIGNED = ("NGƯỜI TỔNG HỢP", "CHỦ TRÌ")
MINUTES_ANNEX = "Kết quả theo thôn"
MINUTES_ANNEX_TO = "(Kèm theo Biên bản: {about})"
# As they are written with their tones: "đông" is a place, "dòng" a line of a list
NUMBER_WORDS = (
    "một", "hai", "ba", "bốn", "tư", "năm", "lăm", "sáu", "bảy", "bẩy", "tám", "chín", "mười",
)  # fmt: skip
