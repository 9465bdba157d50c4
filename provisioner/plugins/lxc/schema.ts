import { type Static, type TString, Type } from "@sinclair/typebox";

const closed = { additionalProperties: false };

function size(description: string): TString {
  return Type.String({
    description,
    needs: 'a size such as "512M" or "2G" (powers of 1024)',
    pattern: "^[1-9][0-9]*[KMGT]$",
    examples: ["2G"],
  });
}

const network = Type.Object(
  {
    bridge: Type.String({
      description: "Bridge of the host that the container's eth0 is a port of",
      pattern: "^[A-Za-z0-9_][A-Za-z0-9_.-]{0,14}$",
      examples: ["vmbr0"],
    }),
    ip: Type.Optional(
      Type.String({
        description: "Static address of eth0; asked for by DHCP unless it is said",
        needs: 'an address with its prefix length, such as "192.168.1.101/24"',
        pattern: "^[0-9a-fA-F:.]+/[0-9]{1,3}$",
        examples: ["192.168.1.101/24"],
      }),
    ),
    gateway: Type.Optional(
      Type.String({
        description: "Default gateway, with a static address",
        needs: 'an address such as "192.168.1.1"',
        pattern: "^[0-9a-fA-F:.]+$",
        examples: ["192.168.1.1"],
      }),
    ),
    dns: Type.Optional(
      Type.Array(Type.String({ pattern: "^[0-9a-fA-F:.]+$" }), {
        description: "Name servers, with a static address",
        examples: [["9.9.9.9"]],
      }),
    ),
  },
  { ...closed, description: "The container's network; without it there is only the loopback link" },
);

/** One container */
export const Container = Type.Object(
  {
    template: Type.Optional(
      Type.String({
        description:
          '"base", which is meant unless it is said, is the Debian that this machine was installed from; "debian-13" names the release; others lie in /.snapshots/templates',
        needs: 'the name of a template, such as "base" or "debian-13"',
        pattern: "^[a-z0-9][a-z0-9.-]*$",
        examples: ["base", "debian-13"],
      }),
    ),
    storage: Type.Optional(
      Type.String({
        description:
          'Where its root file system lies: "btrfs", the file system of /var/lib/lxc. A plan refuses other pools',
        pattern: "^[A-Za-z0-9][A-Za-z0-9._-]*$",
        needs: "the name of a storage",
        examples: ["btrfs"],
      }),
    ),
    config: Type.Optional(
      Type.Object(
        {
          memory: Type.Optional(size("Most memory that it may use; a change takes effect at once")),
          cpus: Type.Optional(
            Type.Integer({
              minimum: 1,
              maximum: 1024,
              description: "Most processor time, in whole processors; a change takes effect at once",
            }),
          ),
          rootfs: Type.Optional(size("Most that it may write beyond its template, counted by btrfs")),
          network: Type.Optional(network),
        },
        { ...closed, description: "Limits and network" },
      ),
    ),
    autostart: Type.Optional(Type.Boolean({ description: "Start it when the machine boots" })),
    state: Type.Optional(
      Type.Union([Type.Literal("started"), Type.Literal("stopped"), Type.Literal("absent")], {
        description:
          "Whether it runs; left alone unless it is said. `absent` deletes the container with all its data",
        examples: ["started"],
      }),
    ),
  },
  closed,
);
export type Container = Static<typeof Container>;

/** What a container is made of */
export function templateOf({ template = "base" }: Container): string {
  return template;
}

/** plugins.lxc */
export const LxcSection = Type.Object(
  {
    containers: Type.Record(
      Type.String({ pattern: "^[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?$" }),
      Container,
      {
        ...closed,
        description: "Containers by name, which is their host name too",
      },
    ),
  },
  { ...closed, description: "LXC containers" },
);
export type LxcSection = Static<typeof LxcSection>;
