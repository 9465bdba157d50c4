import {
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
  sign,
  verify,
} from "node:crypto";
import { Failure } from "../host/failure.ts";
import type { Files } from "../host/files.ts";
import { ledgerPaths } from "./block.ts";

/** The pair that signs blocks */
export interface LedgerKeys {
  privateKey: KeyObject;
  publicKey: KeyObject;
}

/** Loads the pair, or makes one: `keys/ledger.key` (PKCS8, mode 0600) and `keys/ledger.pub` (SPKI), both PEM */
export async function ensureKeys(files: Files, directory: string): Promise<LedgerKeys> {
  const paths = ledgerPaths(directory);
  if (await files.facts(paths.privateKey)) return loadKeys(files, directory);
  const { privateKey, publicKey } = generateKeyPairSync("ed25519");
  await files.makeDirectory(paths.keys, { mode: 0o700 });
  await files.write(paths.publicKey, pem(publicKey), { mode: 0o644 });
  // The private key last: when it is there, the pair is whole.
  await files.write(paths.privateKey, pem(privateKey), { mode: 0o600 });
  return { privateKey, publicKey };
}

/** Loads the pair that signs; refuses a public key that does not belong to the private one */
export async function loadKeys(files: Files, directory: string): Promise<LedgerKeys> {
  const { privateKey: path } = ledgerPaths(directory);
  const text = await files.read(path);
  if (text === undefined) throw badKey(path, "no such file", "the key that signed the ledger so far");
  const privateKey = ed25519(path, () => createPrivateKey(text));
  const publicKey = await loadPublicKey(files, directory);
  if (fingerprint(createPublicKey(privateKey)) !== fingerprint(publicKey)) {
    throw badKey(path, "a private key that does not belong to ledger.pub", "the matching pair");
  }
  return { privateKey, publicKey };
}

/** Loads the key that verifies */
export async function loadPublicKey(files: Files, directory: string): Promise<KeyObject> {
  const { publicKey: path } = ledgerPaths(directory);
  const text = await files.read(path);
  if (text === undefined) throw badKey(path, "no such file", "the public key of the ledger");
  return ed25519(path, () => createPublicKey(text));
}

/** "SHA256:…" in base64 without padding, over the key's SPKI DER: what people compare */
export function fingerprint(publicKey: KeyObject): string {
  const der = publicKey.export({ type: "spki", format: "der" });
  return `SHA256:${createHash("sha256").update(der).digest("base64").replaceAll("=", "")}`;
}

/** Signature over the 32 raw bytes of a block's hash, base64 */
export function signHash(hash: string, privateKey: KeyObject): string {
  return sign(null, Buffer.from(hash, "hex"), privateKey).toString("base64");
}

/** True when the signature over the hash is this key's; runs on the thread pool */
export function hasValidSignature(hash: string, signature: string, publicKey: KeyObject): Promise<boolean> {
  const bytes = Buffer.from(signature, "base64");
  // Decoding is lenient: other texts give the same bytes, and a changed text must not pass.
  if (bytes.toString("base64") !== signature) return Promise.resolve(false);
  return new Promise((resolve, reject) => {
    verify(null, Buffer.from(hash, "hex"), publicKey, bytes, (error, valid) =>
      error ? reject(error) : resolve(valid),
    );
  });
}

function pem(key: KeyObject): string {
  return key.export({ type: key.type === "private" ? "pkcs8" : "spki", format: "pem" }).toString();
}

function ed25519(path: string, parse: () => KeyObject): KeyObject {
  let key: KeyObject;
  try {
    key = parse();
  } catch {
    throw badKey(path, "something that is no PEM key", "an ed25519 key"); // OpenSSL's own text helps nobody
  }
  if (key.asymmetricKeyType !== "ed25519") {
    throw badKey(path, `a ${key.asymmetricKeyType} key`, "an ed25519 key");
  }
  return key;
}

function badKey(path: string, found: string, needs: string): Failure {
  return new Failure({
    kind: "integrity",
    tried: `cannot load ${path}`,
    found,
    needs,
    fix: "restore it from a backup of the keys",
  });
}
