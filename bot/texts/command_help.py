"""What the commands say of themselves, and what argparse says in English."""

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
    "The bot itself: run, talk, check.": "Dịch vụ: chạy, nói chuyện, kiểm tra.",
    "Reminders that are due.": "Các lời nhắc đã đến giờ.",
    "Announcements: draft, watch, stop.": "Thông báo: soạn, theo dõi, dừng.",
    "Posters with a QR code.": "Tờ dán có mã QR.",
    "Announcements to be read out.": "Bài đọc loa.",
    "Messages on their way.": "Các tin đang gửi.",
    "a commune's facts that fill the reply, in a JSON or TOML file": (
        "tệp JSON hoặc TOML: những chỗ xã điền vào câu trả lời"
    ),
    "Signing in to the officers' console.": "Vào bàn làm việc trên trình duyệt.",
    "Make a one-time link to the officers' console; it works for ten minutes.": (
        "Lấy đường dẫn vào bàn làm việc, dùng một lần trong 10 phút."
    ),
    "of somebody of this unit": "của một người ở đơn vị này",
    "of somebody in this role; operator sets the installation up and decides nothing": (
        "của một người giữ vai trò này; operator là người cài đặt, không quyết định việc gì"
    ),
    "of the person with this number": "của người có số điện thoại này",
    "Who did what.": "Sổ ghi ai đã làm gì.",
    "Who did what and when, newest first.": "Ai đã làm gì, lúc nào; mới nhất trước.",
    "first day; 30 days ago when it is left out": "từ ngày; bỏ trống là 30 ngày trước",
    "last day; today when left out": "đến hết ngày; bỏ trống là hôm nay",
    "who did it: phone or name": "ai làm: số điện thoại hoặc họ tên",
    "what was done: poll.open, or all of poll": "việc gì: poll.open, hoặc cả nhóm poll",
    "as a table for a spreadsheet": "dạng bảng CSV",
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
    "People's own data, when they ask for it on paper.": "Dữ liệu của bà con, khi có đơn.",
    "Erase all data of the person who opened a ticket, in all their chats; on record.": (
        "Xóa hết dữ liệu của người đã gửi yêu cầu, ở mọi khung chat; có ghi vào nhật ký."
    ),
    "Withdraw the consent of the person who opened a ticket; on record.": (
        "Rút lại đồng ý thay người đã gửi yêu cầu; có ghi vào nhật ký."
    ),
    "Print the record of processing, written from the inventory.": "In hồ sơ xử lý dữ liệu.",
    "Messages that could not be sent, newest first, and why.": (
        "Các tin không gửi được, mới nhất trước, và vì sao."
    ),
    "Bring the database to the newest shape (`bot service run` does it by itself).": (
        "Nâng cấp cơ sở dữ liệu (`bot service run` tự làm việc này)."
    ),
    "Check settings, database, knowledge, clock zone, tokens, webhooks and disk.": (
        "Kiểm tra thiết lập, cơ sở dữ liệu, kho câu trả lời, múi giờ, mã truy cập, webhook và "
        "ổ đĩa."
    ),
    "Classes: import, list, weekly series, cancel.": "Lớp học: nhập, xem, lịch hằng tuần, hủy.",
    "Do the reminders that are due (what the clock does every minute).": (
        "Gửi các lời nhắc đã đến giờ (đồng hồ tự làm mỗi phút)."
    ),
    "Draft an announcement, and ask a second person to let it go.": (
        "Soạn một thông báo và xin người thứ hai duyệt."
    ),
    "Draft it again for those whom it did not reach.": "Soạn lại cho những người chưa nhận được.",
    "Draft it again as it is, for the same people.": "Chép lại thành bản soạn mới, gửi như cũ.",
    "Put it right, to those who got it.": "Đính chính, gửi tới những người đã nhận.",
    "the right words": "lời đúng",
    "The announcements of a unit, newest first.": "Các thông báo của một đơn vị, mới nhất trước.",
    "How far the sending is.": "Đã gửi đến đâu.",
    "Whom it reached, village by village.": "Ai đã nhận, theo từng thôn.",
    "Whom it did not reach, and why.": "Ai chưa nhận được, và vì sao.",
    "Stop the sending for now.": "Tạm dừng gửi.",
    "Send on.": "Gửi tiếp.",
    "Send it to nobody else.": "Thôi không gửi cho ai nữa.",
    "From now on a commune's residents hear announcements; before, only its team does.": (
        "Từ nay bà con của xã nhận thông báo; trước đó chỉ người trong Tổ nhận."
    ),
    "Show everybody how well a commune served.": "Cho mọi người xem mức phục vụ của xã.",
    "An A4 poster with the QR code of a village's chat, or of an announcement.": (
        "Tờ dán A4 có mã QR vào khung chat của thôn, hoặc của một thông báo."
    ),
    "An announcement as the loudspeaker reads it: every number in words, said twice.": (
        "Bản đọc loa của một thông báo: số viết thành chữ, đọc hai lần."
    ),
    "Opinion polls.": "Lấy ý kiến.",
    "What the communes promised.": "Xã đã nghe – xã đã làm: lời hứa với bà con.",
    "What a unit promised, late ones first.": "Các lời hứa của đơn vị, quá hẹn đứng trước.",
    "One promise, and to how many of each village it was told.": (
        "Một lời hứa, và mỗi thôn đã báo mấy người."
    ),
    "the promise's number": "số của lời hứa",
    "The Zalo Official Account.": "Zalo Official Account của xã.",
    "load the demo communes unless BOT_DEMO is set": "nạp các xã mẫu, trừ khi đã đặt BOT_DEMO",
    "who you are": "bác là ai",
    "come in by a village's link": "vào bằng đường dẫn của thôn có mã này",
    "Take all demo data out; refused when real people or villages are in it.": (
        "Gỡ hết dữ liệu mẫu; không gỡ khi trong đó có người hoặc thôn thật."
    ),
    "Invent a year of a demo commune, to look at the pages and measure them.": (
        "Nạp một năm dữ liệu mẫu cho một xã mẫu, để xem các trang và đo tốc độ."
    ),
    "a whole year up to now": "trọn một năm đến nay",
    "how many people live there": "xã có bao nhiêu người",
    "also when chats are in its villages; they stay": (
        "vẫn gỡ khi có khung chat ở thôn mẫu; khung chat được giữ lại"
    ),
    "Figures of villages by week and month.": "Số liệu của các thôn theo tuần, theo tháng.",
    "Write the figures of a period, with the period before beside them.": (
        "Ghi số liệu của một kỳ, kèm kỳ trước để so."
    ),
    "Count the days again from what is stored, where it still tells.": (
        "Đếm lại các ngày từ dữ liệu đang lưu, phần còn đếm được."
    ),
    "the file to write: .xlsx, .csv, .docx or .pdf": "tệp để ghi: .xlsx, .csv, .docx hoặc .pdf",
    "this unit and what is under it; all when left out": (
        "chỉ đơn vị này và bên dưới; bỏ trống là tất cả"
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
    "who proposes it: an officer's phone; without it, the operator does": (
        "ai đề nghị: số điện thoại của cán bộ; không ghi thì là người quản trị máy"
    ),
    "whose residents read it; without it the officer's unit; the operator's: everybody": (
        "bà con của đơn vị nào đọc; không ghi thì là đơn vị của cán bộ, người quản trị thì mọi nơi"
    ),
    "as its residents read it; without it as somebody of no known unit": (
        "như bà con của đơn vị này đọc; không ghi thì như người chưa rõ ở đâu"
    ),
    "a group of `bot faq misses`; those who asked will be told": (
        "số nhóm trong `bot faq misses`; ai đã hỏi sẽ được báo"
    ),
    "first day in force": "ngày bắt đầu dùng",
    "last day in force": "ngày cuối còn dùng",
    "the topic's id": "mã chủ đề",
    "how residents ask": "bà con hỏi thế nào",
    "the version's number": "số của bản",
    "the draft's number": "số của bản nháp",
    "an officer's phone; not the author's; without it, the operator approves": (
        "số điện thoại của cán bộ duyệt, không phải người soạn; không ghi thì là người quản trị máy"
    ),
    "who turns it down: an officer's phone; without it, the operator does": (
        "ai không duyệt: số điện thoại của cán bộ; không ghi thì là người quản trị máy"
    ),
    "the reason its author reads": "lý do, người soạn sẽ đọc",
    "how far back to look": "xem lại bao nhiêu ngày",
    "one JSON object a line": "mỗi dòng một JSON",
    "List units: code, name, kind, parent, persons reachable.": (
        "Xem các đơn vị: mã, tên, cấp, đơn vị cấp trên, số người nhắn được."
    ),
    "Import units from .xlsx, .xls, .ods or .csv, with a report row by row.": (
        "Nhập đơn vị từ .xlsx, .xls, .ods hoặc .csv, báo lại từng dòng."
    ),
    "the list, as the office keeps it": "danh sách như xã đang giữ",
    "show the plan, keep nothing": "chỉ cho xem sẽ nhập gì, không ghi",
    "a JSON file that says which column holds what": "tệp JSON ghi cột nào là gì",
    "the commune's code, if the list names none": "mã xã, nếu danh sách không ghi",
    "print the counts as JSON": "in số đếm dạng JSON",
    "Import team members from .xlsx, .xls, .ods or .csv, with a report row by row.": (
        "Nhập người trong Tổ từ .xlsx, .xls, .ods hoặc .csv, báo lại từng dòng."
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
    "one JSON object": "một JSON",
    "Import classes from .xlsx, .xls, .ods or .csv, with a report row by row.": (
        "Nhập lớp học từ .xlsx, .xls, .ods hoặc .csv, báo lại từng dòng."
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
    "The roll of a class, to be signed by who comes.": (
        "In danh sách điểm danh của một lớp, có chỗ ký tên."
    ),
    "The team of a village, or of all villages of a commune.": (
        "In danh sách Tổ của một thôn, hoặc của mọi thôn trong xã."
    ),
    "Who is on duty when in a week.": "In lịch trực một tuần của Tổ.",
    "any day of the week": "một ngày bất kỳ trong tuần ấy",
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
    "until it is over": "theo dõi đến khi xong",
    "print JSON": "in dạng JSON",
    "the commune's or the province's code": "mã xã hoặc mã tỉnh",
    "back to trying out": "trở lại chạy thử",
    "no longer": "thôi công khai",
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
    "Going from door to door.": "Đi từng ngõ, gõ từng nhà.",
    "Make a plan of a village; without --title, list plans.": (
        "Lập kế hoạch đi từng nhà của một thôn; không ghi --title thì xem các kế hoạch."
    ),
    "Visits at doors.": "Các lượt đến nhà.",
    "Households reached, by village.": "Số hộ đã tới được, theo thôn.",
    "Households an announcement has not reached.": "Số hộ chưa biết một thông báo, theo thôn.",
    "list this village's households": "kể từng hộ của thôn này",
    "the plan's name": "tên kế hoạch",
    "what to explain; may be given again": "việc cần giải thích; ghi được nhiều lần",
    "a TOML file; docs/officers/polls.md shows one": "tệp TOML; mẫu ở docs/officers/polls.md",
    "whose poll it is": "cuộc lấy ý kiến của đơn vị nào",
    "the poll's number": "số của cuộc lấy ý kiến",
    "a .docx or .pdf file": "tệp .docx hoặc .pdf",
    "what the page showed them": "mã trang web cho họ xem",
    "Import households from .xlsx, .xls, .ods or .csv, with a report row by row.": (
        "Nhập danh sách hộ từ .xlsx, .xls, .ods hoặc .csv, báo lại từng dòng; mỗi hộ có một mã."
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
