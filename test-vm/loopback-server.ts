import { createServer, type RequestListener } from "node:http";

/** An HTTP server on this host's loopback; guests of a user network reach it at 10.0.2.2 */
export interface LoopbackServer {
  readonly port: number;
  /** Its root as a guest writes it, without a slash at the end */
  readonly guestUrl: string;
  close(): Promise<void>;
}

/** Serves on a free port of 127.0.0.1, which nobody but this host and its guests can ask */
export async function listenOnLoopback(answer: RequestListener): Promise<LoopbackServer> {
  const server = createServer(answer);
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(0, "127.0.0.1", resolve);
  });
  const address = server.address();
  const port = typeof address === "object" && address ? address.port : 0;
  return {
    port,
    guestUrl: `http://10.0.2.2:${port}`,
    close: async () => {
      server.closeAllConnections();
      await new Promise(resolve => server.close(resolve));
    },
  };
}

/** Serves one document as /state.json; whatever else is asked for is not there */
export function serveDocument(text: string): Promise<LoopbackServer> {
  return listenOnLoopback((request, response) => {
    if (request.url !== "/state.json") response.writeHead(404).end();
    else response.writeHead(200, { "Content-Type": "application/json" }).end(text);
  });
}
