import { splitPointer } from "./pointer.ts";

/** Whether a pointer leads to something that must never be shown: a hash, a password, a token, a key */
export function isSecret(pointer: string): boolean {
  return splitPointer(pointer).some(key => secretKey.test(key));
}

/** A text with everything taken out that looks like a secret, wherever it stands */
export function withoutSecrets(text: string): string {
  return text
    .replaceAll(/:\/\/[^/\s@]*@/g, "://(secret)@")
    .replaceAll(/\$(?:y|gy|7|2[abxy]?|5|6|1|sha1|argon2[a-z]*)\$[^\s"',]*/g, "(secret)")
    .replaceAll(/-----BEGIN [A-Z ]*PRIVATE KEY[\s\S]*/g, "(secret)");
}

const secretKey = /pass(word|wd|phrase)|secret|token|private_?-?key|pre_?shared_?key|psk/i;
