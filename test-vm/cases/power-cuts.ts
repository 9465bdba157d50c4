import type { PowerCutCase, PowerCutsCase } from "./case.ts";
import { wideAfter, wideBefore, wideBootstrap } from "./wide-change.ts";

/** Changes of an installed machine that a power cut must not leave half done */
export const powerCutCases: readonly PowerCutCase[] = [
  {
    kind: "power-cut",
    name: "power-cut",
    proves: "an apply that a power cut interrupts is undone by the next boot, whole, and then can be done",
    firmware: "bios",
    after: "image-minimal-bios",
    adds: {
      users: {
        accounts: {
          courier: {
            uid: 1500,
            sudo: "nopasswd",
            ssh_authorized_keys: [
              "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGdyb3VuZHN0YXRlIGV4YW1wbGUsIG5vdCBhIGtleSEh courier@example.com",
            ],
          },
        },
      },
      systemd: {
        custom_units: {
          "beacon.service": {
            content:
              "[Unit]\nDescription=Beacon\n\n[Service]\nExecStart=/usr/bin/sleep infinity\n\n[Install]\nWantedBy=multi-user.target\n",
            enabled: true,
            running: true,
          },
        },
      },
      firewall: {
        rules: [
          { port: 22, proto: "tcp", action: "accept", comment: "SSH" },
          { port: "8000-8010", proto: "tcp", action: "accept", comment: "beacon" },
        ],
        default_policy: { input: "drop" },
      },
    },
    cuts: [
      { after: "intent" },
      { after: "account/courier" },
      // unit file, its link and the firewall lie on the disk: the next boot starts with all of it
      { after: "table/groundstate", allOnDisk: true },
    ],
  },
];

/** One change of everything there is, cut at many instants */
export const powerCutsCases: readonly PowerCutsCase[] = [
  {
    kind: "power-cuts",
    name: "power-cuts-30",
    proves:
      "whenever an apply loses its power, the next boot is the old machine or the new one: half an hour",
    firmware: "bios",
    after: "image-minimal-bios",
    first: wideBefore,
    second: wideAfter,
    bootstrap: wideBootstrap,
    cuts: 30,
    onlyByName: true,
  },
];
