#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Speaks sync/1 by hand, as PROTOCOL.md tells it, against a fresh zuoxid: no line of the program's own code is used.

conformance.py ZUOXID ZUOXICTL: makes a small company, starts the server, prints TAP.
"""
import ctypes
import ctypes.util
import gzip
import hashlib
import hmac
import http.client
import json
import os
import secrets
import shutil
import signal
import ssl
import subprocess
import sys
import tempfile
import threading
import time

ZEROS = "0" * 64
ORG_SHARD = "0" * 32
done = 0
failed = 0


def check(right, what):
    global done, failed
    done += 1
    if not right:
        failed += 1
    print(f"{'ok' if right else 'not ok'} {done} {what}", flush=True)


def canonical(value):
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def sha(data):
    return hashlib.sha256(data).hexdigest()


# Keys: K = argon2id, auth = KDF (K, 1). libsodium is a library of its own, not this program's code.
sodium = ctypes.CDLL(ctypes.util.find_library("sodium") or "libsodium.so.23")
sodium.sodium_init()


def k_of(password, salt, ops, mem):
    k = ctypes.create_string_buffer(32)
    word = password.encode()
    assert sodium.crypto_pwhash(k, ctypes.c_ulonglong(32), word, ctypes.c_ulonglong(len(word)), bytes.fromhex(salt),
                                ctypes.c_ulonglong(ops), ctypes.c_size_t(mem), 2) == 0
    return k


def subkey(k, number):
    out = ctypes.create_string_buffer(32)
    assert sodium.crypto_kdf_derive_from_key(out, ctypes.c_size_t(32), ctypes.c_uint64(number), b"zuoxikey", k) == 0
    return out.raw


def auth_of(password, salt, ops, mem):
    return subkey(k_of(password, salt, ops, mem), 1).hex()


class Signer:
    """Ed25519 with the seed KDF (K, 2)"""

    def __init__(self, k):
        public, self.secret = ctypes.create_string_buffer(32), ctypes.create_string_buffer(64)
        assert sodium.crypto_sign_seed_keypair(public, self.secret, subkey(k, 2)) == 0
        self.key = public.raw.hex()

    def sign(self, *parts):
        message = b"".join(str(part).encode() + b"\0" for part in parts)
        signature = ctypes.create_string_buffer(64)
        assert sodium.crypto_sign_detached(signature, None, message, ctypes.c_ulonglong(len(message)), self.secret) == 0
        return signature.raw.hex()


class Server:
    def __init__(self, zuoxid, folder):
        self.zuoxid, self.folder, self.process, self.port = zuoxid, folder, None, 0
        self.start()

    def start(self):
        port_file = os.path.join(self.folder, "port")
        if os.path.exists(port_file):
            os.remove(port_file)
        self.process = subprocess.Popen([self.zuoxid, "--data", self.folder, "--listen", f"127.0.0.1:{self.port}",
                                         "--port-file", port_file], stderr=subprocess.DEVNULL)
        for _ in range(600):
            if self.process.poll() is not None:
                raise SystemExit("zuoxid ended at once")
            if os.path.exists(port_file) and open(port_file).read().strip():
                self.port = int(open(port_file).read())
                return
            time.sleep(0.05)
        raise SystemExit("zuoxid does not listen")

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(30)

    def ask(self, method, path, body=None, token=None):
        """status, body as text"""
        context = ssl.create_default_context()
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
        line = http.client.HTTPSConnection("127.0.0.1", self.port, timeout=60, context=context)
        headers = {"Accept-Encoding": "gzip"}
        if token:
            headers["Authorization"] = "Bearer " + token
        if body is not None:
            headers["Content-Type"] = "application/json"
        line.request(method, path, body.encode() if isinstance(body, str) else body, headers)
        answer = line.getresponse()
        content = answer.read()
        line.close()
        self.compressed = answer.getheader("Content-Encoding") == "gzip"
        return answer.status, (gzip.decompress(content) if self.compressed else content).decode()

    def ask_json(self, method, path, value=None, token=None):
        status, text = self.ask(method, path, canonical(value) if value is not None else None, token)
        return status, json.loads(text) if text else None


class Device:
    """A client as PROTOCOL.md describes it, in memory."""

    def __init__(self, server, login, password):
        self.server = server
        _, salt = server.ask_json("GET", "/v1/salt?login=" + login)
        status, tokens = server.ask_json("POST", "/v1/login", {
            "auth": auth_of(password, salt["salt"], salt["ops"], salt["mem"]), "login": login})
        assert status == 200, tokens
        self.access, self.refresh, self.person = tokens["access"], tokens["refresh"], tokens["person"]
        _, made = server.ask_json("POST", "/v1/device", {"name": "by hand"}, self.access)
        self.dev = made["dev"]
        _, hello = server.ask_json("GET", "/v1/hello")
        self.inc = hello["inc"]
        self.n, self.chain = 0, ZEROS
        self.rows, self.buckets, self.cursors, self.backfills, self.epoch = {}, {}, {}, {}, 0
        self.sums = {}

    def line(self, **members):
        self.n += 1
        members.update(n=self.n, mid=members.get("mid") or secrets.token_hex(16), hlc=int(time.time() * 1000) << 16)
        return canonical(members)

    def header(self, lines, prev):
        return canonical({"count": len(lines), "dev": self.dev, "ge": self.epoch, "inc": self.inc,
                          "now": int(time.time() * 1e6), "p": 1, "prev": prev, "schema": 1, "seen": 0})

    def push_text(self, lines, prev=None):
        prev = prev or self.chain
        body = "".join(part + "\n" for part in [self.header(lines, prev)] + lines)
        return body + canonical({"end": len(lines), "sha": sha(body.encode())}) + "\n"

    def push(self, lines, prev=None):
        status, text = self.server.ask("POST", "/v1/push", self.push_text(lines, prev), self.access)
        if status != 200:
            return status, json.loads(text)
        for part in lines:
            self.chain = sha(bytes.fromhex(self.chain) + part.encode())
        return status, [json.loads(part) for part in text.splitlines()]

    def pull_once(self, nonce=None):
        nonce = nonce or secrets.token_hex(16)
        status, text = self.server.ask("POST", "/v1/pull", canonical({
            "bf": self.backfills, "cur": self.cursors, "dev": self.dev, "ge": self.epoch, "max": 8388608,
            "nonce": nonce, "p": 1, "schema": 1}), self.access)
        if status != 200:
            return status, json.loads(text)
        parts = text.splitlines()
        head, end = json.loads(parts[0])["H"], json.loads(parts[-1])["E"]
        assert head["nonce"] == nonce and head["inc"] == self.inc
        assert end["sha"] == sha("".join(part + "\n" for part in parts[:-1]).encode())
        for bucket, shard, cls, owner, month, priority in head["add"]:
            self.buckets[bucket] = shard
            self.backfills.setdefault(bucket, 0)
        for bucket in head["del"]:
            self.buckets.pop(bucket, None)
            self.backfills.pop(bucket, None)
            self.rows = {key: row for key, row in self.rows.items() if row["bucket"] != bucket}
        self.epoch = head["ge"]
        held = []
        self.sums = {}
        for part in parts[1:-1]:
            line = json.loads(part)
            if isinstance(line, dict) and "C" in line:
                for row in held:
                    self.take(row)
                held = []
                self.cursors.update(line["C"].get("cur", {}))
                for bucket, at in line["C"].get("bf", {}).items():
                    if at < 0:
                        self.backfills.pop(bucket, None)
                    else:
                        self.backfills[bucket] = at
            elif isinstance(line, list) and line[0] == "S":
                self.sums[line[1]] = (line[2], line[3], line[4])
            else:
                held.append(line)
        assert not held, "rows after the last commit point"
        return 200, end["more"]

    def take(self, line):
        kind, table, row_id, bucket, shard, seq, rv = line[:7]
        key, known = (table, row_id), self.rows.get((table, row_id))
        if kind == "R" and (known is None or known["rv"] < rv):
            self.rows[key] = {"bucket": bucket, "rv": rv, "body": line[7]}
        elif kind == "D" and known is not None and known["rv"] <= rv:
            del self.rows[key]
        elif kind == "L" and known is not None and known["bucket"] == bucket and known["rv"] <= rv:
            del self.rows[key]

    def pull(self):
        for _ in range(1000):
            status, more = self.pull_once()
            assert status == 200, more
            if not more:
                return
        raise SystemExit("the pull does not end")

    def digest(self, key):
        row = self.rows[key]
        text = "\n".join(["zuoxi-row-1", key[0], key[1], row["bucket"], str(row["rv"]), canonical(row["body"])])
        return int.from_bytes(hashlib.sha256(text.encode()).digest()[:8], "big")

    def sum_of(self, bucket):
        keys = [key for key, row in self.rows.items() if row["bucket"] == bucket]
        return len(keys), format(sum(self.digest(key) for key in keys) % 2**64, "016x")

    def of(self, table):
        return {key[1]: row for key, row in self.rows.items() if key[0] == table}


def path_of(key):
    return hashlib.sha256("\n".join(["zuoxi-slot-1", key[0], key[1]]).encode()).hexdigest()[:8]


def check_log_in(server, login, password):
    status, hello = server.ask_json("GET", "/v1/hello")
    check(status == 200 and hello["proto"] == [1, 1] and hello["schema"]["cur"] >= 1 and len(hello["server_id"]) == 32,
          "hello names server, protocol and schema")
    first = server.ask_json("GET", "/v1/salt?login=nobody")[1]
    check(first == server.ask_json("GET", "/v1/salt?login=nobody")[1] and len(first["salt"]) == 32,
          "an unknown account has a stable false salt")
    status, answer = server.ask_json("POST", "/v1/login", {"auth": ZEROS, "login": login})
    check(status == 401 and answer["code"] == "wrong_password", "a wrong password is 401")
    status, answer = server.ask_json("POST", "/v1/push", {}, "0" * 64)
    check(status == 401, "an unknown token is 401")
    check(server.ask("GET", "/v1/nothing")[0] == 404, "an unknown request is 404")
    check(server.ask("POST", "/v1/login", "{")[0] == 400, "a malformed request is 400")
    device = Device(server, login, password)
    status, tokens = server.ask_json("POST", "/v1/refresh", {"refresh": device.refresh})
    check(status == 200, "a refresh token gives new ones")
    status, answer = server.ask_json("POST", "/v1/refresh", {"refresh": device.refresh})
    check(status == 401 and answer["code"] == "spent", "used twice, it revokes its family")
    status, _ = server.ask_json("POST", "/v1/refresh", {"refresh": tokens["refresh"]})
    check(status == 401, "the whole family is gone")


def check_pull(agent):
    agent.pull_once()
    check(agent.server.compressed, "an answer of many lines is compressed for who takes it")
    agent.pull()
    check(len(agent.of("person")) > 5 and len(agent.of("assignment")) > 5, "the organisation arrives")
    check(not agent.backfills, "every bucket is complete")
    check(agent.sums and all(agent.sum_of(bucket) == told[:2] for bucket, told in agent.sums.items()),
          f"{len(agent.sums)} checksums are those of the rows")
    rest = {bucket for bucket in agent.buckets if bucket not in agent.sums}
    for _ in range(40 * len(agent.buckets)):
        agent.pull()
        if not all(agent.sum_of(bucket) == told[:2] for bucket, told in agent.sums.items()):
            break
        rest -= set(agent.sums)
        if not rest:
            break
    check(not rest, "in time every bucket is compared")


def customer(device, name):
    mine = [row_id for row_id, row in device.of("assignment").items() if row["body"]["person"] == device.person
            and not row["body"].get("to_on")]
    return {"assignment": mine[0], "name": name}


def new_customer(device, name):
    return device.line(k="put", t="customer", id=secrets.token_hex(16), set=customer(device, name))


def check_push(agent, supervisor, hr):
    lines = [new_customer(agent, "辰星科技")]
    first = json.loads(lines[0])
    status, outcomes = agent.push(lines)
    check(status == 200 and outcomes[0]["s"] == "ok" and outcomes[0]["rv"] == 1 and outcomes[-1] == {"lmid": 1},
          "a new row is accepted")
    text = agent.push_text(lines, ZEROS)
    status, again = agent.server.ask("POST", "/v1/push", text, agent.access)
    check(status == 200 and json.loads(again.splitlines()[0])["s"] == "ok", "sent again, the outcome is told again")
    agent.pull()
    supervisor.pull()
    check(agent.of("customer")[first["id"]]["rv"] == 1 == supervisor.of("customer")[first["id"]]["rv"],
          "once written, and the supervisor has it")
    hr.pull()
    check(len(hr.of("person")) > 5 and not hr.of("customer"), "HR holds the organisation and no customer")
    bad = text.replace("辰星", "晨星")
    check(agent.server.ask("POST", "/v1/push", bad, agent.access)[0] == 400, "a changed push is refused whole")
    check(agent.server.ask("POST", "/v1/push", text[:-20], agent.access)[0] == 400, "a cut push is refused whole")
    float_line = canonical({"hlc": 1, "id": "1" * 32, "k": "put", "mid": "2" * 32, "n": 2, "set": {}, "t": "customer"}
                           ).replace('"hlc":1', '"hlc":1.0')
    check(agent.push([float_line])[0] == 400, "a line that is not canonical is refused")
    gap = canonical({"hlc": 1, "id": "1" * 32, "k": "del", "mid": "3" * 32, "n": 9, "rv": 1, "t": "customer"})
    status, answer = agent.push([gap])
    check(status == 409 and answer["code"] == "gap", "a gap is told")
    wrong = canonical({"hlc": 1, "id": "1" * 32, "k": "del", "mid": "4" * 32, "n": 2, "rv": 1, "t": "customer"})
    status, answer = agent.push([wrong], "ab" * 32)
    check(status == 409 and answer["code"] == "forked", "another history is told")
    return first["id"]


def check_merge(agent, supervisor, row):
    was = hashlib.sha256(canonical("辰星科技").encode()).hexdigest()[:16]
    status, outcomes = supervisor.push([supervisor.line(k="set", t="customer", id=row, rv=1, set={"name": "主管改的"},
                                                       was={"name": was})])
    check(outcomes[0]["s"] == "ok" and outcomes[0]["rv"] == 2, "an edit on the row's own version is ok")
    nothing = hashlib.sha256(canonical("").encode()).hexdigest()[:16]
    status, outcomes = agent.push([
        agent.line(k="set", t="customer", id=row, rv=1, set={"company": "公司"}, was={"company": nothing}),
        agent.line(k="set", t="customer", id=row, rv=1, set={"name": "专员改的"}, was={"name": was}),
        agent.line(k="set", t="customer", id="5" * 32, rv=1, set={"name": "x"}, was={"name": was}),
        agent.line(k="put", t="starship", id="6" * 32, set={}),
        new_customer(agent, "之后")])
    check([one["s"] for one in outcomes[:-1]] == ["merged", "conflict", "rejected", "rejected", "ok"],
          "others' members merge, the same member conflicts, nothing blocks what comes after")
    check(outcomes[2]["code"] == "not_allowed", "no such row and not yours are the same")
    agent.pull()
    check(agent.of("customer")[row]["body"]["name"] == "主管改的" and agent.of("customer")[row]["body"]["company"] ==
          "公司", "a conflict keeps the server's value")
    items = [item["body"] for item in agent.of("inbox_item").values()]
    check(any(item.get("mine") == canonical("专员改的") and item.get("field") == "name" for item in items),
          "the author's word is in the inbox")
    supervisor.pull()
    check(not supervisor.of("inbox_item"), "and in nobody else's")
    status, outcomes = agent.push([agent.line(k="tx", ops=[
        {"id": secrets.token_hex(16), "k": "put", "set": customer(agent, "一组"), "t": "customer"},
        {"id": "7" * 32, "k": "set", "rv": 1, "set": {"name": "x"}, "t": "customer", "was": {"name": was}}])])
    check(status == 200 and outcomes[0]["s"] == "rejected", "a group with one refused part is refused")
    agent.pull()
    check(not any(row["body"].get("name") == "一组" for row in agent.of("customer").values()), "and leaves nothing")


def check_history(agent, supervisor, hr, row):
    def ask(device, table, row_id):
        return device.server.ask_json("GET", f"/v1/history?dev={device.dev}&id={row_id}&t={table}", None, device.access)

    status, answer = ask(agent, "customer", row)
    entries = answer["entries"]
    check(status == 200 and entries[-1]["action"] == "put" and entries[-1]["person"] == agent.person and
          not entries[-1].get("old"), "the history of a row begins with its put")
    now = agent.of("customer")[row]["body"]
    last = {}
    for entry in entries:
        for name, value in entry.get("new", {}).items():
            last.setdefault(name, value)
    check(all(last.get(name) == value for name, value in now.items()), "and leads to what it is now")
    named = [entry for entry in entries if "name" in entry.get("new", {})]
    check(len(named) > 1 and named[0]["old"]["name"] == named[1]["new"]["name"] and
          named[0]["person"] == supervisor.person, "each change tells who, and from what")
    check([entry["at"] for entry in entries] == sorted((entry["at"] for entry in entries), reverse=True) and
          not answer["more"], "the newest first")
    refused = ask(hr, "customer", row)
    check(refused[0] == 404 and refused[1]["code"] == "no_row", "of another's row not a word")
    check(refused == ask(hr, "customer", "ab" * 16) == ask(hr, "no_table", row), "as of one that is not there")


def check_block(ctl, folder, agent, supervisor, other):
    """The do-not-call list: 28 bits on the devices, yes or no from the server."""
    number = "+8613900139000"
    mine = customer(agent, "拒接")
    people, phones = [secrets.token_hex(16), secrets.token_hex(16)], [secrets.token_hex(16), secrets.token_hex(16)]
    status, outcomes = agent.push([
        agent.line(k="put", t="customer", id=people[0], set=mine),
        agent.line(k="put", t="contact_phone", id=phones[0],
                   set={"assignment": mine["assignment"], "customer": people[0], "e164": number}),
        agent.line(k="put", t="contact_phone", id=phones[1],
                   set={"assignment": mine["assignment"], "customer": people[0], "e164": "+8613900139001"})])
    check(all(one["s"] == "ok" for one in outcomes[:-1]), "two numbers are accepted")
    subprocess.run([ctl, "block", "add", "139 0013 9000", "--reason", "不要再打", "--data", folder], check=True,
                   stdout=subprocess.DEVNULL)
    agent.pull()
    keys = [row["body"]["key"] for row in agent.of("block_key").values() if row["body"]["name"] == "block"]
    values = {row["body"].get("value", 0) for row in agent.of("blocked_value").values()}

    def value(text):
        return int.from_bytes(hmac.digest(bytes.fromhex(keys[0]), text.encode(), "sha256")[:4], "big") >> 4

    check(len(keys) == 1 and values == {value(number)} and value("+8613900139001") not in values,
          "the list arrives as 28 bits of an HMAC under the company's key")

    def ask(device, row, table="contact_phone"):
        return device.server.ask_json("GET", f"/v1/block?dev={device.dev}&id={row}&t={table}", None, device.access)

    check(ask(agent, phones[0]) == (200, {"blocked": True}) and ask(agent, phones[1]) == (200, {"blocked": False}),
          "the server says yes or no")
    check(ask(supervisor, phones[0]) == (200, {"blocked": True}), "to whoever may read the number")
    refused = ask(other, phones[0])
    check(refused[0] == 404 and refused[1]["code"] == "no_row" and refused == ask(other, "ab" * 16),
          "and of another's number not a word")
    call = secrets.token_hex(16)
    _, hello = agent.server.ask_json("GET", "/v1/hello")
    start = hello["now"] + 1_000_000
    status, outcomes = agent.push([agent.line(k="put", t="call", id=call, set={
        "agent": agent.person, "callee": number, "customer": people[0], "ended_at": start + 1, "started_at": start})])
    agent.pull()
    check(outcomes[0]["s"] == "ok" and agent.of("call")[call]["body"].get("blocked") is True,
          "a call made all the same is a fact, and marked")
    last = [ask(agent, phones[0])[0] for _ in range(70)]
    check(last[-1] == 429 and 200 in last, "who asks too much waits")
    subprocess.run([ctl, "block", "remove", number, "--data", folder], check=True, stdout=subprocess.DEVNULL)
    agent.pull()
    check(not agent.of("blocked_value"), "a number taken off leaves the devices")


def check_repair(agent):
    key = next(key for key in agent.rows if key[0] == "person")
    bucket = agent.rows[key]["bucket"]
    lost = dict(agent.rows)
    del agent.rows[key]
    slots = {}
    for other, row in agent.rows.items():
        if row["bucket"] == bucket:
            slots.setdefault(path_of(other)[:2], []).append(agent.digest(other))
    status, text = agent.server.ask("POST", "/v1/repair", canonical({
        "bucket": bucket, "dev": agent.dev, "ge": agent.epoch, "nonce": "n", "p": 1, "prefix": "", "schema": 1,
        "slots": {slot: [len(sums), format(sum(sums) % 2**64, "016x")] for slot, sums in slots.items()}}), agent.access)
    lines = [json.loads(part) for part in text.splitlines()]
    told = [line for line in lines if isinstance(line, list) and line[0] == "P"]
    rows = [line for line in lines if isinstance(line, list) and line[0] == "R"]
    check(status == 200 and len(told) == 1 and told[0][1] == path_of(key)[:2] and told[0][2] == len(rows),
          "the one slot that differs is told")
    for line in rows:
        agent.take(line)
    check(agent.rows == lost, "and its rows make the bucket whole")
    status, answer = agent.server.ask_json("POST", "/v1/repair", {
        "bucket": "e" * 32, "dev": agent.dev, "ge": agent.epoch, "nonce": "n", "p": 1, "prefix": "", "schema": 1,
        "slots": {}}, agent.access)
    check(status == 409 and answer["code"] == "not_granted", "of another's bucket not a word")


def wait_path(device):
    cursors = ",".join(f"{shard}:{seq}" for shard, seq in sorted(device.cursors.items()))
    return f"/v1/wait?cur={cursors}&dev={device.dev}&ge={device.epoch}"


def check_wait(agent, supervisor):
    agent.pull()
    supervisor.pull()
    said = []

    def listen():
        said.append(supervisor.server.ask_json("GET", wait_path(supervisor), None, supervisor.access))
        said.append(time.monotonic())

    listener = threading.Thread(target=listen)
    listener.start()
    time.sleep(0.7)
    check(not said, "who has everything waits")
    before = time.monotonic()
    agent.push([new_customer(agent, "新的")])
    listener.join()
    check(said[0] == (200, {"news": True}) and said[1] - before < 10, "and is told when there is news")
    status, answer = agent.server.ask_json("GET", wait_path(supervisor), None, supervisor.access)
    check(answer == {"news": True}, "told again until it has pulled")
    status, answer = agent.server.ask_json("GET", "/v1/wait?dev=zz", None, agent.access)
    check(status == 400, "a malformed wait is 400")


def check_limits(agent):
    large = "x" * (1 << 20) + "y" * 8192
    check(agent.server.ask("POST", "/v1/push", large, agent.access)[0] == 413, "more than a mebibyte is 413")
    lines = [new_customer(agent, "长" * 30000)]
    status, outcomes = agent.push(lines)
    check(status == 200 and outcomes[0]["s"] == "rejected", "a text that is too long is an outcome, not a failure")
    status, answer = agent.server.ask_json("POST", "/v1/pull", {
        "bf": {}, "cur": {}, "dev": agent.dev, "ge": 0, "max": 1, "nonce": "n", "p": 1, "schema": 0}, agent.access)
    check(status == 426, "a client below the window may not pull")


def check_devices(ctl, agent, boss, folder):
    status, answer = agent.server.ask_json("POST", "/v1/device", {"fork_of": agent.dev, "name": "a copy"}, agent.access)
    check(status == 200 and answer["dev"] != agent.dev, "a copied device registers anew")
    copy = answer["dev"]
    subprocess.run([ctl, "device", "drain", agent.dev, "--data", folder], check=True, stdout=subprocess.DEVNULL)
    status, outcomes = agent.push([new_customer(agent, "最后一个")])
    check(status == 200 and outcomes[0]["s"] == "ok", "a device being drained may push")
    status, answer = agent.pull_once()
    check(status == 403 and answer["code"] == "drain", "but not pull")
    subprocess.run([ctl, "device", "revoke", agent.dev, "--data", folder], check=True, stdout=subprocess.DEVNULL)
    status, answer = agent.push([new_customer(agent, "x")])
    check(status == 403 and answer["code"] == "revoked", "a revoked device may do nothing")
    status, answer = agent.server.ask_json("POST", "/v1/device", {"name": "another"}, agent.access)
    check(status == 403 and answer["code"] == "revoked", "its sign-in registers no other")
    subprocess.run([ctl, "device", "allow", agent.dev, "--data", folder], check=True, stdout=subprocess.DEVNULL)
    check(agent.pull_once()[0] == 200, "a device allowed again syncs")
    status, answer = boss.server.ask_json("POST", "/v1/pull", {
        "bf": {}, "cur": {}, "dev": agent.dev, "ge": 0, "max": 1, "nonce": "n", "p": 1, "schema": 1}, boss.access)
    check(status == 409 and answer["code"] == "unknown_device", "nobody acts for another's device")
    agent.dev = copy
    status, answer = agent.pull_once()
    check(status == 403 and answer["code"] == "revoked", "what a revoked device had registered is revoked with it")


def check_password(ctl, server, folder, words):
    """A reset, a password of their own, and the three who confirm its key, by hand."""
    given, own, login = "given by the office 7", "a word of my own 8", "A0103"
    with open(folder + "/given", "w", encoding="utf-8") as file:
        file.write(given + "\n")
    subprocess.run([ctl, "account", "reset", login, "--password-file", folder + "/given", "--data", folder], check=True,
                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    salt = server.ask_json("GET", "/v1/salt?login=" + login)[1]
    old = k_of(given, salt["salt"], salt["ops"], salt["mem"])
    status, tokens = server.ask_json("POST", "/v1/login", {"auth": subkey(old, 1).hex(), "login": login})
    check(status == 200 and tokens["must_change"], "a password the administrator gave must be changed")
    token, person = tokens["access"], tokens["person"]
    status, answer = server.ask_json("POST", "/v1/device", {"name": "by hand"}, token)
    check(status == 403 and answer["code"] == "must_change", "and opens nothing else")
    fresh_salt = secrets.token_hex(16)
    fresh = k_of(own, fresh_salt, salt["ops"], salt["mem"])
    signer = Signer(fresh)
    change = {"auth": subkey(fresh, 1).hex(), "check": 7, "key": signer.key, "mem": salt["mem"],
              "old": subkey(old, 1).hex(), "ops": salt["ops"], "salt": fresh_salt}
    parts = ["zuoxi-key-2", person, login, fresh_salt, salt["ops"], salt["mem"], 7, signer.key]
    status, answer = server.ask_json("POST", "/v1/password", {
        **change, "sig": Signer(old).sign(*parts[:1], "0" * 32, *parts[2:])}, token)
    check(status == 403 and answer["code"] == "wrong_password", "the old key vouches for this person only")
    status, answer = server.ask_json("POST", "/v1/password", {**change, "sig": Signer(old).sign(*parts)}, token)
    check(status == 200, "it vouches for the new one")
    check(server.ask_json("POST", "/v1/device", {"name": "by hand"}, token)[0] == 200, "and all is open")

    confirmed = []
    for who in (login, "H01", "Z01"):
        salt = server.ask_json("GET", "/v1/salt?login=" + who)[1]
        k = k_of(own if who == login else words[who], salt["salt"], salt["ops"], salt["mem"])
        tokens = server.ask_json("POST", "/v1/login", {"auth": subkey(k, 1).hex(), "login": who})[1]
        state = server.ask_json("GET", "/v1/key?person=" + person, None, tokens["access"])[1]
        check(state["key"] == signer.key and not state["confirmed"], who + " sees the key, not confirmed")
        signature = Signer(k).sign("zuoxi-confirm-1", person, signer.key, tokens["person"], 1)
        status, state = server.ask_json("POST", "/v1/key", {"key": signer.key, "moment": 1, "person": person,
                                        "sig": signature, "with": Signer(k).key}, tokens["access"])
        confirmed.append(status == 200 and state["confirmed"])
    check(confirmed == [False, False, True], "the third signature confirms it")
    salt = server.ask_json("GET", "/v1/salt?login=A0101")[1]
    k = k_of(words["A0101"], salt["salt"], salt["ops"], salt["mem"])
    tokens = server.ask_json("POST", "/v1/login", {"auth": subkey(k, 1).hex(), "login": "A0101"})[1]
    status, answer = server.ask_json("GET", "/v1/key?person=" + person, None, tokens["access"])
    check(status == 404 and answer["code"] == "no_key", "a colleague has no say in it")


def accounts(path):
    found = {}
    for line in open(path, encoding="utf-8").read().splitlines():
        parts = line.split("\t")
        if len(parts) >= 2:
            found[parts[0]] = parts[1]
    return found


def main():
    zuoxid, ctl = sys.argv[1:3]
    base = tempfile.mkdtemp(prefix="zuoxi-wire-")
    server = None
    try:
        subprocess.run([ctl, "sample", "--out", base + "/sample", "--seed", "1", "--no-work", "--quiet"], check=True,
                       stdout=subprocess.DEVNULL)
        folder = base + "/sample/server"
        words = accounts(base + "/sample/accounts.tsv")
        server = Server(zuoxid, folder)
        check_log_in(server, "A0102", words["A0102"])
        agent = Device(server, "A0101", words["A0101"])
        boss = Device(server, "Z01", words["Z01"])
        hr = Device(server, "H01", words["H01"])
        check_pull(agent)
        row = check_push(agent, boss, hr)
        check_merge(agent, boss, row)
        check_history(agent, boss, hr, row)
        check_block(ctl, folder, agent, boss, hr)
        check_repair(agent)
        check_wait(agent, boss)
        check_limits(agent)
        server.stop()
        server.start()
        before = dict(agent.rows)
        agent.pull()
        check(agent.rows.keys() >= before.keys(), "what was acknowledged is there after a restart")
        check_devices(ctl, agent, boss, folder)
        check_password(ctl, server, folder, words)
        print(f"1..{done}")
    finally:
        if server is not None and server.process.poll() is None:
            server.stop()
        shutil.rmtree(base)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
