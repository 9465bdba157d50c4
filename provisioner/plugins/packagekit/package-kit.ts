import type { Report } from "../../contract/plugin.ts";
import type { Host } from "../../host/host.ts";
import type { PackageBackend } from "./backend.ts";
import type { Brought } from "./brought.ts";
import type { PackageId, PackageNews } from "./package-signals.ts";
import { runTransaction, type TransactionCall } from "./package-transaction.ts";
import { idsToInstall, idsToRemove, refuseUnknownVersions } from "./resolve-packages.ts";
import { refuseSideEffects, type SideEffects } from "./side-effects.ts";

/** Bit fields of pk-enum.h: 1 << PK_TRANSACTION_FLAG_ENUM_ONLY_TRUSTED, 1 << PK_TRANSACTION_FLAG_ENUM_SIMULATE */
const onlyTrusted = 1n << 1n;
const simulate = 1n << 2n;

type MakeCall = (flags: bigint) => TransactionCall;

/** Packages through PackageKit's D-Bus interface */
export function packageKit(host: Host, report: Report): PackageBackend {
  const trial = (call: MakeCall): Promise<PackageNews[]> =>
    runTransaction(host, call(onlyTrusted | simulate));
  const real = (call: MakeCall): Promise<PackageNews[]> =>
    runTransaction(host, call(onlyTrusted), progress(report));
  return {
    install: async (packages, unwanted, aboutTo) => {
      const ids = await idsToInstall(host, packages, report);
      if (ids.length === 0) return;
      const call = installCall(ids);
      const news = await trial(call);
      refuseUnknownVersions(packages, news);
      refuseSideEffects(sideEffects(news), { asked: unwanted, purpose: purposeOf("install", ids) });
      await aboutTo(broughtBy(news));
      await real(call);
    },
    remove: async (names, aboutTo) => {
      const ids = await idsToRemove(host, names);
      if (ids.length === 0) return;
      const call = removeCall(ids);
      const news = await trial(call);
      refuseSideEffects(sideEffects(news), { asked: names, purpose: purposeOf("remove", ids) });
      await aboutTo(broughtBy(news));
      await real(call);
    },
  };
}

function installCall(ids: readonly PackageId[]): MakeCall {
  const purpose = purposeOf("install", ids);
  return flags => ({ member: "InstallPackages", signature: "tas", body: [flags, texts(ids)], purpose });
}

function removeCall(ids: readonly PackageId[]): MakeCall {
  const purpose = purposeOf("remove", ids);
  // The two booleans: what depends on them goes as well (the trial has shown that nothing does); no autoremove.
  const body = [texts(ids), true, false];
  return flags => ({ member: "RemovePackages", signature: "tasbb", body: [flags, ...body], purpose });
}

function texts(ids: readonly PackageId[]): string[] {
  return ids.map(({ text }) => text);
}

function purposeOf(verb: string, ids: readonly PackageId[]): string {
  return `${verb} ${ids.map(({ name }) => name).join(", ")}`;
}

function sideEffects(news: readonly PackageNews[]): SideEffects {
  const named = (happens: PackageNews["happens"]): string[] =>
    news.filter(each => each.happens === happens).map(({ id }) => id.name);
  return { removed: named("removing"), downgraded: named("downgrading") };
}

function broughtBy(news: readonly PackageNews[]): Brought {
  const going = news.filter(({ happens }) => happens === "removing");
  const coming = news.filter(({ happens }) => ["installing", "updating", "downgrading"].includes(happens));
  return {
    ...Object.fromEntries(going.map(({ id }) => [id.name, null])),
    ...Object.fromEntries(coming.map(({ id }) => [id.name, id.version])),
  };
}

const worthSaying: readonly string[] = ["downloading", "installing", "updating", "removing", "downgrading"];

/** Says once what happens to each package */
function progress(report: Report): (news: PackageNews) => void {
  const said = new Set<string>();
  return ({ happens, id }) => {
    const line = `${happens} ${id.name} ${id.version}`;
    if (!worthSaying.includes(happens) || said.has(line)) return;
    said.add(line);
    report(line);
  };
}
