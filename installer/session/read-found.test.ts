import { expect, it } from "vitest";
import type { Problem } from "../../provisioner/state/problem.ts";
import { fakeHost } from "../fake-host.fixture.ts";
import { inputQueue } from "../socket/inputs.ts";
import { searchDocument } from "./read-found.ts";

const text =
  '{\n  "version": 1,\n  "bootstrap": {\n    "timezone": "Europe/Berlin"\n  },\n  "plugins": {}\n}\n';

it("gives problems of the machine their place in the document, and leaves the others as they are", async () => {
  const host = await fakeHost();
  const search = await searchDocument({
    host,
    inputs: inputQueue(),
    emit: () => undefined,
    logs: "/run",
    medium: undefined,
    boot: { parameters: { unattended: true, rescue: false }, problems: [] },
    sources: [{ name: "test", look: async () => ({ found: { origin: "here", name: "state.json", text } }) }],
    attended: true,
  });
  await host.remove();
  const problem = (pointer: string): Problem => ({
    stage: "hardware",
    pointer,
    found: "x",
    needs: "y",
    fix: "z",
  });

  expect(search).toMatchObject({ outcome: "accepted" });
  if (search.outcome !== "accepted") return;
  expect(search.accepted.place(problem("/bootstrap/timezone")).position).toMatchObject({
    file: "state.json",
    line: 4,
  });
  expect(search.accepted.place(problem("/bootstrap/base")).found).toBe("x");
  expect(search.accepted.place(problem("/plugins/packagekit")).found).toBe("x");
  expect(search.accepted.place(problem("")).position).toBeUndefined();
});
