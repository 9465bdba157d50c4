import { Type } from "@sinclair/typebox";
import type { Json, JsonObject } from "../host/json.ts";
import { isMap } from "./pointer.ts";
import type { Section } from "./section.ts";

/** Two small sections for the tests of this room, one of each difficulty that real ones have */
export const exampleSections: readonly Section[] = [
  {
    name: "users",
    description: "Accounts.",
    schema: Type.Object(
      {
        accounts: Type.Optional(
          Type.Record(
            Type.String({ pattern: "^[a-z_][a-z0-9_-]{0,31}$" }),
            Type.Object(
              {
                uid: Type.Optional(Type.Integer({ minimum: 1000, maximum: 59999, description: "Number." })),
                password_hash: Type.Optional(
                  Type.String({ pattern: "^\\$(y|6)\\$", needs: "a crypt(5) hash", description: "Hash." }),
                ),
                sudo: Type.Optional(
                  Type.Union([Type.Literal("password"), Type.Literal("nopasswd")], { description: "Sudo." }),
                ),
                ssh_authorized_keys: Type.Optional(
                  Type.Array(Type.String({ minLength: 1 }), {
                    description: "Keys.",
                    examples: [["ssh-ed25519 AAAA"]],
                  }),
                ),
              },
              { additionalProperties: false, description: "One account." },
            ),
            {
              additionalProperties: false,
              description: "Accounts by name.",
              names: "small letters, digits, _ and -",
            },
          ),
        ),
      },
      { additionalProperties: false, description: "Users and groups." },
    ),
  },
  {
    name: "network",
    description: "Interfaces.",
    schema: Type.Object(
      {
        interfaces: Type.Optional(
          Type.Record(
            Type.String(),
            Type.Union([
              Type.Object(
                {
                  type: Type.Literal("bridge"),
                  ports: Type.Optional(
                    Type.Array(Type.String(), { description: "Ports.", examples: [["en*"]] }),
                  ),
                  dhcp: Type.Optional(Type.Boolean({ default: false, description: "DHCP." })),
                },
                { additionalProperties: false, description: "A bridge." },
              ),
              Type.Object(
                {
                  type: Type.Literal("ethernet"),
                  mtu: Type.Optional(
                    Type.Union([Type.Literal("jumbo"), Type.Integer({ minimum: 68 })], {
                      description: "MTU.",
                    }),
                  ),
                },
                { additionalProperties: false, description: "A wired interface." },
              ),
            ]),
            { description: "Interfaces by name." },
          ),
        ),
      },
      { additionalProperties: false, description: "The network." },
    ),
    normalise: interfacesByName,
  },
];

function interfacesByName(section: Json): Json {
  if (!isMap(section) || !Array.isArray(section["interfaces"])) return section;
  const interfaces: JsonObject = {};
  for (const entry of section["interfaces"]) {
    if (!isMap(entry) || typeof entry["name"] !== "string") return section;
    const { name, ...rest } = entry;
    interfaces[name] = rest;
  }
  return { ...section, interfaces };
}
