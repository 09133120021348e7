-- GET /profile/{id} for nginx + Lua, merged in two ways.
local cjson = require("cjson")
local capture_multi = ngx.location.capture_multi
local find, sub = string.find, string.sub

local profile = {}

-- The three answers; ends the request when one of them isn't there.
local function fetch()
    local uri = ngx.var.uri
    local id = sub(uri, #"/profile/" + 1)
    if id == "" or find(id, "/", 1, true) then return ngx.exit(404) end
    local user, orders, payments = capture_multi({
        { "/users/" .. id }, { "/orders/" .. id }, { "/payments/" .. id },
    })
    if user.status ~= 200 or orders.status ~= 200 or payments.status ~= 200 then return ngx.exit(502) end
    return user.body, orders.body, payments.body
end

local function send(body)
    ngx.header.content_length = #body
    ngx.print(body)
end

-- Reads the answers and writes a new one: what is not JSON is noticed.
function profile.decoded()
    local user, orders, payments = fetch()
    send(cjson.encode({
        user = cjson.decode(user), orders = cjson.decode(orders), payments = cjson.decode(payments),
    }))
end

-- Pastes the answers without a look at them: what is not JSON reaches the client.
function profile.pasted()
    local user, orders, payments = fetch()
    send('{"user":' .. user .. ',"orders":' .. orders .. ',"payments":' .. payments .. "}")
end

return profile
