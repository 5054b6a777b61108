/** A link to another page of the portal, which opens without loading; a new tab is still a new tab. */
import type { ComponentChildren, VNode } from "preact";
import { go } from "../route";

export function Link(given: {
  to: string;
  current?: boolean;
  class?: string;
  children: ComponentChildren;
}): VNode {
  const open = (event: MouseEvent): void => {
    if (event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    go(given.to);
  };
  return (
    <a href={given.to} class={given.class} aria-current={given.current ? "page" : undefined} onClick={open}>
      {given.children}
    </a>
  );
}
