import { createServer, type Server } from "node:http";
import { afterEach, beforeEach, expect, it } from "vitest";
import { type FakeHost, fakeHost } from "../fake-host.fixture.ts";
import { askMirrors, type Mirrors } from "./mirrors.ts";

let host: FakeHost;
let server: Server;
let uri: string;
let asked: number;
let failing: number;
const said: string[] = [];

beforeEach(async () => {
  host = await fakeHost();
  asked = 0;
  failing = 0;
  said.length = 0;
  server = createServer((request, response) => {
    asked++;
    if (asked <= failing) request.socket.destroy();
    else response.writeHead(200, { Date: "Fri, 20 Nov 2026 18:00:00 GMT" }).end();
  });
  await new Promise<void>(resolve => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  uri = `http://127.0.0.1:${typeof address === "object" ? address?.port : ""}/debian`;
});
afterEach(async () => {
  await host.remove();
  await new Promise(resolve => server.close(resolve));
});

function asking(fetches: boolean): Mirrors {
  return askMirrors({ clock: host.clock, fetches, report: text => void said.push(text) });
}

it("waits for a network that is still coming up when packages are fetched", async () => {
  failing = 3;

  expect((await asking(true).ask({ uri, suite: "trixie" })).kind).toBe("there");
  expect(asked).toBe(4);
});

it("does not wait when nothing is fetched", async () => {
  failing = 3;

  expect((await asking(false).ask({ uri, suite: "trixie" })).kind).toBe("silent");
  expect(asked).toBe(1);
});

it("asks each archive once in a preflight, silent or not, and says once who is asked", async () => {
  failing = 4;
  const mirrors = asking(true);
  for (const suite of ["trixie", "trixie", "trixie-updates", "trixie-updates"])
    await mirrors.ask({ uri, suite });

  expect(asked).toBe(5);
  expect(said).toEqual([`Asking the mirror ${uri} ...`]);
});

it("tells the time that the mirror has", async () => {
  const { date } = await asking(true).ask({ uri, suite: "trixie" });

  expect(date?.toISOString()).toBe("2026-11-20T18:00:00.000Z");
});

it("says what went wrong on the way", async () => {
  await new Promise(resolve => server.close(resolve));

  expect(await asking(false).ask({ uri, suite: "trixie" })).toMatchObject({
    kind: "silent",
    why: expect.stringContaining("ECONNREFUSED"),
  });
});
