/** How every page begins: its name, which is read aloud when the page opens, one line about it, and its acts. */
import type { ComponentChildren, VNode } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { say } from "../words";

/** The first page is opened by the browser, which reads it from the top. */
let opened = false;

export function PageHead(given: { title: string; lead?: string; children?: ComponentChildren }): VNode {
  const title = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    document.title = `${given.title} · ${say("title")}`;
    if (opened) title.current?.focus();
    opened = true;
  }, [given.title]);
  return (
    <header class="page-head">
      <div>
        <h1 ref={title} tabIndex={-1}>
          {given.title}
        </h1>
        {given.lead && <p class="lead">{given.lead}</p>}
      </div>
      {given.children && <div class="acts">{given.children}</div>}
    </header>
  );
}
