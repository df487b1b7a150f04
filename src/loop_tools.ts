import type { anySignal } from "./any_signal.ts";
import type { attempt } from "./attempt.ts";
import type { delay } from "./delay.ts";

/** What a loop that is loaded on demand is given by the core, which so need not be bundled twice, nor apart. */
export interface LoopTools {
  readonly attempt: typeof attempt;
  readonly delay: typeof delay;
  readonly anySignal: typeof anySignal;
}
