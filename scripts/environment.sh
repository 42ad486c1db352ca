# Sourced by ./run and ./test: keeps the virtual environment .venv just as the lock files say.
#
#   keep_environment LOCK...   installs the given lock files of the project's root, and the project itself, into .venv;
#                              returns at once when .venv already holds them
#   need_package NAME WHAT     installs a Debian package when root, else says how to and stops
#   say, stop                  a line to the person at the terminal; the same, and an end with status 1
#
# A set-up that was cut short leaves .venv/unfinished behind, and the next one starts afresh.

root="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)"
venv="$root/.venv"
export PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_INPUT=1 PIP_ROOT_USER_ACTION=ignore PIP_USER=0

say() { printf '%s\n' "$*" >&2; }

stop() {
    say "$@"
    exit 1
}

need_package() {
    local name="$1" what="$2" log
    if [ "$(id -u)" -ne 0 ] || ! command -v apt-get >/dev/null; then
        stop "Máy này chưa có $what. Trên Debian hoặc Ubuntu, hãy cài bằng lệnh: sudo apt install $name"
    fi
    say "Đang cài $what (gói $name của hệ điều hành)…"
    log="$(mktemp)"
    if ! { apt-get update && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends "$name"; } \
        </dev/null >"$log" 2>&1; then
        tail -n 15 "$log" >&2
        rm -f "$log"
        stop "Không cài được gói $name. Hãy xem lý do ở trên, kiểm tra kết nối mạng rồi chạy lại."
    fi
    rm -f "$log"
}

keep_environment() {
    local lock
    if holds_all "$@"; then return; fi
    wait_for_others
    if holds_all "$@"; then return; fi
    say "Đang chuẩn bị môi trường Python trong $venv (chỉ lần đầu hoặc khi thư viện thay đổi)…"
    make_environment
    touch "$venv/unfinished"
    for lock in "$@"; do
        rm -f "$venv/installed-$lock"
        # PyMeeus and pyspark (for tests alone) are published without wheels; both are plain Python to unpack.
        run_pip install --no-deps --only-binary :all: --no-binary pymeeus,pyspark -r "$root/$lock"
    done
    run_pip install --no-deps --no-build-isolation -e "$root"
    for lock in "$@"; do contents_for "$lock" >"$venv/installed-$lock"; done
    rm -f "$venv/unfinished" "$venv/pip.log"
    exec 9<&- # lets go of the lock before anything long-lived is started
}

# Whether .venv works and was set up here from the given lock files as they are now.
holds_all() {
    local lock
    [ ! -e "$venv/unfinished" ] || return 1
    for lock in "$@"; do
        contents_for "$lock" | cmp -s - "$venv/installed-$lock" || return 1
    done
    "$venv/bin/python" -c '' 2>/dev/null
}

# What an installation depends on: the folder (scripts in .venv hold its path), the project's description, the lock.
contents_for() {
    printf '%s\n' "$root"
    cat "$root/pyproject.toml" "$root/$1"
}

# Two set-ups at once would undo each other: the second waits, where the system can lock (flock).
wait_for_others() {
    command -v flock >/dev/null || return 0
    exec 9<"$root"
    if ! flock --nonblock 9; then
        say "Một lần chuẩn bị khác đang chạy, xin chờ…"
        flock 9
    fi
}

make_environment() {
    local python
    if [ ! -e "$venv/unfinished" ] && [ "$(environment_root)" = "$root" ]; then return; fi
    python="$(find_python)" || { offer_python && python="$(find_python)"; } || stop \
        "Kybao cần Python 3.11 trở lên (kèm mô-đun venv) nhưng không tìm thấy trên máy này." \
        "Trên Debian 12, Ubuntu 24.04 hoặc mới hơn, hãy cài bằng lệnh: sudo apt install python3 python3-venv"
    rm -rf "$venv"
    mkdir "$venv" 2>/dev/null || stop \
        "Không tạo được thư mục $venv. Hãy kiểm tra quyền ghi của bạn đối với $root và dung lượng đĩa."
    touch "$venv/unfinished"
    "$python" -m venv "$venv" >&2 || stop "Không tạo được môi trường Python trong $venv; lý do ở các dòng trên."
}

# The project folder that a working .venv, with pip and a Python that serves, belongs to; nothing when it does not work.
environment_root() {
    "$venv/bin/python" -c '
import pathlib, sys
import pip
if sys.version_info >= (3, 11):
    print(pathlib.Path(sys.prefix).resolve().parent)' 2>/dev/null || true
}

# The first Python that serves: 3.11 or newer, able to make virtual environments.
find_python() {
    local candidate
    for candidate in python3.11 python3.12 python3.13 python3; do
        if "$candidate" -c 'import ensurepip, sys, venv; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
            printf '%s\n' "$candidate"
            return
        fi
    done
    return 1
}

# Debian keeps venv in a package of its own; whoever is root gets it at once.
offer_python() {
    [ "$(id -u)" -eq 0 ] && command -v apt-get >/dev/null && need_package python3-venv "mô-đun venv của Python"
}

run_pip() {
    local log="$venv/pip.log"
    if "$venv/bin/python" -m pip --quiet "$@" </dev/null >"$log" 2>&1; then return; fi
    grep '^ERROR' "$log" >&2 || tail -n 12 "$log" >&2
    stop "Chưa cài được các thư viện Python: $(reason_in "$log") Xong, chạy lại lệnh này để làm tiếp."
}

# pip's many words for a few causes. Without a network it also says that it found no package, so that one comes last.
reason_in() {
    local log="$1"
    if grep -qi 'no space left' "$log"; then
        printf 'ổ đĩa đã đầy. Hãy giải phóng dung lượng.'
    elif grep -qiE 'name resolution|connection|timed out|proxy|certificate|unreachable' "$log"; then
        printf 'không tới được kho thư viện. Hãy kiểm tra kết nối mạng, máy chủ proxy và cấu hình pip của cơ quan.'
    elif grep -qi 'no matching distribution' "$log"; then
        printf 'kho thư viện không có bản dựng sẵn cho %s trên máy này, hoặc không tới được kho. ' \
            "$("$venv/bin/python" --version 2>&1)"
        printf 'Hãy dùng Python 3.11, 3.12 hoặc 3.13 và kiểm tra kết nối mạng, cấu hình pip của cơ quan.'
    else
        printf 'lý do ở các dòng trên.'
    fi
}
