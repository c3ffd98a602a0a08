// The receipt checked in the reader's own browser, from the published files of the vote. The receipt
// is sent nowhere; without this file, or in an old browser, the server answers instead.

// --- core: bytes, strict JSON, HPKE (tests/browser/test_verifier.py keeps its copies the same) ---

/** What does not agree: a key of the messages, the file, the line, and the facts of the sentence. */
class Difference extends Error {
  constructor(key, file = "", line = null, facts = {}) {
    super(`${key} ${file}${line === null ? "" : `:${line}`} ${JSON.stringify(facts, (_, v) => (typeof v === "bigint" ? String(v) : v))}`);
    Object.assign(this, { key, file, line, facts });
  }
}

const utf8 = (text) => new TextEncoder().encode(text);
const NOTHING = new Uint8Array(0);

function join(...parts) {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) { whole.set(part, at); at += part.length; }
  return whole;
}

const hex = (bytes) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
const unhex = (text) => Uint8Array.from(text.match(/../g) ?? [], (pair) => parseInt(pair, 16));
const same = (one, other) => one.length === other.length && one.every((byte, at) => byte === other[at]);

async function sha256(...parts) {
  return new Uint8Array(await crypto.subtle.digest("SHA-256", parts.length === 1 ? parts[0] : join(...parts)));
}

/** Standard base64 in its one spelling; null for anything else. */
function fromBase64(text) {
  if (typeof text !== "string" || !text || text.length % 4 || !/^[A-Za-z0-9+/]+={0,2}$/.test(text)) return null;
  const letters = atob(text);
  if (btoa(letters) !== text) return null; // the last letter may carry bits that mean nothing
  const bytes = new Uint8Array(letters.length);
  for (let at = 0; at < letters.length; at += 1) bytes[at] = letters.charCodeAt(at);
  return bytes;
}

/** A piece of a stranger's file on one line, short. */
function shown(value) {
  let text;
  try { text = typeof value === "string" ? value : canonical(value); } catch { text = String(value); }
  text = text.replace(/\p{C}/gu, "\ufffd");
  return text.length <= 90 ? text : `${text.slice(0, 89)}…`;
}

/** RFC 8785 without floats. */
function canonical(value, depth = 0) {
  if (typeof value === "string") {
    if (!value.isWellFormed()) throw new TypeError("half a letter");
    return JSON.stringify(value);
  }
  if (value === null || typeof value === "boolean" || typeof value === "bigint") return String(value);
  if (typeof value === "number") {
    if (!Number.isSafeInteger(value)) throw new TypeError("no whole number");
    return String(value);
  }
  if (depth === 60 || typeof value !== "object") throw new TypeError("no such value");
  if (Array.isArray(value)) return `[${value.map((inner) => canonical(inner, depth + 1)).join(",")}]`;
  const pair = (name) => `${canonical(name)}:${canonical(value[name], depth + 1)}`;
  return `{${Object.keys(value).sort().map(pair).join(",")}}`;
}

const TEXT = /"[^"\\\u0000-\u001f]*(?:\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})[^"\\\u0000-\u001f]*)*"/y;
const WHOLE = /-?(?:0|[1-9][0-9]*)(?![.eE0-9])/y;

/** Any JSON of whole numbers, each name once. Numbers beyond 2^53 are BigInt. */
function decode(data, file, line = null) {
  let text, at = 0;
  try { text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(data); } catch { throw new Difference("not-utf8", file, line); }
  const refuse = () => { throw new Difference("not-json", file, line, { place: at + 1, found: shown(text.slice(at, at + 20)) }); };
  const next = () => { while (" \t\n\r".includes(text[at] ?? "x")) at += 1; return text[at]; };
  const match = (shape) => { shape.lastIndex = at; const found = shape.exec(text); if (!found) refuse(); at = shape.lastIndex; return found[0]; };
  const take = (letter) => { if (next() !== letter) refuse(); at += 1; };
  const more = (end) => { if (next() === ",") { at += 1; return true; } take(end); return false; };
  const value = (depth) => {
    if (depth > 60) refuse();
    const first = next();
    if (first === '"') return JSON.parse(match(TEXT));
    if (first === "{") {
      const found = Object.create(null);
      at += 1;
      if (next() === "}") { at += 1; return found; }
      do {
        next();
        const name = JSON.parse(match(TEXT));
        if (name in found) refuse();
        take(":");
        found[name] = value(depth + 1);
      } while (more("}"));
      return found;
    }
    if (first === "[") {
      const found = [];
      at += 1;
      if (next() === "]") { at += 1; return found; }
      do found.push(value(depth + 1)); while (more("]"));
      return found;
    }
    for (const [word, meant] of [["null", null], ["true", true], ["false", false]]) {
      if (text.startsWith(word, at)) { at += word.length; return meant; }
    }
    const digits = match(WHOLE), number = Number(digits);
    return Number.isSafeInteger(number) ? number : BigInt(digits);
  };
  const found = value(0);
  if (next() !== undefined) refuse();
  return found;
}

/** The same, but only in the one canonical spelling. */
function decodeCanonical(data, file, line = null) {
  const value = decode(data, file, line);
  let text = "";
  try { text = canonical(value); } catch { /* compared below */ }
  const expected = utf8(text);
  if (same(expected, data)) return value;
  let place = 0;
  while (expected[place] === data[place] && place < data.length) place += 1;
  const piece = (bytes) => shown(new TextDecoder().decode(bytes.subarray(place, place + 30)));
  throw new Difference("not-canonical", file, line, { expected: piece(expected), found: piece(data) });
}

const isObject = (found) => typeof found === "object" && found !== null && !Array.isArray(found);
const isWhole = (found, least = 0) => Number.isSafeInteger(found) && found >= least && found < 1e12;

/** An object with exactly these names. */
function fields(found, names, file, line = null) {
  if (!isObject(found)) throw new Difference("value", file, line, { name: "{}", found: shown(found) });
  const expected = [...names].sort().join(", "), got = Object.keys(found).sort().join(", ");
  if (got !== expected) throw new Difference("keys", file, line, { expected, found: shown(got) });
  return found;
}

/** `fits` is a test of the value or a shape of the text. */
function must(fits, found, name, file, line = null) {
  const good = fits instanceof RegExp ? typeof found === "string" && fits.test(found) : fits(found);
  if (!good) throw new Difference("value", file, line, { name, found: shown(found) });
  return found;
}

const HEX32 = /^[0-9a-f]{64}$/, HEX64 = /^[0-9a-f]{128}$/;

/** HPKE (RFC 9180) base mode: one private key that opens many. */
const HPKE = (() => {
  const VERSION = utf8("HPKE-v1"), KEM = join(utf8("KEM"), [0, 0x20]), SUITE = join(utf8("HPKE"), [0, 0x20, 0, 1, 0, 1]);
  const PKCS8 = unhex("302e020100300506032b656e04220420");
  const BASE_POINT = Uint8Array.of(9, ...new Uint8Array(31));
  const X25519 = { name: "X25519" };
  const label = (suite, name, ...parts) => join(VERSION, suite, utf8(name), ...parts);
  const material = (bytes) => crypto.subtle.importKey("raw", bytes, "HKDF", false, ["deriveBits"]);
  const derive = async (key, salt, info, length) => new Uint8Array(
    await crypto.subtle.deriveBits({ name: "HKDF", hash: "SHA-256", salt, info }, key, length * 8));
  const expand = (key, salt, suite, name, context, length) =>
    derive(key, salt, join([0, length], label(suite, name, context)), length);

  async function opener(privateBytes) {
    const { subtle } = crypto;
    const key = await subtle.importKey("pkcs8", join(PKCS8, privateBytes), X25519, false, ["deriveBits"]);
    const agree = async (bytes) => {
      const other = await subtle.importKey("raw", bytes, X25519, false, []);
      return new Uint8Array(await subtle.deriveBits({ name: "X25519", public: other }, key, 256));
    };
    // An empty salt and one of zeros are the same key for HMAC.
    const zeros = await subtle.importKey("raw", new Uint8Array(32), { name: "HMAC", hash: "SHA-256" }, false, ["sign"]);
    const extract = async (name, bytes) => new Uint8Array(await subtle.sign("HMAC", zeros, label(SUITE, name, bytes)));
    const noPsk = join([0], await extract("psk_id_hash", NOTHING));
    const secret = await material(label(SUITE, "secret"));
    const publicBytes = await agree(BASE_POINT);

    /** Throws where the bytes were sealed for another key or purpose, or changed since. */
    async function open(sealed, info) {
      const enc = sealed.subarray(0, 32);
      const agreed = await material(label(KEM, "eae_prk", await agree(enc)));
      const [shared, infoHash] = await Promise.all([
        expand(agreed, NOTHING, KEM, "shared_secret", join(enc, publicBytes), 32),
        extract("info_hash", info),
      ]);
      const context = join(noPsk, infoHash);
      const [aes, iv] = await Promise.all([
        expand(secret, shared, SUITE, "key", context, 16), expand(secret, shared, SUITE, "base_nonce", context, 12),
      ]);
      const opened = await subtle.importKey("raw", aes, "AES-GCM", false, ["decrypt"]);
      return new Uint8Array(await subtle.decrypt({ name: "AES-GCM", iv }, opened, sealed.subarray(32)));
    }
    return { publicBytes, open };
  }
  return { opener, material, derive };
})();

// --- end of core ---

// --- core: log, signatures (tests/browser/test_verifier.py keeps its copies the same) ---

const ELECTION = "election.json", LOG = "log.jsonl.gz", HEADS = "heads.json", KEY = "key.json";
const BATCH = 256;

let rested = 0;

/** Lets the page draw and answer, twenty times a second. */
async function rest() {
  if (performance.now() - rested < 50) return;
  await new Promise((done) => setTimeout(done));
  rested = performance.now();
}

/** Many small tasks of WebCrypto: in batches, so that the page stays awake. */
async function inBatches(count, make, told = () => {}) {
  const found = new Array(count);
  for (let start = 0; start < count; start += BATCH) {
    const size = Math.min(BATCH, count - start);
    const batch = await Promise.all(Array.from({ length: size }, (_, at) => make(start + at)));
    for (let at = 0; at < size; at += 1) found[start + at] = batch[at];
    told(start + size, count);
    await rest();
  }
  return found;
}

/** RFC 6962: levels[k][i] is the hash of the i-th full subtree of 2^k leaves. */
async function growTree(leaves, told) {
  const levels = [leaves];
  for (let level = leaves; level.length > 1; levels.push(level)) {
    const below = level;
    level = await inBatches(below.length >> 1, (at) => sha256([1], below[2 * at], below[2 * at + 1]), told);
  }
  const part = (start, size) => {
    const power = Math.log2(size);
    if (Number.isInteger(power)) return levels[power][start / size];
    const half = 2 ** Math.floor(power);
    return Promise.all([part(start, half), part(start + half, size - half)]).then(([left, right]) => sha256([1], left, right));
  };
  return { size: leaves.length, root: async (size = leaves.length) => (size ? part(0, size) : sha256(NOTHING)) };
}

async function inflate(data, each) {
  const reader = new Blob([data]).stream().pipeThrough(new DecompressionStream("gzip")).getReader();
  for (let piece = await reader.read(); !piece.done; piece = await reader.read()) {
    await each(piece.value);
    await rest();
  }
}

/** The lines of a gzip file without their ends; `each` may throw. */
async function gunzipLines(data, file, each) {
  let left = NOTHING, number = 0, refused = null;
  try {
    await inflate(data, async (piece) => {
      const bytes = left.length ? join(left, piece) : piece;
      let start = 0;
      for (let end = bytes.indexOf(10); end >= 0; end = bytes.indexOf(10, start)) {
        number += 1;
        try { each(bytes.subarray(start, end), number); } catch (error) { refused = error; throw error; }
        start = end + 1;
      }
      left = bytes.slice(start);
      if (left.length > 1 << 20) throw refused = new Difference("too-large", file, number + 1);
    });
  } catch (error) {
    throw refused ?? new Difference("not-gzip", file, null, { reason: shown(error.message) });
  }
  if (left.length) throw new Difference("no-newline", file, number + 1);
}

/** The signature of `document` over all its other fields. */
async function checkSigned(election, document, name, file) {
  const { signature, ...signed } = document;
  must(HEX64, signature, `${name}: signature`, file);
  let good = false;
  try {
    const key = await crypto.subtle.importKey("raw", unhex(election.logKey), { name: "Ed25519" }, false, ["verify"]);
    good = await crypto.subtle.verify("Ed25519", key, unhex(signature), utf8(canonical(signed)));
  } catch { /* no key, or no signature */ }
  if (!good) throw new Difference("signature", file, null, { name });
}

function moment(found, name, file, hour = false) {
  must(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/, found, name, file);
  const time = new Date(found);
  const good = !Number.isNaN(time.getTime()) && time.toISOString() === found.replace("Z", ".000Z");
  return must(() => good && !(hour && /[1-9]/.test(found.slice(14, 19))), found, name, file);
}

/** A signed tree head of this election. */
async function readHead(election, document, name, file) {
  fields(document, ["election", "hour", "root", "signature", "size", "type"], file);
  must((type) => type === "tree-head", document.type, `${name}: type`, file);
  if (document.election !== election.id) {
    throw new Difference("mismatch", file, null, { name: `${name}: election`, expected: election.id, found: shown(document.election) });
  }
  must(isWhole, document.size, `${name}: size`, file);
  moment(document.hour, `${name}: hour`, file, true);
  must(HEX32, document.root, `${name}: root`, file);
  await checkSigned(election, document, name, file);
  return document;
}

const USUAL = /^\{"election":"([0-9]{1,18})","kind":"(ballot|paper)","revision":([1-9][0-9]{0,8}),"sealed":"([A-Za-z0-9+/]+={0,2})","tag":"([0-9a-f]{64})"\}$/;

/** One line of the log. */
function readLeaf(election, bytes, line) {
  const usual = USUAL.exec(new TextDecoder("latin1").decode(bytes));
  let leaf;
  if (usual) {
    leaf = { election: usual[1], kind: usual[2], revision: Number(usual[3]), sealed: usual[4], tag: usual[5] };
  } else {
    leaf = decodeCanonical(bytes, LOG, line);
    const empty = isObject(leaf) && leaf.kind === "void";
    fields(leaf, ["election", "kind", "revision", "tag", ...(empty ? [] : ["sealed"])], LOG, line);
    must((kind) => ["ballot", "paper", "void"].includes(kind), leaf.kind, "kind", LOG, line);
    must((revision) => isWhole(revision, 1), leaf.revision, "revision", LOG, line);
    must(HEX32, leaf.tag, "tag", LOG, line);
  }
  if (leaf.election !== election.id) throw new Difference("other-election", LOG, line, { expected: election.id, found: shown(leaf.election) });
  if (leaf.kind === "paper" && election.paper === "none") throw new Difference("no-paper", LOG, line);
  const { kind, revision, tag } = leaf;
  if (kind === "void") return { kind, revision, tag, line, sealed: null };
  const sealed = fromBase64(leaf.sealed), expected = 32 + election.ballotBytes + 16;
  if (!sealed) throw new Difference("value", LOG, line, { name: "sealed", found: shown(leaf.sealed) });
  if (sealed.length !== expected) throw new Difference("sealed-length", LOG, line, { expected, found: sealed.length });
  return { kind, revision, tag, line, sealed };
}

const bound = (election, leaf) => utf8(canonical({ definition: election.hash, election: election.id, revision: leaf.revision, tag: leaf.tag }));

/** The text of an opened ballot without its padding. */
function unpadded(plain) {
  let end = plain.length;
  while (end && plain[end - 1] === 0x20) end -= 1;
  return plain.subarray(0, end);
}

// --- end of core ---

const SHORT = /^KM1\.([0-9]{1,9})\.([0-9a-f]{16})\.([0-9a-f]{64})\.([0-9TZ:-]{20})\.([A-Za-z0-9_-]{86})$/;

/** A receipt as JSON, its short form or the address of its QR code; null for anything else. */
function readReceipt(text) {
  text = text.trim();
  if (text.startsWith("{")) {
    try {
      const found = decode(utf8(text), "");
      const good = found.type === "receipt" && HEX32.test(found.leaf) && HEX64.test(found.signature) && /^[0-9]{1,9}$/.test(found.election);
      return good ? { head: null, ...found } : null;
    } catch { return null; }
  }
  const parts = SHORT.exec(text.split("#").at(-1));
  if (!parts) return null;
  const [, election, definition, leaf, promised, signature] = parts;
  const bytes = fromBase64(`${signature.replace(/-/g, "+").replace(/_/g, "/")}==`);
  return bytes && { type: "receipt", election, definition, leaf, included_by: promised, signature: hex(bytes), head: null };
}

async function fetched(address) {
  const answer = await fetch(address, { credentials: "omit" });
  if (answer.status === 404) return null;
  if (!answer.ok) throw new Error(`${answer.status} ${address}`);
  return new Uint8Array(await answer.arrayBuffer());
}

async function definitionOf(data) {
  const found = decodeCanonical(data, ELECTION);
  return {
    id: found.election, hash: hex(await sha256(data)), logKey: must(HEX32, found.log_key, "log_key", ELECTION),
    sealingKey: found.sealing_key, ballotBytes: found.ballot_bytes, paper: found.paper,
    titles: new Map(found.options.map((option) => [option.id, option.title])), question: found.question,
  };
}

async function isSigned(election, { definition, included_by, leaf, signature }) {
  if (!election.hash.startsWith(definition) || (definition.length !== 64 && definition.length !== 16)) return false;
  const promise = { type: "receipt", election: election.id, definition: election.hash, leaf, included_by, signature };
  return checkSigned(election, promise, "receipt", "").then(() => true, () => false);
}

/** Every leaf, with the tree over them; it must be the one of the newest signed head. */
async function readLog(election, heads, data) {
  const leaves = [], lines = [];
  await gunzipLines(data, LOG, (bytes, number) => { leaves.push(readLeaf(election, bytes, number)); lines.push(join([0], bytes)); });
  const hashes = await inBatches(lines.length, (at) => sha256(lines[at])), tree = await growTree(hashes);
  const newest = heads.length ? await readHead(election, heads.at(-1), "head", HEADS) : null;
  const expected = newest?.root ?? hex(await sha256(NOTHING));
  if (hex(await tree.root()) !== expected) throw new Difference("root", HEADS);
  return { leaves, hashes, tree, newest };
}

async function isContinued(election, tree, document) {
  const head = await readHead(election, document, "head", "");
  return head.size <= tree.size && hex(await tree.root(head.size)) === head.root;
}

async function opened(election, leaf, data) {
  const key = decodeCanonical(data, KEY), opener = await HPKE.opener(unhex(must(HEX32, key.private, "private", KEY)));
  if (hex(opener.publicBytes) !== election.sealingKey) throw new Difference("key-definition", KEY);
  return decodeCanonical(unpadded(await opener.open(leaf.sealed, bound(election, leaf))), LOG, leaf.line).choice;
}

/** [answer, facts]; `passed` hears of each check that held. */
async function check(receipt, address, passed) {
  const data = await fetched(address);
  if (!data) return ["unknown"];
  const { base, page, files } = decode(data, "");
  const file = (name) => fetched(base + name);
  if (!files.includes(ELECTION) || !files.includes(LOG)) return ["unavailable"];
  const election = await definitionOf(await file(ELECTION)), about = { page, question: election.question };
  if (election.id !== receipt.election || !(await isSigned(election, receipt))) return ["forged", about];
  passed("signature");
  let log;
  try {
    log = await readLog(election, decodeCanonical(await file(HEADS), HEADS), await file(LOG));
  } catch (error) {
    if (error instanceof Difference) return ["broken", about];
    throw error;
  }
  Object.assign(about, { size: log.tree.size });
  passed("root", about);
  if (receipt.head !== null) {
    if (!(await isContinued(election, log.tree, receipt.head).catch(() => false))) return ["split", about];
    passed("consistency");
  }
  const wanted = unhex(receipt.leaf), at = log.hashes.findIndex((hash) => same(hash, wanted));
  const counted = files.includes("result.json");
  if (at < 0) {
    const late = counted || log.newest?.hour >= receipt.included_by || new Date(receipt.included_by) < Date.now();
    return [late ? "missing" : "waiting", about];
  }
  const leaf = log.leaves[at], place = { ...about, place: at + 1 };
  passed("included", place);
  const latest = log.leaves.reduce((last, one) => (one.tag === leaf.tag && one.revision > last.revision ? one : last), leaf);
  if (latest !== leaf) return [latest.kind === "void" ? "void" : "replaced", place];
  if (!counted) return ["included", place];
  if (!files.includes(KEY)) return ["counted", place];
  const choice = await opened(election, leaf, await file(KEY));
  passed("opened");
  return ["counted", { ...place, lines: linesOf(election, choice) }];
}

/** What an opened ballot says, in the words of the definition. */
function linesOf({ titles }, choice) {
  const title = (id) => titles.get(id) ?? id;
  if (Array.isArray(choice)) return choice.map((one) => [one].flat().map(title).join(", "));
  return Object.entries(choice ?? {}).map(([id, points]) => `${title(id)}: ${points}`);
}

// --- page --------------------------------------------------------------------------------------

const form = document.querySelector("form[data-check]");
const words = document.querySelector("template[data-answers]").content;

/** Of the template: the piece of that name, its {figures} filled in. */
function piece(kind, name, facts = {}) {
  const found = words.querySelector(`[data-${kind}="${name}"]`).cloneNode(true);
  const texts = document.createTreeWalker(found, NodeFilter.SHOW_TEXT), number = new Intl.NumberFormat(document.documentElement.lang);
  while (texts.nextNode()) texts.currentNode.data = texts.currentNode.data.replace(/\{(place|size)\}/g, (_, fact) => number.format(facts[fact]));
  return found;
}

function show(answer, facts, steps) {
  const section = piece("part", "section").firstElementChild, into = section.querySelector("[data-into]");
  into.append(piece("answer", answer, facts));
  if (facts.lines) {
    const said = piece("part", facts.lines.length ? "ballot" : "blank");
    for (const line of facts.lines) said.querySelector("ul")?.append(Object.assign(document.createElement("li"), { textContent: line }));
    into.append(said);
  } else if (answer === "counted") {
    into.append(piece("part", "totals"));
  }
  if (facts.page) {
    const link = piece("part", "link");
    Object.assign(link.querySelector("a"), { href: facts.page, textContent: facts.question });
    into.append(link);
  }
  if (steps.length) {
    const list = piece("part", "steps");
    list.querySelector("ul").append(...steps.map(([name, more]) => piece("step", name, more)));
    into.append(list);
  }
  form.before(section);
  section.focus();
  section.dataset.answered = answer;
}

async function answer() {
  const receipt = readReceipt(form.elements.makbuz.value), steps = [], button = form.querySelector(".btn");
  (document.querySelector("[data-answered]") ?? document.getElementById("yanit")?.closest("section"))?.remove();
  if (!receipt) return show("unreadable", {}, steps);
  button.setAttribute("aria-disabled", "true");
  form.querySelector("[data-busy]").hidden = false;
  try {
    const look = () => { steps.length = 0; return check(receipt, form.dataset.check.replace("0.json", `${receipt.election}.json`), (...step) => steps.push(step)); };
    let [found, facts = {}] = await look();
    if (found === "broken" || found === "split") [found, facts = {}] = await look(); // a batch came between two files
    show(found, facts, steps);
  } catch { // a connection that broke, or files that are none
    show("unavailable", {}, []);
  }
  button.removeAttribute("aria-disabled");
  form.querySelector("[data-busy]").hidden = true;
}

async function start() {
  if (location.hash.startsWith("#KM1.")) {
    form.elements.makbuz.value = decodeURIComponent(location.hash.slice(1));
    form.querySelector(".btn").focus();
  }
  try { // what a browser may lack: then the form goes to the server as it always did
    await HPKE.opener(new Uint8Array(32).fill(1));
    await crypto.subtle.importKey("raw", new Uint8Array(32), { name: "Ed25519" }, false, ["verify"]);
    new DecompressionStream("gzip");
    "".isWellFormed();
  } catch { return; }
  form.addEventListener("submit", (event) => {
    if (event.submitter?.dataset.ask !== undefined) return;
    event.preventDefault();
    if (form.querySelector("[data-busy]").hidden) answer();
  });
  document.querySelector("[data-here]").hidden = false;
  form.dataset.ready = "";
}

start();
