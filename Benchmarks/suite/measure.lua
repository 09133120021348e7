-- A wrk script: asks for ten thousand different profiles, and ends with one line of JSON with the figures. Only good responses
-- are requests.
-- usage: wrk ... -s measure.lua URL -- PATH [close] [headers=FILE]      each request has the next line of FILE; %d in PATH is the number of the profile; times are microseconds
local id = 0
local headers = {}
local lines = {}
local line = 0

function init(arguments)
    path = arguments[1]
    varies = path:find("%%d") ~= nil
    for index = 2, #arguments do
        if arguments[index] == "close" then headers["Connection"] = "close" end
        local file = arguments[index]:match("^headers=(.*)")
        if file then
            for text in io.lines(file) do lines[#lines + 1] = { text:match("^([^:]+): (.*)") } end
        end
    end
end

function request()
    id = id % 10000 + 1
    if #lines > 0 then
        line = line % #lines + 1
        headers[lines[line][1]] = lines[line][2]
    end
    return wrk.format("GET", varies and path:format(id) or path, headers)
end

function done(summary, latency)
    local errors = summary.errors
    io.write(string.format(
        '{"requests":%d,"seconds":%.6f,"failures":%d,"p50":%.1f,"p99":%.1f,"p999":%.1f}\n',
        summary.requests - errors.status, summary.duration / 1e6,
        errors.connect + errors.read + errors.write + errors.status + errors.timeout,
        latency:percentile(50), latency:percentile(99), latency:percentile(99.9)))
end
