"""What the operator reads of backups, restores and moves of the database (`bot database …`)."""

CLI_BACKED_UP = (
    "Đã sao lưu vào {path} ({size} kB, {rows} dòng của {tables} bảng, {photos} ảnh), đã niêm phong"
    " bằng {key}."
)
CLI_BACKED_UP_PLAIN = (
    "Đã sao lưu vào {path} ({size} kB), KHÔNG niêm phong, không có ảnh: ai có tệp này đều đọc được."
)
CLI_VERIFIED = (
    "Đã khôi phục thử {path}: {tables} bảng, {rows} dòng, {photos} ảnh, khớp với lúc sao lưu."
)
CLI_VERIFIED_PLAIN = (
    "Đã khôi phục thử {path}: {tables} bảng, {rows} dòng; bản cũ này không ghi số dòng để so."
)
CLI_VERIFY_DIFFERS = (
    "{path}: bảng {table} khôi phục thử được {found} dòng, lúc sao lưu có {expected};"
    " đừng tin bản này, hãy sao lưu lại."
)
CLI_VERIFY_NO_SCRATCH = (
    "Tài khoản PostgreSQL này không được tạo cơ sở dữ liệu để khôi phục thử; cấp quyền CREATEDB"
    " rồi thử lại."
)
CLI_NO_DATABASE = "BOT_DATABASE_URL: không có cơ sở dữ liệu {path} để sao lưu."
CLI_UNREADABLE_DATABASE = "BOT_DATABASE_URL: không đọc được {path}."
CLI_NO_BACKUP = "Không có tệp {path}; hãy chỉ một tệp do `bot database backup` ghi."
CLI_RESTORED = "Đã khôi phục."
CLI_RESTORED_KEPT = "Đã khôi phục; cơ sở dữ liệu cũ giữ ở {path}."
CLI_RESTORED_PHOTOS = "Đã đưa lại {count} ảnh vào {folder}."
CLI_RESTORED_SETTINGS = (
    "Các thiết lập lúc sao lưu (trừ khóa bí mật) ở {path}; xem lại trước khi dùng làm .env."
)
CLI_BROKEN_BACKUP = "{path} không phải bản sao lưu nguyên vẹn của bot; chưa thay đổi gì."
CLI_BACKUP_WRONG_KEY = (
    "Khóa bí mật của máy này không mở được {path}; đặt lại BOT_SECRET_KEY hoặc var/secret-key"
    " của lúc sao lưu. Chưa thay đổi gì."
)
CLI_BACKUP_NO_KEY = (
    "Máy này chưa có khóa bí mật để mở {path}; đặt BOT_SECRET_KEY hoặc var/secret-key của lúc"
    " sao lưu vào trước. Chưa thay đổi gì."
)
CLI_BACKUP_WRONG_PASSPHRASE = "Mật khẩu không mở được {path}; chưa thay đổi gì."
CLI_BACKUP_NEEDS_PASSPHRASE = (
    "{path} niêm phong bằng mật khẩu; thêm --passphrase-file và tệp ghi mật khẩu ấy."
)
CLI_BACKUP_NEEDS_NO_PASSPHRASE = (
    "{path} niêm phong bằng khóa bí mật, không bằng mật khẩu; bỏ --passphrase-file."
)
CLI_PASSPHRASE_UNREADABLE = "Không đọc được tệp mật khẩu {path}."
CLI_PASSPHRASE_SHORT = "Mật khẩu trong {path} phải có ít nhất {least} ký tự."
CLI_BACKUP_OTHER_KIND = (
    "{path} là bản sao của PostgreSQL, không khôi phục vào SQLite được; đặt BOT_DATABASE_URL trỏ"
    " đến một PostgreSQL. Chưa thay đổi gì."
)
CLI_RESTORE_IN_USE = (
    "Còn {count} kết nối vào cơ sở dữ liệu này; dừng mọi tiến trình của bot rồi khôi phục lại."
    " Chưa thay đổi gì."
)
CLI_BACKUP_WITH_KEY = "khóa bí mật"
CLI_BACKUP_WITH_PASSPHRASE = "mật khẩu"
CLI_NO_PROGRAM = "Máy này chưa có {program}; hãy cài bộ công cụ PostgreSQL."
CLI_PROGRAM_FAILED = "{program} không làm được (mã {code}); lời báo của nó ở trên."

UPGRADE_MOVE_UNFINISHED = (
    "việc chuyển dữ liệu vào cơ sở dữ liệu này chưa xong; chạy lại `bot database move` cho xong đã."
)
MOVE_SAME = "Nguồn và đích là một; hãy chỉ một cơ sở dữ liệu khác."
MOVE_WRONG_URL = "--to: {reason}."
MOVE_TARGET_IN_USE = (
    "Đích đã có dữ liệu khác (bảng {table}); hãy tạo một cơ sở dữ liệu trống. Chưa thay đổi gì."
)
MOVE_OTHER_SOURCE = (
    "Đích đang nhận dở dữ liệu từ nguồn khác ({source}); hãy tạo một cơ sở dữ liệu trống."
)
MOVE_SOURCE_IN_USE = (
    "Còn {count} kết nối vào cơ sở dữ liệu nguồn; dừng mọi tiến trình của bot rồi chạy lại."
)
MOVE_ROW_REFUSED = (
    "Đích không nhận dòng {key} của bảng {table}: {reason}. Nguồn còn nguyên; sửa dòng ấy rồi chạy"
    " lại lệnh này, việc chuyển sẽ đi tiếp từ đó."
)
MOVE_DIFFERS = (
    "Bảng {table} ở hai bên khác nhau (nguồn {source} dòng, đích {target} dòng): nguồn đã đổi giữa"
    " hai lần chạy. Thêm --restart để chuyển lại từ đầu; nguồn còn nguyên."
)
MOVE_BROKEN = "Đích có dòng mất chỗ tham chiếu; thêm --restart để chuyển lại từ đầu."
CLI_MOVE_RESUMED = "Đi tiếp lần chuyển đang dở."
CLI_MOVE_TABLE = "{name}: {rows} dòng"
CLI_MOVED = (
    "Đã chuyển {tables} bảng ({empty} bảng trống), {rows} dòng; hai bên bằng nhau từng dòng."
    " Nguồn còn nguyên.\n"
    "Tiếp theo: đặt BOT_DATABASE_URL={url} rồi chạy `bot service check`, sau đó `bot service run`."
)

SEALING_NO_KEY = "cơ sở dữ liệu này chưa có khóa niêm phong; chạy `bot database migrate` trước."
SEALING_OTHER_SECRET = (
    "khóa bí mật của máy này không mở được số điện thoại và mã truy cập đã niêm phong; đặt lại"
    " BOT_SECRET_KEY hoặc var/secret-key đúng như trước; mất hẳn thì xem `bot keys reset`."
)
SEALING_KEY_GONE = "khóa niêm phong {key} không còn; khôi phục bản sao lưu có khóa ấy."
SEALING_VALUE_BROKEN = "một giá trị {purpose} đã bị sửa ngoài phần mềm, không mở được."

CLI_KEY = "{key}: tạo lúc {made_at}, {state}"
CLI_KEY_NEWEST = "đang dùng để niêm phong"
CLI_KEY_OLDER = "chỉ còn để mở giá trị cũ"
CLI_KEY_ROTATED = (
    "Khóa mới {key}; đã niêm phong lại {rows} dòng. Sau {minutes} phút chạy `bot keys retire` để bỏ"
    " khóa cũ."
)
CLI_KEY_RESUMED = (
    "Khóa {key} đang thay khóa cũ; đã niêm phong lại {rows} dòng còn sót. Đủ {minutes} phút thì"
    " chạy `bot keys retire` để bỏ khóa cũ."
)
CLI_KEY_RETIRED = "Đã niêm phong lại {rows} dòng còn sót và bỏ khóa cũ {key}."
CLI_KEY_NONE_OLD = "Không có khóa cũ nào để bỏ; `bot keys rotate` tạo khóa mới."
CLI_KEY_TOO_EARLY = (
    "Khóa mới chưa được {minutes} phút, bot đang chạy có thể còn dùng khóa cũ; lát nữa chạy lại."
)
CLI_KEY_STILL_USED = "Còn {rows} dòng cần khóa cũ {key}; chạy lại lệnh này."
DOCTOR_KEYS = "mở được hết những gì đã niêm phong"
CLI_KEYS_FINE = "Khóa bí mật của máy này mở được hết; không có gì phải bỏ."
CLI_KEYS_RESET_ASK = (
    "Lệnh này xóa mọi số điện thoại và mã truy cập đã niêm phong bằng khóa bị mất; hãy tìm khóa"
    " trước. Chắc chắn mất rồi thì thêm --yes."
)
CLI_KEYS_RESET = (
    "Đã xóa phần niêm phong của {rows} dòng và tạo khóa mới. Tiếp theo: nhập lại danh sách Tổ để có"
    " số điện thoại; có Zalo thì chạy `bot zalo consent`."
)

CLI_HELP_DATABASE = {
    "The secret key is lost for good: empty what it sealed, and begin anew.": (
        "Mất hẳn khóa bí mật: xóa những gì nó niêm phong và bắt đầu lại."
    ),
    "do it: nothing brings it back": "làm thật: không lấy lại được",
    "The keys that phone numbers and tokens are sealed with.": (
        "Khóa niêm phong số điện thoại và mã truy cập."
    ),
    "The keys, the newest last.": "Các khóa, mới nhất sau cùng.",
    "Make a new key and seal everything with it, while the bot runs.": (
        "Tạo khóa mới và niêm phong lại tất cả bằng khóa ấy, bot vẫn chạy."
    ),
    "Delete the key before, once no row needs it.": "Bỏ khóa cũ khi không dòng nào cần nữa.",
    "Upgrade, backup, restore and move.": (
        "Cơ sở dữ liệu: nâng cấp, sao lưu, khôi phục, chuyển chỗ."
    ),
    "Write database, photos and settings to one sealed file, while the bot runs.": (
        "Sao lưu cơ sở dữ liệu, ảnh và thiết lập vào một tệp niêm phong, bot vẫn chạy."
    ),
    "Put a backup in the place of the database; stop the bot first.": (
        "Khôi phục từ một bản sao lưu; dừng bot trước đã."
    ),
    "a file that `bot database backup` wrote": "tệp do `bot database backup` ghi",
    "seal with the passphrase in this file instead of the secret key": (
        "niêm phong bằng mật khẩu trong tệp này, không dùng khóa bí mật"
    ),
    "restore it on trial, and count the rows of each table": ("khôi phục thử và đếm lại từng bảng"),
    "the database only, readable by anybody who has the file": (
        "chỉ cơ sở dữ liệu, không niêm phong: ai có tệp đều đọc được"
    ),
    "where the photos go (default: %(default)s)": "thư mục nhận ảnh (mặc định: %(default)s)",
    "restore it on trial only: nothing is changed": "chỉ khôi phục thử, không thay đổi gì",
    "Copy every row to another, empty database, and compare them; stop the bot first.": (
        "Chuyển mọi dòng sang một cơ sở dữ liệu trống và so lại; dừng bot trước đã."
    ),
    "the other database": "địa chỉ của cơ sở dữ liệu kia",
    "throw away what an unfinished move brought": "bỏ phần đã chuyển dở, chuyển lại từ đầu",
}
"""Help of `bot database`: as in the code, in Vietnamese."""
