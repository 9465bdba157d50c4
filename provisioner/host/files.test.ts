import { execFileSync } from "node:child_process";
import { chmod, mkdtemp, readdir, readFile, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { type Files, filesBelow } from "./files.ts";

test("a write keeps mode and owner of the file it replaces, and leaves no temporary file", async () => {
  const files = await folder();
  await files.write("/etc/motd", "one");
  await chmod(files.path("/etc/motd"), 0o640);

  await files.write("/etc/motd", "two");

  expect(await files.read("/etc/motd")).toBe("two");
  expect((await files.facts("/etc/motd"))?.mode).toBe(0o640);
  expect(await readdir(files.path("/etc"))).toEqual(["motd"]);
});

test("a reader never sees half a file: the name points at the old or the new one", async () => {
  const files = await folder();
  await files.write("/a", "old");
  const before = (await stat(files.path("/a"))).ino;

  await files.write("/a", "new");

  expect((await stat(files.path("/a"))).ino).not.toBe(before);
});

test("a secret file is never readable by others, not even while it is written", async () => {
  const files = await folder();

  await files.write("/key", "secret", { mode: 0o600 });

  expect((await files.facts("/key"))?.mode).toBe(0o600);
});

test("a set-user-ID bit survives the owner that comes with it", async () => {
  const files = await folder();

  await files.write("/tool", "x", { mode: 0o4755, uid: 1000, gid: 1000 });
  await files.write("/other", "x");
  await files.setAttributes("/other", { mode: 0o2755, uid: 1000, gid: 1000 });

  expect((await files.facts("/tool"))?.mode).toBe(0o4755);
  expect((await files.facts("/other"))?.mode).toBe(0o2755);
});

test("what is not there reads as undefined, also below a file", async () => {
  const files = await folder();
  await files.write("/a", "x");

  expect(await files.read("/b")).toBeUndefined();
  expect(await files.read("/a/b")).toBeUndefined();
  expect(await files.list("/nowhere")).toEqual([]);
  expect(await files.facts("/b")).toBeUndefined();
});

test("a link is replaced in one step", async () => {
  const files = await folder();
  await files.link("/etc/localtime", "/usr/share/zoneinfo/UTC");

  await files.link("/etc/localtime", "/usr/share/zoneinfo/Europe/Berlin");

  expect(await files.readLink("/etc/localtime")).toBe("/usr/share/zoneinfo/Europe/Berlin");
});

async function folder(): Promise<Files> {
  const root = await mkdtemp(join(tmpdir(), "groundstate-files-"));
  onTestFinished(() => rm(root, { recursive: true, force: true }));
  return filesBelow(root);
}

test("a disk that keeps a write for ever is not waited for longer than said", async () => {
  const files = await folder();
  execFileSync("mkfifo", [files.path("/disk")]); // opening it waits for a reader that does not come
  const piece = { offset: 0, content: Buffer.alloc(1) };

  await expect(files.overwrite("/disk", [piece], 0.05)).rejects.toThrow("no answer within 0.05 s");

  await readFile(files.path("/disk")); // lets the late one go
});

test("new folders are there for everybody, whatever the umask: daemons read them as users of their own", async () => {
  const files = await folder();
  const before = process.umask(0o077);
  onTestFinished(() => void process.umask(before));

  await files.write("/etc/one/two/file", "x");
  await files.link("/etc/three/link", "target");
  await files.makeDirectory("/etc/four/five");
  await files.makeDirectory("/etc/four/secret/own", { mode: 0o700 });

  const modes = ["/etc/one", "/etc/one/two", "/etc/three", "/etc/four/five", "/etc/four/secret"];
  for (const path of modes) expect([path, (await files.facts(path))?.mode]).toEqual([path, 0o755]);
  expect((await files.facts("/etc/one/two/file"))?.mode).toBe(0o644);
  expect((await files.facts("/etc/four/secret/own"))?.mode).toBe(0o700);
});

test("a folder that is there keeps its mode", async () => {
  const files = await folder();
  await files.makeDirectory("/etc/private", { mode: 0o700 });

  await files.write("/etc/private/below/file", "x");
  await files.makeDirectory("/etc/private");

  expect((await files.facts("/etc/private"))?.mode).toBe(0o700);
  expect((await files.facts("/etc/private/below"))?.mode).toBe(0o755);
});
