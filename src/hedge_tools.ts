import type { anySignal } from "./any_signal.ts";
import type { attempt } from "./attempt.ts";
import type { delay } from "./timer.ts";

/** What the hedging loop is given by the core, which so need not be bundled twice, nor apart. */
export interface HedgeTools {
  readonly attempt: typeof attempt;
  readonly delay: typeof delay;
  readonly anySignal: typeof anySignal;
}
