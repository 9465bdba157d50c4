import type { TSchema } from "@sinclair/typebox";
import { Check } from "@sinclair/typebox/value";
import fc from "fast-check";
import { isObject, type Json } from "../host/json.ts";

/** Sections as a schema allows them, in canonical form */
export function sectionsOf(schema: TSchema): fc.Arbitrary<Json> {
  return valuesOf(schema).filter(value => Check(schema, value));
}

function valuesOf(schema: unknown): fc.Arbitrary<Json> {
  if (!isObject(schema)) return fc.constant(null);
  if ("const" in schema) return fc.constant(jsonOf(schema["const"]));
  const choices = schema["anyOf"];
  if (Array.isArray(choices)) return fc.oneof(...choices.map(valuesOf));
  const { type } = schema;
  if (type === "object") return objectsOf(schema);
  if (type === "array")
    return fc.uniqueArray(valuesOf(schema["items"]), {
      maxLength: 3,
      selector: entry => JSON.stringify(entry),
    });
  if (type === "boolean") return fc.boolean();
  if (type === "string") return textsOf(schema);
  const [least, most] = [Number(schema["minimum"] ?? 0), Number(schema["maximum"] ?? 65535)];
  return fc.oneof(
    fc.constantFrom(least, most),
    fc.integer({ min: least, max: Math.min(most, least + 2000) }),
  );
}

function objectsOf(schema: Record<string, unknown>): fc.Arbitrary<Json> {
  const { properties, patternProperties, required } = schema;
  if (isObject(patternProperties)) {
    const [[pattern, inner] = ["", {}]] = Object.entries(patternProperties);
    return fc.dictionary(textsOf({ pattern }), valuesOf(inner), { maxKeys: 3 }).map(jsonOf);
  }
  const keys = isObject(properties) ? properties : {};
  const values = Object.fromEntries(Object.entries(keys).map(([key, inner]) => [key, valuesOf(inner)]));
  const requiredKeys = Array.isArray(required) ? required.map(String) : [];
  return fc.record(values, { requiredKeys }).map(jsonOf);
}

function textsOf({ pattern, examples }: Record<string, unknown>): fc.Arbitrary<string> {
  const allowed = new RegExp(typeof pattern === "string" ? pattern : "", "u");
  const shown = Array.isArray(examples) ? examples.map(String) : [];
  const fitting = [...shown, ...words].filter(text => allowed.test(text));
  if (fitting.length > 0) return fc.constantFrom(...fitting);
  return fc.stringMatching(allowed);
}

function jsonOf(value: unknown): Json {
  return JSON.parse(JSON.stringify(value));
}

const words = [
  ..."web db vmbr0 vmbr1 eth0 en* lo a.service b.service t.timer daily weekly tcp vim htop".split(" "),
  ..."10.0.0.1 10.0.0.1/24 10.0.0.0/8 fd00::1 fd00::1/64 / /srv/a /home/b /var/log @ @home @log".split(" "),
  ..."target target1 target2 target3 /dev/sda /dev/sda2 1G 512M remaining 100% 8000-8010 compress=zstd:1".split(
    " ",
  ),
  ..."$6$salt$hash de_DE.UTF-8 C.UTF-8 Europe/Berlin UTC us de 02:00:00:00:00:01 SHA256 btrfs vfat".split(
    " ",
  ),
  "ssh-ed25519 AAAA one",
  "ssh-rsa AAAA two",
  "[Unit]\nDescription=one\n\n[Service]\nExecStart=/bin/true\n",
  "noatime,subvol=@",
];
