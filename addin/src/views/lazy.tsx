/** Parts that are loaded when they are first shown, not with the page. */
import type { ComponentType, VNode } from "preact";
import { useEffect, useState } from "preact/hooks";
import { say } from "../words";

/** The component that *load* brings; until it is there *meanwhile*, and a way to try again when it does not come. */
export function lazy<Given extends object>(load: () => Promise<ComponentType<Given>>, meanwhile: () => VNode) {
  let loaded: ComponentType<Given> | null = null;
  return function Lazy(given: Given): VNode {
    const [state, setState] = useState<"loading" | "there" | "failed">(loaded ? "there" : "loading");
    useEffect(() => {
      if (state !== "loading") return;
      load().then(
        (component) => {
          loaded = component;
          setState("there");
        },
        () => setState("failed"),
      );
    }, [state]);
    if (loaded) {
      const Component = loaded;
      return <Component {...given} />;
    }
    if (state !== "failed") return meanwhile();
    return (
      <div class="message">
        <p class="fault" role="alert">
          {say("failure.offline")}
        </p>
        <button onClick={() => setState("loading")}>{say("again")}</button>
      </div>
    );
  };
}
