// SPDX-License-Identifier: GPL-3.0-or-later
// bench.mjs RECORDS: PouchDB 9 on disk against express-pouchdb on disk, over loopback: RECORDS calls pushed, then pulled
// into an empty database; contents are compared at the end. One program, so both ends share one processor. LevelDB does
// not wait for the disk after a batch; zuoxid and zuoxi do.
import { createHash } from "node:crypto";
import fs from "node:fs";
import http from "node:http";
import os from "node:os";
import path from "node:path";
import express from "express";
import expressPouchdb from "express-pouchdb";
import PouchDB from "pouchdb";

const records = Number(process.argv[2] ?? 10000);
const GROUP = 500;
const words = ["客户", "电话", "产品", "演示", "价格", "合同", "明天", "联系", "不需要", "满意", "投诉", "退款", "经理",
               "再说", "考虑", "已签", "发资料", "没人接"];
let seed = 1;
const random = (below) => (seed = (seed * 48271) % 2147483647) % below;

function call(number) {
  let note = "";
  for (let i = 8 + random(16); i > 0; i--) note += words[random(words.length)];
  const started = 1772326800000000 + number * 20000000;
  return { _id: String(number).padStart(32, "0"), agent: "a".repeat(32),
           customer: String(1 + random(60000)).padStart(32, "0"), started_at: started,
           answered_at: started + 7000000, ended_at: started + 90000000, talk_s: 83, result: "effective", note };
}

async function digest(db) {
  const hash = createHash("sha256");
  const { rows } = await db.allDocs({ include_docs: true });
  for (const { doc } of rows) hash.update(JSON.stringify({ ...doc, _rev: undefined }));
  return `${rows.length} ${hash.digest("hex")}`;
}

const seconds = async (work) => {
  const start = process.hrtime.bigint();
  await work();
  return Number(process.hrtime.bigint() - start) / 1e9;
};

const dir = fs.mkdtempSync(path.join(os.tmpdir(), "zuoxi-peers-"));
const Disk = PouchDB.defaults({ prefix: path.join(dir, "server") + "-" });
const app = express();
app.use("/", expressPouchdb(Disk, { mode: "minimumForPouchDB", configPath: path.join(dir, "config.json"),
                                    logPath: path.join(dir, "log.txt") }));
const server = http.createServer(app);
await new Promise((done) => server.listen(0, "127.0.0.1", done));
const url = `http://127.0.0.1:${server.address().port}/calls`;
const here = new PouchDB(path.join(dir, "here"));
const there = new PouchDB(path.join(dir, "there"));
try {
  for (let done = 0; done < records; done += GROUP)
    await here.bulkDocs(Array.from({ length: Math.min(GROUP, records - done) }, (_, i) => call(done + i + 1)));
  const push = await seconds(() => here.replicate.to(url, { batch_size: GROUP }));
  const pull = await seconds(() => there.replicate.from(url, { batch_size: GROUP }));
  if ((await digest(here)) !== (await digest(there))) throw new Error("contents differ");
  console.log(`PouchDB: push ${Math.round(records / push)} records/s, pull ${Math.round(records / pull)} records/s`);
} finally {
  server.close();
  server.closeAllConnections();
  fs.rmSync(dir, { recursive: true, force: true });
}
process.exit(0);
