import { describe, expect, it } from "vitest";
import { type AppendFile, lineWriter } from "./writer.ts";

describe("the line writer", () => {
  it("writes each line at once, and syncs it before it returns", async () => {
    const { file, calls } = recordingFile();
    await lineWriter(file, "ledger.jsonl").append("{}");
    expect(calls).toEqual(["write {}\n", "datasync"]);
  });

  it("refuses everything after a failed sync", async () => {
    const { file, calls } = recordingFile({ datasync: () => Promise.reject(new Error("EIO: i/o error")) });
    const writer = lineWriter(file, "ledger.jsonl");
    await expect(writer.append("1")).rejects.toThrow("EIO");
    await expect(writer.append("2")).rejects.toThrow("nothing more is done");
    expect(calls).toEqual(["write 1\n"]);
  });

  it("refuses everything after a write that was cut short", async () => {
    const { file, calls } = recordingFile({ shortBy: 1 });
    const writer = lineWriter(file, "ledger.jsonl");
    await expect(writer.append("12345")).rejects.toThrow("5 of 6 bytes");
    await expect(writer.append("2")).rejects.toThrow("5 of 6 bytes");
    expect(calls).toEqual(["write 12345\n"]);
  });
});

function recordingFile(faults: { datasync?: () => Promise<void>; shortBy?: number } = {}): {
  file: AppendFile;
  calls: string[];
} {
  const calls: string[] = [];
  return {
    calls,
    file: {
      write: async bytes => {
        calls.push(`write ${bytes.toString()}`);
        return { bytesWritten: bytes.length - (faults.shortBy ?? 0) };
      },
      datasync: faults.datasync ?? (async () => void calls.push("datasync")),
      close: async () => undefined,
    },
  };
}
