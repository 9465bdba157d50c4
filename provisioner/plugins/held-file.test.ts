import { lstat, mkdir, mkdtemp, readdir, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { filesBelow } from "../host/files.ts";
import { inFolder } from "../host/held-folder.ts";
import { restoreHeldFile, saveHeldFile } from "./held-file.ts";

test("what writes that were cut left beside a file goes when it is put back, and nothing else does", async () => {
  const root = await mkdtemp(join(tmpdir(), "groundstate-held-"));
  onTestFinished(() => rm(root, { recursive: true }));
  await mkdir(`${root}/home`);
  await writeFile(`${root}/home/.1.groundstate`, "somebody's own");

  await inFolder(filesBelow(root), "/home", async folder => {
    if (!folder) throw new Error("the folder is there");
    const saved = await saveHeldFile(folder, "keys", "/home/keys");
    await writeFile(`${root}/home/keys`, "new");
    await writeFile(`${root}/home/.4711.1795201278192.groundstate`, "ne");
    await symlink("nowhere", `${root}/home/.4711.1795201278193.groundstate`);
    await restoreHeldFile(folder, "keys", saved);
  });

  expect(await readdir(`${root}/home`)).toEqual([".1.groundstate"]);
});

test("what is as it was is not written again", async () => {
  const root = await mkdtemp(join(tmpdir(), "groundstate-held-"));
  onTestFinished(() => rm(root, { recursive: true }));
  await writeFile(`${root}/keys`, "same");
  await symlink("keys", `${root}/link`);
  const inodes = (): Promise<number[]> =>
    Promise.all(["keys", "link"].map(async name => (await lstat(`${root}/${name}`)).ino));
  const before = await inodes();

  await inFolder(filesBelow(root), "/", async folder => {
    if (!folder) throw new Error("the folder is there");
    for (const name of ["keys", "link", "nothing"])
      await restoreHeldFile(folder, name, await saveHeldFile(folder, name, `/${name}`));
  });

  expect(await inodes()).toEqual(before);
  expect(await readdir(root)).toEqual(["keys", "link"]);
});
