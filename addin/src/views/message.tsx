/** A page that says one thing, with at most one act. */
import type { ComponentChildren, VNode } from "preact";
import { Icon, type IconName } from "./icon";

export function Message(given: {
  icon: IconName;
  title: string;
  text?: string;
  /** only told to those who wait: it fades in late */
  quiet?: boolean;
  children?: ComponentChildren;
}): VNode {
  return (
    <section class={given.quiet ? "message quiet" : "message"}>
      <Icon name={given.icon} />
      <h2>{given.title}</h2>
      {given.text && <p>{given.text}</p>}
      {given.children}
    </section>
  );
}
