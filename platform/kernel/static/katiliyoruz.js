// Conveniences only: every page works without this file.

// A form that came back with errors: the reader starts at the list of them.
document.querySelector("[data-focus]")?.focus();

const show = (line, left) => {
  line.textContent = left < 0 ? `${line.dataset.over} ${-left}` : `${line.dataset.left} ${left}`;
  line.classList.toggle("err", left < 0);
};

// A code that stands behind the # of a link: no server, log or other page ever sees it there.
for (const input of document.querySelectorAll("[data-from-address]")) {
  if (!input.value && location.hash.length > 1) {
    input.value = decodeURIComponent(location.hash.slice(1));
    history.replaceState(null, "", location.pathname + location.search);
  }
}

// Remaining choices of a ballot or of a group of checkboxes.
for (const group of document.querySelectorAll("[data-most]")) {
  const lines = group.querySelectorAll("[data-remaining]");
  const count = () => {
    const left = Number(group.dataset.most) - group.querySelectorAll("input[type=checkbox]:checked").length;
    for (const line of lines) show(line, left);
  };
  group.addEventListener("change", count);
  count();
}

// Remaining letters. Counted in code points, as the server counts them.
for (const input of document.querySelectorAll("[data-letters]")) {
  const line = document.getElementById(`${input.id}-harf`);
  const count = () => show(line, Number(input.dataset.letters) - [...input.value.trim()].length);
  if (input.value) count();
  input.addEventListener("input", count);
}

// Similar ones under a title: a fragment of HTML from our own server.
for (const input of document.querySelectorAll("[data-similar-url]")) {
  const target = document.getElementById(input.dataset.similarInto);
  if (!target) continue;
  let timer, request;
  const look = async () => {
    request?.abort();
    request = new AbortController();
    const url = new URL(input.dataset.similarUrl, location.href);
    url.searchParams.set("q", input.value.trim());
    try {
      const answer = await fetch(url, { signal: request.signal, headers: { Accept: "text/html" } });
      if (answer.ok) target.innerHTML = await answer.text();
    } catch { /* Offline or overtaken by the next letter: what was shown stays. */ }
  };
  input.addEventListener("input", () => {
    clearTimeout(timer);
    if (input.value.trim().length < 8) return void target.replaceChildren();
    timer = setTimeout(look, 500);
  });
}
