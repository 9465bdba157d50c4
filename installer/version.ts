declare const GROUNDSTATE_VERSION: string | undefined;

/** Version of this installer; the build puts it in */
export const installerVersion = typeof GROUNDSTATE_VERSION === "string" ? GROUNDSTATE_VERSION : "development";
