// The work of a new account's browser: with it a comment is published at once, without it a person
// reads it first. Begins when somebody enters the form; the number is found while they type.

const beginsWithZeros = (digest, bits) => {
  const first = ((digest[0] << 24) | (digest[1] << 16) | (digest[2] << 8) | digest[3]) >>> 0;
  return first >>> (32 - bits) === 0;
};

const work = async (field) => {
  const bits = Number(field.dataset.bits);
  const encoder = new TextEncoder();
  for (let number = 0; ; number++) {
    const answer = `${field.dataset.work}:${number}`;
    const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", encoder.encode(answer)));
    if (beginsWithZeros(digest, bits)) {
      field.value = answer;
      return;
    }
  }
};

for (const field of document.querySelectorAll("[data-work]")) {
  const start = () => crypto.subtle && !field.value && work(field);
  field.form.addEventListener("focusin", start, { once: true });
}
