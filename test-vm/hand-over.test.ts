import { expect, test } from "vitest";
import { credential } from "./hand-over.ts";

test("a document of any characters becomes one string that systemd reads as our credential", () => {
  const [name, bytes = ""] = credential('{"comment": "größer, …"}\n').split("=", 2);

  expect(name).toBe("io.systemd.credential.binary:groundstate.state");
  expect(Buffer.from(bytes, "base64").toString("utf8")).toBe('{"comment": "größer, …"}\n');
});
