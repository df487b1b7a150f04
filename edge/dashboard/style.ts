/** The style of the dashboard's page. */
export const style = `
:root {
  --paper: #fbfaf7;
  --ink: #1c1e21;
  --soft: #5b6068;
  --line: #dcdad3;
  --waiting: #888e99;
  --lost: #c2700f;
  --hedged: #7a4fc0;
  --streaming: #10808f;
  --mark: #0b3f47;
  --dead: #c6342c;
  color-scheme: light dark;
  font: 15px/1.5 system-ui, sans-serif;
}
@media (prefers-color-scheme: dark) {
  :root {
    --paper: #121417;
    --ink: #eceae5;
    --soft: #a5abb5;
    --line: #31363d;
    --waiting: #6f7784;
    --lost: #c98522;
    --hedged: #b79cf5;
    --streaming: #2ba7b7;
    --mark: #d5f7fb;
    --dead: #f0655c;
  }
}
* { box-sizing: border-box; }
body {
  margin: 0 auto;
  padding: 1.5rem clamp(1rem, 3vw, 2.5rem);
  max-width: 90rem;
  background: var(--paper);
  color: var(--ink);
}
header { display: flex; flex-wrap: wrap; align-items: baseline; gap: 0 1.5rem; }
h1 { margin: 0; font-size: 1.6rem; }
#state, #none { color: var(--soft); }
#login, #controls { display: flex; flex-wrap: wrap; align-items: center; gap: 1rem; margin: 0.75rem 0; }
#login[hidden] { display: none; }
button, input {
  font: inherit;
  color: inherit;
  background: transparent;
  border: 1px solid var(--soft);
  border-radius: 0.4rem;
  padding: 0.25rem 0.75rem;
}
:focus-visible { outline: 2px solid var(--streaming); outline-offset: 2px; }
#legend { display: flex; flex-wrap: wrap; gap: 0.25rem 1.25rem; margin: 0 0 1rem; padding: 0; list-style: none; }
#legend { color: var(--soft); font-size: 0.85rem; }
#legend li { display: flex; align-items: center; gap: 0.4rem; }
.swatch { width: 1.25rem; height: 0.6rem; forced-color-adjust: none; }
.swatch.mark { width: 3px; height: 0.9rem; }
#requests { margin: 0; padding: 0; list-style: none; }
#requests li { border-top: 1px solid var(--line); }
summary {
  display: grid;
  grid-template-columns: 5rem minmax(6rem, 10rem) minmax(8rem, 16rem) 1fr minmax(12rem, 22rem);
  gap: 0 1rem;
  align-items: center;
  padding: 0.3rem 0.25rem;
  cursor: pointer;
  list-style: none;
}
summary > span { overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
summary > .result { white-space: normal; }
.time, .path { color: var(--soft); font-variant-numeric: tabular-nums; }
.wrong .result { color: var(--dead); }
.track { position: relative; height: calc(var(--lanes, 1) * 0.75rem + 0.25rem); forced-color-adjust: none; }
.segment { position: absolute; height: 0.6rem; min-width: 2px; }
.segment.mark { width: 3px; min-width: 3px; height: 0.9rem; }
.waiting { background: var(--waiting); }
.lost { background: repeating-linear-gradient(-45deg, var(--lost) 0 4px, transparent 4px 6px); }
.hedged { background: repeating-linear-gradient(90deg, var(--hedged) 0 2px, transparent 2px 5px); }
.streaming { background: var(--streaming); }
.mark { background: var(--mark); }
.dead { background: var(--dead); }
.attempts { margin: 0; padding: 0.25rem 0 0.75rem 6.25rem; color: var(--soft); }
@media (max-width: 50rem) {
  summary { grid-template-columns: 5rem 1fr; }
  .track { grid-column: 1 / -1; }
  .attempts { padding-left: 1.5rem; }
}
`;
