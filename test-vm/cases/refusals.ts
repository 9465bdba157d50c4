import type { RefusalCase } from "./case.ts";

/** Documents that must be refused, each leaving every disk as it was, byte for byte */
export const refusalCases: readonly RefusalCase[] = [
  {
    kind: "refusal",
    name: "bad-document",
    proves: "a document with errors stops everything, and every error is listed",
    firmware: "bios",
    disks: [{ name: "target", gib: 16 }],
    document: `{
  "version": 1,
  "bootstrap": {
    "hostname": "no dots.allowed",
    "locale": "klingon",
    "unattended": true,
    "colour": "blue"
  },
  "plugins": { "users": { "accounts": { "admin": { "uid": "many" } } } }
}
`,
    says: [
      /groundstate: document rejected/,
      /:4:\d+ \/bootstrap\/hostname: found /,
      /:5:\d+ \/bootstrap\/locale: found /,
      /:7:\d+ \/bootstrap\/colour: found /,
      /:9:\d+ \/plugins\/users\/accounts\/admin\/uid: found /,
      /Type a word and Enter:.* shell .* poweroff /,
    ],
    showsOnScreen: [/groundstate: document rejected/, /\/bootstrap\/colour: found /],
  },
  {
    kind: "refusal",
    name: "no-disk-matches",
    proves: "a predicate that no disk meets is an error that lists the disks; the document comes from a URL",
    firmware: "bios",
    disks: [{ name: "target", gib: 16 }],
    document: wanting({ device: { size: ">=100T" } }),
    handOver: "url",
    says: [
      /groundstate: document rejected/,
      /http:\/\/10\.0\.2\.2:\d+\/state\.json:\d+:\d+ \/bootstrap\/device/,
      /\/dev\/vda/,
    ],
  },
  {
    kind: "refusal",
    name: "two-disks-match",
    proves: "a predicate that two disks meet is an error that lists both",
    firmware: "bios",
    disks: [
      { name: "first", gib: 16 },
      { name: "second", gib: 16 },
    ],
    document: wanting({ device: { size: ">=8G" } }),
    says: [/groundstate: document rejected/, /\/bootstrap\/device/, /\/dev\/vda/, /\/dev\/vdb/],
  },
  {
    kind: "refusal",
    name: "data-without-wipe",
    proves: "a disk that holds data is not touched unless the document says wipe",
    firmware: "bios",
    disks: [{ name: "precious", gib: 16, holds: "ext4" }],
    document: wanting({ device: { serial: "precious" } }),
    says: [/groundstate: document rejected/, /ext4/, /wipe/],
  },
];

function wanting(bootstrap: Record<string, unknown>): string {
  const document = {
    version: 1,
    bootstrap: { hostname: "refused", unattended: true, ...bootstrap },
    plugins: {},
  };
  return `${JSON.stringify(document, undefined, 2)}\n`;
}
