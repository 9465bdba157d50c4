import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type Files, filesBelow } from "../files.ts";
import { enableLinks, namesOf } from "./enable-links.ts";
import { resolveUnit } from "./unit-files.ts";

const etc = "/etc/systemd/system";
const lib = "/usr/lib/systemd/system";
let root: string;
let files: Files;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "groundstate-units-"));
  files = filesBelow(root);
  const install =
    "[Install]\nWantedBy=multi-user.target\nAlias=sshd.service\nAlso=ssh.socket other.service\n";
  await files.write(`${lib}/ssh.service`, `[Service]\nExecStart=/usr/sbin/sshd\n${install}`);
  await files.write(`${lib}/getty@.service`, "[Service]\n");
});
afterEach(() => rm(root, { recursive: true }));

test("Debian's sshd is ssh, enabled (a link) or not (only a line in the unit)", async () => {
  expect(await resolveUnit(files, "sshd.service")).toBe("ssh.service");

  await files.link(`${etc}/sshd.service`, `${lib}/ssh.service`);

  expect(await resolveUnit(files, "sshd.service")).toBe("ssh.service");
});

test("an instance exists when its template does", async () => {
  expect(await resolveUnit(files, "getty@tty4.service")).toBe("getty@tty4.service");
  expect(await resolveUnit(files, "other@tty4.service")).toBeUndefined();
});

test("a masked unit, a script in init.d and a unit of one's own exist", async () => {
  await files.link(`${etc}/masked.service`, "/dev/null");
  await files.write("/etc/init.d/old", "");
  await files.write(`${etc}/own.service`, "");

  for (const unit of ["masked.service", "old.service", "own.service"])
    expect(await resolveUnit(files, unit)).toBe(unit);
});

test("a unit that nothing defines does not exist", async () => {
  expect(await resolveUnit(files, "nope.service")).toBeUndefined();
});

test("the links of a unit are those named after it, its alias and its companions, and no others", async () => {
  const mine = [
    `${etc}/multi-user.target.wants/ssh.service`,
    `${etc}/sshd.service`,
    `${etc}/sockets.target.wants/ssh.socket`,
  ];
  for (const path of mine)
    await files.link(path, `${lib}/${path.endsWith("socket") ? "ssh.socket" : "ssh.service"}`);
  await files.link(`${etc}/multi-user.target.wants/cron.service`, `${lib}/cron.service`);
  await files.link("/etc/rc2.d/S01ssh", "../init.d/ssh");
  await files.link("/etc/rc2.d/S01cron", "../init.d/cron");

  const links = await enableLinks(files, await namesOf(files, ["ssh.service"]));

  expect(links.map(({ path }) => path).sort()).toEqual(["/etc/rc2.d/S01ssh", ...mine].sort());
});
