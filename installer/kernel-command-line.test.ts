import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseKernelCommandLine } from "./kernel-command-line.ts";

describe("parseKernelCommandLine", () => {
  it("reads every parameter and leaves the others alone", () => {
    const text =
      "BOOT_IMAGE=/live/vmlinuz boot=live groundstate.state=https://boot.example/web1.json groundstate.unattended groundstate.finish=poweroff groundstate.mirror=http://mirror.example/debian/ console=ttyS0,115200\n";

    const { parameters, problems } = parseKernelCommandLine(text);

    expect(problems).toEqual([]);
    expect(parameters).toEqual({
      state: "https://boot.example/web1.json",
      unattended: true,
      finish: "poweroff",
      mirror: "http://mirror.example/debian/",
      rescue: false,
    });
  });

  it("asks before it wipes unless the consent is really there", () => {
    expect(parseKernelCommandLine("quiet").parameters.unattended).toBe(false);
    expect(parseKernelCommandLine("groundstate.unattended=no").parameters.unattended).toBe(false);
    expect(parseKernelCommandLine("groundstate.unattended=yes").parameters.unattended).toBe(true);
  });

  it("names every word it cannot use", () => {
    const { problems } = parseKernelCommandLine(
      "groundstate.finish=halt groundstate.state=web1.json groundstate.unatended groundstate.rescue=maybe",
    );

    expect(problems.map(problem => problem.found)).toEqual([
      "the boot parameter groundstate.finish=halt",
      "the boot parameter groundstate.state=web1.json",
      "the boot parameter groundstate.unatended",
      "the boot parameter groundstate.rescue=maybe",
    ]);
  });

  it("shows neither password nor query of a URL it cannot use", () => {
    const { problems } = parseKernelCommandLine(
      "groundstate.state=htps://me:geheim@boot.example/x?token=geheim groundstate.state=https://me:ge/heim@boot/x groundstate.stat=https://boot/x?geheim",
    );

    expect(problems.map(problem => problem.found)).toEqual([
      "the boot parameter groundstate.state=htps://boot.example/x",
      "the boot parameter groundstate.state=https://boot/x",
      "the boot parameter groundstate.stat=https://boot/x",
    ]);
  });

  it("takes no mirror with a password: apt would leave it on the machine", () => {
    const { parameters, problems } = parseKernelCommandLine(
      "groundstate.mirror=http://me:geheim@mirror.example/debian",
    );

    expect(parameters.mirror).toBeUndefined();
    expect(problems.map(problem => problem.found)).toEqual([
      "the boot parameter groundstate.mirror=http://mirror.example/debian",
    ]);
  });

  it("takes no folder as a mirror: the new system could not look into it", () => {
    expect(parseKernelCommandLine("groundstate.mirror=file:///srv/debian").problems).toHaveLength(1);
  });

  it("keeps a quoted value together", () => {
    const { parameters } = parseKernelCommandLine(
      'dyndbg="file a.c +p" groundstate.state="file:///x/state.json"',
    );
    expect(parameters.state).toBe("file:///x/state.json");
  });

  it("takes any text without throwing, and invents no consent", () => {
    fc.assert(
      fc.property(fc.string(), text => {
        const { parameters } = parseKernelCommandLine(text);
        if (!text.includes("groundstate.")) expect(parameters).toEqual({ unattended: false, rescue: false });
      }),
    );
  });
});
