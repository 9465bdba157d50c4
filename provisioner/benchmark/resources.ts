import type { Host } from "../host/host.ts";
import type { Json, JsonObject } from "../host/json.ts";
import { installedPackages } from "../plugins/packagekit/installed.ts";

/** The same resources twice: as a document of ours, and as a playbook the way that Ansible's manual writes it */
export interface Resources {
  count: number;
  document: JsonObject;
  playbook: Json[];
}

/** Of each kind so many; an account counts twice, with its key */
const each = 40;
const firstId = 30_000;

/** Accounts with a key each, groups, files, and packages that this host has: 200 in all */
export async function twoHundredResources(host: Host): Promise<Resources> {
  const people = Array.from({ length: each }, (_, index) => ({
    name: `bench${index}`,
    uid: firstId + index,
  }));
  const teams = Array.from({ length: each }, (_, index) => ({
    name: `team${index}`,
    gid: firstId + 5000 + index,
  }));
  const installed = Object.keys(await installedPackages(host))
    .sort()
    .slice(0, each);
  return {
    count: 5 * each,
    document: documentOf(people, teams, installed),
    playbook: playbookOf(people, teams, installed),
  };
}

interface Person {
  name: string;
  uid: number;
}

interface Team {
  name: string;
  gid: number;
}

const paths = Array.from({ length: each }, (_, index) => `/etc/bench/${index}.conf`);

function contentOf(path: string): string {
  return `# ${path}\n${"key = value\n".repeat(40)}`;
}

function documentOf(
  people: readonly Person[],
  teams: readonly Team[],
  installed: readonly string[],
): JsonObject {
  const account = ({ name, uid }: Person): [string, Json] => [
    name,
    { uid, shell: "/bin/bash", comment: name, ssh_authorized_keys: [keyOf(name)] },
  ];
  return {
    version: 1,
    plugins: {
      users: {
        accounts: Object.fromEntries(people.map(account)),
        groups: Object.fromEntries(teams.map(({ name, gid }) => [name, { gid }])),
      },
      config: {
        files: Object.fromEntries(paths.map(path => [path, { content: contentOf(path), mode: "0640" }])),
      },
      packagekit: { additional_packages: [...installed] },
    },
  };
}

/** One task a kind, its entries in a loop; packages in one list, which Ansible asks apt for at once */
function playbookOf(people: readonly Person[], teams: readonly Team[], installed: readonly string[]): Json[] {
  const account = {
    name: "{{ item.name }}",
    uid: "{{ item.uid }}",
    shell: "/bin/bash",
    comment: "{{ item.name }}",
  };
  const filesTask = {
    copy: {
      dest: "{{ item.path }}",
      content: "{{ item.content }}",
      owner: "root",
      group: "root",
      mode: "0640",
    },
    loop: paths.map(path => ({ path, content: contentOf(path) })),
  };
  const tasks: Json[] = [
    { apt: { name: [...installed], state: "present" } },
    { group: { name: "{{ item.name }}", gid: "{{ item.gid }}" }, loop: teams.map(team => ({ ...team })) },
    { user: account, loop: people.map(person => ({ ...person })) },
    {
      lineinfile: { path: "/home/{{ item.name }}/.ssh/authorized_keys", line: "{{ item.key }}" },
      loop: people.map(({ name }) => ({ name, key: keyOf(name) })),
    },
  ];
  tasks.push(filesTask);
  return [{ hosts: "localhost", connection: "local", gather_facts: false, tasks }];
}

function keyOf(name: string): string {
  return `ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGdyb3VuZHN0YXRlIGV4YW1wbGUsIG5vdCBhIGtleSEh ${name}@example.com`;
}
