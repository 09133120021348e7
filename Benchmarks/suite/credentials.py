"""What clients show who they are with: a key, a token, and more tokens than a gateway remembers."""

import base64
import hashlib
import json
import time
from pathlib import Path

try:
    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives.asymmetric import ec, utils
except ImportError:
    ec = None

ISSUER, AUDIENCE, KEY = "https://id.example.com", "shop", "acme_00000001.00112233445566778899aabbccddeeff"
# Tutti keeps 16 MiB of what tokens have said, and nginx + Lua 10,000 tokens here: each of these is unknown when its turn comes again.
TOKENS = 60_000
# The public half where nothing can be signed: gateways start all the same.
NOBODY = {
    "kty": "EC", "crv": "P-256", "kid": "e1", "x": "5KQtxzpXNzCbEhDI_7R89dxI56mwA7gb1BNs3fNvA28",
    "y": "TYpkt5HwjVehC8B4Z_hiDTDf9j7hrVoU1YkAK3nwzls"}


def missing() -> str | None:
    """Why there are no tokens, or None."""
    return None if ec else "no cryptography in Python to sign tokens with; on Debian: apt-get install python3-cryptography"


def _text(value: bytes) -> str:
    return base64.urlsafe_b64encode(value).rstrip(b"=").decode()


def _compact(value: dict) -> str:
    return _text(json.dumps(value, separators=(",", ":")).encode())


def _token(key, number: int) -> str:
    claims = {
        "iss": ISSUER, "aud": AUDIENCE, "sub": str(number), "exp": int(time.time()) + 86_400, "jti": f"token-{number:08}",
        "scope": "orders payments", "name": "Ada Lovelace", "plan": "gold"}
    signed = _compact({"alg": "ES256", "kid": "e1", "typ": "at+jwt"}) + "." + _compact(claims)
    r, s = utils.decode_dss_signature(key.sign(signed.encode(), ec.ECDSA(hashes.SHA256())))
    return signed + "." + _text(r.to_bytes(32, "big") + s.to_bytes(32, "big"))


def write(folder: Path) -> None:
    """Writes the gateway's files, and a file with a line for each request of a client: `header: value`."""
    folder.mkdir()
    (folder / "keys.yaml").write_text(
        f'consumers: {{ acme: {{ claims: {{ plan: gold }}, keys: [{{ sha256: "{hashlib.sha256(KEY.encode()).hexdigest()}" }}] }} }}\n')
    (folder / "key").write_text(f"x-api-key: {KEY}\n")
    public = NOBODY
    if ec:
        key = ec.generate_private_key(ec.SECP256R1())
        numbers = key.public_key().public_numbers()
        public = {**NOBODY, "x": _text(numbers.x.to_bytes(32, "big")), "y": _text(numbers.y.to_bytes(32, "big"))}
        (folder / "token").write_text(f"authorization: Bearer {_token(key, 0)}\n")
        with (folder / "tokens").open("w") as file:
            for number in range(TOKENS):
                file.write(f"authorization: Bearer {_token(key, number)}\n")
    (folder / "issuer.jwk.json").write_text(json.dumps(public))
    point = b"\4" + b"".join(base64.urlsafe_b64decode(public[name] + "=") for name in ("x", "y"))
    # SubjectPublicKeyInfo of P-256 (RFC 5480), which OpenSSL reads.
    prefix = bytes.fromhex("3059301306072a8648ce3d020106082a8648ce3d030107034200")
    (folder / "issuer.der").write_bytes(prefix + point)
