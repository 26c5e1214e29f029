// A read-out for charts: the pointer, or the arrow keys once the chart has the focus, move a cursor from place
// to place; its words stand under the chart and are spoken politely. The numbers themselves lie in the table
// behind the chart, so nothing is said here that cannot be read without it.

const SVG = "http://www.w3.org/2000/svg";

function places(hold) {
  return [...hold.querySelectorAll(".readout li")].map((item) => ({
    at: Number.parseFloat(item.dataset.at),
    text: item.textContent.trim(),
  }));
}

function equip(hold) {
  const entries = places(hold);
  const chart = hold.querySelector("svg.chart");
  if (!entries.length || !chart) return;

  const words = document.createElement("p");
  words.className = "chart-words small soft";
  words.setAttribute("aria-live", "polite");
  hold.append(words);

  const cursor = document.createElementNS(SVG, "line");
  cursor.setAttribute("class", "cursor");
  cursor.setAttribute("y1", "0");
  cursor.setAttribute("y2", String(Number(chart.getAttribute("height")) - 26));
  cursor.setAttribute("visibility", "hidden");
  chart.append(cursor);

  hold.tabIndex = 0;
  hold.setAttribute("role", "group");
  hold.setAttribute("aria-labelledby", chart.getAttribute("aria-labelledby"));

  let current = -1;

  function read(number) {
    current = Math.min(Math.max(number, 0), entries.length - 1);
    const { at, text } = entries[current];
    cursor.setAttribute("x1", `${at}%`);
    cursor.setAttribute("x2", `${at}%`);
    cursor.setAttribute("visibility", "visible");
    if (words.textContent !== text) words.textContent = text;
  }

  function rest() {
    current = -1;
    cursor.setAttribute("visibility", "hidden");
    words.textContent = "";
  }

  function nearest(event) {
    const box = chart.getBoundingClientRect();
    const at = ((event.clientX - box.left) / box.width) * 100;
    let best = 0;
    entries.forEach((entry, number) => {
      if (Math.abs(entry.at - at) < Math.abs(entries[best].at - at)) best = number;
    });
    return best;
  }

  hold.addEventListener("pointermove", (event) => read(nearest(event)));
  hold.addEventListener("pointerleave", () => {
    if (document.activeElement !== hold) rest();
  });
  hold.addEventListener("blur", rest);
  hold.addEventListener("keydown", (event) => {
    const last = entries.length - 1;
    const moves = { ArrowRight: current + 1, ArrowLeft: current < 0 ? last : current - 1, Home: 0, End: last };
    if (event.key in moves) {
      event.preventDefault();
      read(moves[event.key]);
    } else if (event.key === "Escape" && current >= 0) {
      event.preventDefault();
      rest();
    }
  });
}

// Hours by weekday: one tab stop for the whole table, arrow keys inside it.
function rove(table) {
  const rows = [...table.querySelectorAll("tbody tr")].map((row) => [...row.querySelectorAll("td")]);
  const links = rows.map((row) => row.map((cell) => cell.querySelector("a")));
  const all = links.flat().filter(Boolean);
  if (!all.length) return;
  let [row, column] = start(links);
  all.forEach((link) => {
    link.tabIndex = -1;
  });
  links[row][column].tabIndex = 0;

  function go(nextRow, nextColumn) {
    const next = links[nextRow]?.[nextColumn];
    if (!next) return;
    links[row][column].tabIndex = -1;
    [row, column] = [nextRow, nextColumn];
    next.tabIndex = 0;
    next.focus();
  }

  function step(rowStep, columnStep) {
    let [nextRow, nextColumn] = [row + rowStep, column + columnStep];
    while (links[nextRow] && nextColumn >= 0 && nextColumn < links[nextRow].length) {
      if (links[nextRow][nextColumn]) {
        go(nextRow, nextColumn);
        return;
      }
      nextRow += rowStep;
      nextColumn += columnStep;
    }
  }

  table.addEventListener("keydown", (event) => {
    const moves = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };
    const move = moves[event.key];
    if (!move) return;
    event.preventDefault();
    step(...move);
  });
  table.addEventListener("focusin", (event) => {
    const nextRow = links.findIndex((line) => line.includes(event.target));
    if (nextRow >= 0) {
      links[row][column].tabIndex = -1;
      [row, column] = [nextRow, links[nextRow].indexOf(event.target)];
      event.target.tabIndex = 0;
    }
  });
}

function start(links) {
  for (let row = 0; row < links.length; row += 1) {
    const column = links[row].findIndex(Boolean);
    if (column >= 0) return [row, column];
  }
  return [0, 0];
}

export function equipCharts(root = document) {
  root.querySelectorAll("[data-chart]:not([data-equipped])").forEach((hold) => {
    hold.dataset.equipped = "";
    equip(hold);
  });
  root.querySelectorAll("table.heat:not([data-equipped])").forEach((table) => {
    table.dataset.equipped = "";
    rove(table);
  });
}

equipCharts();
