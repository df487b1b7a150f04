import { Column } from "./column.js";
import { contenders } from "./contenders.js";
import { Run } from "./run.js";
import { verdict } from "./verdict.js";

const CALLS = { usual: 20, least: 6, most: 100 };

const { dataset } = document.documentElement;
const [toggle, status, template] = ["toggle", "status", "column"].map((id) => document.getElementById(id));
const config = await (await fetch("config.json")).json();
for (const element of document.querySelectorAll("[data-config]")) element.textContent = config[element.dataset.config];

const rivals = contenders(config).map((contender) => ({
  contender,
  column: new Column(template, contender.name, contender.note),
}));
document.getElementById("columns").append(...rivals.map(({ column }) => column.element));
// Plain fetch's dead calls, and a mark beside them.
const leastSpan = config.plainTimeout * config.speed / 1_000 * 1.04;

let controller;
toggle.addEventListener("click", () => controller ? controller.abort() : start());
toggle.disabled = false;
await start();

async function start() {
  controller = new AbortController();
  toggle.textContent = "Stop";
  dataset.done = "false";
  try {
    await race(callsAsked(), controller.signal);
  } catch (error) {
    status.textContent = `Failed: ${error.message}`;
    throw error;
  } finally {
    controller = undefined;
    toggle.textContent = "Run again";
    dataset.done = "true";
  }
}

async function race(calls, signal) {
  status.textContent = `Running: ${calls} calls in each panel`;
  for (const { column } of rivals) column.reset(calls);
  setSpan(leastSpan);
  showProgress();
  const { lanes, speed, background } = config;
  const run = new Run({ calls, lanes, speed, background, signal, onEnd: showProgress });
  const frames = followFrames(run);
  try {
    await Promise.all(rivals.map(({ contender, column }) => run.make(contender, column)));
  } finally {
    frames.stop();
  }
  if (!signal.aborted) showVerdict();
  const [plain, firstbyte] = verdictParts();
  status.textContent = `${signal.aborted ? "Stopped" : "Done"}. ${plain.textContent}; ${firstbyte.textContent}`;
}

/** Says how many calls each side has behind it; of the three of firstbyte, the last one counts. */
function showProgress() {
  const [plain, ...protectedOnes] = rivals.map(({ column }) => column.tally);
  const answered = Math.min(...protectedOnes.map(({ answered }) => answered));
  show({
    plain: `plain fetch: ${plain.answered} of ${plain.calls} answered`,
    firstbyte: `firstbyte: ${answered} of ${plain.calls}`,
  });
}

function showVerdict() {
  const [plain, ...protectedOnes] = rivals.map(({ column }) => column.tally);
  show(verdict(plain, protectedOnes));
}

function show({ plain, firstbyte }) {
  const [first, second] = verdictParts();
  first.textContent = plain;
  second.textContent = firstbyte;
}

function verdictParts() {
  return document.querySelectorAll("#verdict span");
}

function followFrames(run) {
  let span = leastSpan;
  let frame = requestAnimationFrame(function draw() {
    const longest = run.tick();
    if (longest > span) setSpan(span = Math.ceil(longest));
    frame = requestAnimationFrame(draw);
  });
  return { stop: () => cancelAnimationFrame(frame) };
}

function setSpan(seconds) {
  for (const { column } of rivals) column.span(seconds);
}

function callsAsked() {
  const asked = Number(new URLSearchParams(location.search).get("calls")) || CALLS.usual;
  return Math.min(CALLS.most, Math.max(CALLS.least, Math.round(asked)));
}
