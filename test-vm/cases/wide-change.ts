import type { JsonObject } from "../../provisioner/host/json.ts";
import type { BootstrapChanges } from "../document.ts";

/** What plugins hold before: something of each that a change can make other, or take away */
export const wideBefore: JsonObject = {
  users: {
    groups: { crew: { gid: 3100 }, leaving: { gid: 3101 } },
    accounts: {
      anna: {
        uid: 3000,
        groups: ["crew"],
        shell: "/bin/bash",
        sudo: "nopasswd",
        ssh_authorized_keys: [
          "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGdyb3VuZHN0YXRlIGV4YW1wbGUsIG5vdCBhIGtleSEh anna@example.com",
        ],
      },
      dora: { uid: 3004 },
      bob: {
        uid: 3001,
        ssh_authorized_keys: [
          "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGdyb3VuZHN0YXRlIGV4YW1wbGUsIG5vdCBhIGtleSEh bob@example.com",
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
      "sweep.service": {
        content: "[Unit]\nDescription=Sweep\n\n[Service]\nType=oneshot\nExecStart=/usr/bin/true\n",
      },
      "old.service": {
        content:
          "[Unit]\nDescription=Old\n\n[Service]\nExecStart=/usr/bin/sleep infinity\n\n[Install]\nWantedBy=multi-user.target\n",
        enabled: true,
        running: true,
      },
    },
    timers: { "sweep.timer": { on_calendar: "daily", unit: "sweep.service" } },
    drop_ins: { "beacon.service": { nice: { content: "[Service]\nNice=5\n" } } },
  },
  network: {
    interfaces: {
      fbr0: { type: "bridge", address: "10.77.0.1/24", mtu: 1450 },
      fbr2: { type: "bridge", address: "10.77.2.1/24" },
      fbr3: { type: "bridge", address: "10.77.3.1/24" },
    },
  },
  netcfg: {
    routing: [
      { destination: "10.90.0.0/16", gateway: "10.77.3.2", interface: "fbr3" },
      { destination: "10.91.0.0/16", gateway: "10.77.3.3", interface: "fbr3" },
    ],
    routing_rules: [
      { priority: 1000, from: "10.77.3.0/24", table: 100 },
      { priority: 1001, from: "10.77.9.0/24", table: 101 },
    ],
  },
  config: {
    files: {
      "/etc/ssh/sshd_config.d/10-faults.conf": {
        content: "PasswordAuthentication no\n",
        validate: "sshd",
        reload: ["ssh"],
      },
      "/etc/beacon/beacon.conf": { content: "light = 1\n", mode: "0644", owner: "anna" },
      "/etc/beacon/old.conf": { content: "light = 0\n" },
    },
  },
  login1: {
    users: { anna: { linger: true }, dora: { linger: false } },
    policy: { idle_action: "ignore", inhibitors_max: 4096 },
  },
  filesystem: {
    subvolumes: { "/srv/projects": {}, "@stores": {} },
    mounts: {
      "/scratch": { source: "tmpfs", fstype: "tmpfs", options: ["size=16M"] },
      "/old": { source: "tmpfs", fstype: "tmpfs", options: ["size=8M"] },
    },
    snapshots: { "/srv/projects": { schedule: "daily", retention: 3 } },
  },
  packagekit: { packages: { tzdata: { hold: true }, bash: { hold: false } } },
  firewall: {
    rules: [{ port: 22, proto: "tcp", action: "accept", comment: "SSH" }],
    default_policy: { input: "drop" },
  },
};

/** The same plugins after a change that makes, alters and removes something of each. Nothing in it needs a package */
export const wideAfter: JsonObject = {
  users: {
    groups: { crew: { gid: 3100 }, leaving: { state: "absent" }, fresh: { gid: 3102 } },
    accounts: {
      anna: {
        uid: 3000,
        groups: ["crew", "fresh"],
        shell: "/bin/sh",
        comment: "Anna",
        sudo: "password",
        password_hash:
          "$6$saltsalt$qFmFH.bQmmtXzyBY0s9v7Oicd2z4XSIecDzlB5KiA2/jctKu9YterLp8wwnSq.qc.eoxqOmSuNp2xS0ktL3nh/",
        ssh_authorized_keys: [
          "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGdyb3VuZHN0YXRlIGV4YW1wbGUsIG5vdCBhIGtleSEh anna2@example.com",
        ],
      },
      dora: { uid: 3004 },
      bob: { state: "absent" },
      carl: {
        uid: 3002,
        groups: ["crew"],
        sudo: "nopasswd",
        ssh_authorized_keys: [
          "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGdyb3VuZHN0YXRlIGV4YW1wbGUsIG5vdCBhIGtleSEh carl@example.com",
        ],
      },
    },
  },
  systemd: {
    custom_units: {
      "beacon.service": {
        content:
          "[Unit]\nDescription=Bright beacon\n\n[Service]\nExecStart=/usr/bin/sleep infinity\n\n[Install]\nWantedBy=multi-user.target\n",
        enabled: true,
        running: true,
      },
      "sweep.service": {
        content: "[Unit]\nDescription=Sweep\n\n[Service]\nType=oneshot\nExecStart=/usr/bin/true\n",
      },
      "flare.service": {
        content:
          "[Unit]\nDescription=Flare\n\n[Service]\nExecStart=/usr/bin/sleep infinity\n\n[Install]\nWantedBy=multi-user.target\n",
        enabled: true,
        running: true,
      },
      "old.service": {
        content:
          "[Unit]\nDescription=Old\n\n[Service]\nExecStart=/usr/bin/sleep infinity\n\n[Install]\nWantedBy=multi-user.target\n",
        state: "absent",
      },
    },
    timers: { "sweep.timer": { on_calendar: "weekly", unit: "sweep.service" } },
    services: { "systemd-timesyncd": { state: "masked" } },
    drop_ins: {
      "beacon.service": {
        nice: { state: "absent" },
        limit: { content: "[Service]\nLimitNOFILE=4096\n" },
      },
    },
  },
  network: {
    interfaces: {
      fbr0: { type: "bridge", address: "10.77.1.1/24", mtu: 1400 },
      fbr1: { type: "bridge", address: "10.78.0.1/24" },
      fbr3: { type: "bridge", address: "10.77.3.1/24" },
      fvl9: { type: "dummy", address: "10.79.0.1/24" },
    },
  },
  netcfg: {
    routing: [
      { destination: "10.90.0.0/16", gateway: "10.77.3.9", interface: "fbr3" },
      { destination: "10.92.0.0/16", gateway: "10.77.3.3", interface: "fbr3", table: 100 },
    ],
    routing_rules: [{ priority: 1000, from: "10.77.3.0/24", table: 102 }],
  },
  config: {
    files: {
      "/etc/ssh/sshd_config.d/10-faults.conf": {
        content: "PasswordAuthentication no\nMaxAuthTries 4\n",
        validate: "sshd",
        reload: ["ssh"],
      },
      "/etc/beacon/beacon.conf": {
        template: "name = {{ hostname }}\n",
        mode: "0600",
        owner: "root",
        restart: ["beacon"],
      },
      "/etc/beacon/old.conf": { state: "absent" },
      "/etc/lantern/deep/lantern.conf": { content: "light = 2\n", owner: "anna" },
    },
  },
  login1: {
    users: { anna: { linger: false }, dora: { linger: true } },
    policy: { idle_action: "lock", inhibitors_max: 2048 },
  },
  filesystem: {
    subvolumes: { "/srv/projects": {}, "@stores": {}, "/srv/fresh": {}, "@data": {} },
    mounts: {
      "/scratch": { source: "tmpfs", fstype: "tmpfs", options: ["size=32M"] },
      "/old": { state: "absent" },
      "/data": { source: "LABEL=groundstate", fstype: "btrfs", options: "subvol=@data" },
    },
    snapshots: {
      "/srv/projects": { schedule: "weekly", retention: 5 },
      "/srv/fresh": { schedule: "daily", retention: 2 },
    },
  },
  packagekit: { packages: { tzdata: { hold: false }, bash: { hold: true } } },
  firewall: {
    rules: [
      { port: 22, proto: "tcp", action: "accept", comment: "SSH" },
      { port: "8000-8010", proto: "tcp", action: "accept", comment: "beacon" },
    ],
    default_policy: { input: "drop", forward: "drop" },
  },
};

/** What changes in `bootstrap` with it */
export const wideBootstrap: BootstrapChanges = { hostname: "renamed", timezone: "Europe/Berlin" };
