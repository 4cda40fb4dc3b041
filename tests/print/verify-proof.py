#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Checks a printed proof as its own wording says, from nothing but the PDF: hashlib, zlib and libsodium's Ed25519."""
import base64
import ctypes
import ctypes.util
import hashlib
import re
import subprocess
import sys
import zlib

LABELS = ["Step", "Step code", "Signed by", "Signer", "Moment", "Moment (µs)", "Stance",
          "Document SHA-256", "Previous digest", "Digest", "Public key", "Signature"]


def read_values(text):
    """Label → value of the block "Your signature": labels come in their order, lines are broken anywhere."""
    rest = " ".join(text.split("Your signature", 1)[1].split("Chain of digests", 1)[0].split())
    values, label = {}, None
    for name in LABELS:
        before, found, after = rest.partition(name + " ")
        if found and label is not None:
            values[label] = before.strip()
        if found:
            label, rest = name, after
    values[label] = rest.strip()
    return values


def read_document(text):
    """The packed document: whole lines of base64 and the shorter one that ends it."""
    packed, line = "", ""
    for line in text.rsplit("The signed document", 1)[1].splitlines():
        if re.fullmatch("[A-Za-z0-9+/]{108}", line):
            packed += line
        elif re.fullmatch("[A-Za-z0-9+/]{3,107}={0,2}", line) and len(line) % 4 == 0:
            packed += line
            break
    return zlib.decompress(base64.b64decode(packed))


def verify(path):
    text = subprocess.run(["pdftotext", "-raw", "-enc", "UTF-8", path, "-"], check=True, capture_output=True).stdout
    text = text.decode()
    values = read_values(text)
    compact = {name: value.replace(" ", "") for name, value in values.items()}
    document = read_document(text)
    if hashlib.sha256(document).hexdigest() != compact["Document SHA-256"]:
        return "the document is not the one named"
    previous = "" if compact["Previous digest"] == "—" else compact["Previous digest"]
    parts = [b"zuoxi-step-1", document] + [part.encode() for part in (
        previous, compact["Step code"], compact["Signer"], compact["Public key"],
        compact["Moment (µs)"])]
    digest = hashlib.sha256(b"".join(part + b"\0" for part in parts)).digest()
    if digest.hex() != compact["Digest"]:
        return "the digest is not that of the parts"
    sodium = ctypes.CDLL(ctypes.util.find_library("sodium"))
    wrong = sodium.crypto_sign_verify_detached(bytes.fromhex(compact["Signature"]), digest,
                                               ctypes.c_ulonglong(len(digest)), bytes.fromhex(compact["Public key"]))
    return "the signature is not that of the key" if wrong else None


if __name__ == "__main__":
    problem = verify(sys.argv[1])
    print(problem or "valid")
    sys.exit(1 if problem else 0)
