import { describe, expect, test } from "vitest";
import type { Action } from "../../contract/action.ts";
import { currentOf, type ModelledMachine, machineAfter, machineWith } from "./modelled-machine.fixture.ts";
import type { SystemdOperation } from "./operation.ts";
import { planSystemd } from "./plan.ts";
import { planBoot } from "./plan-boot.ts";
import type { SystemdSection } from "./schema.ts";

const text = "[Service]\nExecStart=/bin/true\n[Install]\nWantedBy=multi-user.target";

describe("in the install stage", () => {
  test("enabled means links now and a start at first boot", () => {
    expect(
      steps(plan(machineWith("ssh.service"), { services: { ssh: { state: "enabled" } } }, "install")),
    ).toEqual(["service/ssh.service: enable", "running/ssh.service: start (needs a running machine)"]);
  });

  test("what does not start at boot needs no stopping", () => {
    const section: SystemdSection = { services: { a: { state: "disabled" }, b: { state: "masked" } } };
    const machine = { ...machineWith("a.service", "b.service"), enabled: ["a.service"] };

    expect(steps(plan(machine, section, "install"))).toEqual([
      "service/a.service: disable",
      "service/b.service: mask",
    ]);
  });

  test("no file needs a running systemd", () => {
    const section: SystemdSection = {
      custom_units: { "app.service": { content: text } },
      drop_ins: { "ssh.service": { limits: { content: "[Service]\nLimitNOFILE=1" } } },
    };

    expect(steps(plan(machineWith("ssh.service"), section, "install"))).toEqual([
      "unit/app.service: write file",
      "drop-in/ssh.service/limits: write file",
    ]);
  });
});

describe("on a running machine", () => {
  test("a unit of one's own is written, enabled, and only then started", () => {
    const section: SystemdSection = {
      custom_units: { "app.service": { content: text, enabled: true, running: true } },
    };
    const actions = plan(machineWith(), section, "live");

    expect(steps(actions)).toEqual([
      "unit/app.service: write file, reload",
      "service/app.service: enable",
      "running/app.service: start (needs a running machine)",
    ]);
    expect(actions.map(action => action.phase)).toEqual(["configure", "configure", "start"]);
  });

  test("a timer is enabled and started unless the document says otherwise", () => {
    const on = plan(machineWith(), { timers: { backup: { on_calendar: "daily" } } }, "live");
    const off = plan(machineWith(), { timers: { backup: { on_calendar: "daily", enabled: false } } }, "live");

    expect(steps(on).slice(1)).toEqual([
      "service/backup.timer: enable",
      "running/backup.timer: start (needs a running machine)",
    ]);
    expect(steps(off).slice(1)).toEqual(["service/backup.timer: disable"]);
  });

  test("started and stopped say nothing of the next boot", () => {
    const machine = { ...machineWith("a.service", "b.service"), active: ["b.service"] };

    expect(
      steps(plan(machine, { services: { a: { state: "started" }, b: { state: "stopped" } } }, "live")),
    ).toEqual([
      "running/a.service: start (needs a running machine)",
      "running/b.service: stop (needs a running machine)",
    ]);
  });

  test("a masked unit is unmasked before it is enabled", () => {
    const machine = { ...machineWith("a.service"), masked: ["a.service"] };

    expect(steps(plan(machine, { services: { a: { enabled: true } } }, "live"))).toEqual([
      "service/a.service: unmask, enable",
    ]);
  });

  test("a mask until the next boot is not lifted behind the back of whoever set it", () => {
    const section: SystemdSection = { services: { a: { enabled: true } } };
    const current = currentOf(machineWith("a.service"), section, "live");
    const units = { "a.service": { ...current.units["a.service"], boot: "masked-runtime" } };
    const [action] = planBoot({ ...current, units }, { unit: "a.service", boot: "enabled" });

    expect(action?.refused).toContain("systemctl unmask --runtime a.service");
  });

  test("a unit that runs is restarted when a drop-in of it changes, though the document does not ask for it to run", () => {
    const section: SystemdSection = {
      drop_ins: { "ssh.service": { limits: { content: "[Service]\nLimitNOFILE=1" } } },
    };
    const machine = { ...machineWith("ssh.service"), active: ["ssh.service"] };

    expect(steps(plan(machine, section, "live"))).toEqual([
      "drop-in/ssh.service/limits: write file, reload",
      "running/ssh.service: restart (needs a running machine)",
    ]);
    expect(steps(plan({ ...machine, active: [] }, section, "live"))).toHaveLength(1);
  });

  test("a unit that runs since before a file of it changed is restarted, whoever changed it and whether or not systemd read it", () => {
    const section: SystemdSection = { services: { ssh: { state: "enabled" } } };
    const machine = { ...machineWith("ssh.service"), active: ["ssh.service"], enabled: ["ssh.service"] };

    expect(steps(plan({ ...machine, outdated: ["ssh.service"] }, section, "live"))).toEqual([
      "running/ssh.service: restart (needs a running machine)",
    ]);
    expect(steps(plan({ ...machine, stale: ["ssh.service"] }, section, "live"))).toEqual([
      "running/ssh.service: reload, restart (needs a running machine)",
    ]);
  });

  test("a slice is not stopped for a new limit, systemd only reads it", () => {
    const section: SystemdSection = {
      drop_ins: { "user.slice": { limits: { content: "[Slice]\nMemoryMax=1G" } } },
    };
    const machine = { ...machineWith("user.slice"), active: ["user.slice"] };

    expect(steps(plan(machine, section, "live"))).toEqual(["drop-in/user.slice/limits: write file, reload"]);
  });

  test("the message bus is never restarted; until the next boot it is told that it runs by older files", () => {
    const section: SystemdSection = {
      drop_ins: { "dbus.service": { limits: { content: "[Service]\nLimitNOFILE=4096" } } },
    };
    const machine = { ...machineWith("dbus.service"), active: ["dbus.service"] };
    const first = plan(machine, section, "live");
    expect(steps(first)).toEqual(["drop-in/dbus.service/limits: write file, reload"]);

    const [action] = plan(machineAfter(machine, operations(first)), section, "live").filter(
      ({ kind }) => kind !== "noop",
    );
    expect(action?.advisory).toContain("restart the machine");
    expect(action?.operations).toEqual([]);
  });

  test("every instance that runs is restarted once when its template changes", () => {
    const section: SystemdSection = {
      services: { "worker@1": { state: "enabled" } },
      custom_units: { "worker@.service": { content: text } },
      drop_ins: { "worker@2.service": { x: { content: "[Service]\nNice=1" } } },
    };
    const machine = {
      ...machineWith("worker@.service"),
      active: ["worker@1.service", "worker@2.service"],
      enabled: ["worker@1.service"],
    };

    expect(steps(plan(machine, section, "live"))).toEqual([
      "unit/worker@.service: write file, reload",
      "drop-in/worker@2.service/x: write file, reload",
      "running/worker@1.service: restart (needs a running machine)",
      "running/worker@2.service: restart (needs a running machine)",
    ]);
  });

  test("a template that goes takes the instances that run with it", () => {
    const machine = {
      ...machineWith(),
      active: ["worker@1.service", "worker@2.service"],
      files: { "/etc/systemd/system/worker@.service": text },
    };
    const actions = plan(machine, { custom_units: { "worker@.service": { state: "absent" } } }, "live");

    expect(operations(actions).filter(({ do: verb }) => verb === "stop")).toEqual([
      { do: "stop", unit: "worker@1.service" },
      { do: "stop", unit: "worker@2.service" },
    ]);
  });

  test("a unit comes before the timer that starts it, and both before drop-ins", () => {
    const section: SystemdSection = {
      timers: { a: { on_calendar: "daily", unit: "z.service" } },
      custom_units: { "z.service": { content: text } },
      drop_ins: { "a.timer": { x: { content: "[Timer]" } } },
    };

    expect(steps(plan(machineWith(), section, "install")).slice(0, 3)).toEqual([
      "unit/z.service: write file",
      "unit/a.timer: write file",
      "drop-in/a.timer/x: write file",
    ]);
  });

  test("a mask where a file of the administrator lies, and a start of what stays masked, are refused before anything is done", () => {
    const machine = {
      ...machineWith("b.service"),
      files: { "/etc/systemd/system/a.service": text },
      masked: ["b.service"],
    };
    const section: SystemdSection = { services: { a: { state: "masked" }, b: { state: "started" } } };

    const refused = plan(machine, section, "live").flatMap(({ resource, refused: why }) =>
      why === undefined ? [] : [`${resource}: ${why}`],
    );
    expect(refused).toEqual([
      expect.stringContaining("service/a.service: a mask is a link at /etc/systemd/system/a.service"),
      expect.stringContaining("running/b.service: it is masked"),
    ]);
  });

  test("a socket is started, and stopped, before the service behind it", () => {
    const machine = machineWith("a.service", "a.socket");
    const up: SystemdSection = { services: { a: { running: true }, "a.socket": { running: true } } };
    const down: SystemdSection = { services: { a: { running: false }, "a.socket": { running: false } } };
    const running = { ...machine, active: ["a.service", "a.socket"] };

    for (const actions of [plan(machine, up, "live"), plan(running, down, "live")])
      expect(actions.map(({ resource }) => resource)).toEqual(["running/a.socket", "running/a.service"]);
  });

  test("a drop-in may have a file name of its own choice", () => {
    const section: SystemdSection = {
      drop_ins: { "ssh.service": { "10-limits.conf": { content: "[Service]" } } },
    };

    expect(plan(machineWith("ssh.service"), section, "install")[0]?.files).toEqual([
      "/etc/systemd/system/ssh.service.d/10-limits.conf",
    ]);
  });

  test("a unit that only links and nothing else starts counts as enabled", () => {
    const { units: _, ...none } = currentOf(machineWith(), {}, "live");
    const actions = planSystemd(
      { ...none, units: { "dbus.service": { boot: "static" } } },
      { services: { dbus: { enabled: true } } },
      { stage: "live", owned: [] },
    );

    expect(actions.map(action => action.kind)).toEqual(["noop"]);
  });

  test("what an earlier document wrote is stopped, disabled and removed; foreign units stay", () => {
    const section: SystemdSection = { custom_units: { "app.service": { content: text } } };
    const machine = machineAfter(
      machineWith("ssh.service"),
      operations(plan(machineWith(), section, "live")),
    );
    const owned = ["unit/app.service", "unit/ssh.service", "service/ssh.service"];

    expect(steps(plan(machine, {}, "live", owned))).toEqual([
      "unit/app.service: stop, disable, remove file, reload",
    ]);
  });

  test("systemd reads a file again that was written but never loaded", () => {
    const section: SystemdSection = { custom_units: { "app.service": { content: text } } };
    const [write] = operations(plan(machineWith(), section, "live"));
    const machine = machineAfter(machineWith(), write ? [write] : []);

    expect(steps(plan(machine, section, "live"))).toEqual(["unit/app.service: reload"]);
  });

  test("what may be a secret in a unit is not shown", () => {
    const content = "[Service]\nEnvironment=TOKEN=planted\nExecStart=/bin/true";
    const actions = plan(machineWith(), { custom_units: { "app.service": { content } } }, "live");

    expect(JSON.stringify(actions.map(({ operations: _, ...shown }) => shown))).not.toContain("planted");
  });
});

function plan(
  machine: ModelledMachine,
  section: SystemdSection,
  stage: "install" | "live",
  owned: readonly string[] = [],
): Action<SystemdOperation>[] {
  return planSystemd(currentOf(machine, section, stage), section, { stage, owned });
}

function steps(actions: readonly Action<SystemdOperation>[]): string[] {
  return actions
    .filter(action => action.kind !== "noop")
    .map(({ resource, operations: list, needsLive }) => {
      const verbs = list.map(operation => operation.do).join(", ");
      return `${resource}: ${verbs}${needsLive ? " (needs a running machine)" : ""}`;
    });
}

function operations(actions: readonly Action<SystemdOperation>[]): SystemdOperation[] {
  return actions.flatMap(action => action.operations);
}
