"""What is wrong with an installation, and the next thing to do: the check, alarms to officers."""

# The check: what each line says.
DOCTOR_FAULT = "LỖI"
DOCTOR_NEXT = "{words}. Việc cần làm: {next}"
DOCTOR_NAMES = {
    "settings": "Cài đặt",
    "secret key": "Khóa bí mật",
    "keys": "Khóa niêm phong",
    "database": "Cơ sở dữ liệu",
    "migrations": "Phiên bản bảng",
    "reminders": "Lời nhắc",
    "knowledge": "Câu trả lời",
    "indicators": "Chỉ tiêu",
    "clock": "Đồng hồ",
    "clock skew": "Lệch giờ",
    "queue": "Tin đến",
    "outbox": "Tin đi",
    "tick": "Việc theo giờ",
    "backup": "Sao lưu",
    "disk": "Ổ đĩa",
    "memory": "Bộ nhớ",
    "files": "Quyền tệp",
    "port": "Cổng mạng",
}
DOCTOR_ACCOUNT_PARTS = {"webhook": "nhận tin", "tokens": "quyền", "unit": "xã, phường"}
DOCTOR_READABLE = "đọc được"
DOCTOR_DATABASE = "trả lời"
DOCTOR_REVISION = "bản {revision}"
DOCTOR_REVISION_OLD = "bản {revision}, cần bản {newest}"
DOCTOR_REVISION_NEWER = "bản {revision} mới hơn chương trình (bản {newest})"
DOCTOR_TOPICS = "{count} chủ đề"
DOCTOR_MORE = "còn {count} chỗ nữa cần cán bộ kiểm tra"
DOCTOR_OVERDUE = "{count} lời nhắc trễ"
DOCTOR_ON_TIME = "không trễ"
DOCTOR_TELEGRAM_OFF = "tắt (chưa đặt BOT_TELEGRAM_TOKEN)"
DOCTOR_ZALO_OFF = "tắt (chưa đặt BOT_ZALO_APP_ID)"
DOCTOR_ZALO_BOT_OFF = "tắt (chưa đặt BOT_ZALO_BOT_TOKEN)"
DOCTOR_NEEDS_HTTPS = "BOT_PUBLIC_URL phải là https://"
DOCTOR_PROBE_FAILED = "nền tảng không nhận: «{error}»"
DOCTOR_KEY_SET = "đặt trong BOT_SECRET_KEY"
DOCTOR_KEY_SHORT = "BOT_SECRET_KEY ngắn dưới {least} chữ, dễ đoán"
DOCTOR_KEY_FILE = "giữ ở {path}"
DOCTOR_KEY_NONE = "chưa có; lần chạy đầu tự tạo ở {path}"
DOCTOR_KEY_EXPOSED = "người khác trên máy đọc được {path}"
DOCTOR_KEY_UNREADABLE = "không đọc được {path}"
DOCTOR_CLOCK = "{time} theo {zone}"
DOCTOR_CLOCK_FREE = "{time} theo {zone}; chưa có máy chủ giờ nào chỉnh đồng hồ"
DOCTOR_SKEW = "lệch {seconds} giây so với {source}"
DOCTOR_SKEW_NONE = "chưa so được với máy khác"
DOCTOR_SKEW_PLATFORM = "giờ của {host}"
DOCTOR_SKEW_DATABASE = "giờ của máy chủ cơ sở dữ liệu"
DOCTOR_QUEUE = "không có tin đến nào chờ xử lý"
DOCTOR_QUEUE_WAITS = "tin đến cũ nhất đã chờ xử lý {age}"
DOCTOR_OUTBOX = "không có tin trả lời nào trễ"
DOCTOR_OUTBOX_LATE = "tin trả lời cũ nhất ở {accounts} trễ {age}"
DOCTOR_TICK_NEVER = "đồng hồ chưa chạy lần nào"
DOCTOR_TICK = "đồng hồ chạy lần cuối {age} trước"
DOCTOR_DISK = "{folder} còn trống {size} MB"
DOCTOR_BACKUP_NONE = "chưa thấy bản sao lưu nào trong {folder}"
DOCTOR_BACKUP = "bản sao lưu mới nhất cách đây {age}"
DOCTOR_BACKUP_ELSEWHERE = "cơ sở dữ liệu ở máy chủ riêng: xem bản sao lưu ở máy chủ ấy"
DOCTOR_RIGHTS = "chỉ người chạy Tổ Số đọc được"
DOCTOR_RIGHTS_EXPOSED = "mọi người trên máy đọc hoặc sửa được {paths}"
DOCTOR_RIGHTS_UNWRITABLE = "không ghi được {paths}"
DOCTOR_PORT_CLOSED = "chưa có gì nghe ở {host}:{port}; chạy rồi thì xem lại"
DOCTOR_PORT = "Tổ Số nghe ở {host}:{port}"
DOCTOR_PORT_TAKEN = "chương trình khác đang giữ {host}:{port}"
DOCTOR_PORT_OUTSIDE = "cổng {port} mở ra ngoài máy ({host}) mà BOT_PROXIES vẫn chỉ là máy này"
DOCTOR_MEMORY = "còn {free} MB trong {all} MB"
DOCTOR_MEMORY_UNKNOWN = "hệ thống không cho biết"

AGE_SECONDS = "{count} giây"
AGE_MINUTES = "{count} phút"
AGE_HOURS = "{count} giờ"
AGE_DAYS = "{count} ngày"

# The next thing to do, by what is wrong.
NEXT_SETTINGS = "sửa dòng ấy trong tệp .env rồi chạy lại `bot service check`"
NEXT_KEY = "chạy `chmod 600 {path}` và `chown toso: {path}`"
NEXT_KEY_SHORT = "tạo khóa mới bằng `openssl rand -base64 32`, đặt vào BOT_SECRET_KEY"
NEXT_DATABASE = "xem tệp và quyền bằng `ls -l var/`, hoặc `systemctl status postgresql`"
NEXT_MIGRATE = "chạy `bot database migrate`"
NEXT_NEWER = "cài đúng bản chương trình mới: xem docs/operators/upgrade.md"
NEXT_KNOWLEDGE = "sửa lại tệp ấy, thử bằng `bot faq check`"
NEXT_TOPIC = "mở bàn làm việc, trang Câu trả lời, xem lại và đăng; hoặc chạy `bot faq documents`"
NEXT_INDICATORS = "sửa lại tệp ấy, thử bằng `bot indicators check`"
NEXT_SERVICE = "chạy `systemctl restart toso`, rồi xem `journalctl -u toso -n 50`"
NEXT_CLOCK = "chạy `timedatectl set-ntp true`, rồi `systemctl restart toso`"
NEXT_DISK = "xóa bớt bản sao lưu cũ và var/bot.db.before-…; xem bằng `du -sh var/*`"
NEXT_BACKUP = "chạy `bot database backup {folder}/hom-nay.db`; xem docs/operators/backup.md"
NEXT_RIGHTS = "chạy `chmod -R o-rwx {paths}`"
NEXT_OWNER = "chạy `chown -R toso: {paths}`"
NEXT_PORT_TAKEN = "xem `ss -ltnp`, tắt chương trình kia hoặc đổi BOT_PORT"
NEXT_PORT_OUTSIDE = "đặt BOT_HOST=127.0.0.1, hoặc ghi địa chỉ máy chuyển tiếp vào BOT_PROXIES"
NEXT_MEMORY = "xem `ps aux --sort=-rss | head`, tắt chương trình không cần hoặc thêm bộ nhớ"
NEXT_REGISTER = "chạy `systemctl restart toso`: lúc chạy Tổ Số tự đăng ký lại"
NEXT_WEBHOOK = "chạy `curl -I {url}` từ máy khác, xem chứng chỉ và tường lửa"
NEXT_STATUS = "chạy `systemctl status toso`, rồi xem `journalctl -u toso -n 50`"
NEXT_TELEGRAM = "xem mạng bằng `curl -I {url}`; mã sai thì lấy lại ở @BotFather"
NEXT_ZALO = "làm bước còn thiếu trên trang quản lý của Zalo; xem docs/zalo.md"
NEXT_ZALO_BOT = "xem mạng bằng `curl -I {url}`; mã sai thì lấy lại ở Zalo Bot Manager"
NEXT_CONSENT = "chạy `{command}`, mở đường dẫn bằng tài khoản quản trị và bấm đồng ý"
NEXT_HTTPS = "đặt BOT_PUBLIC_URL bằng địa chỉ https trong .env; xem docs/operators/install.md"
NEXT_ACCOUNT_UNIT = "sửa `unit` trong tệp BOT_ACCOUNTS_FILE theo mã ở `bot units list`"
NEXT_KEYS = "đặt lại đúng BOT_SECRET_KEY hoặc var/secret-key; xem docs/operators/backup.md"
NEXT_OVERDUE = "chạy `systemctl restart toso`"
NEXT_MORE = "chạy `bot faq check`"

# What a platform says of our account.
PLATFORM_WEBHOOK = "nhận tin ở {url}"
PLATFORM_POLLING = "tự lấy tin về"
PLATFORM_WAITING = "{count} tin đang chờ ở nền tảng"
PLATFORM_LAST_ERROR = "nền tảng báo «{error}»"
PLATFORM_STRANGE_WEBHOOK = "tin đang được gửi tới {url}, còn máy này tự lấy tin về nên không có gì"
PLATFORM_NOT_REGISTERED = "nền tảng chưa biết gửi tin tới {expected}"
PLATFORM_ELSEWHERE = "tin đang được gửi tới {url}, không phải {expected}"
PLATFORM_VERIFIED = {True: "đã xác thực", False: "chưa xác thực"}
PLATFORM_PACKAGE = "gói {name}"
PLATFORM_NO_PACKAGE = "chưa mua gói"
PLATFORM_WALLET = {True: "đã nối ví ZCA", False: "chưa nối ví ZCA"}
# Zalo's numbers of what only a person can put right.
ZALO_MISSING_STEPS = {
    -204: "Official Account đã bị xóa",
    -205: "không có Official Account này",
    -209: "ứng dụng chưa kích hoạt (developers.zalo.me)",
    -212: "ứng dụng chưa đăng ký Official Account API",
    -219: "ứng dụng đã bị gỡ hoặc bị tắt",
    -221: "Official Account phải được xác thực trước",
    -223: "Official Account chưa cấp quyền này cho ứng dụng",
    -224: "Official Account cần mua gói có API",
    -235: "loại Official Account này không dùng được API ấy",
    -242: "appsecret_proof sai: xem lại BOT_ZALO_APP_SECRET",
    -320: "chưa nối ví ZCA nên không gửi được tin tính phí",
    -321: "ví ZCA đã hết tiền nên không gửi được tin tính phí",
}

# Alarms in the officers' chats.
ALARM_AGAIN = "Vẫn chưa ổn sau {age}. {text}"
ALARM_OVER = "Đã ổn lại sau {age}: {name}. Anh/chị không cần làm gì thêm."
ALARM_NAMES = {
    "channel": "kênh {of}",
    "receiving": "nhận tin qua {of}",
    "token": "quyền của {of}",
    "queue": "tin đến chờ xử lý",
    "disk": "chỗ trống trên ổ đĩa",
    "clock": "đồng hồ của máy",
    "backup": "bản sao lưu",
    "database": "cỡ của cơ sở dữ liệu",
    "job": "việc chạy theo giờ của máy",
}
ALARM_TEXTS = {
    "channel": (
        "Kênh {of} đang nghẽn: có tin trả lời đã trễ {age} chưa gửi được. Tin vẫn được giữ và sẽ"
        " gửi khi thông. Việc gấp thì anh/chị gọi điện cho bà con. Nhờ người quản trị máy chạy"
        " «bot service check»."
    ),
    "receiving": (
        "Tổ Số không lấy được tin mới qua {of} đã {age}. Bà con nhắn thì tin còn ở bên ấy, thông"
        " rồi sẽ được trả lời. Nhờ người quản trị máy xem mạng và chạy «bot service check»."
    ),
    "token": (
        "Quyền của {of} đã {age} chưa được làm mới, quá ba tháng là hết hiệu lực. Nhờ người quản"
        " trị máy chạy «bot zalo consent», mở đường dẫn bằng tài khoản quản trị Official Account và"
        " bấm đồng ý."
    ),
    "queue": (
        "Tin của bà con đến mà chưa được xử lý, tin cũ nhất đã chờ {age}. Không tin nào mất. Nhờ"
        " người quản trị máy chạy «systemctl restart toso», rồi «bot service check»."
    ),
    "disk": (
        "Ổ đĩa của máy Tổ Số sắp đầy, chỉ còn {size} MB. Đầy thì bà con nhắn sẽ không được trả lời."
        " Nhờ người quản trị máy xóa bớt bản sao lưu cũ, xem bằng «du -sh var/*»."
    ),
    "clock": (
        "Đồng hồ của máy Tổ Số lệch {age} so với giờ thật, lời nhắc có thể đến sai giờ. Nhờ người"
        " quản trị máy chạy «timedatectl set-ntp true»."
    ),
    "backup": (
        "Đã {age} chưa có bản sao lưu mới. Máy hỏng lúc này thì mất dữ liệu từ đó tới nay. Nhờ"
        " người quản trị máy chạy «bot database backup var/backup/hom-nay.db» và xem lại việc sao"
        " lưu mỗi đêm."
    ),
    "database": (
        "Cơ sở dữ liệu đã lớn {size} MB, chỗ trống trên ổ đĩa không đủ cho một bản sao lưu nữa. Nhờ"
        " người quản trị máy thêm ổ đĩa hoặc chuyển bớt bản sao lưu cũ sang máy khác."
    ),
    "job": (
        "Một việc chạy theo giờ của máy đã {age} không xong lần nào, lời nhắc có thể đến trễ. Nhờ"
        " người quản trị máy chạy «systemctl restart toso», rồi xem «journalctl -u toso -n 50»."
    ),
}
ALARM_STOPPED = (
    "Máy Tổ Số đã ngừng từ {start} đến {end}. Tin nhắn và lời nhắc của khoảng ấy được gửi từ bây"
    " giờ. Nếu không phải do nâng cấp hay mất điện, nhờ người quản trị máy xem «journalctl -u"
    " toso»."
)
