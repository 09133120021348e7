-- Tokens of one issuer (ES256) for nginx + Lua, as Tutti takes them: `iss`, `aud`, `exp` and the signature, by OpenSSL's libcrypto.
-- lua-resty-jwt is not in Debian. What was verified is remembered by the token itself.
local ffi = require("ffi")
local cjson = require("cjson")
local lrucache = require("resty.lrucache")

ffi.cdef [[
typedef struct evp_pkey_st EVP_PKEY;
typedef struct evp_md_ctx_st EVP_MD_CTX;
typedef struct evp_md_st EVP_MD;
EVP_PKEY *d2i_PUBKEY(EVP_PKEY **key, const unsigned char **bytes, long length);
EVP_MD_CTX *EVP_MD_CTX_new(void);
void EVP_MD_CTX_free(EVP_MD_CTX *context);
int EVP_MD_CTX_reset(EVP_MD_CTX *context);
EVP_MD *EVP_MD_fetch(void *library, const char *name, const char *properties);
int EVP_DigestVerifyInit(EVP_MD_CTX *context, void **key_context, const EVP_MD *digest, void *engine, EVP_PKEY *key);
int EVP_DigestVerify(EVP_MD_CTX *context, const unsigned char *signature, size_t length, const unsigned char *text, size_t text_length);
]]
local crypto = ffi.load("libcrypto.so.3")

local tokens = {}
local key, digest, context
local known = lrucache.new(10000)

function tokens.prepare(path)
    local file = assert(io.open(path, "rb"))
    local bytes = file:read("*a")
    file:close()
    local pointer = ffi.new("const unsigned char *[1]", ffi.cast("const unsigned char *", bytes))
    key = crypto.d2i_PUBKEY(nil, pointer, #bytes)
    digest = crypto.EVP_MD_fetch(nil, "SHA256", nil)
    context = crypto.EVP_MD_CTX_new()
    assert(key ~= nil and digest ~= nil and context ~= nil)
end

local function decoded(text)
    text = text:gsub("-", "+"):gsub("_", "/")
    return ngx.decode_base64(text .. ("="):rep(-#text % 4))
end

-- An INTEGER of DER.
local function integer(bytes)
    bytes = bytes:gsub("^%z+", "")
    if bytes == "" or bytes:byte() > 127 then bytes = "\0" .. bytes end
    return string.char(2, #bytes) .. bytes
end

local function is_signed(text, signature)
    if not signature or #signature ~= 64 then return false end
    local both = integer(signature:sub(1, 32)) .. integer(signature:sub(33))
    local der = string.char(0x30, #both) .. both
    crypto.EVP_MD_CTX_reset(context)
    return crypto.EVP_DigestVerifyInit(context, nil, digest, nil, key) == 1
        and crypto.EVP_DigestVerify(context, der, #der, text, #text) == 1
end

-- The `sub` of the request's token; ends the request when it isn't good.
function tokens.require()
    local token = (ngx.var.http_authorization or ""):match("^Bearer (.+)$")
    if not token then return ngx.exit(401) end
    local claims = known:get(token)
    if not claims then
        local head, payload, signature = token:match("^([^.]+)%.([^.]+)%.([^.]+)$")
        if not head or not is_signed(head .. "." .. payload, decoded(signature)) then return ngx.exit(401) end
        if cjson.decode(decoded(head)).alg ~= "ES256" then return ngx.exit(401) end
        claims = cjson.decode(decoded(payload))
        if claims.iss ~= "https://id.example.com" or claims.aud ~= "shop" then return ngx.exit(401) end
        known:set(token, claims, 300)
    end
    if claims.exp <= ngx.time() then return ngx.exit(401) end
    return claims.sub
end

return tokens
