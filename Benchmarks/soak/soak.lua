-- A wrk script: asks for a number of profiles over the connections of one thread, then stops. Each hundredth of the way
-- it says so, with a count of the responses by status.
local id, answered = 0, 0
local statuses = {}

function init(arguments)
    total = tonumber(arguments[1])
    step = math.max(1, math.floor(total / 100))
end

function request()
    id = id % 10000 + 1
    return wrk.format("GET", "/profile/" .. id)
end

function response(status)
    answered = answered + 1
    statuses[status] = (statuses[status] or 0) + 1
    if answered % step == 0 and answered <= total then
        local counts = {}
        for code, count in pairs(statuses) do counts[#counts + 1] = code .. ":" .. count end
        table.sort(counts)
        io.write(string.format("progress %d %s\n", answered / step, table.concat(counts, ",")))
        io.flush()
    end
    if answered >= total then wrk.thread:stop() end
end

function done(summary)
    local errors = summary.errors
    io.write(string.format(
        "sockets %d\n", errors.connect + errors.read + errors.write + errors.timeout))
end
