// The booth. Conveniences only: every paper is filled in, reordered and reckoned up without it.

const cast = document.querySelector("[data-cast]");
if (cast) forget(cast.dataset.cast);
const form = document.querySelector("form.booth");
if (form) open();

// What is filled in stays in this tab until it is cast or the tab is closed: it survives signing in
// and a lost connection, and the next person at a shared computer does not find it.
function forget(election) {
  try { sessionStorage.removeItem(`oy-${election}`); } catch { /* Storage is switched off. */ }
}

function open() {
  const { keep, owner } = form.dataset, language = document.documentElement.lang;
  const find = (within, what) => within.querySelector(what), all = (what) => [...form.querySelectorAll(what)];
  const rows = all("[data-option]"), list = find(form, "[data-ranking]"), said = find(form, "[data-said]");
  const isMark = ([name]) => /^(choice$|puan-|sira-)/.test(name);
  const numbers = new Intl.NumberFormat(language);
  const lira = (kurus) => `${new Intl.NumberFormat(language, kurus % 100 ? { minimumFractionDigits: 2 } : {}).format(kurus / 100)}\u00a0₺`;
  const value = (row) => {
    const field = find(row, "input:checked, input[type=number], select");
    return !field ? 0 : field.type === "checkbox" ? 1 : Math.trunc(Number(field.value)) || 0;
  };
  const sum = (figure, some = rows) => some.reduce((total, row) => total + figure(value(row), row), 0);
  const USED = {
    choices: (n) => (n ? 1 : 0), money: (n, row) => n * row.dataset.cost, points: (n) => n, credits: (n) => n * n,
  };

  const reckon = () => {
    const told = [];
    let money = Infinity;
    for (const gauge of all("[data-gauge]")) {
      const { gauge: unit, most } = gauge.dataset, used = sum(USED[unit]);
      const show = unit === "money" ? lira : (n) => numbers.format(n);
      const left = most === undefined ? used : most - used, over = left < 0;
      const words = [over ? gauge.dataset.over : gauge.dataset.left, show(Math.abs(left))];
      [find(gauge, "[data-label]").textContent, find(gauge, "[data-value]").textContent] = words;
      gauge.classList.toggle("over", over);
      told.push(words.join(": "));
      if (most === undefined) continue;
      find(gauge, "progress").value = Math.max(0, used);
      find(gauge, "[data-used]").textContent = show(used);
      if (unit === "money") money = left;
    }
    for (const row of rows) {
      const n = value(row), price = find(row, "[data-price]"), fits = find(row, "[data-fits]");
      if (price) price.textContent = price.dataset.price.replace("{n}", numbers.format(n * n));
      const field = find(row, "input[type=number]");
      if (field) {
        row.classList.toggle("in", n !== 0);
        const [less, more] = row.querySelectorAll("button");
        if (more) [less.disabled, more.disabled] = [n <= field.min, n >= field.max];
      }
      if (!fits) continue;
      fits.hidden = Boolean(n) || row.dataset.cost <= money;
      fits.textContent = fits.dataset.fits.replace("{n}", lira(row.dataset.cost - Math.max(0, money)));
    }
    for (const line of all("[data-spent]")) line.textContent = lira(sum(USED.money, rows.filter((row) => line.closest("[data-pot]").contains(row))));
    return told;
  };
  const save = () => {
    try {
      if (keep) sessionStorage.setItem(`oy-${keep}`, JSON.stringify({ owner, marks: [...new FormData(form)].filter(isMark) }));
    } catch { /* Storage is switched off or full: the page itself holds the choice. */ }
  };
  const changed = (news) => {
    const told = reckon();
    said.textContent = [news, ...told].filter(Boolean).join(". ");
    save();
  };

  // Ranking: groups of rows, best first; each holds one row unless ranks may be equal.
  const equal = list && "equal" in list.dataset;
  const numbered = (but) => {
    const groups = [];
    for (const row of list.children) if (row !== but && value(row)) (groups[value(row)] ??= []).push(row);
    return equal ? groups : [[], ...groups.flat().map((row) => [row])];
  };
  const write = (groups, row) => {
    const order = groups.filter((group) => group?.length).slice(0, list.dataset.places), ranked = order.flat();
    const focused = document.activeElement;
    for (const one of rows) {
      const place = order.findIndex((group) => group.includes(one)) + 1, full = ranked.length >= list.dataset.places;
      find(one, "select").value = place || "";
      one.className = place ? "ranked" : "unranked";
      find(one, "[name=ekle]").disabled = place || full;
      find(one, "[name=cikar]").disabled = !place;
      find(one, "[name=yukari]").disabled = !place || (place === 1 && order[0].length === 1);
      find(one, "[name=asagi]").disabled = !place || (place === order.length && order.at(-1).length === 1);
    }
    list.append(...ranked, ...rows.filter((one) => !ranked.includes(one)));
    if (!row) return;
    (focused.disabled ? find(row, "select") : focused).focus();
    row.scrollIntoView({ block: "nearest" });
    const words = value(row) ? list.dataset.put : list.dataset.off;
    changed(words.replace("{t}", find(row, "[data-title]").textContent).replace("{n}", value(row)));
  };
  const put = (row, place) => {
    const groups = numbered(row);
    if (place && equal) (groups[place] ??= []).push(row);
    else if (place) groups.splice(place, 0, [row]);
    write(groups, row);
  };
  const move = (row, verb) => {
    const groups = numbered().filter((group) => group?.length), here = groups.findIndex((group) => group.includes(row));
    const up = verb === "yukari", other = up ? here - 1 : here + 1;
    if (here < 0) groups.push([row]);
    else if (verb === "cikar") groups[here] = groups[here].filter((one) => one !== row);
    else if (groups[here].length > 1) {
      groups[here] = groups[here].filter((one) => one !== row);
      groups.splice(up ? here : here + 1, 0, [row]);
    } else if (groups[other]) [groups[here], groups[other]] = [groups[other], groups[here]];
    write(groups, row);
  };

  form.addEventListener("click", (event) => {
    const button = event.target.closest("button[name]"), row = button?.closest("[data-option]");
    if (!row) return;
    event.preventDefault();
    if (list) return move(row, button.name);
    const field = find(row, "input");
    field.value = Math.min(field.max, Math.max(field.min, value(row) + (button.name === "arti" ? 1 : -1)));
    changed();
    if (button.disabled) field.focus();
  });
  form.addEventListener("input", (event) => {
    if (!isMark([event.target.name])) return;
    if (list) put(event.target.closest("li"), value(event.target.closest("li")));
    else changed();
  });

  // Dragging presses the number of the row it ends on: an extra for mouse and finger.
  if (list) {
    let held = null, over = null;
    const mark = (row) => {
      over?.classList.remove("over");
      over = row;
      over?.classList.add("over");
    };
    for (const row of rows) {
      const grip = document.createElement("span");
      grip.className = "grip";
      find(row, ".row").append(grip);
      grip.addEventListener("pointerdown", (event) => {
        if (event.button) return;
        event.preventDefault();
        grip.setPointerCapture(event.pointerId);
        held = row;
        row.classList.add("held");
      });
      grip.addEventListener("pointermove", (event) => {
        const below = held && document.elementFromPoint(event.clientX, event.clientY)?.closest("[data-option]");
        if (held) mark(below && below !== held && list.contains(below) ? below : null);
      });
      for (const end of ["pointerup", "pointercancel"]) grip.addEventListener(end, () => {
        if (!held) return;
        const target = end === "pointerup" && over, last = numbered(held).filter((group) => group?.length).length + 1;
        held.classList.remove("held");
        held = null;
        mark(null);
        if (target) put(row, Math.min(value(target) || last, list.dataset.places));
      });
    }
  }

  for (const part of all("[data-plain]")) part.hidden = true;
  const filter = find(form, "[data-filter]");
  if (filter) {
    const field = find(filter, "input"), shown = find(filter, "select"), found = find(filter, "[data-found]");
    filter.hidden = false;
    filter.addEventListener("keydown", (event) => event.key === "Enter" && event.preventDefault());
    filter.addEventListener("input", () => {
      const sought = (field?.value ?? "").trim().toLocaleLowerCase(language), only = shown?.value ?? "";
      for (const row of rows) {
        const pot = row.closest("[data-pot]"), legend = pot?.querySelector("legend").textContent ?? "";
        row.hidden = (only && pot.id !== only) || !(row.textContent + legend).toLocaleLowerCase(language).includes(sought);
      }
      for (const pot of all("[data-pot]")) pot.hidden = ![...pot.querySelectorAll("[data-option]")].some((row) => !row.hidden);
      found.textContent = (sought || only) && found.dataset.found.replace("{n}", rows.filter((row) => !row.hidden).length);
    });
  }

  if (keep) {
    find(form, "[data-kept]").hidden = false;
    let kept = null;
    try { kept = JSON.parse(sessionStorage.getItem(`oy-${keep}`)); } catch { /* None, or not ours. */ }
    if (kept?.owner && kept.owner !== owner) forget(keep);
    else if (kept && !("filled" in form.dataset)) {
      for (const [name, text] of kept.marks) {
        const fields = form.elements.namedItem(name);
        for (const field of fields?.length && !fields.options ? fields : [fields]) {
          if (!field) continue;
          if (field.type === "checkbox" || field.type === "radio") field.checked ||= field.value === text;
          else field.value = text;
        }
      }
      if (list) write(numbered());
    }
    if ("filled" in form.dataset) save();
  }
  reckon();
}
