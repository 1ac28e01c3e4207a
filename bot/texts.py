"""Every sentence the bot says, whole, with named gaps (ADR-0010), and what it listens for.

One proof-reader reads this file from top to bottom. The answers to residents' questions are content
and live in `data/faq`. Tests keep it: NFC, no unused sentence, no missing gap, no Vietnamese
elsewhere.
"""

BOT_NAME = "Tổ Số"

# Who I am, and the agreement. Raise privacy.consent.VERSION when the meaning of CONSENT changes.
WELCOME = (
    "Chào bác, tôi là Tổ Số, máy trả lời của xã;"
    " tôi không bao giờ hỏi mã OTP, mật khẩu, số căn cước hay tiền."
)
WELCOME_UNIT = (
    "Chào bà con {unit}, tôi là Tổ Số, máy trả lời của xã;"
    " tôi không bao giờ hỏi mã OTP, mật khẩu, số căn cước hay tiền."
)
CONSENT = (
    "Xã xin phép nhớ tên, thôn và câu hỏi của bác để trả lời đúng nơi và mời người giúp;"
    " muốn xem, xóa hay rút lại lúc nào, bác nhắn: dữ liệu của tôi."
)
CONSENT_GIVEN = "Cảm ơn bác đã đồng ý."
CONSENT_STANDS = "Bác đã đồng ý từ trước rồi ạ."
CONSENT_DECLINED = (
    "Vâng, tôi không nhớ tên và thôn của bác. Lời bác nhắn, tôi xóa sau một giờ;"
    " việc đang nhờ người giúp thì xóa khi xong. Bác cứ hỏi, tôi vẫn trả lời."
)
CONSENT_DECLINED_LATE = "Bác đã đồng ý từ trước. Muốn rút lại, mời bác bấm nút dưới đây ạ."
CONSENT_FIRST = "Muốn nhớ thôn của bác, tôi cần bác đồng ý trước ạ."
CONSENT_WITHDRAWN = (
    "Đã xóa tên, thôn, tên người học và lời bác đã nhắn. Việc đang nhờ người giúp và lời nhắc"
    " đang chờ vẫn làm tiếp, xong thì xóa. Bác vẫn hỏi được; muốn nhớ lại thì nhắn: đồng ý."
)

# The menu and what works anywhere
MENU = (
    "Bác cần gì ạ? Bác bấm một nút, nhắn số của nút, hoặc cứ gõ câu hỏi như nói chuyện.\n"
    "Ví dụ: quen mat khau vneid"
)
BUTTON_AGREE = "Đồng ý"
BUTTON_DECLINE = "Để sau"
BUTTON_MENU = "Về menu"
BUTTON_PERSON = "Gặp người"
BUTTON_TOPICS = "Chủ đề hay hỏi"
BUTTON_VILLAGE = "Chọn thôn của tôi"
BUTTON_DATA = "Dữ liệu của tôi"
BUTTON_MORE = "Xem tiếp"
BUTTON_BACK = "Quay lại"
BUTTON_OLD = "Nút này đã cũ, không dùng được nữa. Mời bác chọn lại."
ONLY_FROM = "Chỉ có từ 1 đến {last} ạ. Bác chọn lại một số giúp tôi:"
LIST_OLD = "Danh sách ấy cũ rồi, mời bác xem lại:"
# How people call the lists they are shown: "số 3 của lịch học".
LISTS = {
    "mine": ("lớp của tôi", "lớp đã đăng ký", "lớp tôi đăng ký", "buổi học của tôi"),
    "classes": (
        "lịch học", "lịch lớp học", "lịch lớp", "lịch", "lớp học", "lớp", "buổi học", "khóa học",
    ),
    "menu": ("menu", "mục lục", "bảng chọn", "trang đầu", "màn hình chính"),
    "topics": ("chủ đề hay hỏi", "chủ đề", "thủ tục"),
    "places": ("thôn xóm", "thôn", "xã", "ấp", "địa bàn", "chọn thôn", "chọn xã"),
    "reminders": ("nhắc việc", "lời nhắc", "việc nhắc", "việc nhờ nhắc", "lịch nhắc"),
    "deadlines": ("việc có hạn", "hạn nộp", "hạn", "kỳ hạn"),
    "polls": ("ý kiến", "lấy ý kiến", "cuộc lấy ý kiến", "bỏ phiếu"),
}  # fmt: skip

# Villages
ASK_VILLAGE = "{commune}: bác ở thôn nào ạ? Bác bấm nút, nhắn số, hoặc gõ tên thôn."
ASK_COMMUNE = "Bác ở xã, phường nào ạ? Bác bấm nút, nhắn số, hoặc gõ tên."
ASK_WHICH_UNIT = "Có mấy nơi gần giống tên ấy. Bác ở nơi nào ạ?"
ASK_THIS_UNIT = "Có phải bác ở {place} không ạ?"
ASK_WHICH_PLACE = "Bác chọn nơi nào ạ?"
ASK_WHICH_BUTTON = "Bác chọn mục nào ạ?"
VILLAGE_SET = "Tôi đã nhớ bác ở {unit}, {commune}."
PLACE_WHOSE = "Vâng, {place}. Bác cũng ở đó chứ ạ? Tôi hỏi để trả lời đúng nơi."
PLACE_WHOSE_KEPT = (
    "Vâng, {place}. Tôi vẫn ghi bác ở {kept}. Bác cần hỏi việc gì cho người ở đó thì nhắn tiếp ạ."
)
BUTTON_PLACE_MINE = "Tôi cũng ở đó"
BUTTON_PLACE_OTHER = "Tôi ở nơi khác"
VILLAGE_UNKNOWN = "Tôi chưa tìm thấy nơi ấy trong danh sách. Mời bác chọn:"
VILLAGE_NONE = "Xã chưa nhập danh sách thôn. Bác cứ hỏi, tôi vẫn trả lời."
LINK_UNKNOWN = "Đường dẫn này không đúng hoặc đã cũ. Bác cứ hỏi, hoặc chọn một nút dưới đây."

# Questions
POINT_TITLE = "{title}:"
POINT_DOUBT = (
    "Nếu đây chưa phải điều bác hỏi thì phần ấy tôi chưa có thông tin chắc chắn, "
    "bác bấm «Gặp người» để hỏi cán bộ."
)
POINT_MISSING = (
    "Về {kind} ở việc «{title}», tôi chưa có thông tin chắc chắn. "
    "Bác bấm «Gặp người» để hỏi cán bộ; khi có câu trả lời, tôi nhắn bác."
)
POINT_KNOWN = "Điều tôi biết về việc này: {answer}"
CHOICE_POINT = "• {title}: {answer}"
CHOICE_KIND = "{kind}: {title}"
DID_YOU_MEAN_POINTS = "Bác hỏi việc nào dưới đây ạ?"
STORY_NOT_UNDERSTOOD = (
    "Chuyện bác kể tôi chưa hiểu hết, sợ trả lời sai. Bác bấm nút dưới đây để có người của xã "
    "đọc và trả lời bác; hoặc bác nhắn lại riêng điều cần hỏi."
)
ALSO_ASKED = "Bác còn hỏi về «{title}», phải không ạ? Bác bấm nút dưới đây để xem."
DID_YOU_MEAN = "Có phải bác hỏi việc nào dưới đây không ạ?"
BUTTON_NONE_OF_THESE = "Không phải các việc này"
NOT_UNDERSTOOD = (
    "Dạ, câu này tôi chưa hiểu. Bác nhắn lại ngắn thôi, ví dụ: quên mật khẩu vneid."
    " Cần người, bác nhắn: gặp người."
)
NOT_UNDERSTOOD_TWICE = (
    "Tôi vẫn chưa hiểu, xin lỗi bác. Bác bấm số 1, tôi chuyển câu này cho người trong Tổ giúp ạ."
)
BUTTON_PASS_ON = "Chuyển cho người giúp"
SAY_MORE = "Bác đang làm dở việc gì ạ? Nhắn tên ứng dụng hay giấy tờ là được."
NONE_OF_THESE = "Vâng. Bác nhắn tên giấy tờ hay ứng dụng bác cần. Cần người, bác nhắn: gặp người."
OUTSIDE = "Tôi chưa có câu trả lời về {subject}."
OUTSIDE_ASK = "Tôi chưa có câu trả lời về {subject}. Bác hỏi {ask} giúp ạ."
CATEGORIES = "Bác muốn xem việc nào ạ?"
TOPICS_OF = "{category}. Bác hỏi việc nào ạ?"
STEPS_TITLE = "Các bước:"
STEP = "Bước {number}. {step}"
LINK = "Trang chính thức: {link}"
BASIS = "Căn cứ: {basis}. Kiểm tra ngày {checked}."
TOPIC_UNSURE = "Bài này cần kiểm tra lại, bác hỏi Trung tâm trước khi làm."
TOPIC_EXPIRED = "Quy định ở bài này có thể đã đổi từ ngày {day}; bác hỏi Trung tâm trước khi làm."
DETAIL_EXPIRED = (
    "Quy định về điểm này có thể đã đổi từ ngày {day}, nên tôi không dám nói số cũ;"
    " bác hỏi Trung tâm giúp ạ."
)

# Whose number, where, when
CONTACTS = "Liên hệ"
CONTACT_TITLE = "{name}: số điện thoại, địa chỉ"
CONTACT_LINES = {
    "person": "- Ai, số nào: {value}",
    "phone": "- Điện thoại: {value}",
    "address": "- Địa chỉ: {value}",
    "hours": "- Giờ làm việc: {value}",
}
CONTACT_EMERGENCY = "- Khẩn cấp: gọi {number}"
CONTACT_UNKNOWN = "xã chưa điền"
CONTACT_MORE = "Chỗ nào xã chưa điền, bác hỏi ở trụ sở xã hoặc bấm Gặp người."
CONTACT_OF = "(Theo nơi bác đã chọn: {place}.)"
CONTACT_CHOOSE = "bác chọn thôn thì tôi mới biết"
CONTACT_WHOSE = (
    "Số {phone} là số của {name} mà xã đã đưa vào Tổ Số. Kẻ gian giả được số gọi đến: ai hỏi mã"
    " OTP, xin tiền thì bác cúp máy, tự bấm số ấy gọi lại."
)

# Danger now; what to do first stands in data/intents/emergencies.toml
EMERGENCY_TOLD = "Tôi đã báo người trong Tổ và cán bộ xã. Bác gọi số trên trước nhé."
BUTTON_WHAT_TO_DO = "Làm gì tiếp theo"
URGENT_CARD = (
    "KHẨN. Phiếu {number}, {unit}: {subject}.\nBà con viết: {text}\n"
    "Ai gần nhất thì bấm Nhận, gọi hoặc sang ngay; chưa gọi 113, 114, 115 thì gọi giúp."
)

# An answer that was given just now
SAID_JUST_NOW = "Như tôi vừa nói: {point}"
BUTTON_ALL = "Xem cả bài"
BUTTON_WHOLE = "Xem lại cả câu trả lời"

# The bot about itself
WHO_AM_I = (
    "Tôi là Tổ Số, máy trả lời tự động của {commune}, do Ủy ban nhân dân xã và Tổ công nghệ số"
    " cộng đồng lập ra. Cần gặp người thật, bác nhắn: gặp người."
)
COMMUNE_UNNAMED = "xã"
NOTICE_AGAIN = "{unit} đã thông báo:\n{text}\nBác còn muốn hỏi thì bấm nút dưới đây ạ."
BUTTON_ASK_SENDER = "Hỏi người gửi thông báo"
BUTTON_ASK_MORE = "Hỏi thêm"
NOTICE_ASK_OFFER = (
    "Về thông báo «{title}», câu này tôi chưa rõ. Bác bấm nút, tôi chuyển cho cán bộ đã gửi."
)
NOTICE_ASK_TOO = "Nếu bác hỏi về thông báo «{title}» thì bấm: Hỏi người gửi thông báo."
NOTICE_ASK_WORDS = "Bác muốn hỏi gì về thông báo «{title}»? Bác nhắn ở đây, tôi chuyển cho cán bộ."
NOTICE_QUESTION_KEPT = (
    "Tôi chuyển câu hỏi của bác cho cán bộ gửi thông báo, không nêu tên bác. Có trả lời, tôi nhắn"
    " bác ngay."
)
NOTICE_ASKED_BEFORE = "Câu này tôi đã chuyển rồi. Cán bộ trả lời thì tôi nhắn bác ngay."
NOTICE_QUESTIONS_MANY = (
    "Bác có {count} câu đang đợi cán bộ trả lời. Bác đợi giúp; cần ngay thì bấm gặp người ạ."
)
NOTICE_NO_SENDER = (
    "Bây giờ chưa có cán bộ nào nhận câu hỏi ở đây. Bác bấm gặp người, tôi nhờ người trong Tổ ạ."
)
NOTICE_NOT_ASKED = "Vâng ạ, tôi chưa hỏi gì."
NOTICE_THANKED = "Vâng ạ, cảm ơn bác đã xem tin."
NOTICE_ANSWERED = "{unit} trả lời bà con hỏi về thông báo số {number} «{title}»:\n{text}"
NOTICE_ANSWERED_BEFORE = "Xã đã trả lời về thông báo «{title}»:\n{text}"
FLOW_NOTICE_QUESTION = "câu hỏi về thông báo"

# A person is wanted
REQUEST_NONE = "Bác chưa có yêu cầu nào đang chờ. Bấm gặp người, tôi nhờ người trong Tổ giúp ạ."
BUTTON_CANCEL_REQUEST = "Thôi không cần nữa"
TICKET_CANCELLED = "Vâng, tôi đã hủy yêu cầu số {number}. Khi nào cần, bác nhắn: gặp người."
TICKET_CANCELLED_MEMBER = "Phiếu {number}: bà con đã hủy yêu cầu, anh/chị không cần làm nữa."
REPORTS_NONE = "Bác chưa gửi phản ánh nào. Bấm nút dưới đây để gửi ạ."
PERSON_ASKED = (
    "Tôi đã ghi việc của bác (số {number}). Bây giờ chưa có người trực; trong giờ làm việc cán bộ"
    " xã trả lời bác tại đây. Việc gấp, mời bác đến Trung tâm Phục vụ hành chính công xã."
)
PERSON_ASKED_AGAIN = (
    "Việc của bác (số {number}) vẫn đang chờ; trong giờ làm việc cán bộ xã trả lời bác tại đây."
    " Việc gấp, mời bác đến Trung tâm Phục vụ hành chính công xã."
)
PERSON_ANSWERED = "Cán bộ xã trả lời yêu cầu số {number}:\n{text}"

# Stop and start
STOPPED = (
    "Vâng, từ giờ xã không tự gửi thông báo, nhắc hạn cho bác nữa. Bác vẫn hỏi được; muốn nhận lại"
    " thì nhắn: bật."
)
DIGEST_ON = (
    "Vâng, mỗi ngày tôi gửi bác một tin, lúc 18 giờ, gộp các tin không gấp. Tin gấp và giờ học"
    " vẫn gửi ngay. Muốn nhận từng tin, bác nhắn: nhận ngay."
)
DIGEST_OFF = "Vâng, từ nay có tin nào tôi gửi bác ngay. Muốn gộp lại, bác nhắn: gộp tin."
SAID_DIGEST_ON = ("gộp tin", "gộp thông báo", "mỗi ngày một tin", "gửi gộp")
SAID_DIGEST_OFF = ("nhận ngay", "nhận tin ngay", "thôi gộp tin", "bỏ gộp tin", "gửi từng tin")
DIGEST_TITLE = "Bác có {count} tin hôm nay."
DIGEST_ITEM = "Tin {number}. {text}"
DIGEST_LABEL = "{label} (tin {number})"
RESUMED = "Đã bật lại thông báo. Muốn ngừng, bác nhắn: dừng."

# Odd messages
GOT_PHOTO = (
    "Tôi nhận được ảnh rồi, nhưng chưa đọc được chữ trong ảnh. Bác viết thêm một câu bác cần gì ạ."
    " Cần người xem, bác nhắn: gặp người."
)
GOT_VOICE = (
    "Máy không nghe được lời nói, nhưng người trong Tổ nghe được. Bác bấm nút dưới đây, tôi gửi tin"
    " này cho người đang trực. Bác gõ một câu ngắn cũng được ạ."
)
GOT_VOICES = (
    "Bác có {count} tin thoại chưa gửi cho ai. Bác bấm nút dưới đây, tôi gửi hết cho người đang"
    " trực nghe. Bác muốn nói thêm thì cứ nói tiếp ạ."
)
BUTTON_SEND_VOICE = "Gửi tin thoại này cho người trong Tổ"
BUTTON_SEND_VOICES = "Gửi cả {count} tin thoại cho người trong Tổ"
VOICE_SENT = "Vâng, tôi đã gửi tin thoại của bác."
VOICE_SENT_BEFORE = "Tin thoại của bác tôi đã gửi rồi ạ."
VOICE_NONE = "Tôi không thấy tin thoại nào của bác còn chờ gửi. Bác nói lại vào đây giúp tôi ạ."
VOICE_KEPT_BACK = "Vâng, tôi chưa gửi tin thoại cho ai."
VOICE_WORDS = "(Bà con nói bằng lời: {count} tin thoại gửi kèm, anh/chị bấm nghe.)"
VOICE_NOT_HEARD = (
    "{member} chưa nghe được tin thoại của bác. Bác gõ giúp một câu ngắn, không cần dấu cũng được."
)
BUTTON_CALL_ME = "Gọi lại cho tôi"
BUTTON_NEVER_MIND = "Thôi"
CALL_NUMBER_ASK = "Bác cho tôi xin số điện thoại, tôi chỉ đưa cho người giúp bác."
CALL_NUMBER_WRONG = (
    "Số ấy chưa đúng ạ. Số di động có 10 chữ số, bắt đầu bằng số 0. Bác nhắn lại giúp tôi."
)
CALL_NUMBER_WAITS = "Vâng, bác cứ tìm số, có số thì nhắn vào đây. Không cần gọi nữa thì bấm Thôi ạ."
CALL_NUMBER_ONE = "Bác nhắn giúp một số thôi ạ, số nào gọi được cho bác."
CALL_NUMBER_KEPT = "Tôi ghi số {phone} để người giúp gọi bác. Sai thì bác nhắn: gọi lại cho tôi."
CALL_NUMBER_TOLD = "{member} đã thấy số của bác."
CALL_NUMBER_LEFT = "Vâng, tôi không ghi số nào ạ."
NUMBER_COVERED = "(số điện thoại)"
FLOW_PHONE = "số điện thoại để gọi lại"
BUTTON_LISTEN = "Nghe"
BUTTON_AGAIN = "Nói lại"
LISTEN_TO = "Mời bác nghe: {title}."
RECORDING_TYPE = "chỉ nhận tệp .ogg, .mp3 hoặc .m4a; tệp này không dùng."
RECORDING_NO_TOPIC = "không có chủ đề nào mã «{topic}»; tên tệp phải là mã chủ đề."
RECORDING_TWICE = "chủ đề này đã có tệp {other}; chỉ giữ một tệp."
RECORDING_TOO_LARGE = "tệp nặng quá 5 MB; hãy ghi ngắn lại hoặc chọn chất lượng thấp hơn."
RECORDING_BYTES = "bên trong không phải tiếng nói đúng loại của đuôi tệp; hãy ghi lại."
GOT_VIDEO = (
    "Tôi nhận được phim rồi, nhưng chưa xem được. Bác viết thêm một câu bác cần gì ạ."
    " Cần người xem, bác nhắn: gặp người."
)
GOT_CONTACT = "Tôi nhận được số điện thoại rồi. Bác muốn hỏi gì về số ấy ạ?"
GOT_UNSHOWN = "Tôi chưa xem được tin này. Bác viết thêm một câu bác cần gì ạ."
GOT_LOCATION = "Tôi đã nhận vị trí. Bác cần giúp việc gì ở chỗ này ạ?"
GOT_STICKER = "Dạ, tôi nghe đây ạ."
GOT_FILE = (
    "Tôi nhận được tệp rồi, nhưng chưa đọc được. Bác viết thêm một câu bác cần gì ạ."
    " Cần người xem, bác nhắn: gặp người."
)
# What a channel says in words of a thing no bot can fetch, by the platform's name of it.
UNSHOWN = {
    "story": "(gửi một tin story)",
    "poll": "(gửi một bình chọn)",
    "dice": "(gửi một hình vui)",
    "game": "(gửi một trò chơi)",
    "paid_media": "(gửi ảnh phải trả tiền mới xem được)",
    "checklist": "(gửi một danh sách việc)",
    "invoice": "(gửi một hóa đơn)",
    "gift": "(gửi một món quà)",
    "giveaway": "(gửi một tin tặng quà)",
    "giveaway_winners": "(gửi một tin tặng quà)",
    "animation": "(gửi một ảnh động không tải được)",
    "contact": "(gửi một danh thiếp)",
    "image": "(gửi một ảnh không tải được)",
    "photo": "(gửi một ảnh không tải được)",
    "gif": "(gửi một ảnh động không tải được)",
    "audio": "(gửi một tin thoại không tải được)",
    "voice": "(gửi một tin thoại không tải được)",
    "video": "(gửi một video không tải được)",
    "sticker": "(gửi một hình dán)",
    "location": "(gửi một vị trí không đọc được)",
    "link": "(gửi một đường dẫn không đọc được)",
    "file": "(gửi một tệp không tải được)",
    "business_card": "(gửi một danh thiếp)",
}
UNSHOWN_ELSE = "(gửi một thứ máy chưa đọc được)"
TRIES_ENOUGH = (
    "Mã sai nhiều lần quá nên tôi tạm dừng tra. Bác chờ mười phút rồi gõ lại giúp ạ."
    " Cần ngay thì bác bấm gặp người."
)
GOT_NOTHING = "Tôi chưa thấy chữ nào. Bác gõ câu hỏi vào đây, không cần dấu cũng được ạ."
ONLY_VIETNAMESE = (
    "Tổ Số chỉ trả lời được bằng tiếng Việt. Bác nhờ người nhà viết giúp, hoặc bấm gặp người ạ."
)
SECRET_COVERED_MEMBER = (
    "Tôi đã che số trong tin anh/chị. Tổ không hỏi mật khẩu, OTP, số căn cước của bà con."
)
SECRET_COVERED = (
    "Tôi đã che số hoặc mật khẩu trong tin của bác và không lưu lại."
    " Bác đừng gửi mã OTP, mật khẩu, số căn cước, số thẻ cho ai, kể cả người xưng là cán bộ."
)
SECRET_COVERED_AGAIN = "Tin này tôi cũng đã che số và không lưu lại ạ."
SAID_DIGITS = (
    *("không", "một", "mốt", "hai", "ba", "bốn", "tư", "năm", "lăm", "sáu", "bảy", "bẩy"),
    *("tám", "chín"),
)
APOLOGY = (
    "Xin lỗi bác, máy vừa trục trặc nên chưa trả lời được câu này."
    " Bác thử hỏi lại, hoặc bấm gặp người ạ."
)

# The person's own data
DATA_SHOWN = (
    "Xã đang lưu về bác:\n"
    "- Tên: {name}\n"
    "- Thôn: {unit}\n"
    "- Điện thoại: {phone}\n"
    "- Tiếng nói: {language}\n"
    "- Đồng ý ngày: {consented}\n"
    "- Số tin đã trao đổi: {count}\n"
    "{ways}"
)
DATA_WAYS = "Bác có thể rút lại đồng ý hoặc xóa hết."
DATA_WAYS_UNAGREED = "Bác có thể xóa hết những gì đã nhắn."
LANGUAGE = "tiếng"
LANGUAGES = {
    "vi": ("tiếng Việt", "tiếng Kinh", "tiếng phổ thông"),
    "tyz": ("tiếng Tày",),
    "nut": ("tiếng Nùng",),
    "tai": ("tiếng Thái",),
    "mtq": ("tiếng Mường",),
    "hmn": ("tiếng Mông", "tiếng Hmông", "tiếng H'Mông"),
    "ium": ("tiếng Dao",),
    "km": ("tiếng Khmer", "tiếng Khơ Me", "tiếng Khơme"),
    "cjm": ("tiếng Chăm",),
    "jra": ("tiếng Gia Rai", "tiếng Jrai", "tiếng Giarai"),
    "rad": ("tiếng Ê Đê", "tiếng Êđê", "tiếng Rađê"),
    "bdq": ("tiếng Ba Na", "tiếng Bana", "tiếng Bahnar"),
    "sed": ("tiếng Xơ Đăng", "tiếng Xê Đăng"),
    "kpm": ("tiếng Cơ Ho", "tiếng K'Ho"),
    "hre": ("tiếng Hrê",),
    "rog": ("tiếng Ra Glai", "tiếng Raglai"),
    "zh": ("tiếng Hoa", "tiếng Trung"),
    "en": ("tiếng Anh",),
}
SAID_SPEAK = (
    "tôi nói",
    "bác nói",
    "em nói",
    "con nói",
    "nhà tôi nói",
    "tôi chỉ nói",
    "tôi chỉ biết",
    "tôi quen nói",
)
LANGUAGE_KEPT = (
    "Dạ, tôi đã ghi bác nói {language}. Tôi trả lời bằng tiếng Việt; khi xã có thông báo bằng"
    " {language}, tôi gửi tới bác. Muốn thôi, bác nhắn: tôi nói tiếng Việt."
)
LANGUAGE_OURS = "Dạ, tôi đã ghi bác nói {language}."
LANGUAGE_WHY = "Trước khi ghi bác nói tiếng gì, Tổ Số cần bác đồng ý."
DATA_UNKNOWN = "không lưu"
BUTTON_WITHDRAW = "Rút lại đồng ý"
BUTTON_ERASE = "Xóa hết"
BUTTON_ERASE_YES = "Xóa ngay"
BUTTON_KEEP = "Giữ lại"
ERASE_SURE = "Xóa rồi không lấy lại được. Bác có chắc muốn xóa hết lời đã nhắn không ạ?"
ERASE_SURE_CHATS = (
    "Bác đang nhắn với xã ở {count} nơi: {places}. Xóa rồi không lấy lại được."
    " Bác muốn xóa ở tất cả, hay chỉ ở đây ạ?"
)
BUTTON_ERASE_ALL = "Xóa ở tất cả"
BUTTON_ERASE_HERE = "Chỉ xóa ở đây"
CHANNEL_NAMES = {
    "telegram": "Telegram",
    "zalo-oa": "Zalo",
    "zalo-bot": "Zalo",
    "webchat": "trang web",
}
ERASED = "Đã xóa tên, thôn, lời nhắn, ảnh, tên người học và lời nhắc của bác."
ERASED_ALL = "Đã xóa ở cả {count} nơi: tên, thôn, lời nhắn, ảnh, tên người học và lời nhắc của bác."
ERASED_ELSEWHERE = "Bác vừa xóa dữ liệu từ {place}, nên lời nhắn ở đây cũng đã xóa."
ERASED_BALLOTS = (
    "Phiếu ý kiến bác đã gửi vẫn được đếm nhưng không còn tên. Đến khi cuộc ấy đóng, tôi chỉ giữ"
    " một dấu đã mã hóa để khung chat này không trả lời hai lần."
)
KEPT = "Vâng, tôi giữ nguyên."

# The terminal channel
TERMINAL_HELLO = "Gõ câu hỏi rồi nhấn Enter. Gõ số để bấm nút. Ctrl+D để thoát."

# Telegram's command list
COMMANDS = (
    ("menu", "Xem các nút"),
    ("lenh", "Việc tôi làm được"),
    ("nguoi", "Gặp người"),
    ("thon", "Chọn thôn của tôi"),
    ("phananh", "Gửi phản ánh"),
    ("dung", "Ngừng nhận thông báo"),
    ("dulieu", "Dữ liệu của tôi"),
)

# What people say, compared without tones and punctuation; a button's own words are understood too
SAID_STOP = ("dừng", "stop", "ngừng")
SAID_RESUME = ("bật", "bật lại")
SAID_PERSON = ("gặp người", "gặp cán bộ", "cho gặp người", "gặp nhân viên", "gặp người thật")
SAID_MENU = ("menu", "về menu", "trợ giúp")
SAID_AGREE = ("đồng ý", "tôi đồng ý")
SAID_DATA = ("dữ liệu của tôi",)
SAID_WITHDRAW = ("rút lại đồng ý", "rút đồng ý", "rút lại sự đồng ý", "tôi rút lại đồng ý")
SAID_ERASE = (
    *("xóa dữ liệu của tôi", "xóa dữ liệu", "xóa hết dữ liệu", "xóa hết dữ liệu của tôi"),
    *("xóa dữ liệu cá nhân", "xóa thông tin của tôi", "xóa hết thông tin của tôi"),
)
SAID_DONE = ("xong", "xong rồi", "tiếp", "bước tiếp", "làm xong rồi")
SAID_BACK = ("lùi", "lùi lại", "quay lại")
SAID_STUCK = ("kẹt", "kẹt ở đây", "kẹt rồi", "không làm được", "không được")
SAID_LEAVE = ("thoát", "thôi", "thôi không làm nữa")
SAID_GO_ON = ("làm tiếp", "tiếp tục", "làm tiếp việc dở")
SAID_HELLO = ("chào", "xin chào", "chào bạn", "chào em", "hello", "hi", "alo", "a lô", "bắt đầu")

# Why a delivery failed, for officers
FAILED_BLOCKED = "Người này đã chặn hoặc rời kênh, không gửi thêm được."

# Reports of imports
IMPORT_SUMMARY = (
    "Tổng {total} dòng: thêm {created}, sửa {updated}, giữ nguyên {unchanged}, từ chối {rejected}."
)
IMPORT_REJECTED_FILE = "Các dòng bị từ chối và lý do: {path}"
IMPORT_DRY_RUN = "Chạy thử, chưa ghi gì."
CLI_COVERED = "Có số giống mã OTP, mật khẩu, căn cước hay tài khoản, đã che: {text}"
IMPORT_NO_COLUMN = "Thiếu cột «{column}». Cần các cột: {columns}."
IMPORT_NO_ROWS = "Tệp không có dòng nào dưới dòng tiêu đề."
IMPORT_EMPTY = "thiếu {column}"
IMPORT_TWICE = "trùng với dòng {row}"
IMPORT_NO_UNIT = "không có đơn vị mã «{code}»"
IMPORT_BAD_CODE = "mã «{code}» chỉ được gồm chữ thường không dấu, số và gạch nối, tối đa 40 ký tự"
IMPORT_BAD_KIND = "loại «{kind}» không phải tỉnh, xã hay thôn"
IMPORT_NO_PARENT = "không có đơn vị cấp trên mã «{code}»"
IMPORT_WRONG_PARENT = "{kind} phải thuộc {parent}"
IMPORT_BAD_PHONE = "số điện thoại «{phone}» không đúng"
IMPORT_BAD_ROLE = "vai trò «{role}» không có; dùng: {roles}"
IMPORT_HAS_CHILDREN = "«{code}» đang có đơn vị bên dưới nên không đổi cấp được"
IMPORT_TOO_LONG = "{column} dài quá {limit} ký tự"

# Commune facts
FACT_TOO_LONG = "Mục «{name}» dài quá {limit} ký tự. Xin viết ngắn lại."
FACTS_UNREADABLE = "{path}: phải là JSON hoặc TOML, mỗi dòng một tên và một câu chữ"
FACT_UNKNOWN = "Không có mục «{name}». Các mục: {names}."

# Tickets, for officers
TICKET_NOT_OPEN = "Không có yêu cầu số {number} đang chờ."
EXAMPLE_OFFICER = "Nguyễn Văn An"
EXAMPLE_ANSWER = "Bác mang căn cước đến Công an xã giúp cháu ạ."
TICKETS_NONE = "Không có yêu cầu nào đang chờ."
COMMUNE_SET = "Tôi đã nhớ bác ở {unit}."
DATA_NOT_AGREED = "chưa đồng ý"
FILE_NO_PICTURE = "{path}: tệp này không phải ảnh xem được. Anh/chị chọn ảnh khác."
FILE_BAD_ENDING = "{path}: tên tệp phải có đuôi bằng chữ, như .pdf."
FILE_UNREADABLE = "Không mở được tệp {path}. Kiểm tra lại đường dẫn và quyền đọc."
FILE_KIND = "Tệp {path} phải là .xlsx hoặc .csv."
FILE_NOT_EXCEL = "Tệp này không phải Excel .xlsx đọc được. Mở bằng Excel rồi lưu lại dạng .xlsx."
FILE_UNWRITABLE = "Không ghi được tệp {path}. Đóng tệp ấy nếu đang mở, kiểm tra quyền ghi."
DEMO_NOT_THERE = "Không có dữ liệu mẫu nào để gỡ."
DEMO_HAS_UNITS = (
    "Không gỡ được: dưới dữ liệu mẫu có đơn vị không phải mẫu ({codes})."
    " Hãy chuyển các đơn vị ấy đi trước."
)
DEMO_HAS_PEOPLE = (
    "Không gỡ được: trong các thôn mẫu có người không phải mẫu ({names})."
    " Hãy chuyển những người ấy sang đơn vị khác trước."
)
DEMO_HAS_CHATS = (
    "Có {count} khung chat đang ghi ở thôn mẫu, có thể là người thật."
    " Thêm --yes để vẫn gỡ: khung chat ở lại, chỉ không còn thuộc thôn nào."
)
DEMO_CLEARED = "Đã gỡ dữ liệu mẫu: {count} đơn vị và mọi thứ kèm theo."
CLI_NO_UNIT = "không có đơn vị mã «{code}»; `bot units list` cho xem các mã."
CLI_PORT_TAKEN = "BOT_PORT: cổng {port} đang có chương trình khác dùng; dừng nó hoặc đặt cổng khác."
CLI_CANNOT_LISTEN = "BOT_HOST: không mở được {host}:{port} ({why})."
BANNER_TELEGRAM_OFF = "đang tắt. Muốn bật, thêm BOT_TELEGRAM_TOKEN=<mã của @BotFather> vào .env"
BANNER_ZALO_OFF = "đang tắt. Muốn bật, xem docs/officers/zalo-oa.md"
BANNER_ZALO_BOT_OFF = "đang tắt. Muốn bật, thêm BOT_ZALO_BOT_TOKEN=<mã của Zalo> vào .env"
CLI_ZALO_UNSET = "Chưa đặt BOT_ZALO_APP_ID: xem docs/officers/zalo-oa.md."
CLI_URL_UNSET = "Chưa đặt BOT_PUBLIC_URL: Zalo cần địa chỉ này để đưa quản trị viên trở lại."
CLI_ZALO_FIXED = (
    "Đã đặt BOT_ZALO_PKCE_VERIFIER: mở đường dẫn trong trang quản lý ứng dụng, hoặc đường dẫn này."
)
CLI_MINUTES_KIND = "{path}: biên bản phải là tệp .docx hoặc .pdf."
CLI_BROADCAST_NUMBER = "`bot broadcast {verb}` cần một số: xem `bot broadcast list ĐƠN-VỊ`."
CLI_BROADCAST_USAGE = (
    "`bot broadcast` cần --to ĐƠN-VỊ và --text LỜI, hoặc một việc kèm số thông báo."
)
CLI_NOT_A_NUMBER = "«{number}» không phải số của một thông báo."
TOML_BROKEN = "không đúng dạng TOML ở {place}"
CLI_ONE_TOPIC = "{path}: viết đúng một [[topic]]."
CLI_NO_MEMBER = "Trong Tổ không có ai số điện thoại «{phone}»."
CLI_EMPTY = "đang trống; hãy viết lời cần nói"
CLI_POSTER_LINK = "Tờ dán cần BOT_PUBLIC_URL, hoặc --link https://…"
INTENT_TAKEN = (
    "{intent}: câu «{text}» lại được hiểu là {other}; bỏ câu ấy hoặc thêm câu khác cho rõ"
)
INTENT_NO_ENTRY = "{intent}: không có mục «{entry}» trong kho câu trả lời"
INTENT_NO_NUMBER = "{intent}: câu đầu của lời trả lời phải có số cần gọi trước, {number}"
INTENT_COUNTEREXAMPLE = "{intent}: câu «{text}» chỉ nghe giống mà vẫn bị hiểu là {intent}"
CLI_LEARNT = "Đã học lại và giữ ở {path}."
DOCUMENTS_END = "Văn bản hết hiệu lực từ nay đến {day}:"
DOCUMENTS_STAY = "Từ nay đến {day} không văn bản nào trong sổ hết hiệu lực."
DOCUMENT_LINE = "- hết ngày {day}: {number} ({title})"
DOCUMENT_USED = "căn cứ của {count} chủ đề: {topics}"
ANSWERS_TURN = "Câu trả lời hết hạn hoặc đổi lời từ nay đến {day}:"
ANSWERS_STAY = "Từ nay đến {day} không câu trả lời nào hết hạn hay đổi lời."
COMING_LINE = "- {day}: {words}"
COMING = {
    "ends": "{place} hết hạn, cần kiểm tra lại trước ngày này",
    "changes": "{place} đổi sang lời đã viết sẵn",
    "begins": "{place} bắt đầu được trả lời",
}
CLI_FAULTS = "{count} lỗi."
CLI_NO_FAULTS = "Kho câu trả lời không có lỗi."
CLI_UPGRADED = "Đã nâng cấp cơ sở dữ liệu."
CLI_UP_TO_DATE = "Cơ sở dữ liệu đã đúng bản mới nhất."
CLI_BACKED_UP = "Đã sao lưu vào {path} ({size} kB)."
CLI_NO_DATABASE = "BOT_DATABASE_URL: không có cơ sở dữ liệu {path} để sao lưu."
CLI_UNREADABLE_DATABASE = "BOT_DATABASE_URL: không đọc được {path}."
CLI_NO_BACKUP = "Không có tệp {path}; hãy chỉ một tệp do `bot backup` ghi."
CLI_RESTORED = "Đã khôi phục."
CLI_RESTORED_KEPT = "Đã khôi phục; cơ sở dữ liệu cũ giữ ở {path}."
CLI_BROKEN_BACKUP = "{path} không phải bản sao lưu nguyên vẹn của bot; chưa thay đổi gì."
CLI_NO_PROGRAM = "Máy này chưa có {program}; hãy cài bộ công cụ PostgreSQL."
CLI_PROGRAM_FAILED = "{program} không làm được (mã {code}); lời báo của nó ở trên."
CLI_USAGE = "Cách dùng:"
CLI_WRONG = "bot: {words}"
# What argparse says in English, and how it is said here.
CLI_MISTAKES = (
    (r"the following arguments are required: (.*)", r"còn thiếu: \1"),
    (r"one of the arguments (.*) is required", r"cần một trong: \1"),
    (r"unrecognized arguments: (.*)", r"không hiểu: \1"),
    (r"argument (.*?): invalid choice: (.*?) \(choose from (.*)\)", r"\1: không có \2; chọn: \3"),
    (r"argument (.*?): invalid (?:int|float) value: (.*)", r"\1: \2 không phải là số"),
    (r"argument (.*?): invalid .* value: (.*)", r"\1: không đọc được \2"),
    (r"argument (.*?): expected .*", r"\1: còn thiếu giá trị"),
    (r"argument (.*?): not allowed with argument (.*)", r"\1 không đi cùng \2"),
    (r"argument (.*?): ignored explicit argument (.*)", r"\1 không nhận giá trị \2"),
    (r"ambiguous option: (.*?) could match (.*)", r"\1 chưa rõ; có thể là: \2"),
    (r"argument (.*?): (.*)", r"\1: \2"),
)
# What the commands say of themselves: as it stands in the code, and as an operator reads it.
CLI_HELP = {
    "Tổ Số, a commune's chat assistant.": "Tổ Số, máy trả lời của xã.",
    "show this help message and exit": "xem hướng dẫn này",
    "show program's version number and exit": "xem số phiên bản",
    "Start the service; SIGTERM drains and stops it within 10 s.": (
        "Chạy dịch vụ; nhận SIGTERM thì gửi nốt và dừng trong 10 giây."
    ),
    "Talk with the same bot in this terminal.": "Nói chuyện với Tổ Số ngay trong cửa sổ lệnh này.",
    "The invented communes.": "Dữ liệu mẫu.",
    "Ask the matcher: stdin one question a line, stdout one JSON object a line.": (
        "Hỏi thử kho câu trả lời: mỗi dòng một câu hỏi, in ra mỗi dòng một JSON."
    ),
    "The knowledge.": "Kho câu trả lời.",
    "The tree of provinces, communes and villages.": "Danh sách tỉnh, xã, thôn.",
    "Members of the villages' digital-technology teams.": "Người trong Tổ công nghệ số các thôn.",
    "Working hours and days off.": "Giờ làm việc và ngày nghỉ.",
    "What a commune fills into the answers.": "Những chỗ xã điền vào câu trả lời.",
    "Residents who want to talk with a person.": "Bà con đang chờ gặp người.",
    "Messages that could not be sent, newest first, and why.": (
        "Các tin không gửi được, mới nhất trước, và vì sao."
    ),
    "Bring the database to the newest shape (`bot run` does it by itself).": (
        "Nâng cấp cơ sở dữ liệu (`bot run` tự làm việc này)."
    ),
    "Write everything in the database to one file, while the bot runs.": (
        "Sao lưu cả cơ sở dữ liệu vào một tệp, bot vẫn chạy."
    ),
    "Put a backup in the place of the database; stop the bot first.": (
        "Khôi phục từ một bản sao lưu; dừng bot trước đã."
    ),
    "Check settings, database, knowledge, clock zone, tokens, webhooks and disk.": (
        "Kiểm tra thiết lập, cơ sở dữ liệu, kho câu trả lời, múi giờ, mã truy cập, webhook và "
        "ổ đĩa."
    ),
    "Classes: import, list, weekly series, cancel.": "Lớp học: nhập, xem, lịch hằng tuần, hủy.",
    "Do the reminders that are due (what the clock does every minute).": (
        "Gửi các lời nhắc đã đến giờ (đồng hồ tự làm mỗi phút)."
    ),
    "Draft an announcement (--to, --text), or look after one (a verb and its number).": (
        "Soạn một thông báo (--to, --text), hoặc xem, làm tiếp một thông báo (một việc và số "
        "của nó)."
    ),
    "From now on a commune's residents hear announcements; before, only its team does.": (
        "Từ nay bà con của xã nhận thông báo; trước đó chỉ người trong Tổ nhận."
    ),
    "An A4 poster with the QR code of a village's chat, or of an announcement.": (
        "Tờ dán A4 có mã QR vào khung chat của thôn, hoặc của một thông báo."
    ),
    "An announcement as the loudspeaker reads it: every number in words, said twice.": (
        "Bản đọc loa của một thông báo: số viết thành chữ, đọc hai lần."
    ),
    "Opinion polls.": "Lấy ý kiến.",
    "The Zalo Official Account.": "Zalo Official Account của xã.",
    "load the demo communes unless BOT_DEMO is set": "nạp các xã mẫu, trừ khi đã đặt BOT_DEMO",
    "who you are": "bác là ai",
    "come in by a village's link": "vào bằng đường dẫn của thôn có mã này",
    "Take all demo data out; refused when real people or villages are in it.": (
        "Gỡ hết dữ liệu mẫu; không gỡ khi trong đó có người hoặc thôn thật."
    ),
    "also when chats are in its villages; they stay": (
        "vẫn gỡ khi có khung chat ở thôn mẫu; khung chat được giữ lại"
    ),
    "one question instead of stdin": "một câu hỏi",
    "knowledge folder; no database is read": "thư mục kho câu trả lời; không đọc cơ sở dữ liệu",
    "say what matched and why, for people": "giải thích khớp với gì và vì sao",
    "Learn the phrasings anew (a minute) and keep what was learnt beside them.": (
        "Học lại các cách hỏi (một phút) và giữ kết quả cạnh chúng."
    ),
    "Print every topic as JSON, one a line.": "In mọi chủ đề, mỗi dòng một JSON.",
    "Check golden questions, links, basis, expiry and placeholders.": (
        "Kiểm tra câu hỏi mẫu, đường dẫn, căn cứ, hạn dùng và chỗ điền."
    ),
    "Propose a topic from a TOML file with one [[topic]]: a new one, or another text.": (
        "Đề nghị một chủ đề từ tệp TOML có một [[topic]]: mới, hoặc sửa lời."
    ),
    "Propose more ways to ask for a topic: given here, or all of a group of misses.": (
        "Đề nghị thêm cách hỏi cho một chủ đề: viết ở đây, hoặc lấy cả một nhóm câu chưa trả "
        "lời được."
    ),
    "Propose to answer a topic no more.": "Đề nghị thôi trả lời một chủ đề.",
    "Propose an earlier version again; without a number, the shipped text.": (
        "Đề nghị dùng lại một bản cũ; không ghi số thì là bản gốc."
    ),
    "Publish a draft, if every golden question is still understood.": (
        "Đăng một bản nháp, nếu mọi câu hỏi mẫu vẫn được hiểu đúng."
    ),
    "Turn a draft down.": "Không duyệt một bản nháp.",
    "What residents asked and did not get, grouped by likeness.": (
        "Những câu bà con hỏi mà chưa có câu trả lời, gộp theo nhóm giống nhau."
    ),
    "Edits that wait for a second person.": "Các bản sửa chờ người thứ hai duyệt.",
    "Legal documents that end soon, and answers that end or change, day by day.": (
        "Văn bản sắp hết hiệu lực, câu trả lời sắp hết hạn hay đổi lời, theo từng ngày."
    ),
    "how far ahead to look": "xem trước bao nhiêu ngày",
    "knowledge folder; no database": "thư mục kho câu trả lời; không đọc cơ sở dữ liệu",
    "Every edit of a topic, newest first.": "Mọi lần sửa của một chủ đề, mới nhất trước.",
    "Edits of topics whose shipped text changed since: decide which one stands.": (
        "Các bản xã đã sửa mà bản gốc nay đổi: chọn giữ bản nào."
    ),
    "Where residents get stuck: counts per step and village.": (
        "Bà con kẹt ở đâu: đếm theo bước và theo thôn."
    ),
    "knowledge folder": "thư mục kho câu trả lời",
    "the TOML file": "tệp TOML",
    "who proposes it: an officer's phone": "ai đề nghị: số điện thoại của cán bộ",
    "a group of `bot faq misses`; those who asked will be told": (
        "số nhóm trong `bot faq misses`; ai đã hỏi sẽ được báo"
    ),
    "first day in force": "ngày bắt đầu dùng",
    "last day in force": "ngày cuối còn dùng",
    "the topic's id": "mã chủ đề",
    "how residents ask": "bà con hỏi thế nào",
    "the version's number": "số của bản",
    "the draft's number": "số của bản nháp",
    "an officer's phone; not the author's": "số điện thoại của cán bộ duyệt, không phải người soạn",
    "who turns it down: an officer's phone": "ai không duyệt: số điện thoại của cán bộ",
    "the reason its author reads": "lý do, người soạn sẽ đọc",
    "how far back to look": "xem lại bao nhiêu ngày",
    "one JSON object a line": "mỗi dòng một JSON",
    "List units: code, name, kind, parent, persons reachable.": (
        "Xem các đơn vị: mã, tên, cấp, đơn vị cấp trên, số người nhắn được."
    ),
    "Import units from .xlsx or .csv, with a report row by row.": (
        "Nhập đơn vị từ .xlsx hoặc .csv, báo lại từng dòng."
    ),
    "the sheet": "tệp bảng tính",
    "check everything, keep nothing": "chỉ kiểm tra, không ghi gì",
    "print the counts as JSON": "in số đếm dạng JSON",
    "Import team members from .xlsx or .csv, with a report row by row.": (
        "Nhập người trong Tổ từ .xlsx hoặc .csv, báo lại từng dòng."
    ),
    "Make one-time codes that tie a member's chat to them; each is shown once.": (
        "Cấp mã dùng một lần để liên kết khung chat; mỗi mã chỉ hiện một lần."
    ),
    "End the work in a member's chats: they left the team, or lost the phone.": (
        "Gỡ khung chat của một người: thôi làm ở Tổ, hoặc mất máy."
    ),
    "of one person": "số điện thoại của một người",
    "everybody who has no chat yet": "mọi người chưa có khung chat",
    "of the person": "số điện thoại của người ấy",
    "Set the working hours of a unit and of what is under it.": (
        "Đặt giờ làm việc cho một đơn vị và các đơn vị bên dưới."
    ),
    "A day off of a unit.": "Một ngày nghỉ của đơn vị.",
    "A day worked although it is a holiday.": "Một ngày vẫn làm việc dù là ngày nghỉ.",
    "the unit's code": "mã đơn vị",
    "weekly hours, in Vietnamese": "giờ trong tuần, như: T2-T6 7:30-11:30 13:30-17:00",
    "20/12/2026": "ngày, như 20/12/2026",
    "What a unit has filled in, and what is still empty.": "Đơn vị đã điền gì, còn trống gì.",
    "Fill in one fact; an empty value clears it.": "Điền một mục; để trống là xóa.",
    "which fact": "tên mục",
    "what residents read": "lời bà con sẽ đọc",
    "Who is waiting for a person, longest first.": "Ai đang chờ gặp người, chờ lâu nhất trước.",
    "Who is behind a ticket's alias; the asking is written down with its reason.": (
        "Xem ai đứng sau bí danh của một phiếu; việc xem được ghi lại kèm lý do."
    ),
    "Answer a ticket: the words go to the resident, and the ticket is closed.": (
        "Trả lời một yêu cầu: lời gửi tới bà con, yêu cầu đóng lại."
    ),
    "only this unit and what is under it": "chỉ đơn vị này và bên dưới",
    "the ticket's number": "số của yêu cầu",
    "who asks": "ai hỏi",
    "why": "lý do",
    "what to say": "lời trả lời",
    "the file to write": "tệp sẽ ghi",
    "a file that `bot backup` wrote": "tệp do `bot backup` ghi",
    "one JSON object": "một JSON",
    "Import classes from .xlsx or .csv, with a report row by row.": (
        "Nhập lớp học từ .xlsx hoặc .csv, báo lại từng dòng."
    ),
    "Coming classes with seats, and the links to join and to check in.": (
        "Các lớp sắp tới, số chỗ, đường dẫn đăng ký và điểm danh."
    ),
    "Call a class off; shows who will be told, and does it with --yes.": (
        "Hủy một lớp; cho xem ai sẽ được báo, thêm --yes thì hủy."
    ),
    "Open a weekly series; shows the next five dates, and keeps it with --yes.": (
        "Mở lịch lớp hằng tuần; cho xem năm buổi tới, thêm --yes thì ghi."
    ),
    "Make no more classes of a series.": "Tạm dừng một lịch lớp.",
    "Go on.": "Tiếp tục một lịch lớp đang dừng.",
    "What those who were there said: counts, and what they want to learn next.": (
        "Người đi học nói gì: số đếm, và muốn học tiếp việc gì."
    ),
    "How many learners of each village were seen to do what.": (
        "Mỗi thôn có bao nhiêu người đã tự làm được việc gì."
    ),
    "Print what the learners of a class can do: A4, one page a learner.": (
        "In giấy xác nhận kỹ năng của một lớp: A4, mỗi người một trang."
    ),
    "The classes that were proposed in the last eight weeks, and what was decided.": (
        "Các đề nghị mở lớp trong tám tuần qua, và đã quyết thế nào."
    ),
    "Propose this week's classes now instead of on Thursday.": (
        "Đề nghị mở lớp tuần này ngay, không chờ thứ Năm."
    ),
    "rows that look like a class moved or renamed are it": (
        "dòng giống lớp đã có thì coi là lớp ấy dời hoặc đổi tên"
    ),
    "such rows are other classes": "dòng như thế là lớp khác",
    "the class's number": "số của lớp",
    "why, as learners read it": "lý do, người học sẽ đọc",
    "call it off and tell them": "hủy và báo người học",
    "the village's code": "mã thôn",
    "weekdays and the hour": "thứ và giờ, như: T3, T5 19:30",
    "the topic": "chủ đề",
    "the place": "nơi học",
    "the teacher": "người dạy",
    "the bring": "mang theo gì",
    "the map": "đường dẫn bản đồ",
    "how many may join": "số chỗ",
    "first day": "ngày đầu",
    "last day": "ngày cuối",
    "the dates are right: keep it": "các ngày đúng rồi: ghi lại",
    "the series' number": "số của lịch lớp",
    "print one JSON object": "in một JSON",
    "one JSON object a village": "mỗi thôn một JSON",
    "the PDF to write": "tệp PDF sẽ ghi",
    "once, now": "một lần, ngay bây giờ",
    "what to do with an announcement": "việc cần làm với thông báo",
    "its number; for list: the unit's code": "số của thông báo; với list là mã đơn vị",
    "whose announcement it is": "thông báo của đơn vị nào",
    "who of the unit hears it; everybody by default": (
        "gửi cho ai trong đơn vị; để trống là mọi người"
    ),
    "the words": "lời thông báo",
    "a photo or a file": "ảnh hoặc tệp gửi kèm",
    '"label=https://…" or "label=class:12"': (
        '"chữ trên nút=https://…" hoặc "chữ trên nút=class:12"'
    ),
    "when to send it, such as '18:00 20/12/2026'": "gửi lúc nào, như '18:00 20/12/2026'",
    "worth nothing after this instant": "quá lúc này thì thôi, không gửi nữa",
    "at once, also at night": "gửi ngay, cả ban đêm",
    "also where the platform charges for it": "gửi cả nơi nền tảng tính phí",
    "approve it as the operator; on record": "người quản máy tự duyệt; có ghi lại",
    "although the same was said just now": "vẫn gửi dù vừa nói y như thế",
    "only look it over": "chỉ xem lại",
    "status: until it is over": "với status: theo dõi đến khi xong",
    "print JSON": "in dạng JSON",
    "the commune's or the province's code": "mã xã hoặc mã tỉnh",
    "back to trying out": "trở lại chạy thử",
    "a unit's code, or an announcement's number": "mã đơn vị, hoặc số thông báo",
    "where the code leads; the web page by default": "mã QR dẫn tới đâu; để trống là trang web",
    "the announcement's number": "số của thông báo",
    "a PDF in large type; printed here without it": "tệp PDF chữ to; không ghi thì in ra đây",
    "Keep a poll from a file.": "Ghi một cuộc lấy ý kiến từ tệp.",
    "The polls of a unit.": "Các cuộc lấy ý kiến của đơn vị.",
    "Ask the second person, in their chat, to let it go.": (
        "Xin người thứ hai duyệt, trong khung chat của họ."
    ),
    "Open it at once, without a second person; on record.": (
        "Mở ngay, không chờ người thứ hai; có ghi lại."
    ),
    "Ask those who did not answer once more; at most twice.": (
        "Nhắc người chưa trả lời; nhiều nhất hai lần."
    ),
    "Nobody answers any more.": "Đóng cuộc lấy ý kiến.",
    "It was closed by a slip, within the hour.": "Mở lại khi lỡ đóng, trong một giờ.",
    "The result goes back to the villages.": "Báo kết quả cho các thôn.",
    "How many answered, village by village and by member.": (
        "Bao nhiêu người đã trả lời, theo thôn và theo người ghi hộ."
    ),
    "What was found.": "Xem kết quả.",
    "The minutes, for Word or as PDF.": "Biên bản, dạng Word hoặc PDF.",
    "Answer for somebody of the web page, by the code they read out; on record.": (
        "Xác nhận cho người trên trang web, theo mã họ đọc; có ghi lại."
    ),
    "Households and their codes.": "Các hộ và mã hộ.",
    "a TOML file; docs/officers/polls.md shows one": "tệp TOML; mẫu ở docs/officers/polls.md",
    "whose poll it is": "cuộc lấy ý kiến của đơn vị nào",
    "the poll's number": "số của cuộc lấy ý kiến",
    "a .docx or .pdf file": "tệp .docx hoặc .pdf",
    "what the page showed them": "mã trang web cho họ xem",
    "Import households from .xlsx or .csv; each gets a code.": (
        "Nhập các hộ từ .xlsx hoặc .csv; mỗi hộ có một mã."
    ),
    "The codes, to be printed and handed out.": "Các mã hộ, để in và phát.",
    "The address at which the account's admin lets the bot speak for it.": (
        "Đường dẫn để quản trị viên cho phép bot thay mặt tài khoản."
    ),
    "Take the code= of the address the consent came back to, when the page was not ours.": (
        "Nhận phần code= trong địa chỉ Zalo trả về, khi trang ấy không phải của ta."
    ),
    "How the account's tokens are.": "Mã truy cập của tài khoản còn dùng được không.",
    "what stands after code= in the address": "phần đứng sau code= trong địa chỉ",
}
CLI_TITLES = {"positional arguments": "cần ghi", "options": "tùy chọn"}
CLI_METAVARS = {
    "COMMAND": "LỆNH",
    "VERB": "VIỆC",
    "CODE": "MÃ",
    "DIR": "THƯ_MỤC",
    "NAME": "TÊN",
    "UNIT": "ĐƠN_VỊ",
}
CLI_EXAMPLE = ("Example:", "Ví dụ:")
# What an operator reads when something does not work.
QUIET_HOURS_FORM = "viết như 21:00-06:30"
LEADS_FORM = "viết như 18h,1h hoặc 2d,90m; nhiều nhất 30d"
SETTING_ZONE = "không phải tên múi giờ, chẳng hạn Asia/Ho_Chi_Minh"
SETTING_DATABASE = "phải bắt đầu bằng sqlite:/// hoặc postgresql://"
SETTING_ADDRESS = "không phải địa chỉ như postgresql://user:password@host/name"
SETTING_FILE = "sqlite:/// cần tên tệp"
SETTING_URL = "phải là địa chỉ bắt đầu bằng http:// hoặc https://"
SETTING_MISSING = "{name}: phải có khi đặt BOT_ZALO_APP_ID"
SETTING_WEBHOOK = "BOT_TELEGRAM_MODE: webhook cần có BOT_PUBLIC_URL"
SETTING_UNKNOWN = "{name}: không có thiết lập này; .env.example ghi đủ tên."
SETTING_ENCODING = "{env_file}: hãy lưu tệp theo mã UTF-8."
UPGRADE_LATER = (
    "cơ sở dữ liệu thuộc bản mới hơn của bot (bản {revision}); hãy chạy bản ấy,"
    " hoặc khôi phục bản sao trước khi nâng cấp."
)
UPGRADE_BROKEN = "không nâng cấp được: {count} dòng sẽ mất chỗ tham chiếu."
DATABASE_UNWRITABLE = "BOT_DATABASE_URL: không ghi được {filename}; kiểm tra quyền của thư mục."
DATABASE_IN_USE = "đang có một bot khác chạy trên {database}; dừng nó trước, hoặc dùng PostgreSQL."
DOCTOR_READABLE = "đọc được"
DOCTOR_DISK = "còn trống {size} MB"
DOCTOR_TELEGRAM_OFF = "tắt (chưa đặt BOT_TELEGRAM_TOKEN)"
DOCTOR_ZALO_OFF = "tắt (chưa đặt BOT_ZALO_APP_ID)"
DOCTOR_ZALO_BOT_OFF = "tắt (chưa đặt BOT_ZALO_BOT_TOKEN)"
DOCTOR_DATABASE = "trả lời"
DOCTOR_REVISION = "bản {revision}"
DOCTOR_REVISION_OLD = "bản {revision}, cần bản {newest}: chạy bot migrate"
DOCTOR_NEEDS_HTTPS = "BOT_PUBLIC_URL phải là https://"
DOCTOR_TOPICS = "{count} chủ đề"
DOCTOR_MORE = "còn {count} chỗ nữa cần cán bộ kiểm tra; chạy `bot faq check` để xem đủ"
FAULT_GOLDEN = "{topic}: không trả lời được câu «{text}»"
FAULT_NO_BASIS = "chưa ghi căn cứ"
FAULT_NOT_CHECKED = "chưa ghi ngày kiểm tra"
FAULT_CHECKED_LATER = "ngày kiểm tra ở phía sau hôm nay ({day})"
FAULT_LINK = "đường dẫn không phải của cơ quan nhà nước: {link}"
FAULT_NO_EXPIRY = "chưa ghi ngày hết hạn"
FAULT_EXPIRED = "đã hết hạn ngày {day}"
FAULT_EXPIRES_SOON = "sắp hết hạn, ngày {day}"
FAULT_ENDED = "căn cứ đã hết hiệu lực: {document}"
FAULT_ALL_ENDED = "mọi căn cứ đã hết hiệu lực: {documents}"
FAULT_ENDS_SOON = "căn cứ sắp hết hiệu lực: {document}"
FAULT_NOT_REGISTERED = "căn cứ «{basis}» không có trong sổ văn bản (data/legal)"
LEGAL_ENDING = "{number}, hết ngày {day}"
LEGAL_FOLLOWED = ", thay bằng {number}"
FAULT_GAP_UNKNOWN = "không có chỗ điền tên {name}"
FAULT_GAP_BARE = "chỗ điền {name} chưa có câu thay khi để trống"
FAULT_GAP_OPEN = "một chỗ điền chưa đóng ngoặc"
WORDS_OF_ADDRESS = ("mình", "bạn")
WORDS_OF_NO_ADDRESS = (
    "bạn bè", "bạn đời", "bạn học", "bạn thân", "bạn hàng", "kết bạn", "người bạn",
    "một mình", "tự mình", "bản thân mình", "giật mình",
)  # fmt: skip
DOCUMENTS_SHORT = ("NĐ", "NQ", "QĐ", "TTLT", "VBHN")
WORDING_STEP = "một bước dài {count} từ, nhiều nhất {longest}: {step}"
WORDING_ANSWER = "câu trả lời dài {count} từ, nhiều nhất {longest}"
WORDING_ADDRESS = "xưng hô «{word}»; hãy viết «bác» hoặc «bà con»"
WORDING_ABBREVIATED = "tên văn bản viết tắt: {word}"
WORDING_TERM = "chữ khó «{word}» chưa có lời giải thích, ví dụ «{plain}»"
GLOSSARY_SHAPE = "cần word là chữ, plain là lời thay (có thể thêm except), không mục nào khác"
GOLDEN_LINE = "{path}, dòng {number}: viết câu hỏi, một dấu Tab, rồi mã chủ đề hoặc dấu -"
MODEL_DAMAGED = "{path}: hỏng hoặc thuộc bản khác; chạy `bot faq train`"
FAQ_NO_FILES = "{folder}: không có tệp .toml nào; xem lại BOT_DATA_DIR"
FAQ_ONE_BRACKET = "{path}: viết [[{kind}]], không phải [{kind}]"
FAQ_TWICE = "{path}: {kind} «{id}» có hai lần"
FAQ_UNKNOWN_KEY = "{path}: không có mục «{key}»"
FAQ_NO_TOPIC = "{source}: không tệp nào có [[topic]]"
FAQ_VAGUE_TOPIC = "{source}: vague «{id}» đưa ra chủ đề không có: «{topic}»"
FAQ_TWO_OWNERS = "{source}: «{id}» và «{owner}» cùng có cách hỏi «{question}»"
FAQ_NOT_UTF8 = "{path}: không phải UTF-8 ở byte {start}"
FAQ_UNREADABLE = "{path}: không đọc được"
FAQ_NO_TABLE = "không phải một bảng"
FAQ_NO_SUCH_KEY = "không có mục «{key}»"
FAQ_NOT_TEXT = "{name} phải là chữ"
FAQ_MISSING = "thiếu {name}"
FAQ_NOT_TEXTS = "{name} phải là danh sách chữ, không dòng nào trống"
FAQ_NOT_A_DAY = "{name} phải là ngày như 2026-11-22, không có ngoặc kép"
FAQ_NO_CATEGORY = "tệp chưa ghi category"
FAQ_TRUST = "trust phải là «verified», «secondary» hoặc «ask», không phải «{trust}»"
FAQ_NOT_TABLES = "{name} phải là các bảng [[{kind}.{name}]]"
DETAIL_KIND = "kind «{kind}» không có; hãy dùng một trong: {kinds}"
DETAIL_LONG = "answer dài {words} từ, nhiều nhất {longest}"
DETAIL_ID_LONG = "id «{id}» dài quá: cùng id của topic phải vừa {most} byte của một nút"
DETAIL_TWICE = "detail «{id}» có hai lần cùng valid_from"
CHANGE_TWICE = "hai change cùng valid_from"
LEGAL_TRUST = (
    "trust của văn bản phải là «verified», «secondary» hoặc «unverified», không phải «{trust}»"
)
LEGAL_TWICE = "có hai lần"
LEGAL_SAME_NUMBER = "{source}: «{id}» và «{other}» ghi cùng một number"
LEGAL_ENDS_FIRST = "ends_on ở trước in_force_from"
LEGAL_UNKNOWN = "{source}: «{id}» nói bị thay bởi «{basis}», mà sổ không có văn bản ấy"
LEGAL_NOT_REGISTERED = "căn cứ «{basis}» không có trong sổ văn bản (data/legal)"
DATA_FAULT = "{path}: {reason}"
DATA_ENTRY_FAULT = "{path}: {name}: {reason}"
DATA_SHAPE = "có mục không đúng dạng"
DATA_TEXT_OR_TEXTS = "phải là chữ hoặc danh sách chữ"
DATA_TEXTS = "words phải là danh sách chữ"
DATA_TABLE = "[{key}] phải là một bảng"
DATA_LIST = "{key} phải là một danh sách"
DATA_GROUP = "nhóm {number}"
INTENT_SHARE = "sure phải là số từ 0 đến 1, như 0.5"
SKILLS_IDS = "các id phải khác nhau, và nhiều nhất {most} kỹ năng"
SKILL_FIELDS = "mỗi kỹ năng cần đủ id (a-z, 0-9, -), title và topics"
DEADLINES_IDS = "hai hạn cùng một id"
DEADLINE_UNREADABLE = "id, every hoặc checked không đọc được"
DEADLINE_BEFORE = "days_before phải là danh sách số từ 0 đến {most}"
DEADLINE_NO_DAY = "every: không có ngày ấy"
POLL_FILE_MISSING = "thiếu {error}"
DATABASE_UNUSABLE = "BOT_DATABASE_URL: không dùng được cơ sở dữ liệu ({reason})."
SYSTEM_ERROR = "lỗi hệ thống số {errno}"
CLI_ZALO_CALLBACK = "Trong trang quản lý ứng dụng, Callback URL phải là: {public_url}{path}"
CLI_ZALO_OPEN = "Quản trị viên của Official Account mở trong 15 phút:"
CLI_ZALO_KEPT = "Đã giữ mã truy cập; thử bằng `bot doctor`."
DOCTOR_OVERDUE = "{count} lời nhắc trễ: `bot run` có đang chạy không?"
DOCTOR_ON_TIME = "không trễ"
TOML_PLACE = "dòng {line}, cột {column}"
TOML_PLACE_END = "cuối tệp"
DOCTOR_FAULT = "LỖI"
BANNER_ON = "đang bật"
BANNER_TERMINAL = "make chat, hoặc: .venv/bin/bot chat"
# Of what a database says, a part, and what it means.
DATABASE_TROUBLE = {
    "unable to open": "không mở được tệp",
    "not a database": "tệp không phải cơ sở dữ liệu",
    "locked": "đang bận; thử lại sau ít phút",
    "disk is full": "ổ đĩa đã đầy",
    "readonly": "tệp chỉ cho đọc",
    "refused": "máy chủ từ chối kết nối",
    "password authentication": "sai tên hoặc mật khẩu",
    "translate host name": "không tìm thấy máy chủ",
    "does not exist": "máy chủ không có cơ sở dữ liệu hoặc người dùng này",
    "timeout": "máy chủ không trả lời",
}
# What pydantic says in English, by its kind of error.
SETTING_REASONS = {
    **dict.fromkeys(("int_parsing", "int_from_float"), "phải là một số nguyên"),
    "float_parsing": "phải là một số",
    "bool_parsing": "phải là true hoặc false",
    "literal_error": "phải là {expected}",
    "greater_than": "phải lớn hơn {gt}",
    "greater_than_equal": "phải từ {ge} trở lên",
    "less_than_equal": "chỉ đến {le}",
    "string_pattern_mismatch": "chỉ gồm chữ, số, gạch dưới và gạch nối",
}
# What the system says, by the names of its numbers.
SYSTEM_TROUBLE = {
    "EACCES": "không có quyền",
    "EPERM": "không có quyền",
    "ENOENT": "không có tệp hay thư mục này",
    "ENOTDIR": "không phải thư mục",
    "EISDIR": "là một thư mục",
    "EROFS": "ổ đĩa chỉ cho đọc",
    "ENOSPC": "ổ đĩa đã đầy",
    "EADDRNOTAVAIL": "máy này không có địa chỉ ấy",
}
TOKEN_HEALTH = {
    "fine": "đã làm mới {why}",
    "none": "chưa có: chạy bot zalo consent, hoặc đặt hai mã của API Explorer vào .env",
    "old": "chưa làm mới từ {why}: `bot run` có chạy không? Quá ba tháng là hết hiệu lực.",
    "broken": "hết hiệu lực ({why}): chạy bot zalo consent",
}
OUT_UNWRITABLE = "Không ghi được tệp {path}. Thử đường dẫn khác, chẳng hạn {instead}."
FILE_TOO_BIG = "Tệp {path} quá lớn. Hãy tách thành nhiều tệp, mỗi tệp vài nghìn dòng."
FILE_FAR_CELL = (
    "Trang tính có ô {cell} nằm quá xa. Hãy chép riêng bảng sang một tệp mới rồi nhập tệp ấy."
)
FILE_NOT_CSV = "Tệp .csv hỏng ở dòng {row}. Mở bằng Excel rồi lưu lại dạng CSV UTF-8."
FILE_NOT_UTF8 = "Tệp .csv phải lưu theo mã UTF-8. Trong Excel, chọn lưu dạng CSV UTF-8."
IMPORT_ROW = "Dòng"
IMPORT_REASON = "Lý do từ chối"
COLUMN_NAME = "tên"
# Headings that officers write; the first of each is named when the column is missing.
HEADINGS_CODE = ("Mã", "Mã đơn vị", "Mã ĐV")
HEADINGS_UNIT_NAME = ("Tên", "Tên đơn vị")
HEADINGS_KIND = ("Cấp", "Loại")
HEADINGS_PARENT = ("Mã cấp trên", "Thuộc", "Đơn vị cấp trên")
HEADINGS_ALIASES = ("Tên gọi khác", "Tên cũ")
HEADINGS_UNIT = ("Mã đơn vị", "Mã thôn", "Đơn vị")
HEADINGS_PERSON = ("Họ tên", "Họ và tên", "Tên")
HEADINGS_PHONE = ("Điện thoại", "Số điện thoại", "SĐT")
HEADINGS_ROLE = ("Vai trò", "Chức vụ")
HEADINGS_SKILLS = ("Kỹ năng", "Việc giúp được")
KIND_WORDS = {
    "province": ("tỉnh", "thành phố"),
    "commune": ("xã", "phường", "đặc khu"),
    "village": ("thôn", "xóm", "bản", "ấp", "làng", "buôn", "sóc", "khóm", "khu phố", "tổ dân phố"),
}
ROLE_WORDS = {
    "member": ("thành viên",),
    "leader": ("tổ trưởng", "tổ phó", "trưởng thôn"),
    "officer": ("cán bộ", "công chức"),
    "approver": ("lãnh đạo", "chủ tịch", "phó chủ tịch"),
    "committee": ("ban chỉ đạo",),
}
NOTHING = "không đơn vị nào"
UNIT_KINDS = {"province": "tỉnh", "commune": "xã", "village": "thôn"}
IMPORT_LINE = "Dòng {row}: {reason}"

# Guided steps
GUIDE_STEP = "Bước {number}/{count}: {step}"
GUIDE_RESUMED = "Ta làm tiếp việc «{title}»."
GUIDE_OLD_STEP = "Việc «{title}», bác đang ở bước này ạ:"
GUIDE_FINISHED = "Xong việc «{title}» rồi ạ. Bác cần gì nữa cứ nhắn tôi."
GUIDE_STUCK = (
    "Bác chụp màn hình gửi vào đây, hoặc chép lại chữ máy đang báo ạ."
    " Tôi sẽ gửi cho người giúp cùng với bước bác đang làm."
)
GUIDE_LEFT = "Vâng, ta dừng ở đây. Muốn làm tiếp, bác hỏi lại việc ấy ạ."
STUCK_RECORDED = (
    "Tôi đã ghi việc của bác (số {number}), kẹt ở bước {step}. Trong giờ làm việc cán bộ xã trả"
    " lời bác tại đây. Việc gấp, mời bác đến Trung tâm Phục vụ hành chính công xã."
)
BUTTON_GUIDE = "Làm từng bước"
BUTTON_DONE = "Xong"
BUTTON_STUCK = "Kẹt ở đây"
BUTTON_STEP_BACK = "Lùi"
BUTTON_LEAVE = "Thoát"
BUTTON_SEND_AS_IS = "Gửi luôn, không có ảnh"
BUTTON_TRY_AGAIN = "Làm tiếp bước này"

# Was the answer right?
BUTTON_GOOD = "👍 Đúng rồi"
BUTTON_BAD = "👎 Chưa đúng"
FEEDBACK_GOOD = "Cảm ơn bác. Bác cần gì nữa cứ hỏi ạ."
FEEDBACK_BAD = "Xin lỗi bác. Có phải bác hỏi việc nào dưới đây không ạ?"
FEEDBACK_BAD_NOTHING = (
    "Xin lỗi bác, tôi chưa có câu trả lời đúng. Tôi đã ghi lại cho xã xem."
    " Cần người giúp ngay, bác nhắn: gặp người."
)

# Officers' edits of the knowledge
ANSWER_NOW_KNOWN = "Hôm trước bác hỏi: «{question}». Nay xã đã có câu trả lời:\n\n{answer}"
DRAFT_FAULTY = "Câu trả lời «{topic}» còn phải sửa: {faults}."
DRAFT_UNKNOWN = "Không có bản nháp số {number} đang chờ duyệt."
DRAFT_OWN = "Người soạn không tự duyệt bài của mình. Nhờ một người khác duyệt giúp."
DRAFT_OVERTAKEN = "Vừa có bài khác được duyệt. Xin chạy lại lệnh duyệt."
DRAFT_BREAKS = "Không duyệt được: bài này làm máy hiểu sai {count} câu mẫu: {questions}."
TOPIC_UNKNOWN = "Không có chủ đề «{topic}»."
REVISION_TEXT, REVISION_HIDES = "sửa lời", "ẩn"
REVISION_STATES = {
    "draft": "chờ duyệt",
    "published": "đang dùng",
    "rejected": "không duyệt",
    "superseded": "đã thay",
}
DRAFT_WHO = (
    "Không có cán bộ hay người duyệt nào là «{by}». Hãy ghi số điện thoại của người ấy"
    " như trong danh sách Tổ."
)
DRAFT_WHO_OF_SEVERAL = "Có nhiều người tên «{by}». Hãy ghi số điện thoại của người ấy."
DRAFT_SAVED = "Đã lưu bản nháp số {number}, chờ người khác duyệt."
DRAFT_PUBLISHED = "Đã đăng bản số {number}; {told} người từng hỏi sẽ được báo."
GROUP_UNKNOWN = "Không có nhóm câu hỏi số {number}; xem danh sách bằng lệnh faq misses."
CONFLICTS = {
    "changed": "bản gốc đã đổi sau khi xã sửa; xem lại bài nào đúng",
    "removed": "bản gốc không còn; xem lại có giữ bài của xã không",
    "appeared": "bản gốc nay đã có chủ đề này; xem lại bài nào đúng",
}

# Weekly hours, for officers
HOURS_EMPTY = "Chưa có giờ nào. Viết như: T2-T6 7:30-11:30 13:30-17:00; T7 7:30-11:30."
HOURS_NO_DAY = "Phần «{piece}» thiếu ngày. Viết ngày trước giờ, như: T2-T6 7:30-11:30."
HOURS_NO_TIME = "Phần «{piece}» thiếu giờ. Viết như: T2-T6 7:30-11:30, hoặc: CN nghỉ."
HOURS_UNREADABLE = "Tôi không đọc được «{piece}». Viết như: T2-T6 7:30-11:30 13:30-17:00."
HOURS_BAD_TIME = "Giờ «{piece}» không có. Giờ từ 0:00 đến 24:00, như: 7:30."
HOURS_BAD_SPAN = "Khoảng giờ «{piece}» không đúng: giờ cuối phải sau giờ đầu."
HOURS_OVERLAP = "Ngày {day} có hai khoảng giờ chồng nhau: {one} và {other}."
HOURS_DOUBTFUL = "«{piece}» là sáng hay chiều ạ? Viết rõ, như 14:00-16:00 hoặc 2:00-4:00."
DUTY_DAY_OR_HOURS = (
    "«{piece}» là giờ hay ngày ạ? Viết rõ: {start}h-{end}h, hoặc ngày {start}/{end}."
)
DUTY_DAY_OFF = "Đã ghi: {day}, {unit} nghỉ."
DUTY_DAY_ON = "Đã ghi: {day}, {unit} làm việc."
HOURS_NONE = "Chưa đặt giờ"

# Why a delivery failed, for officers
FAILED_EXPIRED = "Người này không mở lại trang trong 30 ngày nên tin hết hạn."
FAILED_LATE = "Tin chưa gửi được trước giờ hẹn cuối nên không gửi nữa."
FAILED_REJECTED = "Nền tảng từ chối tin này, gửi lại cũng không được."
FAILED_TRIES = "Đã thử nhiều lần trong hai giờ mà chưa gửi được; có thể gửi lại."

# A person takes over: what the resident reads
ALIAS = "Bà con số {number}"
VILLAGE_NOT_SAID = "chưa rõ thôn"
SOMEBODY = "Tổ công nghệ số"
TEAM_MEMBER = "Tổ công nghệ số"
TEAM_OFFICER = "cán bộ xã"
TICKET_OFFERED = (
    "Tôi đã nhờ {member} (Tổ công nghệ số) giúp bác. Đến {time} chưa có trả lời, tôi nhờ người khác"
    " ngay ạ."
)
TICKET_AT_COMMUNE = (
    "Tôi đã nhờ {member} (cán bộ xã) giúp bác. Đến {time} chưa có trả lời, tôi nhờ người khác"
    " ngay ạ."
)
TICKET_IN_LINE = (
    "Tôi đã ghi việc của bác (số {number}). Mọi người đang giúp bà con khác, bác đứng thứ {place}"
    " trong hàng; có người rảnh, tôi báo bác ngay."
)
TICKET_AFTER_HOURS = (
    "Tôi đã ghi việc của bác (số {number}). Bây giờ không có người trực; {time} có người trực,"
    " việc của bác được xem đầu tiên ạ."
)
TICKET_ESCALATED = (
    "Việc của bác (số {number}): những người đang trực chưa ai rảnh tay. Tôi đã báo tổ trưởng và"
    " cán bộ xã; chậm nhất {time} tôi nhờ lại một lượt. Việc gấp, mời bác đến Trung tâm Phục vụ"
    " hành chính công xã."
)
TICKET_STILL_YOURS = (
    "{member} đang giúp bác (yêu cầu số {number}). Bác cứ viết hoặc gửi ảnh vào đây."
)
TICKET_ACCEPTED = (
    "{member}, {team}, đã nhận giúp bác (yêu cầu số {number}). Bác cứ viết, gửi ảnh hoặc"
    " nói vào đây. Muốn hỏi máy, bác nhắn: bot."
)
TICKET_BUSY = "{member} đang bận tay."
TICKET_LEFT = "{member} đang bận tay."
TICKET_DONE_ASK = "Việc của bác đã xong chưa ạ? Bác nhắn: rồi, hoặc: chưa."
REOPENED_WORDS = "Bà con nhắn chưa xong: {text}"
TICKET_STILL_OPEN = "Yêu cầu số {number} của bác vẫn đang mở ạ."
TICKET_JUST_CLOSED = "Yêu cầu số {number} vừa đóng. Bác nhắn lại câu vừa rồi giúp ạ."
TICKET_WORDS_ADDED = "Dạ, tôi chuyển thêm lời bác rồi ạ."
TICKET_WORDS_CARRIED = "Dạ, tôi chuyển lời bác tới {member} rồi ạ. Bác cứ viết tiếp vào đây."
CALL_WANTED = (
    "{member} muốn gọi điện cho bác. Bác viết số điện thoại vào đây;"
    " không muốn thì bác cứ nhắn chữ."
)
CALL_TIME_ASK = "Bác nhắn giờ muốn được trả lời, ví dụ: 9 giờ sáng thứ bảy."
CALL_TIME_OVER = "Giờ ấy qua rồi ạ. Bác nhắn giờ khác giúp, ví dụ: 9 giờ sáng thứ bảy."
CALL_TIME_SET = "Vâng, tôi dặn người giúp trả lời bác {time}."
CALL_TIMES = {
    "morning": "Sáng mai",
    "afternoon": "Chiều mai",
    "evening": "Tối nay",
    "other": "Giờ khác",
}
BOT_BACK = "Vâng, từ giờ máy trả lời bác. Cần người, bác nhắn: gặp người."
BOT_BACK_AFTER_QUIET = (
    "Yêu cầu số {number} đã lâu không ai nhắn nên tôi đóng lại; từ giờ máy trả lời bác."
    " Việc chưa xong, bác bấm nút dưới đây."
)
NAME_KNOWN = "Vâng, tôi đã cho người giúp biết tên bác."
RATE_ASK = "Cảm ơn bác. Bác thấy được giúp thế nào ạ?"
RATED = "Cảm ơn bác đã cho biết."
UNLINKED = "Đã gỡ {count} khung chat; phiếu mới không tới người này nữa."
# In this order the number of the button is the number of stars.
RATINGS = {1: "Rất kém", 2: "Kém", 3: "Tạm được", 4: "Tốt", 5: "Rất tốt"}
FROM_MEMBER = "{member}, {team}: {text}"
EDITED = "đã sửa: {text}"
EDIT_AGAIN = (
    "Bác vừa sửa một tin cũ, tôi chưa làm gì theo tin ấy. Bác nhắn lại thành tin mới giúp tôi."
)
FORWARDED = "chuyển tiếp từ {name}: {text}"
FORWARDED_UNKNOWN = "người khác"
QUOTED = "(trả lời câu «{quote}») {text}"
RISKY_FILE_CARD = (
    "(Có tệp {name}, {size} MB. Tôi không chuyển vì mở ra có thể là phần mềm độc hại.)"
)
SIZE_UNKNOWN = "chưa rõ"
FILE_NO_NAME = "không tên"
FILE_NAME = "tep"
FILE_NAMES = {"voice": "tin-thoai.ogg", "video": "phim.mp4", "photo": "anh.jpg"}
RISKY_FILE = (
    "Bác đừng cài, đừng mở tệp này: {names}. Xã, công an, ngân hàng không gửi tệp cài đặt."
    " Ứng dụng thật chỉ tải ở App Store hoặc CH Play.\n"
    "Bước 1. Xóa tệp, không bấm vào.\n"
    "Bước 2. Lỡ cài rồi thì tắt mạng, tắt máy ngay.\n"
    "Bước 3. Dùng máy khác gọi ngân hàng khóa tài khoản.\n"
    "Bước 4. Báo Công an xã, hoặc bấm gặp người."
)
RISKY_FILE_MEMBER = (
    "Tôi không chuyển tệp {names} cho bà con: tệp ấy mở ra có thể là phần mềm độc hại."
    " Anh/chị gửi ảnh hoặc viết bằng chữ."
)
NOT_CARRIED = "Tôi không chuyển được loại tin này. Bác chụp màn hình gửi ảnh, hoặc viết bằng chữ ạ."
NOT_CARRIED_MEMBER = (
    "Tôi không chuyển được loại tin này cho bà con. Anh/chị gửi ảnh hoặc viết bằng chữ."
)
RELAY_AS_FILE = (
    "Phiếu {number}: bà con chưa nhận được tin vừa rồi, máy bên ấy không nhận loại này."
    " Tôi gửi lại ở dạng tệp; chắc hơn, anh/chị viết bằng chữ."
)
RELAY_REFUSED = (
    "Phiếu {number}: lời vừa rồi chưa tới bà con. Anh/chị viết lại bằng chữ, gọi lại"
    " hoặc hẹn đến nhà."
)
RELAY_VOICE_LOST = (
    "Phiếu {number}: bà con dùng Zalo, ở đó tôi chưa gửi được tin thoại. Anh/chị viết bằng chữ,"
    " gọi lại hoặc hẹn đến nhà."
)
RELAY_FILE_LOST = (
    "Phiếu {number}: bà con đã nhận lời, nhưng chưa xem được ảnh hoặc tệp. Anh/chị gửi ảnh khác,"
    " hoặc viết bằng chữ."
)
RELAY_FILE_LOST_RESIDENT = (
    "{member} đã nhận lời bác, nhưng chưa xem được ảnh hoặc tệp. Bác gửi ảnh khác, hoặc viết bằng"
    " chữ ạ."
)
RELAY_PARKED = (
    "Phiếu {number}: Zalo chưa cho gửi lúc này; bà con nhắn lại thì lời anh/chị mới tới."
    " Việc gấp, anh/chị gọi điện hoặc hẹn đến nhà."
)
RELAY_REFUSED_RESIDENT = (
    "{member} chưa nhận được tin vừa rồi của bác. Bác viết bằng chữ, hoặc gửi ảnh giúp ạ."
)
RELAY_AS_FILE_RESIDENT = (
    "{member} chưa nhận được tin vừa rồi của bác. Tôi gửi lại ở dạng tệp; chắc hơn, bác viết"
    " bằng chữ ạ."
)
BUTTON_SOLVED = "Xong rồi"
BUTTON_NOT_SOLVED = "Chưa xong"
BUTTON_NAME_ME = "Cho biết tên tôi"
TIME_HOUR = "{hour} giờ"
TIME_MINUTE = "{hour} giờ {minute}"
TIME_TOMORROW = "{time} ngày mai"
TIME_DAY = "{time} {weekday} ngày {day}"
TIME_ENTRY = "{weekday} {day}, {time}"
WISH_DAY = "{weekday} {day}"
WISH_PARTS = {
    "sang som": "sáng sớm",
    "rang sang": "sáng sớm",
    "sang": "sáng",
    "trua": "trưa",
    "chieu": "chiều",
    "EVE": "tối",
    "dem": "tối",
    "khuya": "khuya",
}
SAID_CORRECTING = "cơ"  # the last word of "không, tôi hỏi sổ đỏ cơ"
TIME_MORNING = "{time} sáng"
REPEAT_AT = "{every} lúc {time}"
REPEAT_DAY = "hằng ngày"
REPEAT_WEEK = "{days} hằng tuần"
REPEAT_MONTH = "ngày {days} hằng tháng"
REPEAT_MONTH_END = "ngày cuối mỗi tháng"
REPEAT_EVEN = "các ngày chẵn"
REPEAT_ODD = "các ngày lẻ"
REPEAT_SINCE = "{rule}, từ {day}"
REPEAT_UNTIL = "{rule}, đến hết {day}"
REPEAT_UNTIL_AT = "{rule}, đến {time} {day}"
REPEAT_SHORT_MONTH = "Tháng không có ngày {day} thì tôi nhắc vào ngày cuối tháng."
REPEAT_SHORT_LUNAR = "Tháng âm thiếu, không có ngày 30, thì tôi nhắc ngày 29."
REPEAT_SHORT_FEBRUARY = "Năm không có ngày 29/2 thì tôi nhắc ngày 28/2."
REPEAT_LEAP = "Năm nhuận có hai tháng {month} âm thì tôi nhắc vào tháng {month} đầu."
REPEAT_LUNAR = "{days} hằng tháng"
REPEAT_YEAR = "ngày {day} hằng năm"
REPEAT_LUNAR_YEAR = "ngày {day} âm lịch hằng năm"
LUNAR_BOTH = "rằm và mùng một"
LUNAR_FULL = "rằm"
LUNAR_FIRST = "mùng một âm lịch"
LUNAR_DAY = "ngày {day} âm lịch"
WEEKDAYS = (
    "thứ Hai",
    "thứ Ba",
    "thứ Tư",
    "thứ Năm",
    "thứ Sáu",
    "thứ Bảy",
    "Chủ nhật",
)

LINT_WEEKDAY = "Xem lại ngày: {misfit}"
POLL_AT_ONCE = "khi được duyệt"
POLL_TIMES_READ = "Mở: {opens}. Đóng: {closes}."
POLL_WEEKDAY = "Xem lại ngày: {misfit} Anh/chị sửa rồi gửi lại."
WEEKDAY_MISFIT = (
    "{said} không khớp với ngày {day}: ngày {day}/{year} là {weekday}, còn {said} là ngày {near}."
)

# A person takes over: what the member reads
CARD_QUESTION = "Phiếu {number}. {who}, {unit}, cần người giúp."
CARD_REPORT = "Phiếu {number}. {who}, {unit}, phản ánh hiện trường."
CARD_URGENT = "KHẨN."
CARD_SUBJECT = "Việc: {subject}."
CARD_STEP = "Kẹt ở bước {step}."
CARD_WORDS = "Lời bà con: {text}"
CARD_WANTED = "Muốn được trả lời: {time}."
CARD_ADDED = "Phiếu {number}, bà con nói thêm: {text}"
CARD_NOTE = "Ghi chú: {note}"
CARD_TAKE_BEFORE = "Nhận trước {time}, quá giờ tôi chuyển người khác."
BUTTON_TAKE = "Nhận"
BUTTON_BUSY = "Bận"
BUTTON_PASS = "Chuyển"
BUTTON_CALL = "Gọi lại"
BUTTON_VISIT = "Hẹn đến nhà"
BUTTON_CLOSE = "Xong"
TICKET_YOURS = (
    "Phiếu {number} đã giao cho anh/chị. Anh/chị viết vào đây là tới bà con; đang giữ nhiều phiếu"
    " thì trả lời đúng vào tin của phiếu ấy."
)
TICKET_TAKEN = "Phiếu {number} đã có {member} nhận."
TICKET_TAKEN_AWAY = "Phiếu {number} đã quá giờ nên tôi nhờ người khác."
TICKET_GIVEN_ON = "Phiếu {number} đã giao cho người khác."
TICKET_OVER = "Phiếu {number} đã đóng."
TICKET_NOT_YOURS = "Phiếu {number} không do anh/chị đang giữ."
TICKET_NOT_FOR_YOU = "Phiếu {number} không thuộc phần việc của anh/chị."
TICKET_NOBODY_TOOK = "Phiếu {number}, {unit}, chưa ai nhận: {text}"
TICKET_PASSED = "Phiếu {number} đã chuyển cho {member}."
TICKET_PASSED_TO_LINE = "Phiếu {number} đã trả lại hàng chờ."
TICKET_CLOSED = "Phiếu {number} đã xong. Cảm ơn anh/chị."
TICKET_CLOSED_QUIET = "Phiếu {number} đã lâu không ai nhắn nên tôi đóng lại."
TICKET_QUIET = "Phiếu {number}: bà con chưa nhắn thêm. Việc xong rồi thì anh/chị bấm nút."
TICKET_HANDED_BACK = "Phiếu {number}: bà con muốn hỏi máy, phiếu đã đóng."
TICKET_RESIDENT_GONE = "Phiếu {number}: bà con đã chặn hoặc rời kênh, phiếu đã đóng."
COLLEAGUE_UNKNOWN = "Tôi không tìm được đúng một người tên {name} trong Tổ. Anh/chị viết rõ họ tên."
CALL_ASKED = "Phiếu {number}: tôi đã xin số điện thoại của bà con. Có số, tôi chuyển ngay."
NAME_TOLD = "Phiếu {number}: bà con cho biết tên là {name}."
NOTE_KEPT = "Đã ghi chú vào phiếu {number}; bà con không thấy ghi chú này."
CARD_CALL_WISHED = "(Bà con muốn được gọi lại; nhận phiếu thì thấy số.)"
CARD_PHONE = "Số gọi lại: {phone}"
PHONE_GIVEN = "Phiếu {number}: bà con muốn được gọi lại, số {phone}."
RESIDENT_SAW = "Phiếu {number}: bà con đã xem tin của anh/chị."
FROM_RESIDENT = "{who}, {unit} (phiếu {number}): {text}"

# A team member's chat
SAID_LINK = "lienket"
SAID_LINK_CODE = (
    "liên kết",
    "mã liên kết",
    "lấy mã liên kết",
    "liên kết zalo",
    "liên kết telegram",
)
SAID_UNLINK = ("bỏ liên kết", "gỡ liên kết", "hủy liên kết")
LINK_CODE_GIVEN = (
    "Mã liên kết của bác: {code}\n"
    "Trong 15 phút, mở Tổ Số ở kênh kia (Zalo, Telegram hoặc trang web) và nhắn:\n"
    "lienket {code}\n"
    "Mã chỉ dùng một lần. Đừng đưa cho người khác: ai có mã là nói thay bác."
)
LINK_NEEDS_CONSENT = "Muốn liên kết hai khung chat, Tổ Số cần bác đồng ý lưu tên và thôn."
LINKED_DECIDES = (
    "Chào {name}. Khung chat này từ nay là của anh/chị ở {units}. Có thông báo hay cuộc lấy ý kiến"
    " cần duyệt, tôi gửi vào đây.\nXã lưu tên, số điện thoại và những việc anh/chị đã duyệt; muốn"
    " thôi, báo cán bộ xã."
)
LINKED_RESIDENT = (
    "Đã liên kết. Từ nay hai khung chat là của một người: thông báo chỉ gửi một nơi, lớp và phiếu ý"
    " kiến chỉ tính một lần."
)
LINKED_SEATS = "Đã trả lại {count} chỗ trong lớp vì bác ghi tên hai lần."
LINKED_TICKETS = "Đã gộp {count} yêu cầu trùng nhau."
LINK_SAME_CHAT = "Mã này nhắn ở kênh kia mới được; khung chat này đã là của bác rồi."
UNLINKED_RESIDENT = "Đã gỡ liên kết khung chat này."
UNLINK_NONE = "Khung chat này không liên kết với khung nào."
UNLINK_MEMBER = "Khung chat này nhận việc của Tổ; muốn gỡ, anh/chị báo cán bộ xã."
UNLINK_POLL = (
    "Bác đã trả lời một cuộc lấy ý kiến còn mở; khi cuộc ấy đóng, bác nhắn lại để gỡ liên kết ạ."
)
TICKET_MERGED = "Gộp với yêu cầu kia của cùng một người."
LINK_CODE_WRONG = (
    "Mã liên kết này không đúng, đã dùng hoặc đã quá hạn. Bác nhắn «liên kết» ở khung chat kia để"
    " lấy mã mới; người trong Tổ thì xin cán bộ xã."
)
LINK_NEW_CHAT = (
    "Một khung chat {channel} mới ({name}) vừa liên kết, từ nay nhận việc của anh/chị."
    " Không phải anh/chị thì bấm nút dưới đây ngay."
)
LINK_NO_NAME = "không ghi tên"
LINK_UNDONE = "Đã gỡ khung chat mới; mã chưa dùng cũng đã hủy. Anh/chị báo cán bộ xã biết."
LINK_PARTED = "Khung chat này không còn nhận việc của Tổ. Cần lại, anh/chị báo cán bộ xã."
BUTTON_NOT_MINE = "Không phải tôi"
LINKED = (
    "Chào {name}. Khung chat này từ nay nhận việc của {units}.\n"
    "Xã lưu tên, số điện thoại, ca trực và các phiếu anh/chị đã giúp; muốn thôi, báo cán bộ xã.\n"
    "Có phiếu, anh/chị bấm Nhận, rồi viết vào đây là tới bà con. Nhắn /truc xem lịch trực,"
    " «mai tôi nghỉ» để báo nghỉ, /mau lấy câu mẫu, «ghi chú:» cho đồng nghiệp,"
    " «hỏi:» để hỏi cho mình."
)
WHICH_TICKET = "Anh/chị đang giữ mấy phiếu. Việc này cho phiếu nào ạ?"
WHICH_TICKET_WORDS = "Anh/chị đang giữ mấy phiếu. Gửi lời vừa rồi cho phiếu nào ạ?"
WHICH_TICKET_LAST = "Người vừa viết là {who} (phiếu {number}): nhắn ừ là tôi gửi cho phiếu ấy."
TICKET_NUMBER_UNKNOWN = "Anh/chị không giữ phiếu {number} nào. Tôi chưa gửi. Cho phiếu nào ạ?"
TAKE_FIRST_SHORT = "Phiếu {number}, {who}: anh/chị bấm Nhận trước nhé."
# How the buttons that choose a ticket begin, before its number.
TICKET_BUTTONS = ("Phiếu", "Nhận phiếu")
WHICH_TICKET_BUTTON = "Phiếu {number}, {who}"
WORDS_GONE = "Không còn lời nào đang chờ gửi. Anh/chị viết lại giúp."
WORDS_SENT = "Đã gửi cho phiếu {number}."
WORDS_SENT_TO = "Đã gửi cho {who} (phiếu {number})."
WORDS_CARRIED = (
    "Tôi chuyển lời anh/chị tới {who} (phiếu {number}). Từ giờ anh/chị viết vào đây là bà con đọc"
    " được."
)
TAKE_FIRST = (
    "Anh/chị bấm Nhận trước, tôi gửi lời này ngay tới {who} (phiếu {number})."
    " Hỏi cho mình thì anh/chị viết «hỏi:» ở đầu."
)
TAKE_FIRST_WHICH = (
    "Có mấy phiếu đang chờ anh/chị. Anh/chị bấm Nhận phiếu nào, tôi gửi lời này cho phiếu ấy ngay."
)
TAKE_TICKET_BUTTON = "Nhận phiếu {number}, {who}"
WORDS_WAIT = "Lời anh/chị viết lúc nãy, tôi gửi cho phiếu này nhé?"
SECRET_ASKED = (
    "Lời này tôi chưa gửi cho bà con: Tổ không hỏi {what} của bà con. Anh/chị viết lại cách khác"
    " giúp ạ, ví dụ nhờ bà con tự nhập vào máy, hoặc mang giấy tờ ra Trung tâm."
)
SECRETS_ASKED = {
    "code": "mã OTP, mã xác nhận",
    "password": "mật khẩu",
    "identity": "số căn cước, số thẻ, ảnh giấy tờ",
    "money": "tiền",
}
SECRET_ASKED_AGAIN = "Đây là lần thứ {count}, tôi báo tổ trưởng và cán bộ xã biết."
SECRET_ASKED_LEADERS = (
    "Phiếu {number}, {unit}: {member} đã {count} lần viết hỏi {what} của bà con. Tôi không chuyển"
    " lời ấy. Nhờ anh/chị nhắc, và hỏi thăm bà con."
)
BUTTON_TAKE_BACK = "Thu hồi"
TAKEN_BACK_UNSENT = "Tôi đã giữ tin ấy lại. {who} chưa nhận được gì."
TAKING_BACK = "Tôi đang thu hồi tin vừa gửi cho {who}."
TAKEN_BACK_REMOVED = "Thu hồi xong. Tin ấy không còn trong máy của {who}."
TAKEN_BACK_SAID = "Máy của {who} không gỡ được tin. Tôi đã nhắn xin bỏ qua tin ấy."
TAKE_BACK_FAILED = "Tôi không thu hồi được tin gửi cho {who}, xin gọi báo một tiếng."
TAKEN_BACK_ALREADY = "Tin ấy thu hồi rồi ạ."
TAKEN_BACK_ADDED = "Tôi đã bỏ lời vừa rồi ra khỏi yêu cầu ạ."
TAKE_BACK_LATE_MEMBER = (
    "Quá một phút nên tôi không thu hồi được nữa. Anh/chị nhắn thêm một câu, xin {who} bỏ qua"
    " tin ấy."
)
TAKE_BACK_LATE = (
    "Quá một phút nên tôi không thu hồi được nữa ạ. Bác nhắn thêm một câu, tôi chuyển ngay tới"
    " {member}."
)
TAKE_BACK_LATE_WAITING = (
    "Quá một phút nên tôi không thu hồi được nữa ạ. Bác muốn bỏ hẳn thì bấm «Thôi không cần nữa»;"
    " muốn sửa thì bác viết thêm vào đây."
)
PASS_OVER_RESIDENT = "{member} vừa gửi nhầm cho bác một tin. Bác bỏ qua tin ấy giúp ạ."
PASS_OVER_MEMBER = "{who} (phiếu {number}) vừa thu hồi một tin. Anh/chị bỏ qua tin ấy giúp."
TICKET_TAKEN_BACK_MEMBER = "Phiếu {number}: bà con vừa thu hồi. Anh/chị không cần làm gì nữa."
REPORT_TAKEN_BACK = "Tôi đã thu hồi phản ánh {code}. Không ai xử lý phản ánh ấy nữa ạ."
WORDS_DROPPED = "Tôi chưa gửi gì cho bà con."
WORDS_GIVEN_BACK = "Lời anh/chị vừa viết:\n{text}"
BUTTON_DROP_WORDS = "Thôi"
TICKET_NONE_HELD = "Anh/chị chưa giữ phiếu nào."
CANNED_TITLE = "Anh/chị chọn câu mẫu để gửi cho bà con:"
CANNED_LABELS = (
    *("Xin ảnh màn hình", "Tắt rồi mở lại ứng dụng", "Kiểm tra mạng", "Đừng đọc mã cho ai"),
    *("Mang căn cước ra Trung tâm", "Đang kiểm tra"),
)
CANNED = (
    "Chào bác, cháu ở Tổ công nghệ số. Bác cho cháu xem ảnh màn hình ạ.",
    "Bác thử tắt ứng dụng, mở lại rồi làm lại từ đầu giúp cháu ạ.",
    "Bác kiểm tra mạng: mở thử trang báo bất kỳ xem có vào được không ạ.",
    "Bác đừng đọc mã OTP, mật khẩu cho ai, kể cả cháu ạ.",
    "Việc này bác mang căn cước ra Trung tâm Phục vụ hành chính công xã giúp cháu ạ.",
    "Cháu kiểm tra rồi trả lời bác ngay ạ.",
)
SAID_FOR_MYSELF = ("hoi :", "hoi:", "hoi cho toi :", "hoi cho toi:")

# Duty
DUTY_KEPT = "Đã ghi: anh/chị {what}."
DUTY_RELEASED = "Tôi đã nhờ người khác giúp {count} phiếu anh/chị đang giữ."
DUTY_SHIFT = "trực {days}"
DUTY_ABSENCE = "nghỉ {days}"
DUTY_WEEKLY = "trực hằng tuần {hours}"
DUTY_DAY = "{day}:"
DUTY_NOBODY = "- chưa có ai trực"
DUTY_ENTRY = "- {name}, {unit}: {hours}"
COLLEAGUE_OFF = "{name} lúc này không trực nên tôi chưa chuyển được."
COLLEAGUE_NOT_THIS = "{name} không nhận được phiếu {number}."
COLLEAGUE_UNLINKED = "{name} chưa liên kết khung chat nên tôi chưa hỏi được."
SWAP_OFFERED = "{name} xin trực thay anh/chị ngày {when}. Anh/chị đồng ý không ạ?"
SWAP_WANTED = "{name} nhờ anh/chị trực thay ngày {when}. Anh/chị đồng ý không ạ?"
SWAP_ASKED = "Tôi đã hỏi {name} về ca trực ngày {when}; có trả lời, tôi báo ngay."
SWAP_AGREED = "{name} đồng ý đổi ca trực ngày {when}."
SWAP_REFUSED = "{name} không đổi được ca trực ngày {when}."
SWAP_KEPT = "Đã ghi đổi ca trực ngày {when}."
SWAP_NOT_KEPT = "Ca trực ngày {when} giữ như cũ."
BUTTON_SWAP_REFUSE = "Không đổi được"

# Help at home
VISIT_ASK = (
    "Phiếu {number}: anh/chị viết ngày, giờ và nơi hẹn vào đây, ví dụ: thứ 7 9h nhà văn hóa thôn."
)
VISIT_ASK_HOUR = "Phiếu {number}: mấy giờ ạ? Anh/chị viết giờ, ví dụ: 9h sáng."
BUTTON_STOP_VISIT = "Thôi không hẹn"
VISIT_LEFT = "Phiếu {number}: tôi không hẹn nữa, chưa báo gì cho bà con."
VISIT_NONE = "Phiếu {number} chưa có buổi hẹn nào sắp tới. Anh/chị viết như: hẹn thứ 7 9h."
VISIT_WHICH = "Anh/chị có mấy buổi hẹn. Đổi buổi nào thì trả lời đúng vào tin của phiếu ấy giúp."
VISIT_LEFT_BEHIND = "Phiếu {number} còn buổi hẹn với {who} {time}. Buổi ấy tính sao ạ?"
VISIT_BEFORE_DONE = (
    "Phiếu {number} còn buổi hẹn với {who} {time}. Tôi chưa đóng phiếu: đã đến rồi, hay bỏ hẹn ạ?"
)
BUTTON_KEEP_VISIT = "Người nhận sau sẽ đến"
BUTTON_DROP_VISIT = "Bỏ hẹn, báo bà con"
BUTTON_VISITED = "Đã đến, xong"
BUTTON_DROP_VISIT_DONE = "Bỏ hẹn, đóng phiếu"
VISIT_NOTE = "Đã hẹn bà con {time} tại {place}, người nhận phiếu đến giúp."
VISIT_KEPT = "Buổi hẹn {time} vẫn giữ. Tôi ghi vào phiếu và nhắc người nhận sau."
VISIT_OFF_RESIDENT = "{member} không đến theo hẹn {time} được nữa ạ. Có hẹn khác tôi báo bác ngay."
VISIT_OFF = "Đã bỏ buổi hẹn và báo bà con."
VISIT_UNCLEAR = (
    "Phiếu {number}: tôi chưa đọc được ngày giờ sắp tới. Anh/chị viết như:"
    " thứ 7 9h nhà văn hóa thôn."
)
VISIT_FOR_RESIDENT = (
    "{member}, {team}, hẹn gặp bác lúc {time} tại {place} (yêu cầu số {number})."
    " Không tiện, bác nhắn lại vào đây ạ."
)
VISIT_MADE = "Phiếu {number}: đã hẹn {who} lúc {time} tại {place}. Tôi sẽ nhắc cả hai bên."
VISIT_NO_PLACE = "nhà bác"
VISIT_NO_PLACE_MEMBER = "nhà bà con"
VISIT_SOON_RESIDENT = "Nhắc bác: {member} gặp bác lúc {time} tại {place} (yêu cầu số {number})."
VISIT_SOON_MEMBER = "Nhắc anh/chị: phiếu {number}, gặp {who} lúc {time} tại {place}."
VISIT_HOW = "Phiếu {number}: buổi hẹn vừa rồi thế nào ạ?"
VISIT_OUTCOMES = {
    "helped": "Đã giúp xong",
    "absent": "Vắng nhà",
    "again": "Hẹn lại",
    "no_device": "Không có máy",
}
VISIT_RECORDED = "Đã ghi kết quả buổi hẹn."

# The support log
SUPPORT_LOGGED = "Đã ghi nhận anh/chị giúp {count} hộ: {subject}. Cảm ơn anh/chị."
SUPPORT_HOW = "Anh/chị viết việc đã giúp sau lệnh, ví dụ: /ghinhan vneid 2 hộ bà Tư."

# Field reports
REPORT_CATEGORY = "Bác phản ánh việc gì ạ? Muốn dừng lại, bác nhắn: thôi."
REPORT_PHOTO = "Bác chụp ảnh chỗ ấy gửi vào đây. Muốn dừng lại, bác nhắn: thôi."
REPORT_PLACE = (
    "Chỗ ấy ở đâu ạ? Bác gửi vị trí, hoặc viết vài chữ như: đầu thôn 3, cạnh nhà ông Năm."
    " Muốn dừng lại, bác nhắn: thôi."
)
REPORT_WORDS = "Bác kể giúp một câu: chuyện gì, từ bao giờ ạ? Muốn thôi, bác nhắn: thôi."
REPORT_SURE = "Tôi chưa gửi gì. Bác muốn gửi câu này, hay thôi ạ?\n«{text}»"
REPORT_HOW_TO_STOP = "Tôi chưa gửi gì. Bác muốn dừng lại thì bấm Thôi."
REPORT_NOTED = "Tôi đã ghi câu của bác."
REPORT_PHOTOS = "Phản ánh của bác đã có {count} ảnh."
REPORT_SPOKEN = "(Bà con nói bằng lời, xem tin thoại gửi kèm.)"
REPORT_STILL_OPEN = "Phản ánh của bác còn dở, chưa gửi. Ta viết tiếp nhé."
REPORT_GIVEN_BACK = "Bác đã viết:\n{text}"
REPORT_WORDS_TEAM = (
    "Bác kể giúp: ai, chuyện gì, từ bao giờ ạ? Chỉ cán bộ xã đọc, Tổ không thấy."
    " Muốn thôi, bác nhắn: thôi."
)
REPORT_RESUMED = "Ta làm tiếp phản ánh đang dở."
REPORT_LEFT = "Vâng, tôi bỏ phản ánh này. Tôi chưa gửi gì."
REPORT_SENT = "Đã gửi phản ánh, mã {code}. Bác nhắn mã này bất cứ lúc nào để xem đến đâu."
REPORT_WHERE = "Nơi: {place}."
REPORT_LOCATION = "vị trí đã gửi"
REPORT_UNKNOWN = "Không có phản ánh mã {code}. Bác xem lại mã giúp ạ."
REPORT_WAITING = "Phản ánh {code}, {subject}: đang chờ người nhận."
REPORT_TAKEN = "Phản ánh {code}, {subject}: {member} đang xử lý."
REPORT_CLOSED = "Phản ánh {code}, {subject}: đã xử lý. Trả lời: {answer}"
REPORT_CLOSED_SILENT = "Phản ánh {code}, {subject}: đã đóng."
REPORT_NEEDS_WORDS = (
    "Phiếu {number} là phản ánh: anh/chị viết kết quả xử lý cho bà con trước, rồi bấm Xong."
)
REPORT_NEEDS_PHOTO = (
    "Phiếu {number} là phản ánh: anh/chị gửi ảnh sau khi xử lý cho bà con trước, rồi bấm Xong."
)
BUTTON_REPORT = "Gửi phản ánh"
BUTTON_NO_PHOTO = "Không có ảnh"
BUTTON_STOP_REPORT = "Thôi"
BUTTON_SEND_REPORT = "Gửi câu này"
SAID_NO_PHOTO = (
    "không có ảnh",
    "ko có ảnh",
    "k có ảnh",
    "không có",
    "không",
    "chưa có ảnh",
    "không chụp được",
    "bỏ qua",
    "bỏ qua ảnh",
    "bỏ qua bước này",
    "không cần ảnh",
    "khỏi ảnh",
    "khỏi chụp",
    "không chụp",
    "không biết chụp",
    "không biết chụp ảnh",
    "hổng có ảnh",
    "không có hình",
    "hổng có hình",
    "không ảnh",
    "thôi không có ảnh",
    "không gửi ảnh",
)
SAID_REPORT = ("phản ánh", "gửi phản ánh", "phản ánh hiện trường")
REPORT_CATEGORIES = {
    "road": "Đường, cầu, cống",
    "light": "Điện, đèn đường",
    "waste": "Rác, môi trường",
    "water": "Nước, thủy lợi",
    "order": "An ninh, trật tự",
    "other": "Việc khác",
    "team": "Về người trong Tổ",
}
FILE_NOT_SHOWN = "(Có ảnh hoặc tệp gửi kèm không hiện được ở đây.)"
# Words that only a complaint has; common ones ("đánh", "mắng") with what they are done to
SAID_COMPLAINT = (
    "thái độ,quát,quát tháo,mắng tôi,mắng bà,mắng mẹ,mắng mỏ,bị mắng,mắng chửi,chửi,nạt,nạt nộ,"
    "bắt nạt,hách dịch,hạch sách,đòi tiền,đòi quà,đòi thêm,đòi tôi,đòi phong bì,vòi tiền,"
    "vòi vĩnh,lấy tiền,lấy mất tiền,nhận tiền,nhận quà,thu tiền,xin tiền,ăn tiền,cầm tiền,"
    "giữ tiền,mượn tiền,vay tiền,nộp tiền cho,đưa tiền cho,phong bì,lừa,lừa đảo,khiếu nại,tố cáo,"
    "tố giác,phàn nàn,phản ánh,xúc phạm,làm khó,gây khó,khó dễ,không giúp,không chịu,"
    "không nghe máy,không làm,bỏ mặc,vô lễ,hỗn,mất dạy,đánh tôi,đánh bà,đánh mẹ,đánh con,"
    "đánh người,sàm sỡ,quấy rối,gian dối,ăn chặn,tham ô,tham nhũng,hối lộ,lót tay,bồi dưỡng,"
    "nhũng nhiễu,dọa,đe dọa,tiết lộ,làm lộ,lộ thông tin,đòi otp,hỏi otp,xin otp,lấy otp,đọc otp,"
    "đòi mật khẩu,hỏi mật khẩu,xin mật khẩu,đòi mã,nói xấu,coi thường,khinh,tệ quá,quá đáng,"
    "bực mình,say rượu,lăng mạ,cáu gắt,gắt gỏng,thiếu tôn trọng,không tôn trọng,trù dập,"
    "bỏ phiếu hộ,ghi tên giả,khai man"
)
SAID_OF_TEAM = (
    "người trong tổ,người của tổ,người ở tổ,tổ trưởng,tổ phó,thành viên tổ,thành viên của tổ,"
    "tổ công nghệ,cán bộ tổ,cán bộ thôn,cán bộ của tổ,anh trong tổ,chị trong tổ,cô trong tổ,"
    "chú trong tổ,bạn trong tổ,trưởng thôn,trưởng xóm,trưởng bản,người trực,người hỗ trợ,"
    "người đến giúp,người giúp tôi,tình nguyện viên"
)
THING_LOST = "(Có tệp gửi kèm chưa chuyển được.)"

# Reminders: small words left over when the time is taken out of the line
SAID_BRING = "đem"  # without its stroke it is the night
REMINDER_EDGES = (
    "vào", "vao", "lúc", "luc", "ngày", "ngay", "hôm", "hom", "thì", "thi", "là", "la", "rằng",
    "rang", "nhé", "nhe", "nha", "nhen", "và", "va", "để", "de", "cho", "trước", "truoc", "khoảng",
    "khoang", "tầm", "tam", "giúp", "giup", "với", "voi", "ạ", "a", "ah", "việc", "nữa",
)  # fmt: skip
# The same before "nhắc tôi", where the hour stands first: "em ơi đến 8h mai thì nhắc…"
REMINDER_LEADING = (
    "đến", "den", "tới", "toi", "cứ", "cu", "hễ", "he", "khi", "nào", "nao", "đúng", "dung", "nhớ",
    "nho", "em", "cháu", "chau", "bạn", "ban", "bot", "ơi", "oi", "chào", "chao", "xin", "nhờ",
    "hãy", "hay", "từ", "tu", "tôi", "tui", "muốn", "muon", "cần", "can", "bác", "bac",
)  # fmt: skip
REMINDER_WHEN_LEFT = r"^(?:(?:đến|den|tới|toi|hễ|he|cứ|cu|khi)\s+)+(?:thì|thi|là|la)\s+"
# "… nghe con", "… nghen", "… nha cháu" at the end are said to the bot.
REMINDER_ADDRESS = (
    r"[\s,]+(?:(?:nghe|nghen|nhé|nhe|nha|nhen|giùm|gium|dùm|dum|với|ạ)"
    r"(?: (?:con|cháu|chau|em|bot|cô|cậu))?"
    r"|(?:con|cháu|chau|em|bot) (?:nghe|nghen|nhé|nhe|nha|ơi|oi))\s*$"
)
# "Mẹ tôi", "con gái tui", "bà nhà tôi": whose matter it is, said back as "mẹ bác".
KIN_NAMES = (
    "mẹ", "me", "má", "bố", "bo", "ba", "bà", "ông", "ong", "cha", "thầy", "u", "vợ", "vo", "chồng",
    "chong", "con", "cháu", "chau", "anh", "chị", "em", "cô", "chú", "dì", "cậu", "mợ", "cụ", "nhà",
)  # fmt: skip
KIN_BESIDE = (
    "trai", "gái", "gai", "nội", "noi", "ngoại", "ngoai", "cả", "ca", "út", "ut", "lớn", "lon",
    "nhỏ", "dâu", "dau", "rể", "re", "nhà", "nha", "chồng", "chong", "vợ", "vo", "đẻ", "họ",
)  # fmt: skip
KIN_OWNERS = ("tôi", "toi", "tui", "tao", "tau", "mình", "minh", "của tôi", "của tui", "của mình")
REMINDER_YOU = "bác"
# Who is reminded, said again before the matter: "mai 8h tôi đi chợ" is told back without it.
REMINDER_SUBJECTS = ("tôi", "toi", "tui", "tao", "mình", "minh", "bác")

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
LEARNER_WHICH = "Có mấy người tên gần giống nhau: {names}. Xin gõ lại tên có đủ dấu giúp ạ."
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
CLASS_NAME_ODD = "Tôi chưa đọc được tên. Bác viết họ tên người đi học, ví dụ: Nguyễn Thị Tư."
CLASS_CONSENT_FIRST = "Muốn ghi tên người nhà của bác, tôi cần bác đồng ý trước ạ."
CLASS_UNKNOWN = "Không có buổi học ấy. Muốn xem lớp, bác nhắn: lịch học."
CLASS_BEGUN = "Lớp {topic} đã bắt đầu, không đăng ký được nữa."
CLASS_IS_CANCELLED = "Lớp {topic} đã hủy."
CLASS_TOO_MANY = "Mỗi khung chat đăng ký được nhiều nhất {count} người một lớp."
CLASS_DOOR_CLOSED = "Lớp {topic} chưa đến giờ hoặc đã xong, chưa điểm danh được."
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
CLASS_CODE_ELSEWHERE = "mã lớp «{code}» đang dùng cho đơn vị khác"
CLASS_PAST = "{time} đã qua"
CLASS_BAD_SEATS = "số chỗ {seats} không đúng; từ 1 đến 1000"
CLASS_SEATS_TAKEN = "{seats} chỗ thì không đủ: đã có {count} người đăng ký"
CLASS_BAD_MAP = "đường dẫn bản đồ «{url}» phải bắt đầu bằng https://"
CLASS_TEACHER_BUSY = "{teacher} đã có lớp lúc {time}"
CLASS_FIELDS = {
    "topic": "chủ đề",
    "place": "nơi học",
    "map_url": "bản đồ",
    "teacher": "người dạy",
    "bring": "mang theo",
}
CLASS_THERE = "đã có lớp «{topic}» lúc {time}"
CLASS_ROW_READ = "{time}: {topic}"
CLASS_ROW_TWICE = "trùng với một dòng ở trên: cùng là lớp «{topic}»"
CLASS_ALIKE = "«{topic}», {time}, Mã lớp {code}"
CLASS_LOOKS_MOVED = (
    "trông giống lớp đã có, nay dời hoặc đổi tên: {classes}. Đúng lớp ấy thì điền Mã lớp, hoặc thêm"
    " --moved; là lớp khác thì thêm --new"
)
CLASS_LOOKS_LIKE_SOME = (
    "trông giống mấy lớp đã có: {classes}. Là một lớp trong đó thì điền Mã lớp ấy;"
    " là lớp khác thì thêm --new"
)
CLASS_CANCEL_REASON = "Xin ghi lý do hủy lớp, ngắn gọn dưới {limit} chữ cái, để báo cho bà con."
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
SERIES_UNREADABLE = "Không đọc được lịch «{pattern}». Viết như: T3, T5 19:30."
SERIES_EMPTY = "Lịch này không có buổi nào sắp tới."
SERIES_UNKNOWN = "Không có lịch lớp số {number}."
SERIES_NEXT = "Các buổi tới:"
SERIES_CONFIRM = "Chưa ghi gì. Đúng thì chạy lại lệnh, thêm --yes."
SERIES_KEPT = "Đã ghi lịch lớp số {number}."
EXAMPLE_TOPIC = "Cài và dùng VNeID"
EXAMPLE_PLACE = "Nhà văn hóa thôn 3"
IMPORT_BAD_DAY = "ngày «{day}» không có hoặc không đọc được; viết như 20/12/2026"
IMPORT_NUMBER_AS_DAY = (
    "ngày «{day}» không đọc được: Excel giữ ô này là một con số; viết đủ ngày/tháng/năm"
)
IMPORT_DOUBTFUL_DAY = "ngày «{day}» không đọc được chắc chắn; viết đủ như 20/12/2026"
IMPORT_DAY_WAS = "ngày «{day}» đã qua hoặc thiếu năm; viết đủ như 20/12/2026"
IMPORT_BAD_TIME = "giờ «{time}» không đọc được; viết như 19:30"
IMPORT_NUMBER_AS_TIME = (
    "giờ «{time}» không đọc được chắc chắn vì là một con số; viết 19:30 (hai chấm) hoặc 19h30"
)
IMPORT_DOUBTFUL_TIME = "giờ «{time}» là {first} hay {second}? Viết rõ, như {sure}"
IMPORT_NIGHT = "giờ «{time}» là {read}, giữa đêm; viết như 19:30"
IMPORT_BAD_NUMBER = "số «{number}» không đúng; từ 1 đến {most}"
IMPORT_BAD_MINUTES = "thời lượng «{minutes}» không rõ; viết số phút như 90, hoặc 2 tiếng"
HEADINGS_DAY = ("Ngày", "Ngày học")
HEADINGS_DAYS_AHEAD = ("Sau số ngày",)
HEADINGS_TIME = ("Giờ", "Giờ học", "Giờ bắt đầu")
HEADINGS_TOPIC = ("Chủ đề", "Nội dung", "Tên lớp")
HEADINGS_PLACE = ("Nơi học", "Địa điểm")
HEADINGS_TEACHER = ("Người dạy", "Giảng viên", "Giáo viên")
HEADINGS_SEATS = ("Số chỗ", "Số học viên")
HEADINGS_MINUTES = ("Số phút", "Thời lượng")
HEADINGS_BRING = ("Mang theo",)
HEADINGS_MAP = ("Bản đồ", "Link bản đồ")
HEADINGS_CLASS = ("Mã lớp",)
NUMBERED = "số {number}"
ROLL_WHICH = "Anh/chị điểm danh lớp nào ạ?"
ROLL_NONE = "Không có lớp nào của anh/chị đang điểm danh được."
ROLL_TITLE = (
    "Điểm danh lớp {topic}: có mặt {there}/{all}. Bấm tên để đổi. Người không có điện thoại, nhắn:"
    " /diemdanh {number} + họ tên. Chỉ đếm người, nhắn: /diemdanh {number} 25, kèm ảnh tờ giấy."
)
ROLL_THERE = "✓ {name}"
ROLL_COUNTED = "Đã ghi lớp {topic}: {count} người."
ROLL_NOT_YOURS = "Lớp này không thuộc phần việc của anh/chị."
ROLL_CLOSED = "Lớp {topic} chưa đến lúc điểm danh, đã quá ba ngày, hoặc đã hủy."
ROLL_TOO_MANY = "Số người nhiều nhất là {count}."
ROLL_SKILLS = "Ghi kỹ năng đã làm được"
ROLL_UNREADABLE = (
    "Tôi chưa hiểu. Anh/chị nhắn như: /diemdanh 12 25, hoặc: /diemdanh 12 + Nguyễn Thị Tư."
)

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
SKILL_NOT_THERE = "Người này chưa được điểm danh buổi ấy. Anh/chị điểm danh trước ạ."
SKILL_ROLL_FIRST = "Lớp này chưa điểm danh ai. Anh/chị nhắn: /diemdanh trước ạ."
BUTTON_NEXT_LEARNER = "Người khác"
CERTIFICATE_TITLE = "Giấy xác nhận kỹ năng số"
CERTIFICATE_FOR = "Tổ công nghệ số cộng đồng xác nhận ông/bà"
CERTIFICATE_CAN = "đã tự làm được trước mặt người của Tổ:"
CERTIFICATE_CHECK = (
    "Mã giấy: {code}. Kiểm tra: nhắn cho Tổ Số «giấy xác nhận {code}»."
    " Giấy này ghi việc đã làm được, không phải văn bằng, chứng chỉ của Nhà nước."
)
CERTIFICATE_DAY = "Ngày {day} tháng {month} năm {year}"
CERTIFICATE_SIGNED = "Tổ trưởng (ký, ghi rõ họ tên)"
CERTIFICATE_KNOWN = (
    "Giấy này có thật: Tổ công nghệ số cộng đồng in ngày {day} cho {who} ở {unit}, {count} kỹ năng."
)
CERTIFICATE_UNKNOWN = "Không có giấy xác nhận nào mang mã ấy. Bác xem lại 8 chữ và số trên giấy ạ."
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
DEMAND_PLACE_LONG = "Tên nơi học dài quá {limit} chữ. Anh/chị viết ngắn lại giúp ạ."
DEMAND_OPENED = (
    "Đã mở lớp số {number}.\n{what}\nĐã mời trước {count} người từng hỏi; ngày mai bà con khác"
    " mới thấy lớp này trong lịch học."
)
DEMAND_LATER = "Vâng. Tuần sau nếu bà con còn hỏi, tôi sẽ nhắc lại."
DEMAND_DECLINED = "Vâng. Tám tuần tới tôi không đề nghị lớp này nữa."
DEMAND_DECIDED = "Đề nghị này đã có người quyết rồi ạ."
DEMAND_NOT_YOURS = "Chỉ cán bộ phụ trách xã mới mở lớp theo đề nghị này được."
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

# Reminders of one's own matters
REMINDER_KEPT = "Vâng, tôi sẽ nhắc bác lúc {time}: {matter}."
REMINDER_MISFIT = "{misfit}\nBác muốn tôi nhắc «{matter}» lúc nào ạ?"
REMINDER_WHICH = "Bác muốn nhắc lúc nào ạ: {matter}?"
REMINDER_WHEN = "Nhắc bác lúc nào ạ? Bác viết như: mai 8h, thứ 6 tuần sau, ngày 20/12 lúc 8h."
REMINDER_MATTER = "Nhắc bác việc gì lúc {time} ạ?"
REMINDER_HOW = "Bác muốn tôi nhắc việc gì, lúc nào ạ?"
REMINDER_PAST = "Giờ ấy đã qua. Bác viết giờ khác giúp ạ, ví dụ: nhắc tôi nộp thuế mai 8h."
REMINDER_PAST_ASK = "Ngày ấy đã qua. Có phải bác muốn nhắc vào {time} không ạ?"
REMINDER_NO_DAY = "Lịch không có ngày ấy. Bác xem lại ngày giúp ạ."
REMINDER_NO_HOUR = "Giờ ấy không đúng. Bác viết như: 8h, 8h30, 3h chiều."
REMINDER_TOO_FAR = "Xa quá, tôi chỉ nhắc được trong hai năm tới ạ."
REMINDER_REPEATS = (
    "Tôi nhắc được hằng ngày, theo thứ, theo ngày trong tháng, rằm, mùng một."
    " Bác viết như: ngày nào cũng 8h và 20h."
)
REMINDER_NO_WHICH_DAY = "Bác muốn nhắc vào thứ mấy, ngày mấy ạ? Bác viết như: thứ Hai 7h, ngày 5."
REMINDER_HOUR = "Nhắc bác lúc mấy giờ ạ? Bác viết như: 8h, 19h30."
REMINDER_HOUR_WHICH = "Bác muốn nhắc lúc mấy giờ ạ: {matter}?"
REMINDER_TOO_OFTEN = (
    "Mỗi ngày tôi nhắc được nhiều nhất {count} lần ạ. Bác chọn lại giờ giúp, ví dụ: 7h, 11h, 19h."
)
REMINDER_ENDED = (
    "Ngày cuối ấy qua mất rồi ạ. Nhắc bác đến hết ngày nào? Bác viết như: 20/12, 10 ngày."
)
REMINDER_WHICH_END = "Nhắc bác đến hết ngày nào ạ? Bác viết như: 20/12, hết tháng, 10 ngày."
REMINDER_HOURS = "Ngày {count} lần thì nhắc bác những giờ nào ạ? Bác viết đủ như: {hours}."
REMINDER_IS_LAST = "Hôm nay là lần cuối ạ."
REMINDER_WAS_LAST = "Đây là lần cuối ạ."
REMINDER_BACK = "Bác nghỉ đủ ngày rồi, từ nay tôi nhắc lại như trước ạ."
REMINDER_OVER = "Việc ấy nhắc đủ rồi ạ: {matter}. Muốn nhắc thêm, bác nhờ lại giúp tôi."
REMINDER_RESTS = "Vâng, tôi nghỉ nhắc đến hết {last}: {matter}. Lần tới: {back}."
REMINDER_RESTS_DAY = "Vâng, {first} tôi nghỉ nhắc: {matter}. Lần tới: {back}."
REMINDER_RESTS_LATER = "Vâng, từ {first} đến hết {last} tôi nghỉ nhắc: {matter}. Lần tới: {back}."
REMINDER_RESTS_OVER = (
    "Việc này tôi chỉ nhắc đến hết {day}, bác nghỉ xong thì cũng hết: {matter}."
    " Bác muốn bỏ hẳn thì bấm nút dưới đây."
)
REMINDER_WHICH_PAUSE = "Bác muốn tạm nghỉ nhắc việc nào ạ?"
REMINDER_PAUSE_ONCE = (
    "Việc này chỉ nhắc một lần nên không tạm nghỉ được: {matter}. Bác muốn bỏ hẳn không ạ?"
)
REMINDER_LINE_RESTS = "- {time}: {matter} (tạm nghỉ đến {day})"
REMINDERS_PAGE = "Các việc bác nhờ nhắc, trang {page}/{pages}. Bấm để bỏ:"
BUTTON_REMINDERS_MORE = "Xem tiếp"
BUTTON_REMINDERS_FIRST = "Xem từ đầu"
BUTTON_PAUSE_ONE = "Tạm nghỉ: {matter}"
REMINDER_KEPT_AGAIN = "Vâng, {rule} tôi nhắc bác: {matter}. Lần tới: {time}."
REMINDER_MATTER_AGAIN = "Nhắc bác việc gì ạ?"
REMINDER_MOVED = "Vâng, tôi đổi rồi: {matter}, {time}."
REMINDER_PAUSED = "Vâng, tôi tạm dừng nhắc: {matter}. Muốn nhắc lại, bác bấm nút dưới đây."
REMINDER_WHICH_STOP = "Bác muốn bỏ việc nào ạ? Bấm để bỏ:"
REMINDER_WHICH_MOVE = "Bác muốn đổi việc nào ạ? Bác nhắn như: đổi nhắc {matter} thành 9h.\n{listed}"
REMINDERS_CLEAR_ASK = "Bác đang nhờ nhắc {count} việc:\n{listed}\nTôi bỏ hết nhé?"
REMINDERS_CLEARED = "Vâng, tôi đã bỏ hết {count} việc nhờ nhắc."
REMINDERS_HELD = "Vâng ạ, tôi giữ nguyên các lời nhắc."
REMINDERS_ALL_STOPPED = (
    "Vâng, từ giờ tôi không nhắc việc, không nhắc lịch học nữa. Muốn nhắc lại, bác nhắn: giữ nhắc."
)
REMINDERS_KEPT_ON = "Vâng, tôi vẫn nhắc bác:\n{listed}"
REMINDERS_KEPT_ON_NONE = (
    "Vâng ạ. Bây giờ bác chưa nhờ nhắc việc nào; bác nhắn như: nhắc tôi mai 8h đi họp."
)
REMINDERS_MORE = "- và {count} việc nữa"
REMINDERS_ARE_STOPPED = "Các lời nhắc đang dừng. Muốn nhắc lại, bác nhắn: giữ nhắc."
REMINDER_LINE_PAUSED = "- {time}: {matter} (đang tạm dừng)"
BUTTON_PAUSE = "Tạm dừng nhắc"
BUTTON_RESUME_ONE = "Nhắc lại: {matter}"
BUTTON_CLEAR = "Bỏ hết"
BUTTON_HOLD = "Giữ lại"
SAID_KEEP_REMINDERS = (
    "giữ nhắc",
    "giữ nhắc việc",
    "vẫn nhắc",
    "cứ nhắc",
    "bật nhắc",
    "bật nhắc việc",
)
STOPPED_BUT = (
    "Vâng, từ giờ xã không tự gửi thông báo, nhắc hạn cho bác nữa. Việc bác đã nhờ thì tôi vẫn"
    " nhắc:\n{listed}\nMuốn thôi cả nhắc, bác nhắn: dừng nhắc. Muốn nhận lại thông báo: bật."
)
REMINDER_TOO_MANY = "Bác đang có {count} việc nhờ nhắc, đã đủ. Bác bỏ bớt rồi thêm giúp ạ."
REMINDER_NOW = "Đến giờ rồi bác ơi: {matter} ạ."
REMINDER_LATE = (
    "Xin lỗi bác, máy trục trặc nên tôi nhắc chậm, lẽ ra lúc {time}: {matter}. Việc ấy xong chưa ạ?"
)
REMINDER_DONE = "Vâng, bác đã xong: {matter}."
REMINDER_STOPPED = "Vâng, tôi không nhắc nữa: {matter}."
REMINDERS_OVERDUE = (
    "Có {count} lời nhắc cho bà con {unit} đã quá giờ mà chưa gửi được. Anh/chị báo người quản máy"
    " chạy lệnh «bot doctor» giúp ạ."
)
REMINDERS_MINE = "Các việc bác nhờ nhắc. Bấm để bỏ:"
REMINDERS_NONE = "Bác chưa nhờ nhắc việc nào. Bác nhắn như: nhắc tôi nộp thuế ngày 20/12 lúc 8h."
REMINDER_LINE = "- {time}: {matter}"
BUTTON_REMINDER_DONE = "Xong rồi"
BUTTON_IN_AN_HOUR = "Nhắc lại sau 1 giờ"
BUTTON_TOMORROW = "Nhắc lại ngày mai"
BUTTON_STOP_ONE = "Bỏ: {matter}"
SAID_REMINDERS = ("nhắc việc", "việc nhờ nhắc", "xem nhắc việc", "lịch nhắc", "các nhắc việc")

# Deadlines
DEADLINES = "Bác muốn tôi nhắc hạn nào? Bấm để bật hoặc tắt:"
DEADLINES_NONE = "Xã chưa có hạn nào để nhắc."
DEADLINE_LINE = "- {title}: hạn tới {day}. Căn cứ: {basis}, kiểm tra ngày {checked}."
DEADLINE_ON = "Vâng, tôi sẽ nhắc bác trước hạn: {title}. Hạn tới là {day}."
DEADLINE_OFF = "Vâng, tôi không nhắc hạn này nữa: {title}."
BUTTON_DEADLINE_ON = "Nhắc: {title}"
BUTTON_DEADLINE_OFF = "Đừng nhắc: {title}"
BUTTON_DEADLINE_STOP = "Đừng nhắc hạn này"
SAID_DEADLINES = ("nhắc hạn", "nhắc hạn nộp", "các hạn", "nhắc thời hạn")

# In the middle of something: leaving it, asking something else meanwhile
SAID_LEAVE_FLOW = (
    "thoát", "thoát ra", "thoát khỏi đây", "thôi", "thôi bỏ", "thôi bỏ đi", "thôi để sau", "để sau",
    "để lúc khác", "hủy", "hủy bỏ", "hủy đi", "hủy lệnh", "hủy soạn", "hủy thông báo", "bỏ đi",
    "dừng lại", "ngừng lại", "dừng soạn", "ngừng soạn", "quay ra", "thôi khỏi", "cancel", "exit",
    "quit", "không làm gì nữa", "không gửi gì nữa", "thôi không", "không soạn nữa",
)  # fmt: skip
SAID_CANCEL = "hủy"  # of what one is in the middle of; never of the announcements
SAID_ENOUGH = ("thôi", "thoi")
SAID_AFTER_ENOUGH = "vậy|nhé|cháu|em|con|ạ"
SAID_TRAILING = ".!…ạ"
SAID_LEAVE_VERBS = (
    "gửi", "làm", "soạn", "viết", "hỏi", "đăng ký", "ghi", "cần", "nhận", "trả lời", "báo",
    "phản ánh", "muốn", "nhắc", "học", "bỏ phiếu", "đăng", "duyệt", "chơi", "đưa", "ghi tên",
)  # fmt: skip
SAID_SOFTLY = (
    "nhé", "nha", "ạ", "dạ", "vâng", "vậy", "đi", "em", "bạn", "bot", "ơi", "luôn", "mà", "rồi",
    "nhỉ", "đâu", "cháu", "tôi", "cho tôi", "giúp", "giúp tôi", "việc này", "tin này", "bác", "à",
)  # fmt: skip
SAID_ASKING = (
    "làm sao", "làm thế nào", "thế nào", "như thế nào", "ở đâu", "bao giờ", "khi nào", "là gì",
    "bao nhiêu", "mấy giờ", "cần gì", "cần những gì", "có được không", "được không", "phải không",
    "tại sao", "vì sao", "hỏi ai", "gặp ai", "thì sao", "kiểu gì", "cách nào",
)  # fmt: skip
COMMAND_POWERS = ("lenh", "lệnh")
SAID_COMMANDS = (
    "lệnh", "các lệnh", "xem lệnh", "danh sách lệnh", "lệnh của tôi", "việc của tôi",
    "tôi làm được gì", "có những lệnh gì", "có lệnh gì", "hướng dẫn lệnh",
)  # fmt: skip
# What each role can do, by /lenh: lines to type, and buttons for commands that need no more
POWERS_TITLE = "Việc anh/chị làm được ngay trong khung chat này:"
POWERS_RESIDENT_TITLE = "Việc bác làm được ngay trong khung chat này:"
POWERS = {
    "approver": ("Duyệt thông báo, cuộc lấy ý kiến. Nhắn: duyệt",),
    "officer": (
        "Soạn thông báo. Nhắn: /thongbao",
        "Xem thông báo, bản nháp. Nhắn: bản nháp",
        "Soạn, xem cuộc lấy ý kiến. Nhắn: /ykien",
        "Duyệt việc người khác soạn. Nhắn: duyệt",
    ),
    "team": (
        "Phiếu của bà con: bấm Nhận, Bận, Chuyển; nhắn: xong, gọi lại, hẹn thứ 7 9h nhà văn hóa",
        "Lịch trực. Nhắn: lịch trực; trực tối thứ 5; nghỉ chiều mai",
        "Điểm danh lớp. Nhắn: /diemdanh",
        "Ghi kỹ năng học viên. Nhắn: /kynang",
        "Ghi việc đã giúp. Nhắn: /ghinhan 2 cụ cài VNeID",
        "Ghi phiếu ý kiến hộ. Nhắn: /phieu 3 K7M2PQ, giấy",
        "Xem ai chưa nhận thông báo. Nhắn: /chuatoi",
    ),
    "resident": (
        "Hỏi thủ tục: cứ gõ câu hỏi",
        "Gặp người giúp. Nhắn: gặp người",
        "Gửi phản ánh. Nhắn: phản ánh",
        "Xem, đăng ký lớp học. Nhắn: lịch học",
        "Nhờ nhắc việc. Nhắn: nhắc tôi mai 8h nộp thuế",
        "Trả lời lấy ý kiến. Nhắn: lấy ý kiến",
        "Kiểm tra tin lạ. Nhắn: kiểm tra, rồi mã hoặc đường dẫn",
        "Ngừng nhận thông báo. Nhắn: dừng",
    ),
}
POWERS_LINE = "- {line}"
POWERS_AS_RESIDENT = "Như bà con:"
POWER_BUTTONS = {
    "duyet": "Việc chờ duyệt",
    "thongbao": "Soạn thông báo",
    "nhap": "Thông báo, bản nháp",
    "ykien": "Lấy ý kiến",
    "diemdanh": "Điểm danh",
    "kynang": "Kỹ năng học viên",
    "chuatoi": "Ai chưa nhận",
    "nguoi": "Gặp người",
    "phananh": "Gửi phản ánh",
    "lop": "Lịch học",
    "nhac": "Nhắc việc",
}
BUTTON_POWERS = "Việc của tôi"
MENU_WAITING = "Có {count} việc chờ anh/chị duyệt; nhắn: duyệt."
FLOW_AGAIN = "Việc đang dở: {what}. Mời viết tiếp, hoặc bấm nút; muốn thôi thì nhắn: thoát."
FLOW_STEPS = {
    "text": "đợi lời thông báo",
    "audience": "đợi nơi nhận",
    "who": "đợi nơi nhận",
    "when": "đợi giờ",
    "ready": "đợi bấm xin duyệt",
    "form": "đợi câu hỏi",
    "where": "đợi nơi hỏi",
    "category": "đợi loại việc",
    "photo": "đợi ảnh",
    "place": "đợi nơi xảy ra",
    "words": "đợi lời kể",
}
FLOW_ANNOUNCEMENT = "soạn thông báo số {number}, {step}"
FLOW_ANNOUNCEMENT_KEPT = (
    "Tôi đã cất bản nháp thông báo số {number}, chưa gửi cho ai. Soạn tiếp thì anh/chị nhắn: bản"
    " nháp."
)
FLOW_ANNOUNCEMENT_DROPPED = "Vâng, thôi không soạn nữa. Chưa gửi gì cho ai."
FLOW_POLL = "soạn cuộc lấy ý kiến số {number}, {step}"
FLOW_POLL_KEPT = (
    "Tôi đã cất bản nháp cuộc lấy ý kiến số {number}, chưa hỏi ai. Soạn tiếp thì anh/chị nhắn:"
    " /ykien."
)
FLOW_POLL_DROPPED = "Vâng, thôi không soạn nữa. Chưa hỏi ai."
FLOW_REPORT = "viết phản ánh, {step}"
FLOW_WHY = "lý do không duyệt"
FLOW_WHY_LEFT = "Vâng ạ. Bản ấy đã trả lại người soạn, không kèm lý do."
FLOW_REMINDER = "ghi lời nhắc"
FLOW_REMINDER_LEFT = "Vâng, tôi chưa ghi lời nhắc nào."
FLOW_LEARNER = "đăng ký lớp cho người nhà, đợi họ tên người học"
FLOW_LEARNER_LEFT = "Vâng, tôi chưa đăng ký thêm cho ai."
FLOW_PLACE = "mở lớp, đợi nơi học"
FLOW_PLACE_LEFT = "Vâng, lớp chưa mở."
FLOW_WISH = "việc bác muốn học tiếp"
FLOW_CODE = "lấy ý kiến, đợi mã hộ"
FLOW_REASON = "lấy ý kiến, đợi lý do"
FLOW_BALLOT = "lấy ý kiến"
FLOW_BALLOT_LEFT = "Câu trả lời đang chọn dở chưa được gửi. Muốn trả lời, bác nhắn: lấy ý kiến."
FLOW_STUCK_LEFT = "Vâng ạ, tôi chưa gửi gì cho ai."
FLOW_SEAT_KEPT = "Vâng ạ, chỗ trong lớp vẫn giữ. Muốn bỏ lớp, bác nhắn: lớp của tôi."
NOTHING_OPEN = (
    "Vâng ạ. Bác không có việc gì đang dở ở đây. Muốn xã ngừng thông báo, bác nhắn: dừng."
)
FLOW_NOTHING = "Vâng ạ, tôi giữ nguyên, không đổi gì."
BUTTON_USE = "Không hỏi, cứ ghi câu ấy"

# Announcements: drafting, looking over, approving
AUDIENCE_EMPTY = "Anh/chị viết nơi nhận giúp ạ, ví dụ: Thôn 1, Thôn 2; hoặc: cả xã."
AUDIENCE_UNKNOWN = (
    "Tôi chưa hiểu «{word}». Anh/chị viết tên thôn, cách nhau dấu phẩy; hoặc: cả xã, chỉ Tổ."
)
AUDIENCE_NO_UNIT = (
    "Tôi chưa hiểu «{code}»: không có thôn nào tên ấy trong phần việc của anh/chị. Anh/chị viết tên"
    " thôn, cách nhau dấu phẩy; hoặc: cả xã, chỉ Tổ."
)
AUDIENCE_WHICH = "«{name}» có thể là: {units}. Anh/chị bấm một nơi, hoặc viết đủ dấu giúp ạ."
SAID_AND = ("và", "va", "với", "voi", "cùng", "cung", "lẫn", "lan")
SAID_EVERYBODY = (
    "cả xã", "toàn xã", "cả phường", "toàn phường", "tất cả", "tất cả mọi người", "mọi người",
    "toàn dân", "bà con cả xã", "gửi cả xã", "gửi toàn xã", "tất cả các thôn",
    "các thôn", "mọi thôn",
)  # fmt: skip
SAID_TEAM = (
    "chỉ tổ", "cả tổ", "trong tổ", "tổ công nghệ số", "chỉ tổ công nghệ số",
    "tổ công nghệ số cộng đồng", "chỉ tổ công nghệ", "tổ công nghệ", "gửi tổ", "gửi cho tổ",
)  # fmt: skip
BROADCAST_UNKNOWN = "Không có thông báo số {number}."
BROADCAST_EMPTY = "Thông báo chưa có lời nào. Anh/chị viết nội dung giúp ạ."
BROADCAST_LONG = "Thông báo dài {count} chữ, quá {limit}. Anh/chị viết gọn lại giúp ạ."
BROADCAST_PAST = "Giờ gửi đã qua. Anh/chị chọn giờ khác giúp ạ."
BROADCAST_ENDS_EARLY = "Hạn cuối phải sau giờ gửi. Anh/chị xem lại giúp ạ."
BROADCAST_BAD_BUTTON = (
    "Nút «{button}» viết chưa đúng. Viết như: Ghi tên = lớp 12, hoặc: Xem thêm ="
    " https://dichvucong.gov.vn"
)
BROADCAST_TOO_MANY = "Mỗi thông báo có nhiều nhất {files} tệp và {buttons} nút."
BROADCAST_NOBODY = "Chưa có ai nhận được thông báo này. Anh/chị xem lại nơi nhận giúp ạ."
BROADCAST_NOBODY_YET = (
    "Xã đang chạy thử nên chỉ Tổ và cán bộ nhận được, mà chưa ai có khung chat. Muốn bà con nhận"
    " được, người quản máy chạy: bot live <mã xã>."
)
DECIDE_OWN = "Người soạn không tự duyệt. Cần một người khác duyệt ạ."
NOT_AN_OFFICER = "Việc này dành cho cán bộ, lãnh đạo xã được giao ạ."
BROADCAST_NOT_ENDED = "Thông báo số {number} chưa gửi xong, nên chưa gửi lại được."
BROADCAST_IS = "Thông báo số {number} {state}, nên không làm việc ấy được nữa."
BROADCAST_STATES = {
    "draft": "đang soạn",
    "waiting": "đang chờ duyệt",
    "approved": "đã duyệt, chờ đến giờ",
    "sending": "đang gửi",
    "paused": "đang tạm dừng",
    "done": "đã gửi xong",
    "cancelled": "đã hủy",
    "refused": "không được duyệt",
}
BROADCAST_ASK_TEXT = (
    "Soạn thông báo của {unit}. Anh/chị viết lời thông báo, gửi kèm ảnh cũng được. Nên có việc gì,"
    " ở đâu, lúc nào, mang theo gì. Cần nút bấm thì thêm dòng cuối, ví dụ: Nút: Ghi tên = lớp 12"
)
BROADCAST_ASK_AUDIENCE = (
    "Gửi cho ai ạ? Bấm, hoặc viết tên thôn, cách nhau dấu phẩy, ví dụ: Thôn 1, Thôn 2."
)
BROADCAST_ASK_WHEN = (
    "Gửi lúc nào ạ? Bấm, hoặc viết giờ, ví dụ: 18h hôm nay; mai 7h, trước 17h (quá 17h thì thôi,"
    " không gửi nữa). Gấp là gửi cả ban đêm, chỉ dùng khi có lũ, cháy, mất an toàn."
)
MOMENT_NO_DAY = "«{said}»: ngày ấy không có trong lịch. Anh/chị viết như: 18h ngày 20/12."
MOMENT_BAD_HOUR = "«{said}»: giờ ấy không có hoặc chưa rõ. Anh/chị viết như: 19h30 ngày 20/12."
MOMENT_NO_HOUR = "«{said}» chưa có giờ. Anh/chị viết thêm giờ, như: 19h ngày 20/12."
MOMENT_WHICH = "«{said}» là {first} hay {second} ạ? Anh/chị viết rõ, như: 15h mai."
MOMENT_PAST = "«{said}» đã qua. Anh/chị chọn giờ sắp tới."
MOMENT_FAR = "«{said}» xa quá hai năm. Anh/chị xem lại năm."
BAD_MOMENT = "Tôi chưa đọc được giờ. Anh/chị viết như: 18h hôm nay, mai 7h, thứ 6 8h."
SAID_BEFORE = ("trước", "truoc", "muộn nhất", "muon nhat")
SAID_AT_ONCE = (
    "ngay", "gửi ngay", "ngay bây giờ", "bây giờ", "luôn", "gửi luôn", "ngay lập tức", "ngay nhé",
    "ngay ạ", "gửi ngay nhé", "gửi ngay ạ", "gửi ngay đi", "duyệt xong", "duyệt xong gửi ngay",
    "duyệt xong gửi luôn", "duyệt xong là gửi", "khi duyệt xong", "lập tức", "gửi bây giờ",
)  # fmt: skip
BROADCAST_APPROVE = "Mời anh/chị duyệt thông báo này.\n{words}"
BROADCAST_ASKED = "Thông báo số {number} đã gửi tới {count} người duyệt. Có kết quả, tôi báo ngay."
BROADCAST_NO_APPROVER = (
    "Thông báo số {number} chờ duyệt, nhưng chưa người duyệt nào có khung chat. Anh/chị nhờ người"
    " quản máy liên kết lãnh đạo xã giúp ạ."
)
BROADCAST_APPROVED = "Thông báo số {number} đã được duyệt, sẽ gửi tới {count} người."
BROADCAST_REFUSED = (
    "Thông báo số {number} không được duyệt: {name} trả lại «{title}». Bà con chưa nhận gì."
)
REFUSED_BECAUSE = "Lý do: {why}"
REFUSED_MEND = "Anh/chị bấm nút dưới để sửa, không phải gõ lại từ đầu."
REFUSAL_WHY = (
    "Đã trả lại, chưa gửi cho ai. Vì sao ạ? Anh/chị bấm, hoặc gõ vài chữ; tôi chuyển cho người"
    " soạn."
)
REFUSAL_REASONS = ("Sai ngày, giờ", "Sai nơi nhận", "Lời chưa rõ", "Đường dẫn, tệp không ổn")
REFUSAL_NO_WHY = "Vâng ạ. Số {number} đã trả lại người soạn, không kèm lý do."
REFUSAL_TOLD = "Tôi đã chuyển lý do cho {name}: {why}"
REFUSAL_UNDONE = "Số {number} «{title}» lại chờ duyệt: người duyệt vừa bấm nhầm."
BUTTON_NO_REASON = "Không nêu lý do"
BUTTON_UNREFUSE = "Bấm nhầm, để chờ duyệt"
NOTICE_OLD = "Tin duyệt ấy đã cũ: người soạn đã sửa lại. Mời anh/chị xem bản mới."
EDIT_OTHERS = "Chỉ người soạn sửa được bản này ạ."
BROADCAST_DROPPED = "Thông báo số {number} đã hủy, chưa gửi cho ai."
BROADCAST_WAITS = "Thông báo số {number} đang chờ người khác duyệt, chưa gửi cho ai."
BROADCAST_STANDS = "Thông báo số {number} {state}."
POLL_WAITS = "Cuộc lấy ý kiến số {number} đang chờ người khác duyệt, chưa hỏi ai."
WAITING = "Có {count} việc chờ anh/chị duyệt. Anh/chị chọn một việc:"
WAITING_NONE = "Không có việc nào chờ anh/chị duyệt ạ."
BUTTON_WAITING_BROADCAST = "Thông báo {number}: {title}"
BUTTON_WAITING_POLL = "Lấy ý kiến {number}: {title}"
BROADCASTS_LIST = "Các thông báo của {unit}, mới nhất trước. Anh/chị chọn một thông báo:"
BROADCASTS_NONE = "{unit} chưa có thông báo nào. Anh/chị bấm để soạn:"
BROADCAST_LIST_LINE = "Số {number}, {state}: {text}"
BUTTON_BROADCAST_NEW = "Soạn thông báo mới"
SAID_WAITING = (
    "duyệt", "chờ duyệt", "việc chờ duyệt", "xem việc chờ duyệt", "có gì chờ duyệt",
    "có gì cần duyệt", "có gì chờ duyệt không", "có gì cần duyệt không", "cần duyệt",
    "duyệt thông báo", "duyệt tin", "duyệt giúp", "thông báo chờ duyệt", "danh sách chờ duyệt",
)  # fmt: skip
SAID_OWN_DRAFTS = (
    "danh sách thông báo", "các thông báo", "thông báo của tôi", "thông báo đã gửi",
    "xem thông báo", "bản nháp", "nháp", "thông báo đang soạn", "xem bản nháp", "các bản nháp",
    "soạn tiếp", "soạn tiếp thông báo",
)  # fmt: skip
BROADCAST_BOARD = (
    "Thông báo số {number} {state}: {bar} {percent}%\n{ended}/{total} người{left}. Tin này tự đổi"
    " theo tiến độ."
)
BROADCAST_BOARD_LEFT = ", còn khoảng {lasts}"
BROADCAST_BOARD_FULL, BROADCAST_BOARD_EMPTY = "▰", "▱"
BROADCAST_RESULT = (
    "Thông báo số {number} {state}: {sent}/{total} khung chat đã nhận, {unreachable} không liên"
    " lạc được, {failed} không gửi được, {pending} đang chờ."
)
BROADCAST_RESULT_VILLAGE = "- {unit}: {sent}/{total} khung chat, còn {left}"
BROADCAST_RESULT_MORE = "và {count} thôn nữa."
BROADCAST_RESULT_ALL = (
    "Đã tới {sent} trong {total} khung chat. Nhà nào chưa có khung chat thì chưa biết tin này:"
    " cần đọc loa, đến tận nơi."
)
BROADCAST_RESULT_HOUSES = (
    "Đã tới {sent} trong {total} khung chat; ở đây có {houses} hộ. Nhà nào chưa có khung chat thì"
    " chưa biết tin này: cần đọc loa, đến tận nơi."
)
BROADCAST_NONE_ENDED = "Chưa có thông báo nào gửi xong."
NOTICE_ASKED = "{count} bà con hỏi về thông báo số {number} «{title}»:"
NOTICE_ASKED_FROM = "- Bà con {unit} hỏi: {text}"
NOTICE_ASKED_ONE = "- Một bà con hỏi: {text}"
NOTICE_ASKED_LIKE = "- {count} bà con {where}hỏi: {text}"
NOTICE_ASKED_WHERE = "({units})"
NOTICE_ASKED_MORE = "và {count} câu nữa, hỏi trước đó."
BUTTON_NOTICE_ANSWER = "Trả lời chung"
BUTTON_NOTICE_ANSWER_OF = "Trả lời chung, số {number}"
BUTTON_NOTICE_LATER = "Để sau"
BUTTON_NOTICE_SEND = "Gửi"
BUTTON_NOTICE_REWRITE = "Viết lại"
SAID_NOTICE_ANSWER = (
    "trả lời chung", "trả lời bà con", "trả lời thông báo", "trả lời câu hỏi",
    "bà con hỏi gì", "câu hỏi của bà con", "xem câu hỏi",
)  # fmt: skip
NOTICE_LATER = (
    "Vâng ạ. Còn {count} bà con đợi trả lời. Khi nào trả lời, anh/chị nhắn: trả lời chung."
)
NOTICE_ANSWER_ASK = (
    "Anh/chị viết câu trả lời chung cho {count} bà con đã hỏi về thông báo số {number} «{title}»."
    " Viết xong tôi đọc lại, chưa gửi ngay."
)
NOTICE_ANSWER_SHOWN = "Gửi cho {count} bà con đã hỏi?\n{text}"
NOTICE_ANSWER_SENT = "Đã gửi câu trả lời cho {count} bà con hỏi về thông báo số {number}."
NOTICE_ANSWER_LOST = "{count} bà con không liên lạc được."
NOTICE_ANSWER_LEFT = "Vâng, tôi chưa gửi gì cho bà con."
NOTICE_ANSWER_LEFT_WAITING = (
    "Vâng, tôi chưa gửi gì. Còn {count} bà con đợi; muốn trả lời, anh/chị nhắn: trả lời chung."
)
NOTICE_ANSWER_OLD = "Câu trả lời ấy đã gửi hoặc đã bỏ rồi ạ."
NOTICE_ANSWER_WHICH = "Bà con đang hỏi về mấy thông báo. Anh/chị trả lời thông báo nào ạ?"
NOTICE_NOBODY_WAITS = "Không còn bà con nào đợi trả lời về thông báo số {number}."
NOTICE_NONE_WAITING = "Không có bà con nào đang đợi trả lời về thông báo ạ."
NOTICE_COUNTED = "{asked} bà con hỏi, {waiting} chưa trả lời."
FLOW_NOTICE_ANSWER = "trả lời bà con hỏi về thông báo số {number}"
SAID_BUTTON = "nút"
SAID_BROADCAST = ("soạn thông báo", "gửi thông báo", "ra thông báo")
SAID_LEFT = ("ai chưa nhận", "danh sách chưa tới", "còn ai chưa nhận")
BUTTON_BROADCAST_DROP = "Thôi, không gửi"
BUTTON_AUDIENCE_ALL = "Cả {unit}"
BUTTON_AUDIENCE_TEAM = "Chỉ Tổ công nghệ số"
BUTTON_WHEN_NOW = "Duyệt xong gửi ngay"
BUTTON_WHEN_SOON = "Gửi ngay, không gộp"
BUTTON_WHEN_URGENT = "Gấp, gửi cả ban đêm"
BUTTON_BROADCAST_ASK = "Xin duyệt"
BUTTON_BROADCAST_AGAIN = "Vẫn xin duyệt"
BUTTON_BROADCAST_WORDS = "Sửa lời"
BUTTON_BROADCAST_WHO = "Sửa nơi nhận"
BUTTON_BROADCAST_WHEN = "Sửa giờ gửi"
BUTTON_BROADCAST_EDIT = "Rút về để sửa"
BUTTON_BROADCAST_GO_ON = "Soạn tiếp"
BUTTON_BROADCAST_MEND = "Sửa rồi xin duyệt lại"
BUTTON_APPROVE = "Duyệt, cho gửi"
BUTTON_REFUSE = "Không duyệt"
BUTTON_BROADCAST_SEE = "Xem đến đâu"
BUTTON_BROADCAST_PAUSE = "Tạm dừng"
BUTTON_BROADCAST_GO = "Gửi tiếp"
BUTTON_BROADCAST_STOP = "Hủy, không gửi nữa"
BUTTON_BROADCAST_LEFT = "Ai chưa nhận"
PREVIEW_TOTAL = "Thông báo số {number}: tới được {told}/{total} người."
PREVIEW_ACCOUNTS = "Qua kênh: {accounts}."
PREVIEW_UNREACHABLE = "Không tới được: {reasons}."
PREVIEW_REASONS = {"blocked": "{count} người đã chặn", "stopped": "{count} người đã nhắn dừng"}
PREVIEW_VILLAGE = "- {unit}: {told}/{total}"
PREVIEW_MORE = "và {count} thôn nữa."
PREVIEW_WHEN = "Bắt đầu gửi {time}, mất khoảng {lasts}."
PREVIEW_NIGHT = "Đang giờ yên tĩnh: đến {time} mới gửi, mất khoảng {lasts}."
PREVIEW_BEFORE = "Quá {time} mà chưa gửi được thì thôi."
PREVIEW_URGENT = "Gấp: gửi cả trong giờ yên tĩnh."
PREVIEW_GATHERED = "{count} người chọn gộp tin, nhận lúc 18 giờ."
PREVIEW_PAID = (
    "Zalo: {count} người nhắn lần cuối hơn 48 giờ trước; gửi cho họ có phí ({price}), đã cho phép."
)
PREVIEW_UNPAID = (
    "Zalo: {count} người nhắn lần cuối hơn 48 giờ trước; gửi ngay thì có phí ({price}). Chưa cho"
    " phép nên họ nhận khi nhắn lại."
)
PREVIEW_PRICE = "khoảng {sum} đồng"
PREVIEW_PRICE_UNKNOWN = "giá theo hợp đồng của xã với Zalo"
PREVIEW_SHUT = (
    "Zalo: {count} người quá 7 ngày chưa nhắn, Zalo không cho gửi; họ nhận khi nhắn lại, nhờ Tổ báo"
    " giúp."
)
BUTTON_BROADCAST_RESEND = "Gửi lại người chưa nhận"
BUTTON_BROADCAST_PAID = "Cho gửi tin có phí"
BUTTON_BROADCAST_UNPAID = "Thôi gửi tin có phí"
PREVIEW_TRIAL = "Xã đang chạy thử: chỉ người trong Tổ và cán bộ nhận được."
PREVIEW_TWIN = "Thông báo số {number} vừa nói y như thế với một phần người này trong 12 giờ qua."
PREVIEW_ADVICE = "Nên sửa: {words}"
PREVIEW_BUTTONS = "Nút dưới tin: {labels}."
PREVIEW_SAMPLE = "Trên {accounts} hiện như sau ({parts} tin, {count} chữ):\n{text}"
PREVIEW_WORDS = "Lời thông báo ({count} chữ):\n{text}"
LASTS_MINUTES = "{minutes} phút"
LASTS_HOURS = "{hours} giờ {minutes} phút"
LINT_SECRET = (
    "Thông báo không được bảo bà con gửi mã OTP, mật khẩu, số thẻ: kẻ lừa đảo cũng nói thế. Anh/chị"
    " bỏ câu ấy giúp ạ."
)
SAID_FORBIDS = ("không", "khong", "đừng", "chớ", "cấm")
LINT_LINK = "đường dẫn {link} không phải của cơ quan nhà nước; bà con được dặn đừng bấm."
LINT_HTTP = "đường dẫn {link} thiếu khóa bảo mật; nên viết https, hoặc chỉ viết tên trang."
# What goes along with words to many, as the second person sees it
HOST_OFFICIAL = "{host} là trang của cơ quan nhà nước"
HOST_STORE = "{host} là kho ứng dụng, ai cũng đăng được: xem kỹ tên ứng dụng"
HOST_UNKNOWN = "{host} KHÔNG phải trang của cơ quan nhà nước"
CONTENTS = "Đi kèm, xem kỹ trước khi duyệt:"
DRAFTED_BY = "Người soạn: {name}, lúc {time}."
DRAFTER_OPERATOR = "người quản máy, bằng lệnh trên máy"
CONTENTS_LINK = "- Đường dẫn: {link}"
CONTENTS_BUTTON = "- Nút «{label}» mở {target}"
CONTENTS_CLASS = "lớp số {number}"
CONTENTS_TOPIC = "câu trả lời có sẵn «{topic}»"
CONTENTS_FILE = "- Tệp kèm: {file}"
FILE_KINDS = {
    "photo": "ảnh",
    "voice": "tin thoại",
    "video": "video",
    "document": "tệp không tên",
    "location": "vị trí",
    "sticker": "nhãn dán",
    "contact": "danh thiếp",
    "other": "tệp không tên",
}
FILE_SIZE_UNKNOWN = "không rõ cỡ"
FILE_SIZE_KB = "{count} KB"
FILE_SIZE_MB = "{count} MB"
FILE_RUNS = (
    "Tệp «{name}» chạy được trên máy, giống cách kẻ gian cài mã độc, nên không gửi cho bà con"
    " được. Anh/chị gửi ảnh hoặc tệp PDF ạ."
)
FILE_PACKED = (
    "Tệp nén «{name}» người duyệt không xem được bên trong, điện thoại bà con cũng khó mở. Anh/chị"
    " gửi thẳng từng tệp ạ."
)
LINT_TIME = "mời bà con mà chưa rõ ngày, giờ."
LINT_PLACE = "mời bà con mà chưa rõ ở đâu."
LINT_JARGON = "«{word}» nên nói là «{plain}»."
LINT_ABBREVIATION = "«{word}» bà con có thể không biết; viết đủ chữ."
LINT_LONG = "câu «{start}…» dài {count} chữ; nên ngắt ra."
LINT_CAPITALS = "viết hoa cả câu khó đọc; nên viết thường."
LEFT_NOBODY = "Thông báo số {number}: không sót ai."
LEFT_TITLE = "Thông báo số {number} chưa tới {count} người («{text}…»):"
LEFT_LINE = "- {who}, {unit}: {why}"
LEFT_UNNAMED = "Bà con số {number}"
LEFT_MORE = "và {count} người nữa."
LEFT_WHY = {
    "blocked": "đã chặn hoặc bỏ khung chat",
    "stopped": "đã nhắn dừng",
    "shut": "lâu chưa nhắn, Zalo không cho gửi",
    "failed": "máy không gửi được",
    "late": "quá hạn mà chưa gặp",
    "cancelled": "thông báo đã hủy giữa chừng",
}
LEFT_NOT_YOURS = "Danh sách này dành cho người trong Tổ ạ."
LIVE_COMMUNE_ONLY = "Chỉ xã hoặc tỉnh mới bật, tắt chạy thử được."
LIVE_ON = "{unit}: từ nay bà con nhận được thông báo."
LIVE_OFF = "{unit}: trở lại chạy thử, chỉ người trong Tổ nhận được thông báo."
EXAMPLE_ANNOUNCEMENT = "19 giờ 30 thứ Sáu 4/12 họp thôn tại nhà văn hóa Thôn 3."

# As it is read aloud
SPOKEN_DIGITS = ("không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín")
SPOKEN_LAST = {1: "mốt", 4: "tư"}
SPOKEN_FIVE = "lăm"
SPOKEN_TEN = "mười"
SPOKEN_TENS = "mươi"
SPOKEN_HUNDRED = "trăm"
SPOKEN_ODD = "linh"
SPOKEN_THOUSAND = "nghìn"
SPOKEN_MILLION = "triệu"
SPOKEN_BILLION = "tỷ"
SPOKEN_MINUS = "âm"
SPOKEN_COMMA = "phẩy"
SPOKEN_DAY = "ngày"
SPOKEN_EARLY = "mùng"
SPOKEN_MONTH = "tháng"
SPOKEN_FOURTH = "tư"
SPOKEN_YEAR = "năm"
SPOKEN_HOUR = "giờ"
SPOKEN_NUMBER = "số"
SPOKEN_PART = "phần"
SPOKEN_TO = "đến"
SPOKEN_LINK = "trang mạng ghi trong tin nhắn"
SPOKEN_CALLED = (
    "gọi",
    "gọi số",
    "tổng đài",
    "điện thoại",
    "đường dây nóng",
    "số máy",
    "mã kiểm tra",
    "kiểm tra",
)
SPOKEN_ROMAN = ("quý", "khóa", "lần thứ", "thứ", "cấp", "mức", "phần", "chương", "kỳ", "đại hội")
TONED_VOWELS = frozenset("áàảãạắằẳẵặấầẩẫậéèẻẽẹếềểễệíìỉĩịóòỏõọốồổỗộớờởỡợúùủũụứừửữựýỳỷỹỵăâêôơư")

# Loudspeaker and posters
LOUDSPEAKER_OPENING = "Kính thưa bà con, {unit} xin thông báo."
LOUDSPEAKER_AGAIN = "Xin nhắc lại."
LOUDSPEAKER_CODE = "Ai nghi ngờ có người giả danh, nhắn cho Tổ Số: kiểm tra {code}."
LOUDSPEAKER_CLOSING = "Xin cảm ơn bà con đã lắng nghe."
LOUDSPEAKER_HEAD = (
    "Đọc hai lần, khoảng {minutes} phút {seconds} giây. Đọc chậm, nghỉ một nhịp sau mỗi dòng."
)
LOUDSPEAKER_TITLE = "Bản đọc loa: thông báo số {number}"
FORM_FILES = {"loudspeaker": "doc-loa-{number}.pdf", "poster": "ap-phich-{number}.pdf"}
BROADCAST_PAPER = "Thông báo số {number}: bản đọc loa và áp phích A4 để in."
BUTTON_BROADCAST_PAPER = "Bản đọc loa, áp phích"
POSTER_TITLE = "THÔNG BÁO"
POSTER_DAY = "Ngày {day}"
POSTER_CODE = "Mã kiểm tra: {code}. Nghi ngờ thì nhắn cho Tổ Số: kiểm tra {code}"
POSTER_SCAN = "Quét mã bằng máy ảnh điện thoại để hỏi thêm"
POSTER_VILLAGE = "Hỏi việc giấy tờ, VNeID, thuế, bảo hiểm, lớp học: hỏi ở đây, lúc nào cũng được"
POSTER_USES = (
    "1. Mở máy ảnh điện thoại, soi vào ô vuông.",
    "2. Bấm vào dòng chữ hiện lên.",
    "3. Gõ điều cần hỏi, không dấu cũng được. Cần người giúp, gõ: gặp người.",
)
POSTER_NEVER = "Tổ Số không bao giờ hỏi mã OTP, mật khẩu, số thẻ và không xin tiền."
POSTER_MADE = "Đã ghi {file}."

# Zalo
FORM_ASK = "Bác bấm vào khung này để gửi họ tên và số điện thoại, để cán bộ liên hệ khi cần."
FORM_WHY = "Trước khi ghi họ tên và số điện thoại, Tổ Số cần bác đồng ý."
FORM_TITLE = "Họ tên và số điện thoại"
FORM_KEPT = "Cảm ơn {name}. Tổ Số đã ghi họ tên và số điện thoại để cán bộ liên hệ khi cần."
BUTTON_FORM = "Gửi họ tên, số điện thoại"
SAID_FORM = ("gửi số điện thoại", "cho số điện thoại", "gửi họ tên")
ZALO_CONSENT_DONE = (
    "Đã nhận quyền của Official Account. Từ bây giờ Tổ Số gửi và nhận tin Zalo. Có thể đóng trang"
    " này."
)
ZALO_CONSENT_LATE = (
    "Lần cấp quyền này đã quá hạn hoặc không do máy này bắt đầu. Hãy chạy lại lệnh:"
    " bot zalo consent"
)
ZALO_CONSENT_OTHER = (
    "Quyền vừa cấp là của Official Account {given}, không phải tài khoản trong BOT_ZALO_OA_ID."
)
ZALO_CONSENT_REFUSED = (
    "Zalo không cấp quyền ({reason}). Hãy chạy lại lệnh bot zalo consent và bấm đồng ý trong"
    " 10 phút."
)
ALARM_CONSENT = (
    "Tổ Số không gửi được tin qua Zalo nữa: quyền của Official Account đã hết hiệu lực. Tin đang"
    " chờ vẫn được giữ. Nhờ anh/chị báo người quản trị máy chạy lệnh «bot zalo consent», rồi mở"
    " đường dẫn đó bằng tài khoản quản trị Official Account và bấm đồng ý."
)
ALARM_PLAN = (
    "Zalo Bot của xã đã dùng {used} trong {plan} tin của tháng này (tính cả tin đến và tin đi). Hết"
    " gói thì bà con nhắn qua Zalo Bot sẽ không được trả lời cho đến tháng sau."
)

# A channel that sends no files
PLACE_ON_MAP = "Vị trí trên bản đồ: {url}"
FILE_ELSEWHERE = (
    "Có ảnh hoặc tệp gửi kèm mà Zalo chưa chuyển được. Bác cần, bác nhắn: gặp người,"
    " tôi nhờ viết chữ cho bác ạ."
)
FILE_ON_PAGE = (
    "Có lời nói, ảnh hoặc tệp gửi kèm mà Zalo chưa chuyển được."
    " Bác nghe, xem trên trang web của xã:\n{links}"
)
FILE_PAGE = {
    "photo": "Ảnh gửi cho bác",
    "voice": "Tin thoại gửi cho bác, bấm nút tam giác để nghe",
    "video": "Phim gửi cho bác, bấm nút tam giác để xem",
    "document": "Tệp gửi cho bác, bấm nút dưới đây để tải về",
}
FILE_FETCH = "Tải về máy"
FILE_GONE = "Tệp này không còn nữa. Bác nhắn: gặp người, tôi nhờ gửi lại cho bác ạ."

# Is it ours?
BROADCAST_CODE = "{text}\n\nMã kiểm tra: {code}. Nghi ngờ, bác nhắn: kiểm tra {code}."
GENUINE_OURS = (
    "Đúng, mã {code} là thông báo của {unit} ngày {day}:\n«{text}»\nLời bác nhận được khác thế"
    " này là giả. Xã không hỏi mã OTP, mật khẩu, không xin tiền."
)
GENUINE_NOT_OURS = (
    "Không có thông báo nào của xã mang mã {code}. Bác đừng bấm, đừng gọi, đừng chuyển tiền theo"
    " tin ấy. Cần người xem giúp, bác nhắn: gặp người."
)
GENUINE_OFFICIAL = (
    "{host} là trang của cơ quan nhà nước. Bác tự gõ địa chỉ ấy vào trình duyệt, đừng bấm từ tin"
    " nhắn lạ; trang thật không hỏi mã OTP qua tin nhắn."
)
GENUINE_HTTP = (
    "{host} là tên trang của cơ quan nhà nước, nhưng đường dẫn này không có khóa bảo mật. Bác tự gõ"
    " lại https://{host}; không mở được thì chỉ xem, đừng điền gì."
)
GENUINE_STORE = (
    "{host} là kho ứng dụng, không phải trang của cơ quan nhà nước; trong kho cũng có ứng dụng giả."
    " Bác tự mở kho trên máy, chỉ cài ứng dụng do cơ quan nhà nước đưa lên (xem tên ngay dưới tên"
    " ứng dụng)."
)
GENUINE_COMMON = (
    "{host} không phải trang của cơ quan nhà nước; ở đó ai cũng đăng được. Bác đừng điền mật khẩu,"
    " mã OTP, đừng chuyển tiền. Cần người xem giúp, bác nhắn: gặp người."
)
GENUINE_NUMBERED = (
    "Đường dẫn {host} chỉ có số, không có tên trang. Cơ quan nhà nước không gửi loại này. Bác đừng"
    " bấm, đừng cài gì; đã bấm hoặc đã điền, bác nhắn: gặp người."
)
GENUINE_LINK = (
    "Đường dẫn {host} không phải của xã, cũng không phải trang nhà nước tôi biết. Bác đừng bấm,"
    " đừng điền gì. Đã bấm hoặc đã điền, bác nhắn: gặp người."
)
GENUINE_LOOKALIKE = (
    "Đường dẫn {host} giả giống {like}. Đây là kiểu lừa hay gặp. Bác đừng bấm, đừng điền gì; đã"
    " điền thì gọi ngân hàng khóa thẻ, rồi báo công an xã."
)
GENUINE_SHORT = (
    "Đường dẫn {host} là loại rút gọn, che mất trang thật. Xã không gửi loại này. Bác đừng bấm; cần"
    " người xem giúp, bác nhắn: gặp người."
)
GENUINE_SCAM = "Tin này giống kiểu lừa «{title}». {what} {do}"
GENUINE_PHONE = (
    "Tôi không biết số {phone} có phải của cơ quan nào không. Người xưng là cán bộ, công an qua"
    " điện thoại mà hỏi mã OTP, xin tiền là lừa. Bác hỏi lại công an xã trước khi làm gì."
)
GENUINE_UNSURE = (
    "Tôi chưa đủ cơ sở để nói tin này thật hay giả. Bác đừng bấm, đừng chuyển tiền, đừng cho mã"
    " OTP. Bác bấm số 1 để gặp người trong Tổ, rồi gửi tin ấy cho họ xem."
)
GENUINE_HOW = (
    "Muốn biết thông báo có phải của xã không, bác nhắn: kiểm tra, rồi mã 4 số trong tin, ví dụ:"
    " kiểm tra 4821. Tin lạ, bác chép hoặc chuyển tiếp vào đây."
)
SAID_CHECK = ("kiểm tra", "kiểm tra mã", "mã kiểm tra", "kt", "kiểm tra tin", "kiểm tra thông báo")
SAID_RATHER = ("cơ", "chứ", "kia", "mà", "đúng", "ạ")
SAID_AROUND_CODE = (
    *(
        "à",
        "ơ",
        "ừ",
        "dạ",
        "mã",
        "số",
        "là",
        "ạ",
        "cơ",
        "chứ",
        "mà",
        "đây",
        "này",
        "nhé",
        "mới đúng",
    ),
    *("nhầm rồi", "gõ nhầm", "tôi", "em", "cháu", "bác", "xin lỗi", "không phải", "đúng là", "tin"),
)
SAID_CHECK_TEXT = ("kiểm tra tin", "kiểm tra giúp tin", "kiểm tra giúp")
SAID_DOUBT = (
    "có thật không",
    "có phải thật không",
    "thật hay giả",
    "thật không",
    "có phải lừa đảo không",
    "lừa đảo không",
    "có phải của xã không",
    "của xã không",
    "có an toàn không",
    "có tin được không",
    "tin được không",
    "bấm được không",
    "bấm vào được không",
    "vào được không",
    "mở được không",
    "có phải của nhà nước không",
    "của nhà nước không",
    "có phải trang nhà nước không",
    "có phải trang thật không",
    "trang thật không",
    "có phải giả không",
    "giả không",
    "giả mạo không",
    "có đúng không",
    "đúng không",
    "phải không",
    "chính thức không",
    "chính chủ không",
    "an toàn không",
    "lừa không",
    "tin không",
    "của ai",
    "có phải",
)

# Opinion polls
POLL_INVITE = "{unit} lấy ý kiến bà con: {title}. Mời bác trả lời, chỉ vài phút ạ."
POLL_REMIND = "{unit} đang đợi ý kiến của bác: {title}. Bác trả lời giúp ạ."
BUTTON_POLL = "Trả lời"
POLL_UNKNOWN = "Không có cuộc lấy ý kiến ấy. Bác nhắn: lấy ý kiến, để xem các cuộc đang mở."
POLL_WHERE = "Để lấy ý kiến đúng thôn, tôi cần biết bác ở thôn nào. Bác bấm Chọn thôn trước ạ."
POLL_ELSEWHERE = "Cuộc lấy ý kiến này chỉ dành cho bà con {unit} ạ."
POLL_IS = "Cuộc lấy ý kiến này {state}, nên không trả lời được nữa ạ."
POLL_NOT_YET = "Cuộc lấy ý kiến này chưa mở ạ. Khi mở, Tổ Số nhắn bác."
POLL_STANDS = "Cuộc lấy ý kiến này {state}, nên không làm việc ấy được nữa."
POLL_STATES = {
    "draft": "chưa mở",
    "waiting": "đang chờ duyệt",
    "ready": "chờ đến giờ mở",
    "open": "đang mở",
    "closed": "đã đóng",
    "dropped": "đã bỏ",
}
POLLS_NONE = "Hiện không có cuộc lấy ý kiến nào đang mở ở thôn bác."
POLLS_OPEN = "Các cuộc lấy ý kiến đang mở. Bác chọn một cuộc:"
POLL_HOUSEHOLD = "{title}\nMỗi hộ một phiếu. Bác gõ mã hộ in trên giấy Tổ đã phát, ví dụ: K7M2PQ."
POLL_NO_HOUSEHOLD = "Không có hộ mang mã ấy ở đây. Bác xem lại 6 chữ và số trên giấy giúp ạ."
POLL_LOST_CODE = "Bác nhờ Tổ của thôn tìm mã giúp: bấm Gặp người. Tổ cũng ghi phiếu hộ bác được."
POLL_NOT_NOW = "Vâng ạ. Lúc nào muốn trả lời, bác nhắn: lấy ý kiến."
POLL_QUESTION = "Câu {number}/{count}. {text}"
POLL_SEVERAL = "Câu {number}/{count}. {text}\nBác chọn được nhiều ý; xong thì bấm Xong."
POLL_REASON = "Vì sao ạ? Bác gõ vài chữ, hoặc bấm bỏ qua."
POLL_CHOOSE_ONE = "Bác chọn ít nhất một ý rồi bấm Xong giúp ạ."
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
POLL_NO_RECEIPT = "Không có phiếu nào mang mã ấy. Bác xem lại 8 chữ và số giúp ạ."
POLL_ALREADY_OWN = (
    "Người này đã tự gửi phiếu rồi, anh/chị không phải ghi nữa. Muốn đổi, nhờ chính người ấy nhắn"
    " lại ạ."
)
POLL_COUNTED_UNNAMED = (
    "Phiếu của khung chat này đã được tính, không còn tên. Vì thế không sửa và không gửi thêm được"
    " nữa ạ."
)
POLL_CODE_SPENT = (
    "Mã hộ của bác đã đứng tên cho một phiếu trong cuộc này. Mỗi mã chỉ xác nhận một phiếu. Bác nhờ"
    " người trong Tổ xác nhận giúp ạ."
)
POLL_HOUSEHOLD_ANSWERED = "Hộ mình đã có người trả lời rồi ạ. Muốn đổi, nhờ người ấy nhắn lại."
POLL_PENDING = "Cảm ơn bác. Phiếu {receipt} đã ghi, còn chờ xác nhận nên chưa được tính.\n{how}"
POLL_PROVEN = "Phiếu của bác trong cuộc «{title}» đã được xác nhận và được tính ạ."
POLL_RECEIPT_WAITS = (
    "Phiếu {receipt} của cuộc «{title}» đã nhận, còn chờ xác nhận nên chưa được tính ạ."
)
POLL_ENTERED_BY = "Phiếu này {name} đã ghi. Cần sửa, anh/chị nhờ {name} giúp ạ."
POLL_NOT_YOURS = "Việc ghi phiếu hộ dành cho người trong Tổ của xã này ạ."
POLL_DESK_HOW = "Anh/chị nhắn như: /phieu 3 K7M2PQ, giấy; hoặc: /phieu 3 + Nguyễn Thị Tư, tận nhà."
POLL_DESK_HOUSEHOLD = "Cuộc này mỗi hộ một phiếu. Anh/chị ghi mã hộ, ví dụ: /phieu 3 K7M2PQ, giấy."
POLL_DESK_WHICH = "Có hai người tên gần giống «{name}» đã có phiếu. Anh/chị gõ đủ dấu giúp ạ."
POLL_DESK_BEFORE = (
    "Ở thôn đã có phiếu ghi tên không dấu giống «{name}». Cùng một người thì phiếu ấy đã được tính;"
    " người khác thì anh/chị ghi thêm năm sinh, ví dụ: {name} 1950."
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
POLL_ROLE_ONLY = "Cuộc lấy ý kiến này chỉ dành cho người trong Tổ hoặc cán bộ được hỏi ạ."
POLL_BAD_ROLE = (
    "role phải là team, member, leader, officer, approver hoặc committee; cuộc theo hộ không có"
    " role."
)
POLL_BAD_TITLE = "Tên cuộc lấy ý kiến phải có chữ, nhiều nhất {limit} chữ."
POLL_BAD_COUNT = "Một cuộc có từ 1 đến {count} câu hỏi."
POLL_BAD_QUESTION = "Câu {number} phải có chữ, nhiều nhất {limit} chữ."
POLL_BAD_OPTIONS = "Câu {number} cần từ 2 đến {count} ý khác nhau, mỗi ý nhiều nhất 80 chữ."
POLL_BAD_BRANCH = "Câu {number} rẽ theo một câu hoặc một ý không có ở trước nó."
POLL_BAD_FILE = "Tệp {file}: {reason}."
POLL_ENDS_EARLY = "Giờ đóng phải ở phía trước, sau giờ mở."
POLL_REMINDED = "Đã nhắc đủ {count} lần, không nhắc nữa."
POLL_REMINDED_LATELY = "Mới nhắc hoặc mới mở chưa đủ 20 giờ. Để mai hãy nhắc."
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
POLL_NOT_CLOSED = "Cuộc lấy ý kiến chưa đóng, nên chưa báo kết quả được."
POLL_RESULT_OPEN = "Cuộc lấy ý kiến chưa đóng, nên chưa ai xem được kết quả."
POLL_TOLD_BEFORE = "Kết quả cuộc này đã báo cho bà con rồi."
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
HEADINGS_HOUSEHOLD = ("Chủ hộ", "Tên hộ", "Hộ", "Đại diện hộ")
HEADINGS_HOUSEHOLD_CODE = ("Mã hộ",)
HEADINGS_YEAR = ("Năm sinh", "Năm sinh chủ hộ", "Sinh năm")
HEADINGS_ADDRESS = ("Địa chỉ", "Chỗ ở", "Số nhà")
HOUSEHOLD_TELL_APART = "hai hộ cùng tên thì ghi thêm Năm sinh hoặc Địa chỉ cho khác nhau"
HOUSEHOLD_WHICH = "có {count} hộ tên «{name}» ở đây; ghi thêm Năm sinh hoặc Địa chỉ để biết hộ nào"
HOUSEHOLD_BAD_YEAR = "năm sinh «{year}» phải là bốn chữ số, như 1960"
HOUSEHOLD_CODE_TAKEN = "mã hộ «{code}» đã dùng cho hộ khác"
HOUSEHOLD_BAD_CODE = "mã hộ «{code}» phải có 4 đến 12 chữ không dấu và số"

# Who comes by the web page, which anybody opens as often as they like
PROOF_HOW = (
    "Trang web ai cũng mở được nhiều lần, nên cần một xác nhận. Bác chọn một cách:\n"
    "- Đọc mã {code} cho người trong Tổ của thôn.\n"
    "- Có giấy mã hộ: nhắn «mã hộ», rồi mã trên giấy.\n"
    "- Có Telegram hoặc Zalo: vào Tổ Số ở đó, nhắn «liên kết»."
)
SAID_HOUSEHOLD = ("mã hộ", "mã hộ là", "mã hộ của tôi là")
PROOF_NOT_NEEDED = "Khung chat này không cần xác nhận thêm ạ."
PROOF_TAKEN = "Cảm ơn bác. Từ nay việc của bác trên trang này không phải chờ xác nhận nữa."
PROOF_ELSEWHERE = "Mã hộ ấy không phải của thôn bác đã chọn. Bác xem lại thôn hoặc mã giúp ạ."
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
CONFIRM_NOT_YOURS = "Người này không ở thôn của anh/chị, nên Tổ của thôn ấy xác nhận ạ."

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
POLL_BAD_FORM = (
    "Tôi chưa đọc được. Dòng đầu là tên cuộc, rồi mỗi câu hỏi một dòng, mỗi ý một dòng có gạch ở"
    " đầu."
)
POLL_ASK_WHEN = (
    "Đóng lúc nào ạ? Viết như: thứ 7 17h. Muốn hẹn cả giờ mở thì viết: mai 7h đến thứ 7 17h."
)
POLL_ASK_PLACE = "Hỏi ở đâu ạ? Bấm, hoặc viết tên một thôn."
POLL_NO_PLACE = "Không có thôn nào tên «{place}» ở đây. Anh/chị xem lại giúp ạ."
POLL_PREVIEW = "Cuộc lấy ý kiến số {number} của {unit}: «{title}»."
POLL_PREVIEW_PEOPLE = "Mỗi người một phiếu; mời {invited} người qua khung chat."
POLL_PREVIEW_TEAM = (
    "Chỉ hỏi Tổ công nghệ số, mỗi người một phiếu; mời {invited} người qua khung chat."
)
POLL_PREVIEW_HOUSEHOLDS = "Mỗi hộ một phiếu, {count} hộ; mời {invited} người qua khung chat."
POLL_NO_HOUSEHOLDS = (
    "Mỗi hộ một phiếu, nhưng chưa hộ nào có mã: nhờ người quản trị máy nhập danh sách hộ trước."
)
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
POLL_NOT_REOPENED = (
    "Không mở lại được nữa: chỉ mở lại trong một giờ sau khi đóng sớm, trước giờ đóng đã hẹn, khi"
    " chưa báo kết quả cho bà con."
)
BUTTON_POLL_PAPER = "Biên bản"
POLL_PAPER = "Biên bản cuộc «{title}»: tệp Word để sửa và ký, tệp PDF để xem trên điện thoại."
BUTTON_POLL_TELL = "Báo kết quả cho bà con"

# Minutes of a poll
MINUTES_FILE = "bien-ban-{number}.{kind}"
MINUTES_STATE = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
MINUTES_MOTTO = "Độc lập – Tự do – Hạnh phúc"
MINUTES_TITLE = "BIÊN BẢN"
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
MINUTES_REASON = "- {reason} ({count} ý kiến)"
MINUTES_HIDDEN = (
    "Kết quả riêng của thôn có dưới 5 phiếu không nêu, để không lộ ý kiến của từng người."
)
MINUTES_FEW = "Câu {number}. {text} (dưới 5 phiếu trả lời nên không nêu)"
MINUTES_TOO_FEW = "Số phiếu dưới 5 nên không nêu kết quả từng câu."
MINUTES_SIGNED = ("Người tổng hợp\n(ký, ghi rõ họ tên)", "Chủ trì\n(ký, ghi rõ họ tên)")
MINUTES_DAY = "{unit}, ngày {day} tháng {month} năm {year}"
# As they are written with their tones: "đông" is a place, "dòng" a line of a list
NUMBER_WORDS = (
    "một", "hai", "ba", "bốn", "tư", "năm", "lăm", "sáu", "bảy", "bẩy", "tám", "chín", "mười",
)  # fmt: skip
