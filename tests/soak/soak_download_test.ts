import { assertDownloaded } from "./assert_downloaded.ts";
import { soakDownload } from "./soak_download.ts";

// `deno task soak` is the long form.
const OPTIONS = { bytes: 20_000_000, breaks: 10 };

Deno.test(`createFetch() reads ${OPTIONS.bytes} bytes right that break ${OPTIONS.breaks} times`, async () => {
  assertDownloaded(await soakDownload(OPTIONS), OPTIONS);
});
