/** How the organisation does: the approval in SuperOffice, and mailboxes by how they stand. */
import type { VNode } from "preact";
import { Icon } from "../../src/views/icon";
import { amount, count } from "../../src/words";
import { Told, useAnswer } from "../answer";
import type { AdminMailbox, Organisation } from "../admin_api";
import type { Given } from "../app";
import { Empty } from "../parts/empty";
import { Link } from "../parts/link";
import { PageHead } from "../parts/page_head";
import { StandingMark } from "../parts/standing_mark";
import { standingOf, STANDINGS, troubles } from "../people";
import { addressOf } from "../route";
import { tell } from "../words";

export function Health({ api }: Given): VNode {
  const organisation = useAnswer("organisation", api.admin.organisation);
  const mailboxes = useAnswer("mailboxes", api.admin.mailboxes);
  return (
    <>
      <PageHead title={tell("nav.health")} lead={tell("health.lead")} />
      <section aria-labelledby="organisation">
        <h2 id="organisation">{tell("health.organisation")}</h2>
        <Told answer={organisation}>{(told) => <Approval told={told} />}</Told>
      </section>
      <section aria-labelledby="mailboxes">
        <h2 id="mailboxes">{tell("health.mailboxes")}</h2>
        <Told answer={mailboxes}>{(told) => <Standings mailboxes={told} />}</Told>
      </section>
      <section aria-labelledby="attention">
        <h2 id="attention">{tell("health.attention")}</h2>
        <Told answer={mailboxes}>{(told) => <Attention mailboxes={told} />}</Told>
      </section>
    </>
  );
}

function Approval({ told }: { told: Organisation }): VNode {
  const fine = told.consent === "approved";
  return (
    <ul class="connections">
      <li class={fine ? "fine" : "wrong"}>
        <Icon name={fine ? "check" : "warning"} />
        <div>
          <p class="name">
            {told.name}
            {told.name !== told.context && <span class="aside"> {told.context}</span>}
          </p>
          <p class="aside">
            {told.sentence} {told.remedy}
          </p>
        </div>
        {!fine && (
          <a class="button primary" href={told.connect_url}>
            {tell("health.approve")}
          </a>
        )}
      </li>
    </ul>
  );
}

/** A bar of all mailboxes, and each part of it in words. */
function Standings({ mailboxes }: { mailboxes: AdminMailbox[] }): VNode {
  const parts = STANDINGS.filter((one) => one !== "not_linked").map((standing) => ({
    standing,
    n: mailboxes.filter((one) => standingOf(one.state) === standing).length,
  }));
  const before = (index: number): number => parts.slice(0, index).reduce((sum, { n }) => sum + n, 0);
  return (
    <div class="standings">
      <svg
        class="bar"
        viewBox={`0 0 ${Math.max(mailboxes.length, 1)} 1`}
        preserveAspectRatio="none"
        aria-hidden="true"
      >
        {parts.map(({ standing, n }, index) => (
          <rect key={standing} class={`is-${standing}`} x={before(index)} y="0" width={n} height="1" />
        ))}
      </svg>
      <dl class="stats">
        {parts.map(({ standing, n }) => (
          <div key={standing}>
            <dt>
              <StandingMark standing={standing} />
            </dt>
            <dd>
              <Link to={addressOf("users", `standing=${standing}`)}>{amount(n)}</Link>
            </dd>
          </div>
        ))}
      </dl>
    </div>
  );
}

/** Mailboxes that want to be looked at, those with most that waits first. */
function Attention({ mailboxes }: { mailboxes: AdminMailbox[] }): VNode {
  const wanting = mailboxes
    .filter((one) => standingOf(one.state) === "attention" || troubles(one) > 0)
    .toSorted((one, other) => troubles(other) - troubles(one));
  if (wanting.length === 0) return <Empty title={tell("health.fine")} />;
  return (
    <ul class="rows">
      {wanting.map((one) => (
        <li key={one.id} class="row-item">
          <p class="when">
            <Link to={addressOf("users", `user=${one.id}`)}>{one.name || one.address}</Link>
          </p>
          <div>
            <p>{one.sentence}</p>
            <p class="aside">{one.remedy}</p>
          </div>
          <p class="aside since">{troubles(one) > 0 && count("items", troubles(one))}</p>
        </li>
      ))}
    </ul>
  );
}
