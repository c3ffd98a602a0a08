// The map beside a list. Nothing of it is loaded before "Haritayı göster" is pressed, and whatever
// it shows stands in the list, too. Without this file there is the list and the neighbourhood.

const load = (make, name, address) => new Promise((done, failed) => {
  const part = document.createElement(make);
  part.onload = done;
  part.onerror = failed;
  if (make === "link") part.rel = "stylesheet";
  part[name] = address;
  document.head.append(part);
});

const pair = (text) => {
  const found = /^\s*(-?\d{1,2}(?:\.\d+)?)\s*[,;]\s*(-?\d{1,3}(?:\.\d+)?)\s*$/.exec(text ?? "");
  return found ? [Number(found[1]), Number(found[2])] : null;
};

const named = (words, href) => {
  const link = document.createElement("a");
  link.textContent = words;
  link.href = href;
  return link;
};

const pin = (map, at, words, href) => {
  const icon = L.divIcon({ className: "map-pin", iconSize: [24, 24], iconAnchor: [12, 12] });
  const marker = L.marker(at, { icon, alt: words, riseOnHover: true }).addTo(map);
  marker.getElement().setAttribute("aria-label", words);
  if (href) marker.bindPopup(named(words, href), { closeButton: false });
  return marker;
};

const ground = async (map, box) => {
  const { tiles, attribution, outlines } = box.dataset;
  if (tiles) L.tileLayer(tiles, { maxZoom: 19, attribution }).addTo(map);
  const answer = await fetch(outlines).catch(() => null);
  if (!answer?.ok) return null;
  const shapes = L.geoJSON(await answer.json(), {
    interactive: false,
    style: { className: "map-outline", weight: 1.5 },
    onEachFeature: (feature, layer) => layer.bindTooltip(feature.properties.name, {
      permanent: true, direction: "top", className: "map-name",
    }),
  }).addTo(map);
  return shapes.getBounds();
};

const pick = (map, box) => {
  const input = document.getElementById(box.dataset.pick);
  let marker = null;
  const put = (at) => {
    marker?.remove();
    marker = at && pin(map, at, box.dataset.chosen, "");
  };
  map.on("click", ({ latlng }) => {
    input.value = `${latlng.lat.toFixed(5)}, ${latlng.lng.toFixed(5)}`;
    put([latlng.lat, latlng.lng]);
  });
  input.addEventListener("change", () => put(pair(input.value)));
  put(pair(input.value));
};

const open = async (box) => {
  await load("link", "href", box.dataset.style);
  await load("link", "href", box.dataset.look);
  await load("script", "src", box.dataset.script);
  const canvas = box.querySelector("[data-map-canvas]");
  canvas.hidden = false;
  const map = L.map(canvas, { zoomControl: false, zoomSnap: 0.25 });
  L.control.zoom({ zoomInTitle: box.dataset.nearer, zoomOutTitle: box.dataset.farther }).addTo(map);
  map.attributionControl.setPrefix(false);
  map.setView([39, 35], 6);
  const bounds = L.latLngBounds([]);
  for (const row of document.querySelectorAll("[data-point]")) {
    const link = row.querySelector("a[href]");
    const at = pair(row.dataset.point);
    if (!at) continue;
    bounds.extend(at);
    pin(map, at, row.dataset.name ?? link?.textContent ?? "", link?.href);
  }
  const town = await ground(map, box);
  if (town?.isValid()) map.fitBounds(town);
  else if (bounds.isValid()) map.fitBounds(bounds, { maxZoom: 16, padding: [24, 24] });
  if (box.dataset.pick) pick(map, box);
  canvas.focus();
};

for (const box of document.querySelectorAll("[data-map]")) {
  const button = box.querySelector("[data-map-show]");
  button.hidden = false;
  button.addEventListener("click", () => {
    button.remove();
    open(box).catch(() => { box.querySelector("[data-map-failed]").hidden = false; });
  });
}
