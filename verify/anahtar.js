// The key of a custodian: made, tried and used on the custodian's own machine, without a network.
// The same words, envelopes and answers as `python -m verify custodian` (docs/trust.md).
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

// --- words -------------------------------------------------------------------------------------

const PURPOSE = utf8("katiliyoruz custodian");
const CONSONANTS = "bdfghjklmnprstvz", VOWELS = "aiou", WORDS = 9;
/** One word is 16 bits: 4, 2, 4, 2 and 4. */
const LETTERS = [CONSONANTS, VOWELS, CONSONANTS, VOWELS, CONSONANTS];
const WORD = new RegExp(`^(?:[${CONSONANTS}][${VOWELS}]){2}[${CONSONANTS}]$`);
const PAIRS = { 1: ["12", "13"], 2: ["12", "23"], 3: ["13", "23"] };

function wordOf(number) {
  let word = "";
  for (const letters of [...LETTERS].reverse()) {
    word = letters[number % letters.length] + word;
    number = Math.floor(number / letters.length);
  }
  return word;
}

const numberOf = (word) => LETTERS.reduce((number, letters, at) => number * letters.length + letters.indexOf(word[at]), 0);
const checkWord = async (seed) => { const hash = await sha256(PURPOSE, seed); return wordOf(hash[0] * 256 + hash[1]); };

/** Eight words and one that is a check on them. */
async function wordsOf(seed) {
  const words = [];
  for (let at = 0; at < seed.length; at += 2) words.push(wordOf(seed[at] * 256 + seed[at + 1]));
  return [...words, await checkWord(seed)];
}

const bytesOf = (words) => Uint8Array.from(words.slice(0, WORDS - 1).flatMap((word) => [numberOf(word) >> 8, numberOf(word) & 255]));
const fitsTogether = async (words) => (await checkWord(bytesOf(words))) === words[WORDS - 1];

/** One letter wrong, or two of the same kind exchanged. */
function slips(word) {
  const put = (at, letter) => word.slice(0, at) + letter + word.slice(at + 1);
  const found = LETTERS.flatMap((letters, at) => [...letters].map((letter) => put(at, letter)));
  for (const [one, other] of [[0, 2], [2, 4], [0, 4], [1, 3]]) {
    const spelt = [...word];
    [spelt[one], spelt[other]] = [spelt[other], spelt[one]];
    found.push(spelt.join(""));
  }
  return found;
}

/** The sixteen bytes that the words stand for; a Difference names the word that is wrong. */
async function seedOf(text) {
  const plain = text.replace(/[İI]/g, "i").toLowerCase().replace(/ı/g, "i");
  const words = plain.split(/[\s,.\-]+/).filter(Boolean);
  const odd = words.findIndex((word) => !WORD.test(word));
  if (odd >= 0) throw new Difference("word-shape", "", null, { number: odd + 1, letters: CONSONANTS, vowels: VOWELS });
  if (words.length !== WORDS) throw new Difference("word-count", "", null, { found: words.length, expected: WORDS });
  if (!(await fitsTogether(words))) throw await likeliest(words);
  return bytesOf(words);
}

/** The only place where one slip of the finger explains it all, if there is one place. */
async function likeliest(words) {
  const places = new Set();
  for (const [at, word] of words.entries()) {
    for (const slip of slips(word)) if (await fitsTogether(words.with(at, slip))) places.add(at);
  }
  if (places.size === 1) return new Difference("word-wrong", "", null, { number: [...places][0] + 1 });
  for (let at = 0; at < WORDS - 1 && !places.size; at += 1) {
    if (await fitsTogether(words.with(at, words[at + 1]).with(at + 1, words[at]))) {
      return new Difference("words-order", "", null, { number: at + 1, next: at + 2 });
    }
  }
  return new Difference("words-wrong", "", null, { number: WORDS });
}

// --- keys and envelopes ------------------------------------------------------------------------

async function openerOf(seed) {
  return HPKE.opener(await HPKE.derive(await HPKE.material(seed), NOTHING, PURPOSE, 32));
}

async function publicLine({ publicBytes }) {
  return `KC1.${hex(publicBytes)}.${hex(await sha256(publicBytes)).slice(0, 8)}`;
}

/** [pair, half] in the order of the pairs. */
async function halvesOf(opener, envelope, file) {
  fields(envelope, ["type", "election", "custodian", "halves", "public"], file);
  must((type) => type === "envelope", envelope.type, "type", file);
  must((election) => typeof election === "string" && election, envelope.election, "election", file);
  must(HEX32, envelope.public, "public", file);
  const mine = PAIRS[must((number) => [1, 2, 3].includes(number), envelope.custodian, "custodian", file)];
  must((rows) => Array.isArray(rows) && rows.length === 2, envelope.halves, "halves", file);
  const sealed = new Map();
  for (const row of envelope.halves) {
    fields(row, ["pair", "sealed"], file);
    must((pair) => mine.includes(pair), row.pair, "pair", file);
    sealed.set(row.pair, must(Boolean, fromBase64(row.sealed), "sealed", file));
  }
  must(() => sealed.size === 2, envelope.halves, "halves", file);
  return Promise.all(mine.map(async (pair) => {
    const { custodian, election } = envelope;
    const info = utf8(canonical({ custodian, election, pair, type: "half" }));
    const half = await opener.open(sealed.get(pair), info).catch(() => { throw new Difference("not-yours", file, null, { pair }); });
    must(() => half.length === 32, half.length, `half ${pair}`, file);
    return [pair, half];
  }));
}

const answerOf = async (halves) => hex(await sha256(utf8("trial"), ...halves.map(([, half]) => half))).slice(0, 16);

// --- QR code: bytes, the lowest correction, up to version 5 (one block, 106 bytes) --------------

const QR = (() => {
  /** By version: how many bytes of data, how many of correction. */
  const SIZES = [null, [19, 7], [34, 10], [55, 15], [80, 20], [108, 26]];
  const times = (a, b) => { // in the field of 256 elements, x^8 + x^4 + x^3 + x^2 + 1
    let product = 0;
    for (let bit = 7; bit >= 0; bit -= 1) {
      product = (product << 1) ^ ((product >> 7) * 0x11d);
      product ^= ((b >> bit) & 1) * a;
    }
    return product;
  };

  function correction(data, degree) {
    const divisor = new Array(degree).fill(0).with(degree - 1, 1);
    for (let step = 0, root = 1; step < degree; step += 1, root = times(root, 2)) {
      for (let at = 0; at < degree; at += 1) divisor[at] = times(divisor[at], root) ^ (divisor[at + 1] ?? 0);
    }
    const rest = new Array(degree).fill(0);
    for (const byte of data) {
      const factor = byte ^ rest.shift();
      rest.push(0);
      divisor.forEach((one, at) => { rest[at] ^= times(one, factor); });
    }
    return rest;
  }

  function codewords(bytes, [room, degree]) {
    const bits = [0, 1, 0, 0];
    const put = (value, length) => { for (let bit = length - 1; bit >= 0; bit -= 1) bits.push((value >> bit) & 1); };
    put(bytes.length, 8);
    bytes.forEach((byte) => put(byte, 8));
    put(0, Math.min(4, room * 8 - bits.length));
    while (bits.length % 8) bits.push(0);
    const data = [];
    for (let at = 0; at < bits.length; at += 8) data.push(parseInt(bits.slice(at, at + 8).join(""), 2));
    for (let pad = 0xec; data.length < room; pad ^= 0xec ^ 0x11) data.push(pad);
    return [...data, ...correction(data, degree)];
  }

  const MASKS = [
    (y, x) => (y + x) % 2, (y) => y % 2, (y, x) => x % 3, (y, x) => (y + x) % 3,
    (y, x) => (Math.floor(y / 2) + Math.floor(x / 3)) % 2, (y, x) => ((y * x) % 2) + ((y * x) % 3),
    (y, x) => (((y * x) % 2) + ((y * x) % 3)) % 2, (y, x) => (((y + x) % 2) + ((y * x) % 3)) % 2,
  ];

  /** Everything but the data; `null` where data goes. */
  function frame(version) {
    const size = 17 + 4 * version, grid = Array.from({ length: size }, () => new Array(size).fill(null));
    const square = (cy, cx, radius, dark) => {
      for (let y = cy - radius; y <= cy + radius; y += 1) for (let x = cx - radius; x <= cx + radius; x += 1) {
        if (grid[y]?.[x] !== undefined) grid[y][x] = dark(Math.max(Math.abs(y - cy), Math.abs(x - cx)));
      }
    };
    for (let at = 0; at < size; at += 1) grid[6][at] = grid[at][6] = 1 - (at % 2);
    for (const [y, x] of [[3, 3], [3, size - 4], [size - 4, 3]]) square(y, x, 4, (ring) => Number(ring !== 2 && ring !== 4));
    if (version > 1) square(size - 7, size - 7, 2, (ring) => Number(ring !== 1));
    return grid;
  }

  function format(grid, mask) {
    const size = grid.length, data = (1 << 3) | mask;
    let rest = data;
    for (let step = 0; step < 10; step += 1) rest = (rest << 1) ^ ((rest >> 9) * 0x537);
    const bits = ((data << 10) | rest) ^ 0x5412, bit = (at) => (bits >> at) & 1;
    for (let at = 0; at < 15; at += 1) {
      const [y, x] = at < 6 ? [at, 8] : at < 8 ? [at + 1, 8] : at === 8 ? [8, 7] : [8, 14 - at];
      grid[y][x] = bit(at);
      if (at < 8) grid[8][size - 1 - at] = bit(at); else grid[size - 15 + at][8] = bit(at);
    }
    grid[size - 8][8] = 1;
  }

  function draw(words, version, mask) {
    const grid = frame(version), size = grid.length, free = frame(version);
    format(free, 0);
    let at = 0;
    for (let right = size - 1; right >= 1; right -= 2) {
      if (right === 6) right = 5;
      for (let step = 0; step < size; step += 1) for (const x of [right, right - 1]) {
        const y = (right + 1) & 2 ? step : size - 1 - step;
        if (free[y][x] !== null) continue;
        const dark = ((words[at >> 3] ?? 0) >> (7 - (at & 7))) & 1;
        grid[y][x] = dark ^ Number(MASKS[mask](y, x) === 0);
        at += 1;
      }
    }
    format(grid, mask);
    return grid;
  }

  /** Long runs, squares, patterns like a corner, too much of one colour: less is easier to read. */
  function penalty(grid) {
    const size = grid.length, lines = [...grid, ...grid.map((_, x) => grid.map((row) => row[x]))].map((line) => line.join(""));
    let sum = 0;
    for (const line of lines) {
      for (const run of line.match(/0{5,}|1{5,}/g) ?? []) sum += run.length - 2;
      sum += 40 * (line.match(/(?=10111010000)|(?=00001011101)/g)?.length ?? 0);
    }
    for (let y = 1; y < size; y += 1) for (let x = 1; x < size; x += 1) {
      if (new Set([grid[y][x], grid[y - 1][x], grid[y][x - 1], grid[y - 1][x - 1]]).size === 1) sum += 3;
    }
    const dark = grid.flat().reduce((all, cell) => all + cell, 0) / (size * size);
    return sum + 10 * Math.floor(Math.abs(dark * 100 - 50) / 5);
  }

  /** Rows of 0 and 1. */
  function make(text, mask = null) {
    const bytes = utf8(text), version = SIZES.findIndex((sizes) => sizes && bytes.length + 2 <= sizes[0]);
    const words = codewords([...bytes], SIZES[version]);
    const grids = (mask === null ? [...MASKS.keys()] : [mask]).map((one) => draw(words, version, one));
    return grids.reduce((best, grid) => (penalty(grid) < penalty(best) ? grid : best));
  }

  function svg(text) {
    const grid = make(text), name = "http://www.w3.org/2000/svg", made = document.createElementNS(name, "svg"), side = grid.length + 8;
    const shape = (path, fill) => { const one = document.createElementNS(name, "path"); one.setAttribute("d", path); one.setAttribute("fill", fill); made.append(one); };
    made.setAttribute("viewBox", `0 0 ${side} ${side}`);
    shape(`M0 0h${side}v${side}H0z`, "#fff");
    shape(grid.flatMap((row, y) => row.map((dark, x) => (dark ? `M${x + 4} ${y + 4}h1v1h-1z` : ""))).join(""), "#000");
    return made;
  }
  return { make, svg };
})();

// --- words of the page -------------------------------------------------------------------------

const MESSAGES = {
  title: ["Emanetçinin anahtarı", "A custodian's key"],
  lacks: ["Bu tarayıcıda şunlar yok: {names}. Güncel bir tarayıcı kullanın ya da python -m verify custodian çalıştırın.",
    "This browser lacks {names}. Use a current browser, or run python -m verify custodian."],
  made: ["Anahtar üretildi. Dokuz sözcüğü şimdi kâğıda yazın ya da yazdırın.", "The key is made. Write or print the nine words now."],
  copied: ["Satır kopyalandı.", "The line was copied."],
  "not-copied": ["Kopyalanamadı; satırı seçip kopyalayın.", "It could not be copied; select the line."],
  "public-of": ["Sözcükler doğru yazılmış. Açık satırı: {line}", "The words are spelt right. Their public line: {line}"],
  answer: ["Deneme yanıtı: {answer}", "Trial answer: {answer}"],
  "no-envelope": ["Zarf dosyasını seçin (zarf-….json).", "Choose the envelope (zarf-….json)."],
  qr: ["Açık satırın karekodu", "QR code of the public line"],
  "word-count": ["{found} sözcük var, {expected} olmalı.", "{found} words, expected {expected}."],
  "word-shape": ["{number}. sözcük bir anahtar sözcüğü değil: {letters} harfleri {vowels} ile art arda gelir.",
    "Word {number} is no word of a key: the letters {letters} alternate with {vowels}."],
  "word-wrong": ["{number}. sözcük ötekilere uymuyor; büyük olasılıkla yazım yanlışı orada.", "Word {number} does not fit the others; a typing error there is the likeliest."],
  "words-order": ["{number}. ve {next}. sözcük yer değiştirmiş görünüyor.", "Words {number} and {next} seem to be exchanged."],
  "words-wrong": ["Denetim sözcüğü ({number}. sözcük) uymuyor; sözcüklerde birden çok yanlış var.", "The check word (word {number}) does not fit; there is more than one error."],
  "not-yours": ["{pair} yarısı bu anahtarla açılmıyor: sözcükler yanlış ya da zarf başkasının.", "Half {pair} does not open with this key: wrong words, or an envelope for somebody else."],
  "not-utf8": ["Zarf okunamıyor: metin UTF-8 değil.", "The envelope cannot be read: no UTF-8."],
  "not-json": ["Zarf okunamıyor; {place}. harfte: {found}", "The envelope cannot be read; at letter {place}: {found}"],
  keys: ["Zarf değil: beklenen adlar {expected}, bulunan {found}", "No envelope: expected the names {expected}, found {found}"],
  value: ["Zarfta {name}: {found} olamaz.", "In the envelope {name}: {found} cannot be."],
  unexpected: ["Beklenmeyen bir durum oldu: {reason}", "Something unexpected happened: {reason}"],
};

let language = "tr";
const find = (id) => document.getElementById(id);
const say = (key, facts = {}) => MESSAGES[key][language === "tr" ? 0 : 1].replace(/\{(\w+)\}/g, (_, name) => String(facts[name]));
/** What each place of the page says, to be said again in the other language. */
const said = new Map();
const tell = (id, key, facts) => { said.set(id, [key, facts]); find(id).textContent = key ? say(key, facts) : ""; };

function speak(chosen) {
  language = chosen;
  document.documentElement.lang = language;
  document.title = `${say("title")} · Katılıyoruz`;
  for (const button of document.querySelectorAll("[data-choose]")) button.setAttribute("aria-pressed", button.dataset.choose === language);
  for (const [id, [key, facts]] of said) tell(id, key, facts);
  find("qr").setAttribute("aria-label", say("qr"));
}

// --- page --------------------------------------------------------------------------------------

async function lacking() {
  if (!globalThis.crypto?.subtle) return ["WebCrypto"];
  const tries = { X25519: () => HPKE.opener(new Uint8Array(32).fill(1)), "String.isWellFormed": () => "".isWellFormed(), "Array.with": () => [1].with(0, 2) };
  const failed = [];
  for (const [name, work] of Object.entries(tries)) {
    try { await work(); } catch { failed.push(name); }
  }
  return failed;
}

async function makeKey() {
  const seed = crypto.getRandomValues(new Uint8Array(16)), words = await wordsOf(seed), line = await publicLine(await openerOf(seed));
  const row = (word) => { const made = document.createElement("li"); made.textContent = word; return made; };
  find("words").replaceChildren(...words.map(row));
  find("line").textContent = line;
  find("qr").replaceChildren(QR.svg(line));
  find("new").hidden = false;
  document.body.dataset.made = "";
  tell("made", "made");
  find("new").focus();
}

async function copyLine() {
  try {
    await navigator.clipboard.writeText(find("line").textContent);
    tell("made", "copied");
  } catch {
    getSelection().selectAllChildren(find("line"));
    tell("made", "not-copied");
  }
}

/** `work` gets the opener of the typed words; whatever is wrong is said beside the words. */
async function withWords(work) {
  for (const id of ["wrong", "envelope-wrong", "good"]) tell(id, "");
  find("halves").hidden = true;
  find("typed").removeAttribute("aria-invalid");
  find("envelope").removeAttribute("aria-invalid");
  try {
    await work(await openerOf(await seedOf(find("typed").value)));
  } catch (error) {
    const known = error instanceof Difference, words = known && error.key.startsWith("word");
    tell(known && !words ? "envelope-wrong" : "wrong", known ? error.key : "unexpected", known ? error.facts : { reason: error.message });
    const input = find(known && !words ? "envelope" : "typed");
    input.setAttribute("aria-invalid", "true");
    input.focus();
  }
}

async function halvesHere(opener) {
  const file = find("envelope").files[0];
  if (!file) throw new Difference("no-envelope");
  return halvesOf(opener, decode(new Uint8Array(await file.arrayBuffer()), file.name), file.name);
}

const ACTS = {
  make: makeKey,
  copy: copyLine,
  print: () => print(),
  test: () => withWords(async (opener) => tell("good", "public-of", { line: await publicLine(opener) })),
  trial: () => withWords(async (opener) => tell("good", "answer", { answer: await answerOf(await halvesHere(opener)) })),
  open: () => withWords(async (opener) => {
    const halves = await halvesHere(opener);
    find("lines").textContent = halves.map(([pair, half]) => `KH1.${pair}.${hex(half)}`).join("\n");
    find("halves").hidden = false;
    find("halves").focus();
  }),
};

async function start() {
  for (const button of document.querySelectorAll("[data-choose]")) button.addEventListener("click", () => speak(button.dataset.choose));
  for (const button of document.querySelectorAll("[data-act]")) button.addEventListener("click", ACTS[button.dataset.act]);
  speak(/^en/.test(navigator.language) ? "en" : "tr");
  const names = await lacking();
  if (names.length) {
    tell("lacks", "lacks", { names: names.join(", ") });
    for (const button of document.querySelectorAll("[data-act]")) button.disabled = true;
  }
  document.body.dataset.ready = "";
}

start();
