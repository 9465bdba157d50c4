import type { Domain, PlannedAction } from "../../contract/plugin.ts";
import type { Stage } from "../../host/host.ts";
import type { Json } from "../../host/json.ts";
import type { FakeMachine } from "./fake-package-kit.fixture.ts";
import { packagekitPlugin } from "./index.ts";

/** What a section would change on a machine */
export async function planOn(
  machine: FakeMachine,
  section: Json,
  { stage = "install", owned = [] }: { stage?: Stage; owned?: string[] } = {},
): Promise<PlannedAction[]> {
  return open(section).plan(machine.host, { stage, owned });
}

/** The kind of each action of that plan */
export async function kindsOn(machine: FakeMachine, section: Json): Promise<string[]> {
  return (await planOn(machine, section)).map(({ kind }) => kind);
}

/** Applies a section, and gives what was said on the way */
export async function applyTo(machine: FakeMachine, section: Json): Promise<string[]> {
  const said: string[] = [];
  for (const action of await planOn(machine, section))
    await action.apply(machine.host, message => said.push(message));
  return said;
}

/** Applies a section between checkpoint and rollback; gives what could not be put back */
export async function applyAndGoBack(
  machine: FakeMachine,
  section: Json,
  meanwhile: () => void | Promise<void> = () => undefined,
): Promise<string[]> {
  const domain = open(section);
  const actions = await domain.plan(machine.host, { stage: "install", owned: [] });
  const saved = await domain.checkpoint(machine.host, actions);
  await applyTo(machine, section);
  await meanwhile();
  return packagekitPlugin.rollback(machine.host, saved, () => undefined);
}

function open(section: Json): Domain {
  return packagekitPlugin.open(packagekitPlugin.normalise(section));
}
