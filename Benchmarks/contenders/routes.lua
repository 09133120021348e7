-- The endpoints for nginx + Lua. Each merges in one of two ways: `decoded` reads the responses and writes a new one, so that
-- what is not JSON is noticed; `pasted` joins them without a look, so that what is not JSON reaches the client.
local cjson = require("cjson")
local capture, capture_multi = ngx.location.capture, ngx.location.capture_multi
local sub, find, concat = string.sub, string.find, table.concat

local routes = {}

-- The last segment of the path.
local function identifier()
    local uri = ngx.var.uri
    local id = sub(uri, find(uri, "/", 2, true) + 1)
    if id == "" or find(id, "/", 1, true) then return ngx.exit(404) end
    return id
end

local function send(body)
    ngx.header.content_length = #body
    ngx.print(body)
end

-- The body; ends the request when there is none.
local function required(answer)
    if answer.status ~= 200 then return ngx.exit(502) end
    return answer.body
end

-- Sends an object with each body under its name; a body that is nil is null.
local function merge(how, names, bodies)
    if how == "decoded" then
        local whole = {}
        for index, name in ipairs(names) do whole[name] = bodies[index] and cjson.decode(bodies[index]) or cjson.null end
        return send(cjson.encode(whole))
    end
    local pieces = {}
    for index, name in ipairs(names) do
        pieces[index] = (index == 1 and '{"' or ',"') .. name .. '":' .. (bodies[index] or "null")
    end
    pieces[#pieces + 1] = "}"
    send(concat(pieces))
end

local profile_names = { "user", "orders", "payments" }

function routes.profile(how, orders_path, optional)
    local id = identifier()
    local user, orders, payments = capture_multi({
        { "/users/" .. id }, { orders_path .. id }, { "/payments/" .. id },
    })
    local orders_body = nil
    if orders.status == 200 or not optional then orders_body = required(orders) end
    merge(how, profile_names, { required(user), orders_body, required(payments) })
end

local services = { "users", "orders", "payments" }
local part_names, part_paths = {}, {}
for index = 0, 9 do
    part_names[index + 1] = "part" .. index
    part_paths[index + 1] = "/" .. services[index % 3 + 1] .. "/part-" .. index .. "/"
end
local names_of = { [1] = { unpack(part_names, 1, 1) }, [3] = { unpack(part_names, 1, 3) }, [10] = part_names }

function routes.parts(how, count)
    local id, requests, bodies = identifier(), {}, {}
    for index = 1, count do requests[index] = { part_paths[index] .. id } end
    for index, answer in ipairs({ capture_multi(requests) }) do bodies[index] = required(answer) end
    merge(how, names_of[count], bodies)
end

function routes.shaped()
    local id = identifier()
    local user, items, payments = capture_multi({
        { "/users/" .. id }, { "/orders/items/" .. id }, { "/payments/" .. id },
    })
    local shaped = {}
    for index, item in ipairs(cjson.decode(required(items)).items) do
        shaped[index] = { id = item.id, name = item.name, price = item.price }
    end
    send(cjson.encode({
        user = cjson.decode(required(user)), items = shaped, payments = cjson.decode(required(payments)),
    }))
end

function routes.chain(how)
    local user = required(capture("/users/" .. identifier()))
    local decoded = cjson.decode(user)
    local payments = required(capture("/payments/of/" .. ngx.escape_uri(decoded.accountId)))
    if how == "decoded" then
        return send(cjson.encode({ user = decoded, payments = cjson.decode(payments) }))
    end
    merge(how, { "user", "payments" }, { user, payments })
end

-- A hundred products by value, asked for in batches of fifty.
function routes.join()
    local batches, values = {}, {}
    for value in string.gmatch(ngx.var.arg_ids, "[^,]+") do
        values[#values + 1] = value
        if #values == 50 then
            batches[#batches + 1], values = { "/orders/products?ids=" .. concat(values, ",") }, {}
        end
    end
    if #values > 0 then batches[#batches + 1] = { "/orders/products?ids=" .. concat(values, ",") } end
    local by_value = {}
    for _, answer in ipairs({ capture_multi(batches) }) do
        for _, product in ipairs(cjson.decode(required(answer))) do by_value[tostring(product.id)] = product end
    end
    send(cjson.encode(by_value))
end

return routes
