# Starts what is measured and what it calls, each on a free port of the loopback, and ends it by its process id.
# Sourced by scripts/soak, which sets `sources` to this folder.
# shellcheck shell=bash

# require COMMAND PACKAGE ...: says what to install when something is missing, and ends.
require() {
    local missing=()
    while (($#)); do
        command -v "$1" >/dev/null || missing+=("$2")
        shift 2
    done
    if ((${#missing[@]})); then
        echo "$(basename "$0"): missing; on Debian: apt-get install ${missing[*]}" >&2
        exit 1
    fi
}

# begin_work: a folder for files that are gone at the end, with the servers.
begin_work() {
    work=$(mktemp -d)
    pids=()
    trap end_work EXIT
    trap 'exit 130' INT
    trap 'exit 143' TERM
    # The worker of nginx may run as another user than the one who made the folder.
    chmod 755 "$work"
}

end_work() {
    trap - EXIT INT TERM
    local index
    # The last started calls the first started: it ends first, and drains while its services still answer.
    for ((index = ${#pids[@]} - 1; index >= 0; index--)); do stop "${pids[index]}"; done
    rm -rf "$work"
}

# stop PID: ends a process that was started here; with patience at first.
stop() {
    kill "$1" 2>/dev/null || return 0
    local tries
    for ((tries = 0; tries < 100; tries++)); do
        kill -0 "$1" 2>/dev/null || break
        sleep 0.1
    done
    kill -9 "$1" 2>/dev/null || true
    wait "$1" 2>/dev/null || true
}

# free_port: sets `port` to one that nobody listens on and that is not given out to outgoing connections.
free_port() {
    local tries
    for ((tries = 0; tries < 200; tries++)); do
        port=$((20000 + RANDOM % 12000))
        [[ " ${given_ports:-} " == *" $port "* ]] && continue
        if ! (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; then
            given_ports="${given_ports:-} $port"
            return
        fi
    done
    echo "$(basename "$0"): no free port between 20000 and 32000" >&2
    exit 1
}

# wait_for NAME PID URL: until it answers.
wait_for() {
    local tries
    for ((tries = 0; tries < 200; tries++)); do
        curl -fsS -o /dev/null "$3" 2>/dev/null && return
        kill -0 "$2" 2>/dev/null || break
        sleep 0.05
    done
    echo "$(basename "$0"): $1 does not answer at $3" >&2
    tail -n 5 "$work"/*.log 2>/dev/null | cut -c 1-300 >&2 || true
    exit 1
}

# fill FILE NAME=VALUE ...: the file with each @NAME@ replaced.
fill() {
    local text pair
    text=$(<"$1")
    shift
    for pair in "$@"; do text=${text//"@${pair%%=*}@"/"${pair#*=}"}; done
    printf '%s\n' "$text"
}

# write_bodies ORDERS: what the three services answer: a user of 0.2 kB, payments of 0.15 kB, so many orders of 164 bytes.
write_bodies() {
    mkdir -p "$work/bodies"
    jq -nc '{id: 7, name: "Ada Lovelace", email: "ada@example.com", accountId: "a1", city: "London", language: "en",
        address: {street: "12 St James Square", postcode: "SW1Y 4JH"}, since: "2019-04-01", tags: ["a", "b"]}' \
        >"$work/bodies/user.new"
    jq -nc --argjson count "$1" '{items: [range($count) | {id: (10000 + .), status: "shipped", open: (. % 3 == 0),
        total: {amount: (19.5 + . * 0.25), currency: "EUR"}, placedAt: "2024-05-04T10:12:00Z",
        productId: ("p-" + (. % 40 | tostring)), note: "left at the door"}]}' >"$work/bodies/orders.new"
    jq -nc '[{id: "pay-1", amount: 19.5, state: "settled"}, {id: "pay-2", amount: 7.25, state: "settled"},
        {id: "pay-3", amount: 120, state: "open"}]' >"$work/bodies/payments.new"
    # In one step each: nginx may be sending the old ones.
    local name
    for name in user orders payments; do mv "$work/bodies/$name.new" "$work/bodies/$name.json"; done
}

# start_origins FAULTS: three services in one nginx; FAULTS is nginx configuration for the orders service.
start_origins() {
    local modules='' port
    # Only a service that breaks off in the middle of a response needs Lua.
    if [[ $1 == *_by_lua* ]]; then
        modules=$'load_module /usr/lib/nginx/modules/ndk_http_module.so;\nload_module /usr/lib/nginx/modules/ngx_http_lua_module.so;'
    fi
    free_port && users_port=$port
    free_port && orders_port=$port
    free_port && payments_port=$port
    free_port && status_port=$port
    fill "$sources/origins.conf" "MODULES=$modules" "FOLDER=$work" "USERS_PORT=$users_port" \
        "ORDERS_PORT=$orders_port" "PAYMENTS_PORT=$payments_port" "STATUS_PORT=$status_port" "ORDERS_FAULTS=$1" \
        >"$work/origins.conf"
    nginx -p "$work" -e "$work/origins.log" -c "$work/origins.conf" 2>>"$work/origins.log" &
    origins=$!
    pids+=("$origins")
    wait_for 'nginx with the services' "$origins" "http://127.0.0.1:$status_port/"
}

# upstream_connections: how many connections were opened to the services so far; asking opens one, which is not counted.
upstream_connections() {
    questions=$((${questions:-0} + 1))
    local accepted
    accepted=$(curl -fsS "http://127.0.0.1:$status_port/" | sed -n '3s/ *\([0-9]*\) .*/\1/p')
    # `wait_for` asked once, when it got its response.
    connections=$((accepted - questions - 1))
}

# start_tutti OPTION ...: the gateway on its composition; sets `tutti`, `tutti_port` and `admin_port`.
start_tutti() {
    local port
    free_port && tutti_port=$port
    free_port && admin_port=$port
    USERS_URL="http://127.0.0.1:$users_port" ORDERS_URL="http://127.0.0.1:$orders_port" \
        PAYMENTS_URL="http://127.0.0.1:$payments_port" \
        "$binary" serve "$sources/composition" --listen "127.0.0.1:$tutti_port" \
        --admin "127.0.0.1:$admin_port" --no-access-log "$@" 2>"$work/tutti.log" &
    tutti=$!
    pids+=("$tutti")
    wait_for tutti "$tutti" "http://127.0.0.1:$admin_port/readyz"
}

# find_binary: sets `binary` to TUTTI, or to a release build.
find_binary() {
    binary=${TUTTI:-}
    if [[ -z $binary ]]; then
        echo "building; set TUTTI=PATH to measure a binary that exists" >&2
        binary=$(scripts/release)
    fi
    [[ -x $binary ]] || {
        echo "$(basename "$0"): $binary is not there; TUTTI must be the path of the binary" >&2
        exit 1
    }
}
