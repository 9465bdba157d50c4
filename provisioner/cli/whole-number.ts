import { InvalidArgumentError } from "commander";

/** Reads the value of an option that counts something; the noun is for the message */
export function wholeNumber(noun: string): (text: string) => number {
  return text => {
    if (/^\d{1,15}$/.test(text)) return Number(text);
    throw new InvalidArgumentError(`It needs a number of ${noun}.`);
  };
}
