import { languageIn, languagePaths, localeArchivePath, localeGenPath } from "./locale-files.ts";
import type { Planned } from "./planned.ts";
import type { CurrentLocale } from "./query.ts";

/** The locale itself first, then the language that needs it */
export function planLocale({ files, asked, generated }: CurrentLocale, locale: string): Planned {
  const complete = asked && generated;
  const others = files.filter(({ text }) => languageIn(text) !== locale);
  return {
    resource: "locale",
    summary: `set the language to ${locale}`,
    changes: [
      ...(asked ? [] : [{ path: localeGenPath, from: null, to: locale }]),
      ...(generated ? [] : [{ path: "generated", from: false, to: true }]),
      ...others.map(({ path, text }) => ({ path, from: languageIn(text) ?? null, to: locale })),
    ],
    operations: [
      ...(complete ? [] : [{ do: "generate locale" as const, locale }]),
      ...(complete && others.length === 0 ? [] : [{ do: "set language" as const, locale }]),
    ],
    alsoChanged: [...languagePaths, ...(complete ? [] : [localeGenPath, localeArchivePath])],
  };
}
