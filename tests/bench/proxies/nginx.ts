import { temporaryFolder } from "../../fixtures/temporary_folder.ts";
import { freePort, type Server, startServer } from "../start_server.ts";
import { eachAttempt, endingWith, type ProxySetup } from "./proxy.ts";

/**
 * Starts nginx.
 *
 * @param path Its executable.
 */
export async function startNginx(path: string, setup: ProxySetup): Promise<Server> {
  const port = freePort();
  const folder = await temporaryFolder({});
  await Deno.writeTextFile(`${folder.path}/nginx.conf`, configuration(setup, port, folder.path));
  const server = await startServer(path, { args: ["-p", folder.path, "-c", "nginx.conf", "-e", "stderr"], port });
  return endingWith(server, () => folder[Symbol.asyncDispose]());
}

// One worker, since the others have one, too. It goes on to the next of several servers: without a second, to the same one.
function configuration(setup: ProxySetup, port: number, folder: string): string {
  const servers = eachAttempt(setup).map((url) => `server ${new URL(url).host} max_fails=0;`);
  return `daemon off; worker_processes 1; worker_rlimit_nofile 20000; pid ${folder}/nginx.pid;
events { worker_connections 16384; }
http {
  access_log off;
  client_body_temp_path ${folder}/body; proxy_temp_path ${folder}/proxy; fastcgi_temp_path ${folder}/fastcgi;
  uwsgi_temp_path ${folder}/uwsgi; scgi_temp_path ${folder}/scgi;
  upstream api { ${servers.join(" ")} keepalive 128; }
  server {
    listen 127.0.0.1:${port};
    location / {
      proxy_pass http://api;
      proxy_http_version 1.1;
      proxy_set_header connection "";
      proxy_buffering off;
      proxy_read_timeout ${setup.cutoff}ms;
      proxy_next_upstream error timeout invalid_header http_429 http_500 http_502 http_503 http_504 non_idempotent;
      proxy_next_upstream_tries ${setup.attempts};
    }
  }
}
`;
}
