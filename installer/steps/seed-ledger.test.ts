import { createHash } from "node:crypto";
import { afterEach, beforeEach, expect, it } from "vitest";
import { type FakeHost, fakeHost } from "../fake-host.fixture.ts";
import { pretendInstall } from "./pretend-install.fixture.ts";
import { seedLedgerStep } from "./seed-ledger.ts";

const voice = { line: () => undefined, warn: () => undefined, progress: () => undefined };
const written = '{\n  "version": 1\n}\n';

let host: FakeHost;
beforeEach(async () => {
  host = await fakeHost({ "chroot /target dpkg-query": "apt\t3.0\nlibc6:amd64\t2.41\n" });
  await host.files.write("/target/etc/groundstate/state.json", written);
});
afterEach(() => host.remove());

async function genesis(base: "image" | "debootstrap"): Promise<string> {
  const install = pretendInstall(host, base);
  await seedLedgerStep.run(install, voice);
  await seedLedgerStep.undo?.(install, voice);
  const [first = ""] = ((await host.files.read("/target/var/lib/groundstate/ledger.jsonl")) ?? "").split(
    "\n",
  );
  return first;
}

function sha256(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}

it("names the document as the provisioner will, and as it was found", async () => {
  const block = await genesis("image");

  expect(block).toContain(`"document_sha256":"${sha256(written)}"`);
  expect(block).toContain(`"document_source_sha256":"${"5".repeat(64)}"`);
});

it("records and keeps which packages debootstrap laid down", async () => {
  const manifest = "apt 3.0\nlibc6:amd64 2.41\n";

  const block = await genesis("debootstrap");

  expect(block).toContain(`"manifest_sha256":"${sha256(manifest)}"`);
  expect(block).toContain('"packages":2');
  expect(await host.files.read("/logs/packages-of-the-base.txt")).toBe(manifest);
});
