import { expect, test } from "vitest";
import { serveDocument } from "./loopback-server.ts";

test("a guest gets the document at its address, and nothing else", async () => {
  const { port, guestUrl, close } = await serveDocument('{"version": 1}\n');
  try {
    expect(guestUrl).toBe(`http://10.0.2.2:${port}`);
    const answer = await fetch(`http://127.0.0.1:${port}/state.json`);
    expect(await answer.text()).toBe('{"version": 1}\n');
    expect((await fetch(`http://127.0.0.1:${port}/other`)).status).toBe(404);
  } finally {
    await close();
  }
});
