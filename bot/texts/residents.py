"""Sentences to residents: greeting, agreement, villages, questions, danger, their data."""

BOT_NAME = "Tổ Số"

# Who I am, and the agreement. When the meaning of CONSENT changes, raise CONSENT_VERSION of
# privacy.purpose_choices.
WELCOME = (
    "Chào bác, tôi là Tổ Số, máy trả lời của xã;"
    " tôi không bao giờ hỏi mã OTP, mật khẩu, số căn cước hay tiền."
)
WELCOME_UNIT = (
    "Chào bà con {unit}, tôi là Tổ Số, máy trả lời của xã;"
    " tôi không bao giờ hỏi mã OTP, mật khẩu, số căn cước hay tiền."
)
CONSENT = (
    "Xã xin phép nhớ tên, thôn và những gì bác gửi, cả ảnh, tiếng nói, vị trí, để trả lời, chuyển"
    " cho người giúp, nhắc việc và gửi thông báo; muốn xem, xóa hay bỏ bớt việc nào, bác nhắn:"
    " dữ liệu của tôi."
)
CONSENT_RENEWED = "Lời xin phép của xã có chỗ mới, nên tôi hỏi lại bác một lần:"
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
LINK_ELSEWHERE = (
    "Đường dẫn này là của {unit}, còn đây là kênh của {home}. Bác quét lại mã trên tờ giấy của"
    " {unit} để vào đúng kênh, hoặc cứ hỏi tại đây về {home}."
)
LINK_CODE_ELSEWHERE = (
    "Mã này của đơn vị khác, chưa dùng ở kênh này được. Anh/chị mở kênh của đơn vị mình rồi gửi lại"
    " mã; mã vẫn còn dùng được."
)
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

# Languages
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
BUTTON_ERASE_ALL = "Xóa ở tất cả"
BUTTON_ERASE_HERE = "Chỉ xóa ở đây"
CHANNEL_NAMES = {
    "telegram": "Telegram",
    "zalo-oa": "Zalo",
    "zalo-bot": "Zalo",
    "webchat": "trang web",
}
KEPT = "Vâng, tôi giữ nguyên."

# The terminal channel
TERMINAL_HELLO = "Gõ câu hỏi rồi nhấn Enter. Gõ số để bấm nút. Ctrl+D để thoát."
