/** Linking everybody whose address is the same in both systems: first who and why not, then the act. */
import type { VNode } from "preact";
import { useState } from "preact/hooks";
import { Act } from "../../src/views/act";
import type { LinkAllAnswer, LinkVerdict, AdminApi } from "../admin_api";
import { say, tell, tellCount } from "../words";
import { Drawer } from "./drawer";
import { Empty } from "./empty";

export function LinkAll({ api, done }: { api: AdminApi; done: () => Promise<void> }): VNode {
  const [told, setTold] = useState<LinkAllAnswer | null>(null);
  const link = async (): Promise<void> => {
    setTold(await api.linkAll(false));
    await done();
  };
  return (
    <>
      <Act run={async () => setTold(await api.linkAll(true))}>{tell("link_all")}</Act>
      {told && (
        <Drawer title={tell("link_all.title")} close={() => setTold(null)}>
          <Result told={told} link={link} close={() => setTold(null)} />
        </Drawer>
      )}
    </>
  );
}

function Result(given: { told: LinkAllAnswer; link: () => Promise<void>; close: () => void }): VNode {
  const { told, link, close } = given;
  const linked = told.items.filter((one) => one.verdict === "link");
  const others = told.items.filter((one) => one.verdict !== "link");
  return (
    <>
      {linked.length === 0 ? (
        <Empty title={tell("link_all.nobody")} />
      ) : (
        <>
          <p>
            {tell(told.dry_run ? "link_all.would" : "link_all.did", { users: tellCount("users", linked.length) })}
          </p>
          <Verdicts of={linked} />
        </>
      )}
      <div class="acts">
        {told.dry_run && linked.length > 0 && (
          <Act primary run={link}>
            {tell("link_all.act", { users: tellCount("users", linked.length) })}
          </Act>
        )}
        <button onClick={close}>{told.dry_run ? say("cancel") : tell("close")}</button>
      </div>
      {others.length > 0 && (
        <section>
          <h3>{tell("link_all.not")}</h3>
          <Verdicts of={others} />
        </section>
      )}
    </>
  );
}

function Verdicts({ of }: { of: LinkVerdict[] }): VNode {
  return (
    <ul class="verdicts">
      {of.map((one) => (
        <li key={one.associate_id}>
          <p>
            {one.name} <span class="aside">{one.address}</span>
          </p>
          <p class="aside">
            {one.sentence} {one.remedy}
          </p>
        </li>
      ))}
    </ul>
  );
}
