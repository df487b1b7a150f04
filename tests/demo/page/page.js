import { Column } from "./column.js";
import { contenders } from "./contenders.js";
import { Run } from "./run.js";

const LEAST_SPAN = 6;

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
setSpan(LEAST_SPAN);

let controller;
stop.addEventListener("click", () => controller.abort());
form.addEventListener("submit", async (event) => {
  event.preventDefault();
  setRunning(true);
  await race(form.elements.calls.valueAsNumber);
  setRunning(false);
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
  setSpan(LEAST_SPAN);
  const run = new Run({ calls, lanes: config.lanes, signal, onEnd });
  const frames = followFrames(run);
  await Promise.all(rivals.map(({ contender, column }) => run.make(contender, column)));
  frames.stop();
  const results = rivals.map(({ contender, column }) => `${contender.name} ${column.answered}`).join(", ");
  status.textContent = `${signal.aborted ? "Stopped" : "Done"}. Answers to ${calls} calls: ${results}`;
}

function followFrames(run) {
  let span = LEAST_SPAN;
  let frame = requestAnimationFrame(function draw() {
    run.tick();
    if (run.now > span) setSpan(span = Math.ceil(run.now) + 1);
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
