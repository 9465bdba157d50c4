import type { Host } from "../host/host.ts";
import { atLeast, atMost, type Figure, medianTime } from "./figure.ts";
import { twoHundredResources } from "./resources.ts";

const document = "/srv/bench.json";
const playbook = "/srv/bench.yaml";

/**
 * A document that holds already, verified by us and checked by Ansible on the same files; and `status` of that machine.
 * Both are programs as people start them, and Ansible may keep its modules in one process each (pipelining)
 */
export async function noOpFigures(host: Host): Promise<Figure[]> {
  const { count, document: wanted, playbook: plays } = await twoHundredResources(host);
  await host.files.write(document, JSON.stringify(wanted));
  await host.files.write(playbook, JSON.stringify(plays)); // JSON is YAML
  await host.run("groundstate", ["apply", document, "--stage", "install"], { timeout: 600 });

  const ours = await medianTime(() => verify(host, count));
  const theirs = await timeOf(() => check(host));
  const status = await medianTime(() => host.run("groundstate", ["status"]));
  const beside = ` (${(theirs / 1000).toFixed(1)} s / ${ours.toFixed(0)} ms)`;
  return [
    atLeast(`no-op, ${count} resources, times faster than Ansible`, theirs / ours, 30, "", beside),
    atMost("groundstate status", status, 120, " ms"),
  ];
}

async function verify(host: Host, count: number): Promise<void> {
  const { stdout } = await host.run("groundstate", ["verify", document, "--json"]);
  const { holding } = JSON.parse(stdout);
  if (holding !== count) throw new Error(`groundstate looked at ${holding} resources, not at ${count}`);
}

async function check(host: Host): Promise<void> {
  const { stdout } = await host.run("ansible-playbook", ["--check", "--inventory", "localhost,", playbook], {
    timeout: 1800,
    environment: { ANSIBLE_PIPELINING: "1" },
  });
  if (!/changed=0 .*failed=0/.test(stdout))
    throw new Error(`Ansible found something to do: ${stdout.slice(-400)}`);
}

async function timeOf(work: () => Promise<void>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}
