import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type Files, filesBelow } from "./files.ts";
import { inFolder } from "./held-folder.ts";

let files: Files;
const mallory = { uid: 1000, gid: 1000, mode: 0o755 };

beforeEach(async () => {
  files = filesBelow(await mkdtemp(join(tmpdir(), "groundstate-held-")));
  await files.makeDirectory("/srv/mallory", mallory);
  await files.makeDirectory("/srv/target");
});
afterEach(() => rm(files.root, { recursive: true }));

test("a folder that is exchanged for a link after it was looked at is still the one written to", async () => {
  await inFolder(files, "/srv/mallory", async folder => {
    await files.removeTree("/srv/mallory");
    await files.link("/srv/mallory", files.path("/srv/target"));
    await expect(folder?.files.write("/note", "text")).rejects.toThrow("ENOENT");
    await folder?.setAttributes({ mode: 0o700 });
  });

  expect(await files.list("/srv/target")).toEqual([]);
  expect(await files.facts("/srv/target")).toMatchObject({ mode: 0o755 });
});

test("a link is followed where only root could have laid it, and nowhere else", async () => {
  await files.link("/home", files.path("/srv"));
  await files.link("/srv/mallory/link", files.path("/srv/target"));

  expect(await inFolder(files, "/home/mallory", folder => Promise.resolve(folder?.files.list("/")))).toEqual([
    "link",
  ]);
  const through = inFolder(files, "/srv/mallory/link", async folder => folder?.files.write("/note", ""));
  await expect(through).rejects.toThrow("/srv/mallory/link: found a symbolic link");
  const inner = inFolder(files, "/srv/mallory", async folder => folder?.folder("link"));
  await expect(inner).rejects.toThrow("found a symbolic link");
});

test("a file is read, and neither a link to one nor a folder", async () => {
  await writeFile(files.path("/srv/target/file"), "text");
  await files.link("/srv/target/link", files.path("/srv/target/file"));

  await inFolder(files, "/srv/target", async folder => {
    expect((await folder?.read("file"))?.toString()).toBe("text");
    expect(await folder?.read("link")).toBeUndefined();
    expect(await folder?.read("nothing")).toBeUndefined();
  });
  await inFolder(files, "/srv", async folder => expect(await folder?.read("target")).toBeUndefined());
});

test("a folder is made once, and removed only when nothing is in it", async () => {
  await inFolder(files, "/srv/target", async folder => {
    const made = await folder?.makeFolder("new");
    await made?.files.write("/note", "text");
    expect(await (await folder?.makeFolder("new"))?.files.list("/")).toEqual(["note"]);
    await folder?.removeEmpty("new");
    expect(await folder?.files.list("/new")).toEqual(["note"]);
    await made?.files.remove("/note");
    await folder?.removeEmpty("new");
  });

  expect(await files.list("/srv/target")).toEqual([]);
});

test("where there is no folder there is nothing to hold", async () => {
  await files.write("/srv/file", "");

  expect(await inFolder(files, "/srv/nothing/below", async folder => folder)).toBeUndefined();
  expect(await inFolder(files, "/srv/file", async folder => folder)).toBeUndefined();
});

test("mode and owner of a file change without its content and its time, and never through a link", async () => {
  await files.write("/srv/mallory/note", "text");
  await files.write("/srv/target/note", "text", { mode: 0o644 });
  await files.link("/srv/mallory/link", "../target/note");

  await inFolder(files, "/srv/mallory", async folder => {
    expect(await folder?.setFileAttributes("note", { mode: 0o4750, uid: 1000 })).toBe(true);
    expect(await folder?.setFileAttributes("link", { mode: 0o600 })).toBe(false);
    expect(await folder?.setFileAttributes("nothing", { mode: 0o600 })).toBe(false);
  });

  expect(await files.facts("/srv/mallory/note")).toMatchObject({ mode: 0o4750, uid: 1000 });
  expect(await files.read("/srv/mallory/note")).toBe("text");
  expect(await files.facts("/srv/target/note")).toMatchObject({ mode: 0o644 });
});
