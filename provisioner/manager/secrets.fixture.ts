import { readFileSync } from "node:fs";
import { sections } from "../plugins/all.ts";
import type { StateDocument } from "../state/document.ts";
import { loadDocument } from "../state/load.ts";

/** Stands in every planted secret, and nowhere else */
export const planted = "Planted5ecret";

const hash = `$6$${planted}$${planted}/hash.${planted}`;
const unit = `[Unit]
Description=Holds a token

[Service]
Environment=API_TOKEN=${planted}
Environment="DATABASE=postgres://app:${planted}@db/app"
SetCredential=token:${planted}
ExecStart=/usr/bin/true
`;

/** An example document with a secret wherever a document may hold one */
export function withSecrets(name: string): StateDocument {
  const { document } = loadDocument(readFileSync(`states/${name}.json`, "utf8"), name, sections);
  if (!document) throw new Error(`states/${name}.json is not accepted`);
  const users = {
    accounts: { admin: { password_hash: hash, groups: ["sudo"] }, other: { password_hash: hash } },
  };
  const systemd = {
    custom_units: { "token.service": { content: unit, enabled: true, running: true } },
    drop_ins: { "ssh.service": { token: { content: unit } } },
  };
  const config = {
    variables: { token: planted },
    files: {
      "/etc/app/token": { content: `${planted}\n`, sensitive: true, mode: "0400" },
      "/etc/app/environment": { template: "TOKEN={{ token }}\n", validate: "nft", reload: ["ssh"] },
      "/etc/sudoers.d/app": { content: `# ${planted}\n` },
    },
  };
  return { ...document, plugins: { ...document.plugins, users, systemd, config } };
}

/** A text in which somebody wrote a secret where or how it must not stand */
export const badTexts = [
  `{"version": 1, "plugins": {"users": {"accounts": {"a": {"password": "${planted}"}}}}}`,
  `{"version": 1, "plugins": {"users": {"accounts": {"a": {"password_hash": "${planted}"}}}}}`,
  `{"version": 1, "plugins": {"users": {"accounts": {"a": {"password_hash": ["${planted}"]}}}}}`,
  `{"version": 1, "plugins": {"users": {"accounts": {"a": {"shell": "${hash}"}}}}}`,
  `{"version": 1, "plugins": {"users": {"accounts": {"a": {"password_hash": "${hash}", "x": 1}}}}`,
  `{"version": 1, "plugins": {"users": {"accounts": {"a": {"password_hash": "${hash}}}}}}`,
  `{"version": 1, "api_token": "${planted}", "plugins": {}}`,
  `version: 1\nplugins:\n  users:\n   accounts:\n    a:\n  password_hash: ${hash}\n     b: [\n`,
  `version: 1\nplugins: {users: {accounts: {a: {password_hash: *${planted}}}}}\n`,
];
