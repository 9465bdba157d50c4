import type { Host } from "../../provisioner/host/host.ts";

/** The mirror that this live system's own apt uses, for an install without our medium */
export async function aptMirror(host: Host): Promise<string | undefined> {
  const { stdout } = await host.run(
    "apt-get",
    ["indextargets", "--format", "$(SITE)", "Created-By: Packages"],
    {
      allowedExits: [0, 100],
    },
  );
  return stdout.split("\n").find(line => line !== "");
}
