/** Finding preferences and users by what somebody types. Pure. */

/** Whether every word of *wanted* stands somewhere in *texts*, in capitals or not. */
export function holds(wanted: string, ...texts: string[]): boolean {
  const text = texts.join(" ").toLocaleLowerCase();
  return wanted
    .toLocaleLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word));
}
