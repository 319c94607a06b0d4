"use strict";
// Weighs the engine's own values anew when a weight is moved. Every number comes out as the engine would make it:
// the same operations in the same order, and sums that are rounded once, as Python's math.fsum rounds them.

const model = JSON.parse(document.getElementById("model").textContent);
const byId = new Map(model.alternatives.map((alternative) => [alternative.id, alternative]));

/** The sum of numbers, rounded once: partial sums without loss (Shewchuk 1997), then half to even. */
function exactSum(numbers) {
  const partials = [];
  for (let x of numbers) {
    let kept = 0;
    for (let y of partials) {
      if (Math.abs(x) < Math.abs(y)) [x, y] = [y, x];
      const high = x + y;
      const low = y - (high - x);
      if (low) partials[kept++] = low;
      x = high;
    }
    partials.length = kept;
    partials.push(x);
  }
  return rounded(partials);
}

/** Round partials, from the smallest up, to their sum. */
function rounded(partials) {
  let n = partials.length;
  let high = n ? partials[--n] : 0;
  let low = 0;
  while (n > 0 && !low) {
    const x = high;
    const y = partials[--n];
    high = x + y;
    low = y - (high - x);
  }
  if (n > 0 && low && Math.sign(low) === Math.sign(partials[n - 1])) {
    const x = high + 2 * low;
    if (2 * low === x - high) high = x;
  }
  return high;
}

/** What each criterion weighs, from how much its default is multiplied by; all together 1, or all 0. */
function weigh(factors) {
  const raw = model.criteria.map((criterion) => criterion.weight * factors.get(criterion.id));
  const total = exactSum(raw);
  const weights = new Map(model.criteria.map((c, n) => [c.id, total ? raw[n] / total : 0]));
  return { weights, unit: total ? model.unit / total : 0 };
}

/** The scores and ranges of all alternatives, in the order of rank. */
function rank(weights) {
  const sum = (values) =>
    model.base + exactSum(model.criteria.map((c) => model.span * weights.get(c.id) * values[c.id]));
  const scored = model.alternatives.map((a) => ({ ...a, score: sum(a.values), low: sum(a.lows), high: sum(a.highs) }));
  const rivals = scored.filter((a) => a.eligible);
  for (const a of scored) a.rank = a.eligible ? 1 + rivals.filter((b) => b.score > a.score).length : null;
  return scored.sort((a, b) => b.eligible - a.eligible || b.score - a.score); // stable, so ties keep their order
}

/** Write points (0 or more) with one decimal, a tie to the even digit, as the report does. */
function points(value) {
  if ((value * 4) % 2 !== 1) return value.toFixed(1);
  const tenths = Math.floor(value * 10);
  return ((tenths + (tenths % 2)) / 10).toFixed(1);
}

function gained(value) {
  return (value < 0 ? "\u2212" : "+") + points(Math.abs(value));
}

/** Round parts to one decimal so that they add up to the rounded total (largest remainders). */
function parts(exact, total) {
  const floors = exact.map((part) => Math.floor(part * 10));
  const missing = Math.round(total * 10) - floors.reduce((a, b) => a + b, 0);
  const order = exact.map((_, n) => n).sort((a, b) => floors[a] - exact[a] * 10 - (floors[b] - exact[b] * 10));
  for (const n of order.slice(0, Math.max(0, missing))) floors[n] += 1;
  return floors.map((tenths) => tenths / 10);
}

/** What leads now, in a sentence, and whether it is another than with the profile's own weights. */
function verdict(ranking, unit, own) {
  const [first, second] = ranking.filter((a) => a.eligible);
  if (!first) return { text: "No alternative is eligible, whatever weighs how much." };
  if (!unit) return { text: "Nothing weighs anything now, so nothing leads." };
  if (!second) return { text: `${first.title} is the only eligible alternative, whatever weighs how much.` };
  const lead = first.score - second.score;
  const close = lead < model.close * unit ? ", too close to call" : "";
  const then = `${first.title} leads ${second.title} by ${points(lead)} points${close}.`;
  if (!lead) return { text: `${first.title} and ${second.title} have the same score.` };
  if (first.id === own.id) return { text: `The winner stays: ${then}` };
  return { text: `The winner changes: ${then} With the profile's own weights it is ${own.title}.`, changes: true };
}

/** The scale of the charts: at least what it was, wider in tens where numbers need it. */
function scaleOver(numbers, scale) {
  const bottom = Math.min(scale.bottom, 10 * Math.floor(Math.min(...numbers) / 10));
  const top = Math.max(scale.top, 10 * Math.ceil(Math.max(...numbers) / 10));
  return { bottom, top, at: (x) => `${((100 * (x - bottom)) / (top - bottom)).toFixed(2)}%` };
}

/** Set attributes of a part of a chart. */
function draw(element, attributes) {
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
}

function drawRanking(ranking, scale) {
  const list = document.querySelector(".ranking");
  for (const a of ranking) {
    const item = list.querySelector(`[data-alternative="${a.id}"]`);
    Object.assign(item.dataset, { score: a.score, low: a.low, high: a.high });
    item.classList.toggle("first", a.rank === 1);
    item.querySelector(".rank").textContent = a.rank ?? "\u2013";
    item.querySelector(".score").textContent = points(a.score);
    if (a.eligible) item.querySelector(".range").textContent = `${points(a.low)} to ${points(a.high)}`;
    draw(item.querySelector(".line"), { x1: scale.at(a.low), x2: scale.at(a.high) });
    draw(item.querySelector(".dot"), { cx: scale.at(a.score) });
    list.append(item);
  }
}

/** Where each step of an alternative's waterfall begins and ends. */
function steps(alternative, weights) {
  let end = model.base;
  return alternative.steps.map((criterion) => {
    const weight = model.span * weights.get(criterion);
    const step = { criterion, weight, start: end, gain: weight * alternative.values[criterion] };
    end += step.gain;
    return { ...step, end };
  });
}

function drawFalls(alternative, falls, scale) {
  const sheet = document.getElementById(`alternative-${alternative.id}`);
  const shown = parts(falls.map((fall) => fall.gain), alternative.score - model.base);
  sheet.querySelector(".score").textContent = points(alternative.score);
  sheet.querySelector(".to").textContent = points(alternative.score);
  falls.forEach((fall, n) => {
    const row = sheet.querySelector(`[data-criterion="${fall.criterion}"]`);
    const [left, right] = [Math.min(fall.start, fall.end), Math.max(fall.start, fall.end)];
    const width = `${((100 * (right - left)) / (scale.top - scale.bottom)).toFixed(2)}%`;
    draw(row.querySelector("rect"), { x: scale.at(left), width });
    draw(row.querySelector(".zero"), { x1: scale.at(model.base), x2: scale.at(model.base) });
    const shares = alternative.shares[fall.criterion].map(([strength, divisor]) => (fall.weight / divisor) * strength);
    const texts = [shown[n], ...parts(shares, shown[n])].map(gained);
    row.querySelectorAll(".points").forEach((cell, k) => (cell.textContent = texts[k]));
  });
}

function drawAxes(scale) {
  for (const axis of document.querySelectorAll(".ticks")) {
    const tens = Array.from({ length: (scale.top - scale.bottom) / 10 + 1 }, (_, n) => scale.bottom + 10 * n);
    axis.replaceChildren(
      ...tens.map((ten) => {
        const text = document.createElementNS("http://www.w3.org/2000/svg", "text");
        draw(text, { x: scale.at(ten), y: 12 });
        text.textContent = ten;
        return text;
      }),
    );
  }
}

/** Say how much a criterion weighs: its level where it is at one, and its share. */
function said(factor, weight) {
  const level = Object.entries(model.levels).find(([, value]) => value === factor);
  return `${level ? level[0] : `${factor} times normal`}, ${points(100 * weight)} %`;
}

function start() {
  const form = document.getElementById("weights");
  const status = document.getElementById("moved");
  const back = form.querySelector("button");
  const profile = new Map(model.criteria.map((criterion) => [criterion.id, criterion.factor]));
  const [own] = rank(weigh(profile).weights).filter((a) => a.eligible);
  const tens = [...document.querySelector(".ticks").children].map((text) => Number(text.textContent));
  const first = { bottom: Math.min(...tens), top: Math.max(...tens) };
  let factors = new Map(profile);
  let frame = 0;

  function show() {
    const { weights, unit } = weigh(factors);
    const ranking = rank(weights);
    const falls = new Map(ranking.map((a) => [a.id, steps(a, weights)]));
    const ends = [...falls.values()].flat().map((fall) => fall.end);
    const scale = scaleOver([...ranking.flatMap((a) => [a.low, a.high]), ...ends], first);
    drawRanking(ranking, scale);
    for (const a of ranking) drawFalls(a, falls.get(a.id), scale);
    drawAxes(scale);
    for (const [id, factor] of factors) {
      const row = form.querySelector(`[data-criterion="${id}"]`);
      row.querySelector(".percent").textContent = `${points(100 * weights.get(id))} %`;
      row.querySelector("input").setAttribute("aria-valuetext", said(factor, weights.get(id)));
    }
    const isMoved = [...factors].some(([id, factor]) => factor !== profile.get(id));
    const { text, changes } = verdict(ranking, unit, own);
    status.textContent = isMoved ? text : "These are the profile's own weights.";
    status.classList.toggle("changes", isMoved && Boolean(changes));
    document.body.classList.toggle("is-moved", isMoved);
    back.disabled = !isMoved;
  }

  /** Show what was moved with the next frame, however often it moves before. */
  function follow() {
    cancelAnimationFrame(frame);
    frame = requestAnimationFrame(show);
  }

  form.addEventListener("input", (event) => {
    factors.set(event.target.closest(".weight").dataset.criterion, event.target.valueAsNumber);
    follow();
  });
  form.addEventListener("reset", () => {
    factors = new Map(profile);
    form.querySelector("input").focus(); // the button that had the focus is about to be disabled
    follow();
  });
  form.addEventListener("submit", (event) => event.preventDefault());
  form.hidden = false;
  document.getElementById("weights-plain").hidden = true;
  show();
}

/** Open what a link or the address leads into. */
function openTarget() {
  const target = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
  for (let around = target; around; around = around.parentElement) if (around.tagName === "DETAILS") around.open = true;
}

addEventListener("hashchange", openTarget);
openTarget();
start();
