# Sourced by scripts/demo, scripts/test and others: system packages, .venv, the locked packages. What is there already
# costs nothing, and then no network is needed.
set -euo pipefail

ROOT="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)"
cd "$ROOT"
mkdir -p var/log
unset CDPATH PYTHONHOME PYTHONPATH PYTHONSTARTUP
export PYTHONUNBUFFERED=1 PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_INPUT=1 PIP_ROOT_USER_ACTION=ignore
STARTED=$SECONDS
RUNNING=""
INSTALLED=.venv/routewright-installed
DISTRIBUTION="$(sed -n 's/^ID=//p' /etc/os-release 2>/dev/null || true)"

# Asked of the shell, not of RUNNING, which a step has not set yet in its first instant; and asked again, since a
# process that was only just forked may lose a signal.
stop_steps() {
    local job try
    for job in $(jobs -p); do
        for try in $(seq 20); do
            kill -- "-$job" 2>/dev/null || break
            sleep 0.1
        done
    done
}
trap 'stop_steps; echo; echo "Stopped during the set-up. Run it again: it goes on where it was." >&2; exit 130' INT TERM HUP

say() { printf '%s\n' "$*"; }

fail() { # sentence, log, what to do
    {
        printf '\nFAILED  %s\n' "$1"
        if [ -n "${2:-}" ] && [ -s "$2" ]; then
            printf '  The last lines of %s:\n' "$2"
            tail -n 15 "$2" | sed 's/^/    /'
        fi
        printf '  What to do: %s\n' "$3"
    } >&2
    exit 1
}

# step NAME LOG WHAT-TO-DO COMMAND...: the command's output goes to var/log, its seconds and last line to the terminal
step() {
    local name="$1" log="var/log/$2" advice="$3" from=$SECONDS shown=$SECONDS
    shift 3
    say "== $name"
    set -m # a process group of its own, so that Ctrl-C ends all of it
    ("$@") >"$log" 2>&1 </dev/null &
    RUNNING=$!
    set +m
    while kill -0 "$RUNNING" 2>/dev/null; do
        sleep 0.2
        if [ $((SECONDS - shown)) -ge 5 ]; then
            shown=$SECONDS
            printf '   %3d s  %s\n' $((SECONDS - from)) "$(tail -n 1 "$log" | tr -d '\r' | cut -c1-90)"
        fi
    done
    wait "$RUNNING" || fail "$name (after $((SECONDS - from)) s)" "$log" "$advice"
    RUNNING=""
    say "   ok  $((SECONDS - from)) s"
}

# --- system packages ----------------------------------------------------------------------------------------------

python_can_build() { # 3.11 or newer, with venv, pip and the C headers
    command -v "$1" >/dev/null && "$1" - >/dev/null 2>&1 <<'PY'
import ensurepip, pathlib, sys, sysconfig, venv
headers = pathlib.Path(sysconfig.get_path("include"), "Python.h")
sys.exit(not (sys.version_info >= (3, 11) and headers.exists()))
PY
}

find_python() {
    local name
    for name in python3 python3.13 python3.12 python3.11 /usr/bin/python3; do
        if python_can_build "$name"; then
            command -v "$name"
            return
        fi
    done
}

find_chromium() { command -v chromium || command -v chromium-browser || command -v google-chrome; }

has_korean_font() { command -v fc-list >/dev/null && [ -n "$(fc-list :lang=ko family)" ]; }

has_latin_font() { command -v fc-list >/dev/null && [ -n "$(fc-list :lang=en family)" ]; }

has_library() { /sbin/ldconfig -p | grep -F "$1 " >/dev/null; }

missing_packages() { # demo|test: one Debian package a line
    if ! is_installed; then
        [ -n "$(find_python)" ] || printf '%s\n' python3 python3-venv python3-dev
        command -v g++ >/dev/null || say g++
    fi
    has_library libgomp.so.1 || say libgomp1 # LightGBM's wheel brings no OpenMP
    if [ "$1" = test ]; then
        find_chromium >/dev/null || { [ "$DISTRIBUTION" = ubuntu ] && say chromium-browser || say chromium; }
        has_latin_font || say fonts-dejavu-core
        has_korean_font || say fonts-noto-cjk
        # the ERP's driver, tested against a made-up server: pyodbc needs unixODBC, the bundled driver the rest
        has_library libodbc.so.2 || say unixodbc
        has_library libltdl.so.7 || say libltdl7
        has_library libkrb5.so.3 || say libkrb5-3
        has_library libgssapi_krb5.so.2 || say libgssapi-krb5-2
    fi
}

install_packages() {
    export DEBIAN_FRONTEND=noninteractive
    apt-get update && apt-get install -y --no-install-recommends "$@"
}

system_packages() { # demo|test
    local missing
    mapfile -t missing < <(missing_packages "$1")
    [ ${#missing[@]} -gt 0 ] || { say "== System packages"; say "   ok  all there"; return; }
    command -v apt-get >/dev/null ||
        fail "System packages: ${missing[*]} missing, and this system has no apt-get" "" \
            "install what these Debian packages hold, then run this again."
    [ "$(id -u)" = 0 ] ||
        fail "System packages: ${missing[*]} missing, and only root may install them" "" \
            "run this, then try again:
    sudo apt-get update && sudo apt-get install -y ${missing[*]}"
    step "System packages: ${missing[*]}" packages.log \
        "look at the lines above; 'apt-get install ${missing[*]}' must work on this machine." \
        install_packages "${missing[@]}"
    [ -z "$(missing_packages "$1")" ] ||
        fail "System packages: still missing after the installation: $(missing_packages "$1" | tr '\n' ' ')" "" \
            "Routewright needs Python 3.11 or newer with venv and headers; install these by hand, then run this again."
}

# --- .venv --------------------------------------------------------------------------------------------------------

state() { # what the installed packages depend on: the lock, this Python, this folder
    printf '%s %s %s\n' "$(sha256sum <requirements.lock | cut -d' ' -f1)" "$(.venv/bin/python -V 2>&1)" "$ROOT/.venv"
}

is_installed() {
    [ -f "$INSTALLED" ] && .venv/bin/python -c '' 2>/dev/null && [ "$(cat "$INSTALLED")" = "$(state)" ]
}

make_venv() { # one that works here is kept, with what it holds
    if ! .venv/bin/python -c 'import pip, sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null ||
        { [ -f "$INSTALLED" ] && ! grep -qF " $ROOT/.venv" "$INSTALLED"; }; then
        rm -rf .venv
        "$(find_python)" -m venv .venv
    fi
}

# hnswlib comes as source. What builds it is installed first, from the lock, so that nothing unpinned runs here.
install_locked() {
    local builders
    builders="$(mktemp)"
    awk '/^[a-z]/ { keep = /^(numpy|pybind11|setuptools)==/ } keep' requirements.lock >"$builders"
    .venv/bin/python -m pip install --progress-bar off --require-hashes -r "$builders"
    rm -f "$builders"
    .venv/bin/python -m pip install --progress-bar off --require-hashes --no-build-isolation -r requirements.lock
    state >"$INSTALLED"
}

python_packages() {
    if is_installed; then
        say "== Python packages"
        say "   ok  $(.venv/bin/python -V) in .venv, as locked"
        return
    fi
    step "Python environment in .venv" venv.log "remove the folder .venv and run this again." make_venv
    step "Locked packages (about a minute the first time)" pip.log \
        "if the network failed, run this again; otherwise send var/log/pip.log to who looks after Routewright." \
        install_locked
}

set_up() { # demo|test; one at a time, since both write .venv
    exec 9>var/setup.lock
    if ! flock -n 9; then
        say "== Waiting for another set-up of this checkout to end"
        flock 9
    fi
    system_packages "$1"
    python_packages
    exec 9>&-
}
