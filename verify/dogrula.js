// Checks the published files of a vote again, in this browser alone: nothing is sent anywhere.
// A second implementation beside `python -m verify`, written from docs/trust.md and docs/counting.md
// without that code: its own canonical JSON, Merkle tree, HPKE and count. WebCrypto only.
"use strict";

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

// --- the rules: which ballot, which parameters -------------------------------------------------

const PAPER = { max_rank: null, overvote: "exhaust", max_skipped: null, repeated: "first" };
const EQUAL = { equal_ranks: false, ...PAPER };
const LENGTH = { min_choices: 1, max_choices: null };
const PROJECTS = { budget: null, ballot: "approval", ...LENGTH, max_cost: null, max_sum: null, max_points: null, pots: [], leftovers: "city" };
const STEPS = { max_score: 5 };
const RULES = {
  plurality: ["choices", { majority: false, max_choices: 1, reserved: [] }],
  approval: ["choices", { ...LENGTH, reserved: [] }],
  "proportional-split": ["choices", { budget: null, ...LENGTH }],
  score: ["points", { ...STEPS, reserved: [] }],
  average: ["points", { ...STEPS, min_scored_percent: 0 }],
  star: ["points", STEPS],
  quadratic: ["points", { credits: 99, negative: false }],
  irv: ["ranks", PAPER],
  stv: ["ranks", { ...PAPER, decimals: 5, quota: "first" }],
  schulze: ["ranks", { ...EQUAL, default_option: null, default_quorum: false }],
  "ranked-pairs": ["ranks", EQUAL],
  minimax: ["ranks", EQUAL],
  borda: ["ranks", { ...EQUAL, unranked: "share" }],
  greedy: [null, PROJECTS],
  "greedy-no-skip": [null, { ...PROJECTS, min_score: 0 }],
  "greedy-threshold": [null, { ...PROJECTS, min_score: 0 }],
  "greedy-ratio": [null, { ...PROJECTS, min_score: 0 }],
  "equal-shares": [null, {
    ...PROJECTS, utility: "cost", completion: "none", stop_when_exhaustive: false,
    increment: 1, comparison: false, eligibility: false,
  }],
};
const BUDGET_BALLOTS = {
  approval: "choices", "choose-1": "choices", knapsack: "choices", ordinal: "ranks", cumulative: "points", scoring: "points",
};
const COUNTED_HERE = ["plurality", "approval", "score", "greedy", "greedy-no-skip", "greedy-threshold", "greedy-ratio"];
const COUNT_VERSION = "2.0";

/** The deciding part of the definition, with every parameter filled in. */
function readRules(document) {
  const refuse = (reason) => { throw new Difference("definition", ELECTION, null, { reason }); };
  const rule = Object.hasOwn(RULES, document.rule) ? document.rule : refuse("rule");
  const [kind, defaults] = RULES[rule];
  const given = document.params ?? {};
  if (!isObject(given)) refuse("params");
  const params = {};
  for (const [name, value] of Object.entries(defaults)) params[name] = name in given ? given[name] : value;
  for (const name of Object.keys(given)) if (!(name in params)) refuse(shown(name));
  for (const [name, value] of Object.entries(params)) if (!fitsLike(defaults[name], value, name)) refuse(name);
  if (!Array.isArray(document.options) || !document.options.length) refuse("options");
  const options = document.options.map((row) => {
    if (!isObject(row) || typeof row.id !== "string" || !row.id) refuse("options");
    const cost = row.cost ?? 0, groups = row.groups ?? [];
    if (!Number.isSafeInteger(cost) || cost < 0 || !Array.isArray(groups)) refuse("options");
    return { id: row.id, title: row.title || row.id, cost, pot: row.pot || "", groups };
  });
  const position = new Map(options.map((option, at) => [option.id, at]));
  if (position.size !== options.length) refuse("options");
  const { election, seats = 1, quorum = null, approval_quorum = null, tie = "declare" } = document;
  if (typeof election !== "string" || !election) refuse("election");
  if (!Number.isSafeInteger(seats) || seats < 1) refuse("seats");
  const isShare = (share) => share === null || (Array.isArray(share) && share.length === 2 && share.every((n) => isWhole(n, 1)) && share[0] <= share[1]);
  if (!isShare(quorum) || !isShare(approval_quorum)) refuse("quorum");
  if (!["declare", "lot", "council"].includes(tie)) refuse("tie");
  if (kind === null && (params.budget === null || !(params.ballot in BUDGET_BALLOTS) || options.some((one) => one.cost < 1))) refuse("budget");
  if (kind === null && options.some((one) => one.pot && !params.pots.some(([name]) => name === one.pot))) refuse("pots");
  return { election, rule, kind: kind ?? BUDGET_BALLOTS[params.ballot], params, options, position, seats, quorum, approvalQuorum: approval_quorum, tie };
}

function fitsLike(usual, value, name) {
  if (name === "default_option") return value === null || typeof value === "string";
  if (Array.isArray(usual)) {
    return Array.isArray(value) && value.every((pair) => Array.isArray(pair) && pair.length === 2 && typeof pair[0] === "string" && Number.isSafeInteger(pair[1]) && pair[1] >= 0);
  }
  if (usual === null) return value === null || (Number.isSafeInteger(value) && value >= 0);
  return typeof value === typeof usual && (typeof value !== "number" || (Number.isSafeInteger(value) && value >= 0));
}

// --- one ballot --------------------------------------------------------------------------------

class NotAllowed extends Error {}

const limit = (found, most) => { if (most !== null && most !== undefined && found > most) throw new NotAllowed(`${found} > ${most}`); };
const floor = (found, least) => { if (least !== null && least !== undefined && found < least) throw new NotAllowed(`${found} < ${least}`); };
const add = (numbers) => numbers.reduce((sum, number) => sum + number, 0);

function place(rules, name) {
  if (!rules.position.has(name)) throw new NotAllowed(shown(name));
  return rules.position.get(name);
}

/** What a ballot says in positions: marks, [position, points] or groups; null where it is blank.
 * `strict`: as the booth on the web, which also refuses what the parameters put right on paper. */
function readBallot(rules, choice, strict) {
  if (rules.kind === "choices") return readChoices(rules, choice);
  return rules.kind === "points" ? readPoints(rules, choice) : readRanks(rules, choice, strict);
}

function readChoices({ params, options, ...rules }, choice) {
  const marked = [...new Set(choice.map((name) => place(rules, name)))].sort((a, b) => a - b);
  if (!marked.length) return null;
  if (params.ballot === "choose-1") limit(marked.length, 1);
  limit(marked.length, params.max_choices);
  floor(marked.length, params.min_choices);
  limit(add(marked.map((option) => options[option].cost)), params.max_cost);
  return marked;
}

function readPoints({ params, ...rules }, choice) {
  const pairs = Object.entries(choice).map(([name, points]) => [place(rules, name), points]).sort((a, b) => a[0] - b[0]);
  if (!pairs.length) return null;
  const values = pairs.map(([, points]) => points);
  if (!values.every(Number.isSafeInteger)) throw new NotAllowed("1/1");
  if (!params.negative) floor(Math.min(...values), 0);
  limit(Math.max(...values.map(Math.abs)), 1e9);
  limit(Math.max(...values), params.max_score);
  limit(Math.max(...values), params.max_points);
  limit(add(values), params.max_sum);
  limit(values.length, params.max_choices);
  floor(values.length, params.min_choices);
  limit(add(values.map((value) => value * value)), params.credits);
  return pairs;
}

function readRanks({ params, ...rules }, choice, strict) {
  const places = choice.map((one) => (one === null ? [] : [one].flat()).map((name) => place(rules, name)).sort((a, b) => a - b));
  if (!places.some((one) => one.length)) return null;
  const most = ("max_rank" in params ? params.max_rank : params.max_choices) ?? null;
  if (strict) {
    const named = places.flat();
    limit(places.length, most);
    if (places.some((one) => !one.length) || new Set(named).size !== named.length) throw new NotAllowed("1, 1");
    if (named.length !== places.length && !params.equal_ranks) throw new NotAllowed("1 = 1");
  }
  const order = inOrder(most === null ? places : places.slice(0, most), params);
  floor(order.length, params.min_choices);
  return order;
}

function inOrder(places, { equal_ranks: equal, overvote = "exhaust", max_skipped: mostSkipped = null, repeated = "first" }) {
  const groups = [], seen = new Set();
  let skipped = 0;
  for (const one of places) {
    skipped = one.length ? 0 : skipped + 1;
    if (mostSkipped !== null && skipped > mostSkipped) break;
    const fresh = one.filter((option) => !seen.has(option)), doubled = one.length > 1 && !equal;
    const wanted = [fresh.length === one.length ? "first" : repeated, doubled ? overvote : "first"];
    if (wanted.includes("invalid")) throw new NotAllowed("1 = 1");
    if (wanted.includes("exhaust")) break;
    if (fresh.length && !doubled) { fresh.forEach((option) => seen.add(option)); groups.push(fresh); }
  }
  return groups;
}

/** In the one spelling, of known options; of the web also what the rule allows. */
function judge(rules, choice, paper) {
  const refuse = (reason) => { throw new NotAllowed(reason); };
  const texts = (names) => names.every((name) => typeof name === "string") || refuse(shown(names));
  const ordered = (names) => {
    texts(names);
    if (names.some((name, at) => at && !(names[at - 1] < name))) refuse(shown(names));
    return names;
  };
  let names;
  if (rules.kind === "points") {
    if (!isObject(choice) || !Object.values(choice).every(Number.isSafeInteger)) refuse(shown(choice));
    names = Object.keys(choice);
  } else {
    if (!Array.isArray(choice)) refuse(shown(choice));
    names = rules.kind === "choices" ? ordered(choice) : choice.flatMap((one) => {
      if (typeof one === "string") return [one];
      if (Array.isArray(one) && one.length > 1) return ordered(one);
      return one === null && paper ? [] : refuse(shown(one));
    });
  }
  names.forEach((name) => place(rules, name));
  if (!paper) readBallot(rules, choice, true);
}

// --- ties --------------------------------------------------------------------------------------

class Undecided extends Error {}

/** Decides between equal ones by the lot or the council, and notes each use. */
async function orderOf(rules, { seed, council }) {
  const ids = rules.options.map((option) => option.id);
  let drawn = null, how = "declared";
  if (rules.tie === "lot" && seed !== null) {
    const keys = await Promise.all(ids.map(async (id) => [hex(await sha256(utf8(JSON.stringify([seed, rules.election, id])))), id]));
    [drawn, how] = [keys.sort((a, b) => (a[0] < b[0] ? -1 : 1)).map(([, id]) => id), "lot"];
  } else if (rules.tie === "council" && council !== null) {
    if (canonical([...council].sort()) !== canonical([...ids].sort())) throw new Difference("uncountable", "count.json", null, { reason: "council" });
    [drawn, how] = [council, "council"];
  }
  const rank = drawn && new Map(drawn.map((id, at) => [rules.position.get(id), at]));
  const ties = [];
  const note = (tied, chosen, at, manner, places = 1) => ties.push({
    at, options: [...tied].sort((a, b) => a - b).map((o) => ids[o]), places, how: manner, chosen: chosen && chosen.map((o) => ids[o]),
  });
  const sort = (positions) => [...positions].sort((a, b) => (rank ? rank.get(a) - rank.get(b) : a - b));
  const best = (tied, places, at) => {
    if (tied.length <= places) return [...tied];
    if (!rank) { note(tied, null, at, "declared", places); throw new Undecided(); }
    const chosen = sort(tied).slice(0, places);
    note(tied, chosen, at, how, places);
    return chosen;
  };
  return { ties, note, sort, best };
}

/** What `work` returns; null where a tie stays open. */
function unlessOpen(work) {
  try { return work(); } catch (error) { if (error instanceof Undecided) return null; throw error; }
}

/** Equal ones together, the highest first. */
function groupsOf(figures, among) {
  const levels = new Map();
  for (const option of [...among].sort((a, b) => a - b)) levels.set(figures[option], [...(levels.get(figures[option]) ?? []), option]);
  return [...levels.keys()].sort((a, b) => b - a).map((figure) => levels.get(figure));
}

// --- marks and points --------------------------------------------------------------------------

function fill(rules, figures, order) {
  const { options, params, seats } = rules, winners = [], rounds = [];
  const free = new Set([...figures.keys()].filter((option) => figures[option] > 0));
  const declares = (option, group) => options[option].groups.includes(group);
  const row = (group, option, how) => rounds.push({
    group, option: option === null ? null : options[option].id, figure: option === null ? null : figures[option], how,
  });
  /** Whether all of these get a place whoever takes the reserved one. */
  const allIn = (equal, later) => {
    const figure = figures[equal[0]];
    const ahead = [...free].filter((option) => figures[option] >= figure).length;
    return winners.length + ahead + add(later.map(([, n]) => n)) <= seats;
  };
  const choose = (equal, places, later, at) => {
    if (!(equal.length > places && at !== "result" && allIn(equal, later))) return order.best(equal, places, at);
    const chosen = equal.slice(0, places);
    order.note(equal, chosen, at, "immaterial", places);
    return chosen;
  };
  const seat = (group, members, places, later, at) => {
    for (const equal of groupsOf(figures, members)) {
      if (places < 1) return;
      for (const option of choose(equal, places, later, at)) {
        free.delete(option);
        winners.push(option);
        row(group, option, "seated");
        places -= 1;
      }
    }
  };
  unlessOpen(() => {
    (params.reserved ?? []).forEach(([group, wanted], number) => {
      const sitting = winners.filter((option) => declares(option, group)).slice(0, wanted);
      sitting.forEach((option) => row(group, option, "counted"));
      const members = [...free].filter((option) => declares(option, group));
      seat(group, members, wanted - sitting.length, params.reserved.slice(number + 1), `reserved ${group}`);
      for (let missing = wanted - sitting.length - members.length; missing > 0; missing -= 1) row(group, null, "to open");
    });
    const places = seats - winners.length, fitting = Math.min(places, free.size);
    seat(null, free, places, [], "result");
    for (let left = places - fitting; left > 0; left -= 1) row(null, null, "empty");
  });
  return { winners, rounds };
}

function byFigure(rules, figures, order, support, details = {}) {
  return { ...fill(rules, figures, order), ranking: groupsOf(figures, figures.keys()), scores: figures, support, details, status: null };
}

function countMarks(rules, ballots, order) {
  const votes = rules.options.map(() => 0);
  for (const marked of ballots) for (const option of marked) votes[option] += 1;
  const highest = Math.max(...votes);
  if (!rules.params.majority || 2 * highest > ballots.length) return byFigure(rules, votes, order, votes);
  const ranking = groupsOf(votes, votes.keys()), pair = [];
  for (const group of ranking) {
    if (pair.length === 2 || !votes[group[0]]) break;
    const chosen = unlessOpen(() => order.best(group, 2 - pair.length, "runoff"));
    if (!chosen) break;
    pair.push(...chosen);
  }
  const details = { runoff: pair.map((option) => rules.options[option].id) };
  return { winners: [], rounds: [], ranking, scores: votes, support: votes, details, status: highest ? "runoff" : null };
}

function countScores(rules, ballots, order) {
  const { options } = rules, sums = options.map(() => 0), support = options.map(() => 0);
  const distribution = Object.fromEntries(options.map((option) => [option.id, {}]));
  const above = options.map(() => options.map(() => 0));
  for (const pairs of ballots) {
    const given = options.map(() => 0);
    for (const [option, points] of pairs) {
      const row = distribution[options[option].id];
      given[option] = points;
      sums[option] += points;
      support[option] += points > 0 ? 1 : 0;
      row[points] = (row[points] ?? 0) + 1;
    }
    given.forEach((one, x) => given.forEach((other, y) => { if (one > other) above[x][y] += 1; }));
  }
  return { ...byFigure(rules, sums, order, support, { distribution }), condorcet: condorcet(options, above, ballots.length) };
}

function condorcet(options, above, valid) {
  const ids = options.map((option) => option.id), every = [...ids.keys()];
  const winner = every.find((x) => every.every((y) => x === y || above[x][y] > above[y][x]));
  const reaches = above.map((row, x) => row.map((votes, y) => votes >= above[y][x]));
  for (const b of every) for (const x of every) for (const y of every) reaches[x][y] ||= reaches[x][b] && reaches[b][y];
  const table = every.map((x) => [ids[x], Object.fromEntries(every.filter((y) => y !== x).map((y) => [ids[y], above[x][y]]))]);
  return {
    winner: winner !== undefined && valid ? ids[winner] : null,
    smith: every.filter((x) => reaches[x].every(Boolean)).map((x) => ids[x]),
    pairwise: Object.fromEntries(table),
  };
}

// --- greedy budgets ----------------------------------------------------------------------------

function countBudget(rules, ballots, order) {
  const { options, params } = rules, scores = options.map(() => 0), support = options.map(() => 0);
  const most = params.max_choices ?? options.length;
  const points = {
    choices: (marked) => marked.map((option) => [option, 1]), points: (pairs) => pairs,
    ranks: (groups) => groups.map(([option], at) => [option, most - at]),
  }[rules.kind];
  const named = ballots.map(points);
  for (const pairs of named) for (const [option, n] of pairs) { scores[option] += n; support[option] += n > 0 ? 1 : 0; }
  const spent = params.pots.map(([name, money]) => [{ name, money, carried: 0 }, spend(rules, { name, money }, scores, support, order)]);
  const rest = params.budget - add(params.pots.map(([, money]) => money));
  const carried = params.leftovers === "city" ? add(spent.map(([, done]) => done.left)) : 0;
  const city = { name: "", money: rest + carried, carried };
  spent.push([city, spend(rules, city, scores, support, order)]);
  const all = (part) => spent.flatMap(([, done]) => done[part]), winners = all("winners");
  const funded = new Set(winners), byNumber = new Map([[0, 0]]);
  for (const pairs of named) {
    const number = pairs.filter(([option, n]) => n > 0 && funded.has(option)).length;
    byNumber.set(number, (byNumber.get(number) ?? 0) + 1);
  }
  const numbers = Array.from({ length: Math.max(...byNumber.keys()) + 1 }, (_, n) => byNumber.get(n) ?? 0);
  return {
    winners, ranking: all("ranking"), rounds: all("rounds"), scores, support, status: null,
    details: {
      pots: spent.map(([pot, done]) => ({
        pot: pot.name, money: pot.money, carried: pot.carried, spent: done.spent, reserved: done.reserved, left: done.left,
        bars: done.winners.map((option) => ({ option: options[option].id, cost: options[option].cost })),
      })),
      not_funded: all("rounds").filter((row) => row.outcome !== "funded")
        .map(({ option, votes, cost, left, outcome }) => ({ option, votes, cost, left, reason: outcome })),
      represented: { something: add(numbers.slice(1)), nothing: numbers[0], by_number: { ...numbers } },
    },
  };
}

/** Projects in the order of their votes, each funded if the money left is enough for it. */
function spend(rules, pot, scores, support, order) {
  const { options } = rules, ratio = rules.rule === "greedy-ratio", least = Math.max(1, rules.params.min_score ?? 0);
  const winners = [], ranking = [], rounds = [], costOf = (option) => options[option].cost;
  let left = pot.money, reserved = 0, stopped = false;
  const at = (number) => `${pot.name ? `${pot.name}: ` : ""}project ${number}`;
  const row = (option, outcome) => rounds.push({
    pot: pot.name, by: "greedy", option: options[option].id, score: scores[option], votes: support[option], cost: costOf(option), left, outcome,
  });
  const level = (a, b, byRatio) => {
    if (!byRatio) return scores[b] - scores[a];
    const distance = BigInt(scores[b]) * BigInt(costOf(a)) - BigInt(scores[a]) * BigInt(costOf(b));
    return Number(distance > 0n) - Number(distance < 0n);
  };
  /** Lists of lists: equal by score (or ratio), and inside of it equal in cost too. */
  const levels = (projects, byRatio) => {
    const sorted = [...projects].sort((a, b) => level(a, b, byRatio) || costOf(a) - costOf(b) || a - b), found = [];
    for (const option of sorted) {
      const last = found.at(-1), group = last?.at(-1);
      if (!last || level(last[0][0], option, byRatio)) found.push([[option]]);
      else if (costOf(group[0]) === costOf(option)) group.push(option);
      else last.push([option]);
    }
    return found;
  };
  const fundGroup = (tied) => {
    const cost = costOf(tied[0]), fit = stopped ? 0 : Math.min(tied.length, (left - (left % cost)) / cost);
    const chosen = fit > 0 ? order.sort(unlessOpen(() => order.best(tied, fit, at(rounds.length + 1))) ?? []) : [];
    const rest = tied.filter((option) => !chosen.includes(option));
    for (const option of chosen) { row(option, "funded"); left -= cost; winners.push(option); ranking.push([option]); }
    if (rest.length) ranking.push(rest);
    let reason = stopped ? "stopped" : "no money";
    if (fit > chosen.length) { left -= fit * cost; reserved += fit * cost; reason = "tie"; }
    rest.forEach((option) => row(option, reason));
    if (rest.length && rules.rule === "greedy-no-skip") stopped = true;
  };
  const mine = [...options.keys()].filter((option) => options[option].pot === pot.name);
  for (const groups of levels(mine.filter((option) => scores[option] >= least), ratio)) {
    const before = winners.length, tied = groups.flat();
    groups.forEach(fundGroup);
    const won = winners.slice(before);
    if (groups.length > 1 && won.length && won.length < tied.length) order.note(tied, won, at(rounds.length - tied.length + 1), "lowest cost", won.length);
  }
  for (const group of levels(mine.filter((option) => scores[option] < least), false).flat()) {
    ranking.push(group);
    group.forEach((option) => row(option, "low score"));
  }
  return { winners, ranking, rounds, reserved, left, spent: add(winners.map(costOf)) };
}

// --- the whole count ---------------------------------------------------------------------------

const share = (got, [part, whole], of) => BigInt(got) * BigInt(whole) >= BigInt(part) * BigInt(of);
const needed = ([part, whole], of) => Number((BigInt(part) * BigInt(of) + BigInt(whole) - 1n) / BigInt(whole));

/** Valid ones in positions, and how many are blank or invalid (null: nobody could read it). */
function sorted(rules, choices) {
  const valid = [];
  let blank = 0, invalid = 0;
  for (const choice of choices) {
    try {
      const ballot = choice === null ? undefined : readBallot(rules, choice, false);
      if (ballot === undefined) invalid += 1;
      else if (ballot === null) blank += 1;
      else valid.push(ballot);
    } catch (error) {
      if (!(error instanceof NotAllowed)) throw error;
      invalid += 1;
    }
  }
  return { valid, blank, invalid };
}

function countsOf(votes, facts) {
  const parts = { superseded: facts.superseded, void: facts.void, invalid: votes.invalid, blank: votes.blank, valid: votes.valid.length };
  return { received: add(Object.values(parts)), ...parts };
}

/** The published result, counted again; for rules that are not counted here only its frame. */
async function countAgain(election, votes, facts) {
  const { rules } = election, { rule, seats, params, options, quorum, approvalQuorum } = rules;
  const counts = countsOf(votes, facts);
  const frame = { rule, seats, params, counts, definition_sha256: election.hash, count_version: COUNT_VERSION };
  if ((quorum || approvalQuorum) && facts.electorate === null) throw new Difference("uncountable", "count.json", null, { reason: "electorate" });
  const turnout = counts.valid + counts.blank;
  frame.quorum = quorum && {
    share: quorum, of: facts.electorate, got: turnout, needed: needed(quorum, facts.electorate), met: share(turnout, quorum, facts.electorate),
  };
  if (!COUNTED_HERE.includes(rule)) return frame;
  const order = await orderOf(rules, facts);
  const method = { plurality: countMarks, approval: countMarks, score: countScores }[rule] ?? countBudget;
  const outcome = method(rules, votes.valid, order), ids = options.map((option) => option.id);
  const winners = approved(rules, outcome, order, facts.electorate);
  const byId = (figures) => Object.fromEntries(ids.map((id, at) => [id, figures[at]]));
  return {
    ...frame,
    status: statusOf(outcome, winners.kept, order, frame.quorum),
    winners: winners.kept.map((option) => ids[option]),
    ranking: outcome.ranking.map((group) => group.map((option) => ids[option])),
    scores: byId(outcome.scores), support: byId(outcome.support), rounds: outcome.rounds, ties: order.ties,
    approval_quorum: winners.said, condorcet: outcome.condorcet ?? null, details: outcome.details,
  };
}

function approved({ approvalQuorum, options }, { winners, support }, order, electorate) {
  if (!approvalQuorum) return { kept: winners, said: null };
  const short = (option) => !share(support[option], approvalQuorum, electorate);
  const missed = winners.filter(short).map((option) => options[option].id);
  const low = new Set(options.filter((_, option) => short(option)).map(({ id }) => id));
  for (const tie of order.ties) {
    if (tie.chosen !== null || tie.at !== "result" || !tie.options.every((id) => low.has(id))) continue;
    Object.assign(tie, { how: "immaterial", chosen: [] });
    missed.push(...tie.options.filter((id) => !missed.includes(id)));
  }
  const said = { share: approvalQuorum, of: electorate, needed: needed(approvalQuorum, electorate), missed };
  return { kept: winners.filter((option) => !short(option)), said };
}

function statusOf(outcome, winners, order, quorum) {
  if (quorum && !quorum.met) return "no_quorum";
  if (order.ties.some((tie) => tie.chosen === null)) return "tied";
  return outcome.status ?? (winners.length ? "decided" : "no_winner");
}

// --- the definition and the log ----------------------------------------------------------------

const ROLL = "roll.json", COUNT = "count.json", RESULT = "result.json", BALLOTS = "ballots.jsonl", MANIFEST = "manifest.json";
/** Fewer ballots are never published one by one; under the second number there are no figures either. */
const FEW = 50, SMALL = 10;

async function readElection(data) {
  const found = decodeCanonical(data, ELECTION);
  must(isObject, found, "{}", ELECTION);
  const rules = readRules(found);
  const custodians = must((rows) => Array.isArray(rows) && rows.length === 3, found.custodians, "custodians", ELECTION);
  for (const row of custodians) must(HEX32, fields(row, ["name", "body", "key"], ELECTION).key, "custodians: key", ELECTION);
  must((rows) => new Set(rows.map((row) => row.key)).size === 3, custodians, "custodians", ELECTION);
  const oneOf = (...allowed) => (value) => allowed.includes(value);
  must(oneOf("proofs", "uploaded", "codes"), found.roll, "roll", ELECTION);
  return {
    id: rules.election, hash: hex(await sha256(data)), rules, question: found.question ?? "",
    ballotBytes: must((n) => isWhole(n, 1) && n <= 65536, found.ballot_bytes, "ballot_bytes", ELECTION),
    sealingKey: must(HEX32, found.sealing_key, "sealing_key", ELECTION),
    logKey: must(HEX32, found.log_key, "log_key", ELECTION),
    secret: must(oneOf("secret", "named"), found.secrecy, "secrecy", ELECTION) === "secret",
    openBallots: must(oneOf(true, false), found.open_ballots, "open_ballots", ELECTION),
    paper: must(oneOf("none", "paper_wins", "first_wins"), found.paper, "paper", ELECTION),
  };
}

async function readHeads(election, data) {
  const documents = decodeCanonical(data, HEADS);
  if (!Array.isArray(documents) || !documents.length) throw new Difference("no-heads", HEADS);
  const found = [];
  for (const [at, document] of documents.entries()) {
    const head = await readHead(election, document, `[${at + 1}]`, HEADS), last = found.at(-1);
    if (last && !(last.size < head.size || (last.size === head.size && last.hour < head.hour))) throw new Difference("head-order", HEADS, null, { number: at + 1 });
    found.push(head);
    await rest();
  }
  return found;
}

async function readLog(election, data, most, told) {
  const leaves = [], lines = [];
  await gunzipLines(data, LOG, (bytes, number) => {
    if (number > most) throw new Difference("log-size", LOG, number, { expected: most, found: `> ${most}` });
    leaves.push(readLeaf(election, bytes, number));
    lines.push(join([0], bytes));
  });
  if (leaves.length !== most) throw new Difference("log-size", LOG, null, { expected: most, found: leaves.length });
  const hashes = await inBatches(lines.length, (at) => sha256(lines[at]), told);
  return { leaves, hashes };
}

async function checkHeads(tree, heads) {
  for (const head of [...heads].reverse()) {
    const root = hex(await tree.root(head.size));
    if (root !== head.root) throw new Difference("root", HEADS, null, { size: head.size, expected: root, found: head.root });
    await rest();
  }
}

/** No revision twice or missing; paper is revision 1 and followed by "void" at most. */
function checkRevisions(leaves) {
  const seen = new Map(), short = (leaf) => `${leaf.tag.slice(0, 16)}…`;
  for (const leaf of leaves) {
    const name = `${leaf.tag} ${leaf.revision}`, first = seen.get(name);
    if (first) throw new Difference("twice", LOG, leaf.line, { tag: short(leaf), revision: leaf.revision, first: first.line });
    seen.set(name, leaf);
  }
  const latest = new Map();
  for (const leaf of leaves) {
    const before = seen.get(`${leaf.tag} ${leaf.revision - 1}`);
    if (!before && (leaf.revision > 1 || leaf.kind === "void")) {
      throw new Difference("gap", LOG, leaf.line, { tag: short(leaf), revision: leaf.revision, missing: leaf.revision - 1 });
    }
    const late = leaf.kind === "paper" && leaf.revision > 1;
    if (late || (before?.kind === "paper" && leaf.kind !== "void")) throw new Difference("paper-revision", LOG, leaf.line, { tag: short(leaf) });
    if (!(latest.get(leaf.tag)?.revision > leaf.revision)) latest.set(leaf.tag, leaf);
  }
  const kinds = { ballot: 0, paper: 0, void: 0 }, counted = { ballot: 0, paper: 0, void: 0 };
  for (const leaf of leaves) kinds[leaf.kind] += 1;
  for (const leaf of latest.values()) counted[leaf.kind] += 1;
  return { latest, kinds, counted, superseded: kinds.ballot + kinds.paper - latest.size };
}

// --- the numbers beside the log ----------------------------------------------------------------

const CHANNELS = ["web", "code", "assisted", "paper"];

function readRoll(document, log) {
  fields(document, ["eligible", "voters", "not_completed", "paper_batches"], ROLL);
  const { eligible, voters } = document, whole = (found, name) => must(isWhole, found, name, ROLL);
  if (eligible !== null) whole(eligible, "eligible");
  whole(document.not_completed, "not_completed");
  fields(voters, CHANNELS, ROLL);
  CHANNELS.forEach((channel) => whole(voters[channel], channel));
  must(Array.isArray, document.paper_batches, "paper_batches", ROLL);
  const desks = { ballots: 0, blank: 0, invalid: 0 };
  for (const row of document.paper_batches) {
    fields(row, ["desk", ...Object.keys(desks)], ROLL);
    must((desk) => typeof desk === "string" && desk, row.desk, "desk", ROLL);
    for (const name of Object.keys(desks)) desks[name] += whole(row[name], name);
    must(() => row.blank + row.invalid <= row.ballots, row, "paper_batches", ROLL);
  }
  const { ballot: web, paper } = log.counted;
  const compare = (key, expected, found) => { if (expected !== found) throw new Difference(key, ROLL, null, { expected, found }); };
  compare("roll-web", web, voters.web + voters.code + voters.assisted);
  compare("roll-paper", paper, voters.paper);
  compare("roll-desks", paper, desks.ballots);
  if (eligible !== null && web + paper > eligible) throw new Difference("roll-eligible", ROLL, null, { expected: eligible, found: web + paper });
  return { eligible, voters, desks, web, paper };
}

function readFacts(election, document, roll, log) {
  must(isObject, document, "{}", COUNT);
  const given = Object.fromEntries(Object.entries(document).filter(([, value]) => value !== null));
  const wanted = { superseded: log.superseded, void: log.counted.void, ...(roll.eligible === null ? {} : { electorate: roll.eligible }) };
  for (const [name, expected] of Object.entries(wanted)) {
    if (given[name] !== expected) throw new Difference("mismatch", COUNT, null, { name, expected, found: shown(given[name] ?? null) });
  }
  const { seed = null, council = null } = given, { tie } = election.rules;
  must(() => (seed === null ? tie !== "lot" : /^[0-9]+$/.test(seed) && typeof seed === "string"), seed, "seed", COUNT);
  must(() => council === null || (tie === "council" && Array.isArray(council) && council.every((id) => typeof id === "string")), council, "council", COUNT);
  const unknown = Object.keys(given).find((name) => !(name in wanted) && name !== "seed" && name !== "council");
  if (unknown) throw new Difference("keys", COUNT, null, { expected: [...Object.keys(wanted), "council", "seed"].join(", "), found: shown(unknown) });
  return { superseded: log.superseded, void: log.counted.void, electorate: roll.eligible, seed, council };
}

// --- opening -----------------------------------------------------------------------------------

async function readKey(election, document) {
  fields(document, ["private", "public"], KEY);
  must(HEX32, document.public, "public", KEY);
  const opener = await HPKE.opener(unhex(must(HEX32, document.private, "private", KEY)));
  const own = hex(opener.publicBytes);
  if (own !== document.public) throw new Difference("key-pair", KEY, null, { expected: own, found: document.public });
  if (own !== election.sealingKey) throw new Difference("key-definition", KEY, null, { expected: election.sealingKey, found: own });
  return opener;
}

async function openAll(election, leaves, opener, told) {
  const sealed = leaves.filter((leaf) => leaf.kind !== "void");
  return inBatches(sealed.length, async (at) => {
    const leaf = sealed[at];
    const plain = await opener.open(leaf.sealed, bound(election, leaf)).catch(() => { throw new Difference("cannot-open", LOG, leaf.line); });
    const document = decodeCanonical(unpadded(plain), LOG, leaf.line);
    fields(document, election.secret || leaf.kind === "paper" ? ["choice"] : ["choice", "name"], LOG, leaf.line);
    if ("name" in document) must((name) => typeof name === "string" && name, document.name, "name", LOG, leaf.line);
    const { choice } = document;
    if (!(leaf.kind === "paper" && choice === null)) {
      try { judge(election.rules, choice, leaf.kind === "paper"); } catch (error) {
        if (!(error instanceof NotAllowed)) throw error;
        throw new Difference("not-allowed", LOG, leaf.line, { reason: error.message });
      }
    }
    return { leaf, choice, text: canonical(choice) };
  }, told);
}

/** Sorted by bytes, as the file is: letters beyond U+FFFF stand elsewhere in UTF-16. */
function byBytes(texts) {
  const rows = texts.map((text) => [utf8(text), text]);
  const order = ([a], [b]) => { let at = 0; while (at < a.length && a[at] === b[at]) at += 1; return (a[at] ?? -1) - (b[at] ?? -1); };
  return rows.sort(order).map(([, text]) => text);
}

function sameBallots(data, texts) {
  const found = new TextDecoder().decode(data).split("\n"), expected = byBytes(texts);
  if (found.pop()) throw new Difference("no-newline", BALLOTS, found.length + 1);
  for (let at = 0; at < Math.max(found.length, expected.length); at += 1) {
    if (found[at] !== expected[at]) {
      throw new Difference("ballot-order", BALLOTS, at + 1, { expected: shown(expected[at] ?? "-"), found: shown(found[at] ?? "-") });
    }
  }
  const whole = utf8(expected.map((text) => `${text}\n`).join(""));
  if (!same(whole, data)) throw new Difference("ballot-order", BALLOTS, 1, { expected: whole.length, found: data.length });
}

// --- the result --------------------------------------------------------------------------------

const PARTS = ["status", "rule", "seats", "params", "winners", "ranking", "scores", "support", "rounds", "ties", "counts", "quorum",
  "approval_quorum", "condorcet", "details", "definition_sha256", "count_version"];
const ADDED = ["eligible", "voters", "channels", "small", "settled", "margin"];

function readResult(document, election) {
  must(isObject, document, "{}", RESULT);
  if (document.definition_sha256 !== election.hash) {
    throw new Difference("definition-hash", RESULT, null, { expected: election.hash, found: shown(document.definition_sha256 ?? null) });
  }
  if (document.count_version !== COUNT_VERSION) {
    throw new Difference("mismatch", RESULT, null, { name: "count_version", expected: COUNT_VERSION, found: shown(document.count_version ?? null) });
  }
  const odd = Object.keys(document).find((name) => !PARTS.includes(name) && !ADDED.includes(name));
  const missing = PARTS.find((name) => !(name in document));
  if (odd || missing) throw new Difference("result", RESULT, null, { name: shown(odd ?? missing), expected: odd ? "-" : "+", found: odd ? "+" : "-" });
  return document;
}

/** Names the innermost part that differs. */
function samePart(name, expected, found) {
  if (canonical(expected) === canonical(found)) return;
  if (isObject(expected) && isObject(found) && canonical(Object.keys(expected).sort()) === canonical(Object.keys(found).sort())) {
    for (const key of Object.keys(expected).sort()) samePart(`${name}.${shown(key)}`, expected[key], found[key]);
  }
  if (Array.isArray(expected) && Array.isArray(found) && expected.length === found.length) {
    expected.forEach((one, at) => samePart(`${name}[${at}]`, one, found[at]));
  }
  throw new Difference("result", RESULT, null, { name, expected: shown(canonical(expected)), found: shown(canonical(found)) });
}

/** What a page says beside the count; what the council settled is returned: no file proves it. */
function checkAdded(election, result, roll) {
  const small = roll.web + roll.paper < SMALL && election.secret;
  const said = { small, eligible: roll.eligible, channels: roll.voters, voters: add(Object.values(roll.voters)) };
  for (const [name, expected] of Object.entries(said)) {
    const hidden = small && (name === "voters" || name === "channels") && result[name] === null;
    if (name in result && !hidden) samePart(name, expected, result[name]);
  }
  if (!("settled" in result)) return [];
  const chosen = result.settled;
  // As many of each tie as had a place, or none of it: one is decided after the other.
  return must(() => {
    if (!Array.isArray(chosen) || !Array.isArray(result.ties)) return false;
    const open = result.ties.filter((tie) => tie?.chosen === null && Array.isArray(tie.options));
    const mine = open.map((tie) => chosen.filter((id) => tie.options.includes(id)));
    return chosen.length > 0 && new Set(chosen).size === chosen.length
      && chosen.every((id) => typeof id === "string" && open.some((tie) => tie.options.includes(id)))
      && mine.every((ids, at) => ids.length === 0 || ids.length === open[at].places);
  }, chosen, "settled", RESULT);
}

function checkTotals(election, result, roll, log) {
  const { rule, seats, params } = election.rules, ballots = roll.web + roll.paper;
  Object.entries({ rule, seats, params }).forEach(([name, expected]) => samePart(name, expected, result[name]));
  const { counts } = result;
  if (counts === null) return;
  const names = ["received", "superseded", "void", "invalid", "blank", "valid"];
  fields(counts, names, RESULT);
  for (const name of names) must(isWhole, counts[name], `counts.${name}`, RESULT);
  samePart("counts.superseded", log.superseded, counts.superseded);
  samePart("counts.void", log.counted.void, counts.void);
  samePart("counts.received", log.superseded + log.counted.void + ballots, counts.received);
  samePart("counts: valid + blank + invalid", ballots, counts.valid + counts.blank + counts.invalid);
}

async function checkManifest(election, folder) {
  const document = decodeCanonical(folder.read(MANIFEST), MANIFEST);
  fields(document, ["election", "files", "signature", "type"], MANIFEST);
  must((type) => type === "manifest", document.type, "type", MANIFEST);
  if (document.election !== election.id) throw new Difference("mismatch", MANIFEST, null, { name: "election", expected: election.id, found: shown(document.election) });
  await checkSigned(election, document, MANIFEST, MANIFEST);
  must(isObject, document.files, "files", MANIFEST);
  const names = new Set([...folder.names, ...Object.keys(document.files)].filter((name) => name !== MANIFEST));
  for (const name of [...names].sort()) {
    const found = folder.has(name) ? hex(await sha256(folder.read(name))) : "-", expected = document.files[name] ?? "-";
    if (found !== expected) throw new Difference("manifest-file", MANIFEST, null, { name: shown(name), expected: shown(expected), found });
  }
  return Object.keys(document.files).length;
}

// --- all checks, in order ----------------------------------------------------------------------

const CHECKS = ["definition", "heads", "root", "consistency", "leaves", "roll", "key", "opened", "ballots", "recount", "manifest"];

/** `files`: name -> bytes. `tell(check, state, facts)` hears of each check; the first Difference is
 * thrown. Returns {totalsOnly, result, election}. */
async function check(files, tell, told = () => {}) {
  const folder = {
    names: [...files.keys()], has: (name) => files.has(name),
    read: (name) => { if (!files.has(name)) throw new Difference("missing", name); return files.get(name); },
  };
  const step = async (name, work) => {
    tell(name, "now");
    const facts = await work();
    tell(name, facts?.skip ? "skipped" : "good", facts);
    return facts;
  };
  const json = (name) => decodeCanonical(folder.read(name), name);
  const open = folder.has(KEY) || folder.has(BALLOTS);
  let election, result, heads, log, tree, roll, facts, current;
  await step("definition", async () => {
    election = await readElection(folder.read(ELECTION));
    tell("bundle", open ? "open" : "totals", { election: election.id, question: election.question });
    if (folder.has(KEY) !== folder.has(BALLOTS)) throw new Difference("half-published", "", null, { missing: folder.has(KEY) ? BALLOTS : KEY });
    if (open && !election.openBallots) throw new Difference("promised-totals", KEY);
    result = readResult(json(RESULT), election);
    return { hash: election.hash };
  });
  await step("heads", async () => { heads = await readHeads(election, folder.read(HEADS)); return { count: heads.length }; });
  await step("root", async () => {
    const { leaves, hashes } = await readLog(election, folder.read(LOG), heads.at(-1).size, told);
    tree = await growTree(hashes, told);
    const root = hex(await tree.root());
    if (root !== heads.at(-1).root) throw new Difference("root", HEADS, null, { size: tree.size, expected: root, found: heads.at(-1).root });
    log = { leaves };
    return { leaves: tree.size, root };
  });
  await step("consistency", async () => { await checkHeads(tree, heads); return { count: heads.length }; });
  await step("leaves", async () => { Object.assign(log, checkRevisions(log.leaves)); return { leaves: tree.size, ...log.kinds }; });
  await step("roll", async () => {
    roll = readRoll(json(ROLL), log);
    facts = readFacts(election, json(COUNT), roll, log);
    return { web: roll.web, paper: roll.paper };
  });
  const shut = async () => ({ skip: "not-published" });
  await step("key", open ? async () => { current = { opener: await readKey(election, json(KEY)) }; } : shut);
  await step("opened", open ? async () => {
    const opened = await openAll(election, log.leaves, current.opener, told);
    current.ballots = opened.filter((one) => log.latest.get(one.leaf.tag) === one.leaf);
    return { opened: opened.length, counted: current.ballots.length, superseded: log.superseded, void: log.counted.void };
  } : shut);
  await step("ballots", open ? async () => {
    sameBallots(folder.read(BALLOTS), current.ballots.map((one) => one.text));
    const paper = sorted(election.rules, current.ballots.filter((one) => one.leaf.kind === "paper").map((one) => one.choice));
    for (const name of ["blank", "invalid"]) {
      if (roll.desks[name] !== paper[name]) throw new Difference("roll-judged", ROLL, null, { name, expected: paper[name], found: roll.desks[name] });
    }
    return { counted: current.ballots.length };
  } : shut);
  const { rule } = election.rules, here = COUNTED_HERE.includes(rule);
  await step("recount", async () => {
    if (!open) checkTotals(election, result, roll, log);
    const settled = checkAdded(election, result, roll);
    if (settled.length) tell("settled", "note", { chosen: settled.join(", ") });
    if (!open) {
      if (election.openBallots && roll.web + roll.paper >= FEW) tell("withheld", "note");
      return { skip: "totals" };
    }
    const votes = sorted(election.rules, current.ballots.map((one) => one.choice));
    const counted = await countAgain(election, votes, facts);
    for (const name of PARTS) if (name in counted) samePart(name, counted[name], result[name]);
    if (result.margin !== undefined) tell("margin", "note");
    const numbers = { rule, valid: votes.valid.length, blank: votes.blank, invalid: votes.invalid };
    return here ? { ...numbers, parts: PARTS.length } : { ...numbers, skip: "other-rule" };
  });
  await step("manifest", async () => ({ files: await checkManifest(election, folder) }));
  return { totalsOnly: !open, recounted: open && here, election, result };
}

// --- words -------------------------------------------------------------------------------------

const MESSAGES = {
  title: ["Oylama denetimi", "Check of a vote"],
  "check-definition": ["Tanım", "Definition"],
  "check-heads": ["İmzalı günlük başları", "Signed tree heads"],
  "check-root": ["Günlük ve kökü", "Log and its root"],
  "check-consistency": ["Tutarlılık", "Consistency"],
  "check-leaves": ["Kayıtlar", "Leaves"],
  "check-roll": ["Seçmen sayıları", "Numbers of voters"],
  "check-key": ["Anahtar", "Key"],
  "check-opened": ["Zarfların açılması", "Opening the envelopes"],
  "check-ballots": ["Yayımlanan oylar", "Published ballots"],
  "check-recount": ["Yeniden sayım", "Recount"],
  "check-manifest": ["Dosya listesi", "List of files"],
  "good-definition": ["Tek biçimli; SHA-256 {hash}, sonuçta yazanla aynı.", "Canonical; SHA-256 {hash}, the one the result names."],
  "good-heads": ["{count} imza, tanımdaki günlük anahtarıyla.", "{count} signatures by the log key of the definition."],
  "good-root": ["{leaves} kayıt; kök {root}, en büyük başınkiyle aynı.", "{leaves} leaves; root {root}, the one of the largest head."],
  "good-consistency": ["Günlük, {count} başın her birindeki ağaçla başlıyor.", "The log begins with the tree of each of the {count} heads."],
  "good-leaves": ["{leaves} kayıt düzgün: {ballot} çevrim içi, {paper} kâğıt, {void} iptal. Yinelenen ya da eksik sürüm yok.",
    "{leaves} are well formed: {ballot} web, {paper} paper, {void} void. No revision twice or missing."],
  "good-roll": ["Çevrim içi, kodla ve yardımla {web}, kâğıtla {paper} kişi; geçerli kayıt sayısıyla aynı.",
    "{web} voters on the web, with codes and assisted, {paper} on paper; as many as ballots that count."],
  "good-key": ["Gizli ve açık yarısı birbirine ve tanıma uyuyor.", "Private and public half fit each other and the definition."],
  "good-opened": ["{opened} oy açıldı: {counted} oy sayılır, {superseded} oy değiştirilmiş, {void} oy iptal.",
    "{opened} opened: {counted} count, {superseded} were replaced, {void} are void."],
  "good-ballots": ["ballots.jsonl dosyasında aynı {counted} oy var.", "ballots.jsonl holds the same {counted} ballots."],
  "good-recount": ["{rule}: {valid} geçerli, {blank} boş, {invalid} geçersiz; sonucun {parts} bölümü de aynı.",
    "{rule}: {valid} valid, {blank} blank, {invalid} invalid; all {parts} parts of the result are the same."],
  "good-manifest": ["{files} dosya, her biri imzalı SHA-256 ile aynı.", "{files} files, each with the signed SHA-256."],
  "not-published": ["Yayımlanmamış; denetlenemez.", "Not published; cannot be checked."],
  totals: ["Yalnız toplamlar: oy sayıları günlüğe uyuyor, sayım yinelenmedi.", "Totals only: the numbers of ballots fit the log, nothing was recounted."],
  "other-rule": ["“{rule}” yöntemi burada yeniden sayılmadı. Oyların sayısı uyuyor: {valid} geçerli, {blank} boş, {invalid} geçersiz. Sonucu python -m verify ile saydırın.",
    "The rule “{rule}” was not recounted here. The numbers of ballots agree: {valid} valid, {blank} blank, {invalid} invalid. Recount it with python -m verify."],
  "totals-first": ["Yalnız toplamlar: oylar yayımlanmamış. Hiçbir oy açılmayacak, sayım yinelenmeyecek.",
    "Totals only: the ballots are not published. No ballot will be opened and nothing recounted."],
  settled: ["Eşitler arasından meclisin seçtiği: {chosen}. Bunu dosyalar kanıtlayamaz.", "The council chose {chosen} between equal ones. No file can prove a decision."],
  withheld: ["Tanımda oylar açık denmiş, ama yayımlanmamış. 10'dan az oylu bir bölge varsa kural budur; yoksa nedenini sorun.",
    "The definition promises open ballots, but they are not published. With a district under 10 ballots that is the rule; else ask why."],
  margin: ["Sonuçtaki fark payı (margin) burada yeniden hesaplanmadı.", "The margin in the result was not computed again here."],
  waiting: ["Sırada", "Waiting"], now: ["Denetleniyor…", "Checking…"], unchecked: ["Denetlenmedi.", "Not checked."],
  agree: ["Hepsi uyuyor. Oylama bu tarayıcıda baştan sayıldı, aynı sonuç çıktı.", "Everything agrees. The vote was counted again in this browser, with the same result."],
  "agree-other": ["Denetlenenlerin hepsi uyuyor. Bu yöntem burada yeniden sayılmadı.", "All that was checked agrees. This rule was not recounted here."],
  "agree-totals": ["Oylar olmadan denetlenebilenlerin hepsi uyuyor.", "Everything that can be checked without the ballots agrees."],
  difference: ["Uyuşmazlık bulundu.", "A difference was found."],
  unexpected: ["Program beklemediği bir durumla karşılaştı ({reason}). Hiçbir şey doğrulanmadı.", "The program met something it did not expect ({reason}). Nothing is confirmed."],
  rate: ["{leaves} kayıt {seconds} saniyede denetlendi: saniyede {rate}.", "{leaves} leaves checked in {seconds} seconds: {rate} a second."],
  progress: ["{name}: %{percent}", "{name}: {percent} %"],
  begun: ["Denetim başladı.", "The check has begun."],
  lacks: ["Bu tarayıcıda şunlar yok: {names}. Denetim burada yapılamaz; güncel bir tarayıcıyla deneyin ya da python -m verify kullanın.",
    "This browser lacks {names}. The check cannot be done here; try a current browser, or python -m verify."],
  election: ["{election} numaralı oylama", "Vote number {election}"],
  counted: ["Burada sayılan", "Counted here"], published: ["Yayımlanan (burada sayılmadı)", "Published (not counted here)"],
  option: ["Seçenek", "Option"], figure: ["Oy ya da puan", "Votes or points"], won: ["Kazandı", "Won"],
  where: ["{file}, satır {line}", "{file}, line {line}"],
  // what does not agree
  missing: ["Dosya yok. Klasördeki bütün dosyaları seçtiniz mi?", "The file is missing. Did you choose all files of the folder?"],
  "not-utf8": ["Metin UTF-8 değil.", "The text is no UTF-8."],
  "not-json": ["Kurallı JSON değil; {place}. harfte: {found}", "No strict JSON; at letter {place}: {found}"],
  "not-canonical": ["Tek biçimli değil: beklenen {expected}, bulunan {found}", "Not in canonical form: expected {expected}, found {found}"],
  "not-gzip": ["Bütün bir gzip dosyası değil: {reason}", "No whole gzip file: {reason}"],
  "too-large": ["Satır çok uzun.", "The line is too long."],
  "no-newline": ["Son satır bitmemiş.", "The last line has no end."],
  keys: ["Beklenen adlar {expected}, bulunan {found}", "Expected the names {expected}, found {found}"],
  value: ["{name}: {found} olamaz.", "{name}: {found} cannot be."],
  mismatch: ["{name}: beklenen {expected}, bulunan {found}", "{name}: expected {expected}, found {found}"],
  "definition-hash": ["Sonuçta yazan tanım {found}, dosyanınki {expected}", "The result names definition {found}, the file has {expected}"],
  definition: ["Sayılabilir bir tanım değil: {reason}", "No definition that can be counted: {reason}"],
  signature: ["{name}: imza tanımdaki günlük anahtarının değil.", "{name}: the signature is not by the log key of the definition."],
  "no-heads": ["İmzalı günlük başı yok.", "There is no tree head."],
  "head-order": ["{number}. baş yanlış sırada ya da iki kez.", "Head {number} stands in the wrong order or twice."],
  "log-size": ["{found} kayıt var, en büyük imzalı başta {expected}.", "{found} leaves, but the largest signed head has {expected}."],
  root: ["{size} kayıtlık baş: günlüğün kökü {expected}, baştaki {found}. Günlük sonradan değişmiş ya da ikiye bölünmüş.",
    "Head of size {size}: the log has the root {expected}, the head {found}. The log was changed or split."],
  "other-election": ["{found} numaralı oylamanın kaydı; beklenen {expected}.", "A leaf of election {found}; expected {expected}."],
  "sealed-length": ["Mühürlü oy {found} bayt; beklenen {expected}.", "Sealed ballot of {found} bytes; expected {expected}."],
  twice: ["{tag} etiketinin {revision}. sürümü {first}. satırda zaten var.", "Tag {tag}, revision {revision} stands already in line {first}."],
  gap: ["{tag} etiketi: {revision}. sürüm var, {missing}. sürüm yok.", "Tag {tag}: revision {revision}, but no revision {missing}."],
  "paper-revision": ["{tag} etiketi: kâğıt oy 1. sürümdür ve yalnız iptal edilebilir.", "Tag {tag}: a paper ballot is revision 1 and can only be made void."],
  "no-paper": ["Kâğıt oy var; tanım buna izin vermiyor.", "A paper ballot, but the definition allows none."],
  "roll-web": ["Çevrim içi, kodla ve yardımla oy veren {found}, günlükte geçerli etiket {expected}.", "Voters on the web, with codes and assisted {found}, tags that count in the log {expected}."],
  "roll-paper": ["Kâğıtla oy veren {found}, günlükte geçerli kâğıt kaydı {expected}.", "Voters on paper {found}, paper leaves that count in the log {expected}."],
  "roll-desks": ["Masaların kâğıt oyları {found}, günlükte geçerli kâğıt kaydı {expected}.", "Paper ballots of all desks {found}, paper leaves that count in the log {expected}."],
  "roll-eligible": ["{found} oy veren var, oy hakkı olan {expected}.", "{found} voters, but only {expected} may vote."],
  "roll-judged": ["Masalara göre kâğıt oy ({name}) {found}, açılan {expected}.", "Paper ballots ({name}) of all desks {found}, opened {expected}."],
  "half-published": ["{missing} olmadan yayımlanmış; ikisi birlikte bulunur.", "Published without {missing}; a bundle has both or none."],
  "promised-totals": ["Tanım yalnız toplamları söz veriyor, anahtar ise yayımlanmış.", "The definition promises totals only, but the key is published."],
  "key-pair": ["Gizli yarının açık karşılığı {expected}, {found} değil.", "The private half belongs to {expected}, not to {found}."],
  "key-definition": ["Tanımdaki mühür anahtarı {expected}, buradaki {found}.", "The definition's sealing key is {expected}, this one {found}."],
  "cannot-open": ["Oy açılmıyor: başka bir tanım, etiket ya da sürüm için mühürlenmiş ya da değiştirilmiş.",
    "The ballot does not open: sealed for another definition, tag or revision, or changed."],
  "not-allowed": ["Kural bu oya izin vermiyor: {reason}", "The rule does not allow this ballot: {reason}"],
  "ballot-order": ["Beklenen oy {expected}, bulunan {found}", "Expected the ballot {expected}, found {found}"],
  uncountable: ["Bu dosyalarla sayılamaz: {reason}", "These files cannot be counted: {reason}"],
  result: ["{name}: sayılan {expected}, yayımlanan {found}", "{name}: counted {expected}, published {found}"],
  "manifest-file": ["{name}: imzalı SHA-256 {expected}, bulunan {found}", "{name}: signed SHA-256 {expected}, found {found}"],
};

let language = "tr";

function say(key, facts = {}) {
  const digits = new Intl.NumberFormat(language), plain = ["line", "first", "number", "percent"];
  const written = (name, fact) => (typeof fact === "number" && !plain.includes(name) ? digits.format(fact) : String(fact));
  return MESSAGES[key][language === "tr" ? 0 : 1].replace(/\{(\w+)\}/g, (whole, name) => (name in facts ? written(name, facts[name]) : whole));
}

function sayDifference({ key, file, line, facts }) {
  const where = line === null ? file : say("where", { file, line });
  return where ? `${where}: ${say(key, facts)}` : say(key, facts);
}

// --- page --------------------------------------------------------------------------------------

/** What a current browser has and an old one lacks; the names are those of the standards. */
async function lacking() {
  if (!globalThis.crypto?.subtle) return ["WebCrypto"];
  const tries = {
    X25519: () => HPKE.opener(new Uint8Array(32).fill(1)),
    Ed25519: () => crypto.subtle.importKey("raw", new Uint8Array(32), { name: "Ed25519" }, false, ["verify"]),
    "DecompressionStream": () => new DecompressionStream("gzip"),
    "String.isWellFormed": () => "".isWellFormed(),
  };
  const failed = [];
  for (const [name, work] of Object.entries(tries)) {
    try { await work(); } catch { failed.push(name); }
  }
  return failed;
}

const MARKS = { waiting: "·", now: "…", good: "✓", bad: "✗", skipped: "–", unchecked: "–" };
const page = { rows: new Map(), notes: [], lead: null, verdict: null, said: ["begun"], busy: false };
const element = (name, text = "", attributes = {}) => {
  const made = document.createElement(name);
  made.textContent = text;
  for (const [attribute, value] of Object.entries(attributes)) made.setAttribute(attribute, value);
  return made;
};
const find = (id) => document.getElementById(id);

function rowOf(name) {
  const { state, facts, difference } = page.rows.get(name) ?? { state: "waiting" };
  const text = { waiting: "waiting", now: "now", unchecked: "unchecked", good: `good-${name}`, skipped: facts?.skip }[state];
  const row = element("li", "", { "data-check": name, "data-state": state }), body = element("div");
  row.append(element("span", MARKS[state], { class: "mark", "aria-hidden": "true" }), body);
  body.append(element("b", say(`check-${name}`)), element("p", difference ? sayDifference(difference) : say(text, facts)));
  return row;
}

function draw() {
  document.documentElement.lang = language;
  document.title = `${say("title")} · Katılıyoruz`;
  for (const button of document.querySelectorAll("[data-choose]")) button.setAttribute("aria-pressed", button.dataset.choose === language);
  find("lacks").textContent = page.lacks?.length ? say("lacks", { names: page.lacks.join(", ") }) : "";
  find("result").hidden = !page.rows.size;
  if (!page.rows.size) return;
  find("lead").textContent = page.lead ? [say("election", page.lead), page.lead.question].filter(Boolean).join(" · ") : "";
  find("totals").hidden = !page.totals;
  find("totals").textContent = say("totals-first");
  find("checks").replaceChildren(...CHECKS.map(rowOf));
  find("notes").replaceChildren(...page.notes.map(([key, facts]) => element("li", say(key, facts))));
  const { verdict } = page;
  find("verdict").hidden = !verdict;
  find("verdict").className = `banner ${verdict?.tone ?? ""}`;
  find("verdict").replaceChildren(...(verdict ? [element("b", say(verdict.key, verdict.facts))] : []));
  if (verdict?.difference) find("verdict").append(element("p", sayDifference(verdict.difference)));
  find("rate").textContent = verdict?.rate?.seconds >= 1 ? say("rate", verdict.rate) : "";
  find("table").replaceChildren(...(verdict?.table ? [table(verdict.table)] : []));
  find("said").textContent = say(...page.said);
}

/** Figures and winners as the result says. */
function table({ election, result, recounted }) {
  if (!isObject(result.scores)) return element("p");
  const made = element("table"), head = element("tr"), body = element("tbody");
  made.append(element("caption", say(recounted ? "counted" : "published")), element("thead"), body);
  made.tHead.append(head);
  head.append(element("th", say("option"), { scope: "col" }), element("th", say("figure"), { scope: "col", class: "num" }));
  for (const { id, title } of election.rules.options) {
    const row = element("tr"), name = element("th", title, { scope: "row" });
    if (result.winners.includes(id)) name.append(" ", element("span", `✓ ${say("won")}`, { class: "won" }));
    row.append(name, element("td", new Intl.NumberFormat(language).format(result.scores[id] ?? 0), { class: "num" }));
    body.append(row);
  }
  return made;
}

function announce(key, facts = {}) {
  page.said = [key, facts];
  find("said").textContent = say(key, facts);
}

/** From the chosen files: those of one folder, without hidden ones. */
async function readFiles(list) {
  const files = new Map();
  for (const file of list) {
    const path = file.webkitRelativePath ? file.webkitRelativePath.split("/").slice(1).join("/") : file.name;
    if (!path.startsWith(".")) files.set(path, new Uint8Array(await file.arrayBuffer()));
  }
  return files;
}

async function run(list) {
  if (page.busy || !list.length) return;
  Object.assign(page, { rows: new Map(CHECKS.map((name) => [name, { state: "waiting" }])), notes: [], lead: null, totals: false, verdict: null, busy: true, said: ["begun"] });
  document.body.removeAttribute("data-verdict");
  draw();
  const started = performance.now();
  let current = null, leaves = 0, tenth = -1;
  const tell = (name, state, facts) => {
    if (name === "bundle") { page.lead = facts; page.totals = state === "totals"; return draw(); }
    if (state === "note") { page.notes.push([name, facts]); return draw(); }
    page.rows.set(name, { state, facts });
    if (state === "now") { current = name; tenth = -1; announce("progress", { name: say(`check-${name}`), percent: 0 }); }
    if (name === "root" && state === "good") leaves = facts.leaves;
    find("checks").replaceChild(rowOf(name), find("checks").children[CHECKS.indexOf(name)]);
  };
  const told = (done, all) => {
    find("bar").value = done / all;
    if (Math.floor(10 * done / all) === tenth) return;
    tenth = Math.floor(10 * done / all);
    announce("progress", { name: say(`check-${current}`), percent: 10 * tenth });
  };
  find("bar").hidden = false;
  try {
    const found = await check(await readFiles(list), tell, told);
    const seconds = (performance.now() - started) / 1000;
    page.verdict = {
      key: found.totalsOnly ? "agree-totals" : found.recounted ? "agree" : "agree-other", tone: found.recounted ? "good" : "soon", table: found,
      rate: { leaves, seconds: Math.round(seconds * 10) / 10, rate: Math.round(leaves / seconds) },
    };
  } catch (error) {
    const difference = error instanceof Difference ? error : null;
    const left = CHECKS.filter((name) => page.rows.get(name).state === "waiting");
    if (current) page.rows.set(current, difference ? { state: "bad", difference } : { state: "unchecked" });
    left.forEach((name) => page.rows.set(name, { state: "unchecked" }));
    page.verdict = difference ? { key: "difference", tone: "late", difference } : { key: "unexpected", tone: "late", facts: { reason: error.message } };
  }
  Object.assign(page, { busy: false, said: [page.verdict.key, page.verdict.facts] });
  find("bar").hidden = true;
  draw();
  document.body.dataset.verdict = page.verdict.key;
  find("verdict").focus();
}

async function start() {
  if (/^en/.test(navigator.language)) language = "en";
  for (const button of document.querySelectorAll("[data-choose]")) {
    button.addEventListener("click", () => { language = button.dataset.choose; draw(); });
  }
  for (const input of document.querySelectorAll("input[type=file]")) {
    input.addEventListener("change", async () => { await run([...input.files]); input.value = ""; });
  }
  page.lacks = await lacking();
  for (const input of document.querySelectorAll("input[type=file]")) input.disabled = page.lacks.length > 0;
  draw();
  document.body.dataset.ready = "";
}

start();
