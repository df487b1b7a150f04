// @ts-types="@types/asciichart"
import { blue, green, magenta, plot as chart, red } from "asciichart";
import { quantile, type Summary } from "./summary.ts";

const COLUMNS = 64;
const ROWS = 5;
// Columns of "5.0 s " and the axis.
const LABEL = 7;
const COLORS = [red, green, magenta, blue];

/** How a {@linkcode plot} is drawn. */
export interface PlotOptions {
  /** Whether the terminal shows colors. */
  colors: boolean;
}

/** Draws each contender's waiting times, the shortest on the left, all on one scale. */
export function plot(summaries: readonly Summary[], options: PlotOptions): string {
  const max = Math.max(...summaries.map(({ worst }) => worst)) / 1_000;
  const format = (seconds: number) => `${seconds.toFixed(1)} s `;
  const charts = summaries.map(({ name, waits }, index) => {
    const line = Array.from({ length: COLUMNS }, (_, x) => quantile(waits, (x + 1) / COLUMNS) / 1_000);
    const colors = options.colors ? [COLORS[index % COLORS.length]] : [];
    const drawn = chart(line, { min: 0, max, height: ROWS, offset: 2, format, colors });
    return `${name}\n${drawn.replace(/ +$/gm, "")}`;
  });
  return ["Waiting times of all calls, the shortest on the left", ...charts].join("\n\n") + `\n${axis()}`;
}

function axis(): string {
  let line = "";
  for (const percent of [25, 50, 75, 100]) {
    line += `${percent} %`.padStart(LABEL + COLUMNS * percent / 100 - line.length);
  }
  return line;
}
