import { readFile } from "node:fs/promises";
import { Failure } from "../provisioner/host/failure.ts";
import { isObject, type Json, type JsonObject } from "../provisioner/host/json.ts";

/** What a case changes in a document's `bootstrap`; null takes a key out */
export type BootstrapChanges = Record<string, Json>;

/** Reads an example document as JSON */
export async function readDocument(path: string): Promise<JsonObject> {
  const document: unknown = JSON.parse(await readFile(path, "utf8"));
  if (isJsonObject(document)) return document;
  throw new Failure({ kind: "input", tried: `cannot use ${path}`, found: "no JSON object" });
}

/** The document with these changes to its `bootstrap` */
export function withBootstrap(document: JsonObject, changes: BootstrapChanges): JsonObject {
  const merged = { ...objectAt(document, "bootstrap"), ...changes };
  return {
    ...document,
    bootstrap: Object.fromEntries(Object.entries(merged).filter(([, value]) => value !== null)),
  };
}

/** The document with one more ssh key for every account that has keys, so that the harness can log in */
export function withSshKey(document: JsonObject, publicKey: string): JsonObject {
  const plugins = objectAt(document, "plugins");
  const users = objectAt(plugins, "users");
  const accounts = Object.entries(objectAt(users, "accounts")).map(([name, account]) => [
    name,
    addKey(account, publicKey),
  ]);
  return {
    ...document,
    plugins: { ...plugins, users: { ...users, accounts: Object.fromEntries(accounts) } },
  };
}

/** The document with more in its plugins: maps are joined key by key, anything else takes the place of what was there */
export function withPlugins(document: JsonObject, added: JsonObject): JsonObject {
  return { ...document, plugins: joined(objectAt(document, "plugins"), added) };
}

function joined(one: JsonObject, other: JsonObject): JsonObject {
  const entries = Object.entries(other).map(([key, value]) => {
    const before = one[key];
    return [key, isJsonObject(before) && isJsonObject(value) ? joined(before, value) : value];
  });
  return { ...one, ...Object.fromEntries(entries) };
}

/** The account to log in as: the first that has ssh keys and needs no password for sudo */
export function loginAccount(document: JsonObject): string {
  const accounts = Object.entries(accountsOf(document));
  const able = accounts.find(
    ([, account]) => Array.isArray(account["ssh_authorized_keys"]) && account["sudo"] === "nopasswd",
  );
  if (able) return able[0];
  throw new Failure({
    kind: "input",
    tried: "cannot log in to a machine made from this document",
    needs: 'an account with ssh_authorized_keys and "sudo": "nopasswd"',
  });
}

/** The document's accounts by name */
export function accountsOf(document: JsonObject): Record<string, JsonObject> {
  const accounts = objectAt(objectAt(objectAt(document, "plugins"), "users"), "accounts");
  return Object.fromEntries(
    Object.entries(accounts).flatMap(([name, account]) => (isJsonObject(account) ? [[name, account]] : [])),
  );
}

/** The object under a key; empty when there is none */
export function objectAt(parent: JsonObject, key: string): JsonObject {
  const value = parent[key];
  return isJsonObject(value) ? value : {};
}

/** Narrows to an object, where the value is known to come from JSON */
export function isJsonObject(value: unknown): value is JsonObject {
  return isObject(value);
}

function addKey(account: Json | undefined, publicKey: string): Json {
  if (!isJsonObject(account)) return account ?? null;
  const keys = account["ssh_authorized_keys"];
  return Array.isArray(keys) ? { ...account, ssh_authorized_keys: [...keys, publicKey] } : account;
}
