import { expect, test } from "vitest";
import { systemdSection } from "./section.ts";

test("services beside the files of plugins.config are services like any other, under one name each", () => {
  const plugins = {
    systemd: { services: { "ssh.service": { running: true } }, timers: {} },
    config: { services: { ssh: { enabled: true }, app: { state: "running" } } },
  };

  expect(systemdSection({ version: 1, plugins })).toEqual({
    services: { "ssh.service": { enabled: true, running: true }, app: { state: "running" } },
    timers: {},
  });
});

test("a document that only says services there speaks to systemd, and one without any does not", () => {
  const services = { app: { enabled: true } };

  expect(systemdSection({ version: 1, plugins: { config: { services } } })).toEqual({ services });
  expect(systemdSection({ version: 1, plugins: { config: {} } })).toBeUndefined();
});
