import { derivedRequest } from "./derived_request.ts";
import type { ReplayableRequest } from "./replayable_request.ts";

/** Holds back a response by which an upstream refuses for now, as long as another attempt may bring a better one. */
export interface RefusalHold {
  /** Lets go of the response that is held back, as an answer; `undefined` where there is none. */
  readonly release: (() => void) | undefined;
  /** Makes a request whose dispatch holds back what is a refusal. */
  wrap(request: ReplayableRequest): ReplayableRequest;
}

/**
 * Makes a hold for one of several attempts at once, which may have been refused
 * only because there are several: without hedging the caller would have had the
 * answer of the first.
 *
 * @param isRefusal Tells what is held back.
 * @param onHold Is called when something is.
 */
export function refusalHold(isRefusal: (response: Response) => boolean, onHold: () => void): RefusalHold {
  let release: RefusalHold["release"];

  async function hold(signal: AbortSignal | null | undefined): Promise<void> {
    if (signal?.aborted) return;
    await new Promise<void>((resolve) => {
      function letGo(): void {
        release = undefined;
        signal?.removeEventListener("abort", letGo);
        resolve();
      }
      release = letGo;
      // Where that ends the attempt, the body of what then comes too late is cancelled there.
      signal?.addEventListener("abort", letGo);
      onHold();
    });
  }

  return {
    get release() {
      return release;
    },
    wrap(request) {
      const dispatch: ReplayableRequest["dispatch"] = async (fetch, extra, ttfb) => {
        const response = await request.dispatch(fetch, extra);
        if (!isRefusal(response)) return response;
        // Its first byte is not what is waited for.
        ttfb?.rest();
        await hold(extra.signal);
        // An attempt that was aborted has stopped it for good.
        if (!extra.signal?.aborted) ttfb?.run();
        return response;
      };
      return derivedRequest(request, { dispatch: { value: dispatch } });
    },
  };
}
