"use strict";
// Without scripts the tables are read as they stand; with them they sort by a column and show rows that hold a text.
const order = new Intl.Collator(undefined, { numeric: true }).compare;

function sortable(table) {
  const body = table.tBodies[0];
  const heads = [...table.tHead.rows[0].cells];
  heads.forEach((head, column) => {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = head.textContent;
    head.replaceChildren(button);
    button.addEventListener("click", () => {
      const descending = head.getAttribute("aria-sort") === "ascending";
      heads.forEach((other) => other.removeAttribute("aria-sort"));
      head.setAttribute("aria-sort", descending ? "descending" : "ascending");
      const keyed = [...body.rows].map((row) => [row.cells[column].textContent, row]);
      keyed.sort((a, b) => (descending ? order(b[0], a[0]) : order(a[0], b[0])));
      body.append(...keyed.map((pair) => pair[1]));
    });
  });
}

function filterable(table) {
  const rows = [...table.tBodies[0].rows];
  const place = document.createElement("div");
  place.className = "filter";
  const label = document.createElement("label");
  const input = document.createElement("input");
  const shown = document.createElement("output");
  input.type = "search";
  input.id = `${table.id}-filter`;
  label.htmlFor = shown.htmlFor = input.id;
  label.textContent = "Show rows with";
  input.setAttribute("aria-controls", table.id);
  place.append(label, input, shown);
  table.parentElement.before(place);
  input.addEventListener("input", () => {
    const wanted = input.value.trim().toLowerCase();
    let count = 0;
    for (const row of rows) {
      row.hidden = !row.textContent.toLowerCase().includes(wanted);
      if (!row.hidden) count += 1;
    }
    shown.textContent = wanted ? `${count} of ${rows.length}` : "";
  });
}

for (const table of document.querySelectorAll("table")) {
  const count = table.tBodies[0].rows.length;
  if (count > 1) sortable(table);
  if (count > 5) filterable(table);
}
