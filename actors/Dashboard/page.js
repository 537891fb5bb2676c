"use strict";
const by = id => document.getElementById(id);
const motion = !matchMedia("(prefers-reduced-motion: reduce)").matches;
let run = null, losses = [], chosen = -1, blocks = [], edges = [], before = null, over = false;

const make = (tag, name, text) => {
  const element = document.createElement(tag);
  if (name) element.className = name;
  if (text !== undefined) element.textContent = text;
  return element;
};
const number = x => typeof x === "number" ? x : NaN;
const digits = x => Number.isFinite(number(x)) ? number(x).toPrecision(4) : "–";
const two = n => String(n).padStart(2, "0");
const clock = s => {
  s = Math.max(0, Math.round(number(s)));
  return !Number.isFinite(s) ? "–" : s < 3600 ? `${Math.floor(s / 60)}:${two(s % 60)}` : `${Math.floor(s / 3600)}:${two(Math.floor(s / 60) % 60)}:${two(s % 60)}`;
};
const hue = k => `var(--c${k % 8})`;

function build(progress) {
  const chain = by("chain");
  chain.replaceChildren();
  blocks = []; edges = [];
  const loader = make("li", "card");
  loader.style.setProperty("--hue", "var(--soft)");
  loader.append(make("b", "", "loader"), make("small", "", "decodes, crops, masks"));
  chain.append(loader);
  progress.edges.forEach((edge, k) => {
    const item = make("li", "edge");
    const way = make("div", "way");
    if (edge.capacity <= 8) for (let n = 0; n < edge.capacity; n++) way.append(make("span", "slot"));
    else { const many = make("span", "many"); many.append(make("i")); way.append(many); }
    item.append(way, make("small", "depth"), make("small", "age"), make("small", "lost"));
    item.dataset.edge = edge.edge;
    chain.append(item);
    edges.push(item);
    const card = make("li", "card");
    card.style.setProperty("--hue", hue(k));
    card.tabIndex = 0;
    card.setAttribute("role", "button");
    card.dataset.block = k;
    const name = make("b");
    name.append(make("span", "", `block ${k}`), make("span", "state"));
    const shares = make("div", "shares");
    shares.append(make("i"), make("i"), make("i"), make("i"));
    card.append(name, make("div", "loss"), make("small", "updates"), make("small", "node"), shares);
    card.addEventListener("click", () => choose(k));
    card.addEventListener("keydown", event => {
      if (event.key === "Enter" || event.key === " ") { event.preventDefault(); choose(k); }
      const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
      if (step) { event.preventDefault(); blocks[(k + step + blocks.length) % blocks.length].focus(); }
    });
    chain.append(card);
    blocks.push(card);
  });
}

function choose(k) {
  chosen = chosen === k ? -1 : k;
  mark();
  draw();
}

function mark() { blocks.forEach((card, k) => card.setAttribute("aria-pressed", String(k === chosen))); }

function show(progress) {
  if (blocks.length !== progress.blocks.length) { build(progress); mark(); }
  by("step").textContent = `${progress.step} / ${progress.steps}`;
  by("done").value = progress.steps ? progress.step / progress.steps : 0;
  by("rate").textContent = number(progress.clips_per_second).toFixed(1);
  by("elapsed").textContent = clock(progress.seconds);
  by("left").textContent = clock(progress.remaining_seconds);
  by("skipped").textContent = progress.skipped_clips;
  progress.blocks.forEach((block, k) => {
    const card = blocks[k], part = name => card.querySelector(name);
    card.dataset.state = block.state;
    card.dataset.loss = block.last_loss;
    card.dataset.updates = block.updates;
    part(".state").textContent = block.state;
    part(".loss").textContent = digits(block.loss);
    part(".updates").textContent = `${block.updates} updates, began at ${digits(block.first_loss)}`;
    part(".node").textContent = block.node ? `on ${block.node}` : "";
    const seconds = [block.compute_seconds, block.starved_seconds, block.blocked_seconds, block.paused_seconds], all = seconds.reduce((a, b) => a + b, 0) || 1;
    card.querySelectorAll(".shares i").forEach((bar, n) => bar.style.width = `${100 * seconds[n] / all}%`);
    part(".shares").title = `computing ${Math.round(100 * seconds[0] / all)} %, starved ${Math.round(100 * seconds[1] / all)} %, blocked ${Math.round(100 * seconds[2] / all)} %, paused ${Math.round(100 * seconds[3] / all)} %`;
  });
  progress.edges.forEach((edge, k) => {
    const item = edges[k], way = item.querySelector(".way");
    item.dataset.depth = edge.depth;
    item.dataset.capacity = edge.capacity;
    item.toggleAttribute("data-full", edge.depth >= edge.capacity);
    way.querySelectorAll(".slot").forEach((slot, n) => slot.classList.toggle("full", edge.capacity - n <= edge.depth));
    const many = way.querySelector(".many i");
    if (many) many.style.width = `${100 * edge.depth / edge.capacity}%`;
    item.querySelector(".depth").textContent = `${edge.depth} of ${edge.capacity}${edge.depth >= edge.capacity ? ", full" : edge.depth === 0 ? ", empty" : ""}`;
    item.querySelector(".age").textContent = `age ${number(edge.mean_age).toFixed(2)}`;
    item.querySelector(".lost").textContent = edge.dropped ? `${edge.dropped} dropped` : "";
    item.title = `${edge.edge}: ${edge.produced} in, ${edge.consumed} out, ${edge.dropped} dropped`;
    if (motion && before && edge.produced > before.edges[k]?.produced && way.querySelectorAll(".dot").length < 3 && !document.hidden) {
      const dot = make("span", "dot");
      dot.addEventListener("animationend", () => dot.remove());
      way.append(dot);
    }
  });
  before = progress;
  gather(progress);
  document.body.dataset.paused = progress.paused;
  document.body.dataset.incarnation = progress.incarnation;
  by("pause").textContent = progress.paused ? "Resume" : "Pause";
  if (!over) link(`${progress.paused ? "paused" : "live"}${progress.incarnation > 1 ? `, incarnation ${progress.incarnation}` : ""}`, false);
  if (by("slow-block").options.length !== blocks.length) by("slow-block").replaceChildren(...blocks.map((_, k) => make("option", "", String(k))));
}

function gather(progress) {
  by("cluster").hidden = progress.members.length === 0;
  if (by("cluster").hidden) return;
  const item = (name, state, where, what) => {
    const li = make("li", state);
    li.dataset.member = name;
    li.dataset.status = state;
    li.append(make("b", "", name), make("span", "", ` ${state}`), make("small", "", `${where}${what}`));
    return li;
  };
  by("members").replaceChildren(item("coordinator", "up", location.host, ", loader"), ...progress.members.map(member => {
    const own = progress.blocks.filter(block => block.node === member.name).map(block => block.block);
    return item(member.name, member.state, member.address, member.state === "lost" ? "" : own.length ? `, block${own.length > 1 ? "s" : ""} ${own.join(", ")}` : ", no blocks");
  }));
}

async function steer(command) {
  const headers = { "Content-Type": "application/json" };
  if (run.secret) headers.Authorization = `Bearer ${by("secret").value}`;
  let answer;
  try {
    answer = await (await fetch("control", { method: "POST", headers, body: JSON.stringify(command) })).json();
  } catch {
    answer = { done: false, text: "no connection to the run" };
  }
  by("answer").textContent = answer.text;
  by("answer").classList.toggle("refused", !answer.done);
}
by("pause").addEventListener("click", () => steer({ kind: document.body.dataset.paused === "true" ? "resume" : "pause" }));
by("snapshot").addEventListener("click", () => steer({ kind: "snapshot" }));
by("slowdown").addEventListener("click", () => steer({ kind: "slowdown", block: Number(by("slow-block").value), factor: by("slow-factor").valueAsNumber }));

function note(progress) {
  const step = Math.max(...progress.blocks.map(block => block.updates));
  if (losses.length && step < losses.at(-1)[0]) losses = losses.filter(point => point[0] <= step);
  if ((losses.length === 0 || step > losses.at(-1)[0]) && progress.blocks.some(block => Number.isFinite(number(block.loss))))
    losses.push([step, ...progress.blocks.map(block => block.loss)]);
  if (losses.length > 1200) losses = losses.filter((_, n) => n % 2 === 0);
}

function draw() {
  const chart = by("chart"), { width, height } = chart.getBoundingClientRect(), left = 52, bottom = 24, top = 10, right = 12;
  chart.replaceChildren();
  const values = losses.flatMap(point => point.slice(1)).map(number).filter(Number.isFinite);
  if (!values.length || width === 0) return;
  chart.setAttribute("viewBox", `0 0 ${width} ${height}`);
  let low = Math.min(...values), high = Math.max(...values);
  if (high - low < 1e-9) { low -= .5; high += .5; }
  const first = losses[0][0], last = Math.max(losses.at(-1)[0], first + 1);
  const x = step => left + (width - left - right) * (step - first) / (last - first), y = loss => top + (height - top - bottom) * (high - loss) / (high - low);
  const add = (tag, attributes, text) => {
    const element = document.createElementNS("http://www.w3.org/2000/svg", tag);
    Object.entries(attributes).forEach(([name, value]) => element.setAttribute(name, value));
    if (text !== undefined) element.textContent = text;
    chart.append(element);
    return element;
  };
  for (let n = 0; n <= 4; n++) {
    const loss = low + (high - low) * n / 4;
    add("line", { x1: left, x2: width - right, y1: y(loss), y2: y(loss) });
    add("text", { x: left - 6, y: y(loss) + 4, "text-anchor": "end" }, loss.toPrecision(high - low < .05 * Math.abs(high) ? 5 : 3));
  }
  add("text", { x: left, y: height - 6 }, String(first));
  add("text", { x: width - right, y: height - 6, "text-anchor": "end" }, String(last));
  for (let k = 0; k < losses[0].length - 1; k++) {
    const points = losses.filter(point => Number.isFinite(number(point[k + 1]))).map(point => `${x(point[0]).toFixed(1)},${y(point[k + 1]).toFixed(1)}`);
    const curve = add("polyline", { points: points.join(" ") });
    curve.style.setProperty("--hue", hue(k));
    curve.classList.toggle("chosen", k === chosen);
    if (chosen >= 0 && k !== chosen) curve.style.opacity = .35;
  }
}

function tell(happened) {
  const item = make("li", happened.severity);
  item.append(make("time", "", new Date(happened.time).toLocaleTimeString()), make("span", "", happened.text));
  by("events").prepend(item);
  while (by("events").children.length > 100) by("events").lastChild.remove();
}

function link(text, lost) { by("link").textContent = text; by("link").classList.toggle("lost", lost); }

function connect() {
  const stream = new EventSource("events");
  stream.addEventListener("run", event => {
    const said = JSON.parse(event.data);
    run = said.run;
    over = false;
    before = null;
    blocks = [];
    by("chain").replaceChildren();
    by("events").replaceChildren();
    losses = said.losses;
    by("title").textContent = `${run.directory.split("/").at(-1)}: ${run.model}, ${run.regime}`;
    by("title").title = run.directory;
    document.title = `${run.directory.split("/").at(-1)} · Actors`;
    document.body.dataset.run = run.id;
    link("live", false);
    by("controls").hidden = !run.control;
    by("asks").hidden = !run.secret;
    by("answer").textContent = "";
    said.events.forEach(happened => tell(happened));
    if (said.progress) show(said.progress);
    draw();
  });
  stream.addEventListener("progress", event => { const progress = JSON.parse(event.data); show(progress); note(progress); draw(); });
  stream.addEventListener("event", event => tell(JSON.parse(event.data)));
  stream.addEventListener("end", () => { over = true; link("the run has ended; this is its last moment", true); });
  stream.addEventListener("error", () => {
    link(over ? "the run has ended; this is its last moment" : "no connection; trying again", true);
    // Some browsers give up at a refused connection; a run that starts anew is to be found again.
    if (stream.readyState === EventSource.CLOSED) setTimeout(connect, 2000);
  });
}
connect();
addEventListener("resize", draw);
