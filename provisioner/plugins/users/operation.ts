/** Everything that the plugin can do to a machine; userdel takes the group of the same name along unless `keepGroup` */
export type UsersOperation =
  | { do: "create group"; name: string; gid?: number; system?: boolean }
  | { do: "change group"; name: string; gid: number }
  | { do: "delete group"; name: string }
  | NewAccount
  | AccountChange
  | { do: "delete account"; name: string; removeHome: boolean; keepGroup?: number }
  | { do: "set password"; name: string; hash: string }
  | { do: "make home"; name: string }
  | { do: "join group"; name: string; group: string }
  | { do: "leave group"; name: string; group: string }
  | { do: "write keys"; name: string; home: string; content: string }
  | { do: "remove keys"; home: string }
  | { do: "write sudo rule"; name: string; path: string; content: string }
  | { do: "remove file"; path: string };

/** An account to be made; `group` is the number or the name of a primary group that exists by then */
export interface NewAccount {
  do: "create account";
  name: string;
  uid?: number;
  group?: string;
  home: string;
  makeHome: boolean;
  shell: string;
  comment?: string;
  system: boolean;
}

/** Fields of an account that differ from what the document says */
export interface AccountChange {
  do: "change account";
  name: string;
  uid?: number;
  gid?: number;
  home?: string;
  shell?: string;
  comment?: string;
}
