import type { FetchObserverEvent } from "../../mod.ts";
import type { LogLine } from "./log_line.ts";
import type { RequestRecord } from "./request_record.ts";

/** Watches requests, from when each comes until it's logged. What it throws is dropped: it can break no request. */
export interface RequestObserver {
  /** A request came; nothing is known of its upstream yet. */
  begin?(record: RequestRecord): void;
  /** Something happened to one of its attempts. */
  event?(record: RequestRecord, event: FetchObserverEvent): void;
  /** It's over. */
  end?(record: RequestRecord, line: LogLine): void;
}
