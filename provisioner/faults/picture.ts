import { createHash } from "node:crypto";
import { lstat, readdir, readFile, readlink } from "node:fs/promises";
import { join } from "node:path";
import type { Host } from "../host/host.ts";
import { isObject } from "../host/json.ts";
import type { Program } from "../host/programs.ts";

/** A machine as other tools than ours see it: one line for each file, link, unit, rule, route, package and mount */
export type Picture = ReadonlySet<string>;

const folders = [
  "/etc",
  "/home",
  "/root",
  "/srv",
  "/usr/local",
  "/var/lib/systemd/linger",
  "/var/spool/cron",
];
const files = ["/var/lib/groundstate/owned.json"];

const packageFormat = `${["Package", "Version", "db:Status-Abbrev"].map(field => `\${${field}}`).join(" ")}\n`;

/** Takes pictures of a machine; what did not change since the last one is not read again */
export function camera(host: Host): () => Promise<Picture> {
  const contents = new Map<string, string>();
  return async () => {
    const parts = await Promise.all([
      ...[...folders, ...files].map(path => linesBelow(path, contents)),
      linksOf(host),
      routesOf(host),
      unitsOf(host),
      subvolumesOf(host),
      linesOf(host, "nft", ["--stateless", "list", "ruleset"]),
      linesOf(host, "dpkg-query", ["-W", "-f", packageFormat]),
      linesOf(host, "findmnt", ["--raw", "--noheadings", "--output", "TARGET,SOURCE,OPTIONS"]),
      linesOf(host, "hostname", []),
    ]);
    return new Set(parts.flat());
  };
}

/** What is there no more, and what is there anew */
export function differences(before: Picture, after: Picture): string[] {
  return [
    ...[...before].filter(line => !after.has(line)).map(line => `gone: ${line}`),
    ...[...after].filter(line => !before.has(line)).map(line => `new: ${line}`),
  ];
}

async function linesBelow(path: string, contents: Map<string, string>): Promise<string[]> {
  const found = await lstat(path, { bigint: true }).catch(() => undefined);
  if (!found) return [];
  const facts = `${path} ${found.mode.toString(8)} ${found.uid}:${found.gid}`;
  if (found.isSymbolicLink()) return [`${facts} -> ${await readlink(path)}`];
  if (found.isFile()) {
    const state = `${path} ${found.ino} ${found.ctimeNs} ${found.size}`;
    const known =
      contents.get(state) ??
      createHash("sha256")
        .update(await readFile(path))
        .digest("hex");
    contents.set(state, known);
    return [`${facts} ${known}`];
  }
  if (!found.isDirectory()) return [facts];
  const inner: string[] = [];
  for (const name of await readdir(path)) inner.push(...(await linesBelow(join(path, name), contents)));
  return [facts, ...inner];
}

/** Addresses without their lifetimes; numbers of links count up with each that is made */
async function linksOf(host: Host): Promise<string[]> {
  const links = await listOf(host, "ip", ["-j", "-d", "address", "show"]);
  return links.flatMap(link => {
    const { ifname, mtu, address, master, linkinfo, addr_info } = link;
    const kind = isObject(linkinfo) ? JSON.stringify(linkinfo["info_kind"] ?? null) : "";
    const addresses = Array.isArray(addr_info) ? addr_info.filter(isObject) : [];
    return [
      `link ${ifname} ${kind} ${mtu} ${address} ${master ?? ""}`,
      ...addresses.map(({ local, prefixlen }) => `address ${ifname} ${local}/${prefixlen}`),
    ];
  });
}

async function routesOf(host: Host): Promise<string[]> {
  const lines: string[] = [];
  for (const family of ["-4", "-6"]) {
    for (const { dst, gateway, dev, metric, table } of await listOf(host, "ip", [
      family,
      "-j",
      "route",
      "show",
      "table",
      "all",
    ]))
      lines.push(`route ${family} ${dst} ${gateway ?? ""} ${dev} ${metric ?? ""} ${table ?? ""}`);
    for (const { priority, src, srclen, dst, table } of await listOf(host, "ip", [
      family,
      "-j",
      "rule",
      "show",
    ]))
      lines.push(`rule ${family} ${priority} ${src}/${srclen ?? ""} ${dst ?? ""} ${table}`);
  }
  return lines;
}

/** Units that come and go by themselves: sessions, devices, what a call over the bus starts for a while */
const passing =
  /^(session-|run-|dev-|sys-)|\.(device|slice)$|^(systemd-(hostnamed|localed|timedated|tmpfiles-clean|sysext)|packagekit|polkit|dbus-org\.|apt-|dpkg-|e2scrub|fstrim|man-db|logrotate|motd-news|systemd-ask)/;

async function unitsOf(host: Host): Promise<string[]> {
  const units = await listOf(host, "systemctl", ["list-units", "--all", "--output", "json"]);
  return units
    .filter(({ unit }) => !passing.test(String(unit)))
    .filter(({ active, load }) => active !== "inactive" || load === "masked")
    .map(({ unit, load, active, sub }) => `unit ${unit} ${load} ${active} ${sub}`);
}

async function listOf(host: Host, program: Program, args: string[]): Promise<Record<string, unknown>[]> {
  const { stdout } = await host.run(program, args);
  const list: unknown = stdout.trim() === "" ? [] : JSON.parse(stdout);
  return Array.isArray(list) ? list.filter(isObject) : [];
}

/** Snapshots come with each apply, and go again */
async function subvolumesOf(host: Host): Promise<string[]> {
  const lines = await linesOf(host, "btrfs", ["subvolume", "list", "/"]);
  return lines
    .map(line => line.replace(/ID \d+ gen \d+ top level \d+ /, ""))
    .filter(line => !line.includes("@snapshots/"));
}

async function linesOf(host: Host, program: Program, args: string[]): Promise<string[]> {
  const { stdout } = await host.run(program, args);
  return stdout.split("\n").map(line => `${program}: ${line}`);
}
