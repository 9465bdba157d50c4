import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { InstallEvent } from "../events/event.ts";
import { typeInto } from "./line-editor.ts";
import { renderEvent } from "./render-event.ts";
import { wrap } from "./wrap.ts";

function rendered(...events: InstallEvent[]): string {
  return events.flatMap(renderEvent).join("\n");
}

describe("renderEvent", () => {
  it("shows an install from document to end", () => {
    const text = rendered(
      { event: "started", version: "0.1.0", medium: "medium built 2026-11-20, Debian trixie" },
      { event: "source-found", origin: "volume GROUNDSTATE (/dev/vdb), state.json", sha256: "ab".repeat(32) },
      { event: "plan", lines: ["machine   web1, Debian trixie, by image"] },
      { event: "countdown", seconds: 10 },
      { event: "countdown", seconds: 9 },
      { event: "countdown", seconds: 1 },
      { event: "consent", by: "document" },
      { event: "step-started", step: "base", title: "Lay down Debian", index: 5, total: 12 },
      { event: "step-line", step: "base", line: "Parallel unsquashfs: Using 2 processors" },
      { event: "step-progress", step: "base", done: 42, total: 100 },
      { event: "step-finished", step: "base", title: "Lay down Debian", seconds: 19.6 },
      {
        event: "finished",
        seconds: 71.4,
        times: [
          { step: "preflight", seconds: 4.2 },
          { step: "base", seconds: 19.6 },
        ],
        ledger: { fingerprint: "SHA256:abc", head: `17:${"0".repeat(64)}` },
        finish: "reboot",
      },
    );

    expect(text).toMatchInlineSnapshot(`
      "Groundstate 0.1.0 installer, medium built 2026-11-20, Debian trixie
      Document: volume GROUNDSTATE (/dev/vdb), state.json
        sha256 abababababababababababababababababababababababababababababababab

      The plan
        machine   web1, Debian trixie, by image
      Installing in 10 s. Any key stops it.
      Installing in 1 s. Any key stops it.
      Consent: the document says bootstrap.unattended
      [ 5/12] Lay down Debian
              42 %
              done in 19.6 s

      Seconds per step
        preflight           4.2
        base               19.6
      Ledger key  SHA256:abc
      Ledger head 17:0000000000000000000000000000000000000000000000000000000000000000
      Keep these two lines: the ledger can be checked against them later.
      groundstate: install finished in 71 s
      Restarting into the new system."
    `);
  });

  it("lists every problem of a rejected document, and says that it was rejected", () => {
    const text = rendered({
      event: "problems",
      origin: "volume GROUNDSTATE (/dev/vdb), state.json",
      problems: [
        {
          stage: "schema",
          pointer: "/bootstrap/hostnam",
          found: 'an unknown key "hostnam"',
          needs: "one of the known keys",
          fix: 'did you mean "hostname"?',
          position: { file: "GROUNDSTATE:/state.json", line: 4, column: 5 },
        },
        {
          stage: "hardware",
          pointer: "/bootstrap/device",
          found: "no disk at all",
          needs: "one",
          fix: "attach one",
        },
      ],
    });

    expect(text).toMatchInlineSnapshot(`
      "
      2 problems in volume GROUNDSTATE (/dev/vdb), state.json
      GROUNDSTATE:/state.json:4:5 /bootstrap/hostnam: found an unknown key "hostnam",
        needs one of the known keys, do: did you mean "hostname"?
      /bootstrap/device: found no disk at all, needs one, do: attach one
      groundstate: document rejected"
    `);
  });

  it("names step, error and last lines of a failure, what was undone, and the ways on", () => {
    const text = rendered(
      {
        event: "step-failed",
        step: "bootloader",
        title: "Install the boot loader",
        seconds: 3,
        error: "chroot /target grub-install exited with 1: found no BIOS boot partition",
        lines: ["Installing for i386-pc platform.", "grub-install: error: embedding is not possible."],
      },
      { event: "step-undone", step: "base", title: "Lay down Debian" },
      { event: "step-undone", step: "partition", title: "Partition the disk", error: "busy" },
      { event: "stopped", reason: "Install the boot loader failed" },
      { event: "waiting-for-choice", choices: [{ word: "retry", meaning: "start over" }] },
    );

    expect(text).toMatchInlineSnapshot(`
      "
      FAILED: Install the boot loader
        chroot /target grub-install exited with 1: found no BIOS boot partition
        | Installing for i386-pc platform.
        | grub-install: error: embedding is not possible.
      Taken back: Lay down Debian
      Could not take back: Partition the disk: busy
      groundstate: install stopped: Install the boot loader failed

      Type a word and Enter:
        retry     start over"
    `);
  });
});

describe("wrap", () => {
  it("never makes a line that an 80-column terminal would break, whatever was said", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme", maxLength: 400 }), text => {
        for (const line of wrap(text)) expect(line.length).toBeLessThanOrEqual(79);
      }),
    );
  });

  it("lets no escape sequence through", () => {
    expect(wrap("a\u001b[2Jb")).toEqual(["a[2Jb"]);
  });
});

describe("typeInto", () => {
  it("edits a line and gives the word at Enter", () => {
    expect(typeInto("ret", "ry\r")).toEqual({ line: "", echo: "ry\r\n", word: "retry" });
    expect(typeInto("shex", "\x7fll")).toEqual({ line: "shell", echo: "\b \bll" });
    expect(typeInto("", "\x7f\x1b[A\x1bOP")).toEqual({ line: "", echo: "" });
  });
});
