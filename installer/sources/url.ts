/** What to ask a server for, once user and password have left the URL */
export interface UrlRequest {
  url: string;
  headers: Record<string, string>;
}

/** Moves user and password of a URL into an Authorization header: fetch refuses them in the URL */
export function requestOf(text: string): UrlRequest {
  const url = new URL(text);
  const { username, password } = url;
  if (username === "" && password === "") return { url: text, headers: {} };
  url.username = "";
  url.password = "";
  const pair = `${plain(username)}:${plain(password)}`;
  return { url: url.href, headers: { Authorization: `Basic ${Buffer.from(pair).toString("base64")}` } };
}

/** A URL as it may be shown and recorded: neither user nor password, nor a query, which may be a secret too */
export function shownUrl(text: string): string {
  const parsed = URL.canParse(text) ? new URL(text) : undefined;
  if (parsed?.protocol === "file:") return `file://${parsed.pathname}`;
  if (parsed && parsed.host !== "")
    return `${parsed.protocol}//${parsed.host}${parsed.pathname === "/" ? "" : parsed.pathname}`;
  // No URL at all, or one with a / or # in its password: whatever stands before the last @ may be secret.
  return text.replace(/^(\w[\w+.-]*:\/*)?.*@/s, "$1").replace(/[?#].*$/s, "");
}

/** A sentence about a URL, without what must not be shown of it */
export function withoutUrl(sentence: string, text: string): string {
  const { search, username, password } = URL.canParse(text)
    ? new URL(text)
    : { search: "", username: "", password: "" };
  const secrets = [search, search.slice(1), password, plain(password), username && `${username}:`];
  let said = sentence.replaceAll(text, shownUrl(text));
  for (const secret of secrets) if (secret !== "") said = said.replaceAll(secret, "");
  return said;
}

function plain(encoded: string): string {
  try {
    return decodeURIComponent(encoded);
  } catch {
    return encoded; // a bare % is what it is
  }
}
