import { createServer, type Server } from "node:http";
import { afterEach, beforeEach, expect, it } from "vitest";
import { answeringSources } from "./archives.ts";

let server: Server;
let asked: string[];
let there: string[];
let here: string;
const said: string[] = [];
const report = (text: string): void => void said.push(text);

beforeEach(async () => {
  asked = [];
  said.length = 0;
  server = createServer((request, response) => {
    const path = request.url ?? "";
    asked.push(path);
    response.statusCode = there.includes(path) ? 200 : 404;
    response.end();
  });
  await new Promise<void>(resolve => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  here = `http://127.0.0.1:${typeof address === "object" ? address?.port : ""}`;
});
afterEach(() => new Promise(resolve => server.close(resolve)));

const updates = "/debian/dists/trixie-updates/InRelease";
const security = "/debian-security/dists/trixie-security/InRelease";

it("guesses the security archive beside the mirror, and takes it when it answers", async () => {
  there = [security];
  const mirror = `${here}/debian`;

  expect(
    await answeringSources({ mirror, security: undefined, suite: "trixie" }, { fetches: false, report }),
  ).toEqual([
    { uri: mirror, suite: "trixie" },
    { uri: mirror, suite: "trixie-updates" },
    { uri: `${here}/debian-security`, suite: "trixie-security" },
  ]);
  expect(said).toEqual([]);
});

it("leaves a security archive out that does not answer, or for which there is no place to guess, and says so", async () => {
  there = [];
  const suitesOf = async (mirror: string): Promise<string[]> => {
    const sources = await answeringSources(
      { mirror, security: undefined, suite: "trixie" },
      { fetches: false, report },
    );
    return sources.map(({ suite }) => suite);
  };

  expect(await suitesOf(`${here}/debian`)).toEqual(["trixie", "trixie-updates"]);
  expect(said.join()).toContain(`trixie-security of ${here}/debian-security: HTTP status 404`);
  expect(await suitesOf("http://mirror.example/packages")).toEqual(["trixie", "trixie-updates"]);
  expect(said.join()).toContain("no security archive is known for http://mirror.example/packages");
});

it("asks nobody when nothing is fetched and the security archive is known", async () => {
  const known = { mirror: `${here}/debian`, security: `${here}/else`, suite: "trixie" };

  expect(await answeringSources(known, { fetches: false, report })).toHaveLength(3);
  expect(asked).toEqual([]);
});

it("asks for everything that an install fetches from, since apt stops at an archive that is not there", async () => {
  there = [security];
  const mirror = `${here}/debian`;
  const known = { mirror, security: `${here}/debian-security`, suite: "trixie" };

  const sources = await answeringSources(known, { fetches: true, report });

  expect(sources.map(({ suite }) => suite)).toEqual(["trixie", "trixie-security"]);
  expect(asked.sort()).toEqual([security, updates].sort());
});

it("knows that a suite which always moves has neither updates nor security archive", async () => {
  expect(
    await answeringSources({ mirror: here, security: undefined, suite: "sid" }, { fetches: true, report }),
  ).toEqual([{ uri: here, suite: "sid" }]);
});
