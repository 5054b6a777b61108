/** A page that says one thing, with at most one act. */
import type { ComponentChildren, VNode } from "preact";
import { Icon, type IconName } from "./icon";

export function Message(given: {
  icon: IconName;
  title: string;
  text?: string;
  children?: ComponentChildren;
}): VNode {
  return (
    <section class="message">
      <Icon name={given.icon} />
      <h2>{given.title}</h2>
      {given.text && <p>{given.text}</p>}
      {given.children}
    </section>
  );
}
