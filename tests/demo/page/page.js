import { Column } from "./column.js";
import { contenders } from "./contenders.js";
import { Run } from "./run.js";

const [form, start, stop, status, template] = ["controls", "start", "stop", "status", "column"].map((id) =>
  document.getElementById(id)
);
const config = await (await fetch("config.json")).json();
for (const element of document.querySelectorAll("[data-config]")) element.textContent = config[element.dataset.config];

const rivals = contenders(config).map((contender) => ({
  contender,
  column: new Column(template, contender.name, contender.note),
}));
document.getElementById("columns").append(...rivals.map(({ column }) => column.element));
// Plain fetch's dead calls, and a mark beside them.
const leastSpan = config.plainTimeout / 1_000 + 0.5;
setSpan(leastSpan);

let controller;
stop.addEventListener("click", () => controller.abort());
form.addEventListener("submit", async (event) => {
  event.preventDefault();
  setRunning(true);
  try {
    await race(form.elements.calls.valueAsNumber);
  } catch (error) {
    status.textContent = `Failed: ${error.message}`;
    throw error;
  } finally {
    setRunning(false);
  }
});
// Until here, the browser itself would have sent the form.
start.disabled = false;
status.textContent = "Ready";

async function race(calls) {
  controller = new AbortController();
  const { signal } = controller;
  let ended = 0;
  const onEnd = () => {
    ended++;
    // Often enough to follow, not so often that a screen reader drowns in it.
    if (ended % calls === 0) status.textContent = `Running: ${ended} of ${calls * rivals.length} calls ended`;
  };
  status.textContent = `Running: ${calls} calls in each column`;
  for (const { column } of rivals) column.reset(calls);
  setSpan(leastSpan);
  const run = new Run({ calls, lanes: config.lanes, signal, onEnd });
  const frames = followFrames(run);
  try {
    await Promise.all(rivals.map(({ contender, column }) => run.make(contender, column)));
  } finally {
    frames.stop();
  }
  const results = rivals.map(({ contender, column }) => `${contender.name} ${column.answered}`).join(", ");
  status.textContent = `${signal.aborted ? "Stopped" : "Done"}. Answers to ${calls} calls: ${results}`;
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

function setRunning(running) {
  // The focus goes along, or it would be lost with the button that had it.
  const next = running ? stop : start;
  const hadFocus = form.contains(document.activeElement);
  start.disabled = running;
  stop.disabled = !running;
  if (hadFocus) next.focus();
}
