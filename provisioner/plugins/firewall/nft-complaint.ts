/** What nft says against rules, on one line; it shows the place below each sentence */
export function nftComplaint(stderr: string): string {
  return stderr.trim().split("\n").slice(0, 4).join(" | ");
}
