import { InvalidArgumentError } from "commander";

/** Reads the value of an option that counts something; the noun is for the message */
export function wholeNumber(noun: string, least = 0): (text: string) => number {
  return text => {
    if (/^\d{1,15}$/.test(text) && Number(text) >= least) return Number(text);
    throw new InvalidArgumentError(`It needs a number of ${noun}${least > 0 ? `, at least ${least}` : ""}.`);
  };
}
