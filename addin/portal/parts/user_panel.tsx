/** One user: the state in words, what waits, and every act of an administrator. */
import type { VNode } from "preact";
import { Act } from "../../src/views/act";
import { Confirm } from "../../src/views/confirm";
import { Counts } from "../../src/views/counts";
import { Release } from "../../src/views/held";
import { amount, count, day, moment } from "../../src/words";
import type { AdminMailbox, AdminApi } from "../admin_api";
import type { Person } from "../people";
import { say, tell, tellOf } from "../words";
import { Drawer } from "./drawer";
import { LinkForm } from "./link_form";
import { LookAlikes } from "./look_alikes";
import { StandingMark } from "./standing_mark";

type Given = { api: AdminApi; again: () => Promise<void> };

export function UserPanel({ person, close, ...given }: Given & { person: Person; close: () => void }): VNode {
  const { mailbox } = person;
  return (
    <Drawer title={person.name || person.address} close={close}>
      <p class="aside">{person.address}</p>
      <p>
        <StandingMark standing={person.standing} />
      </p>
      {mailbox ? (
        <MailboxPart mailbox={mailbox} {...given} />
      ) : (
        person.user && <LinkForm user={person.user} {...given} />
      )}
    </Drawer>
  );
}

function MailboxPart({ mailbox, api, again }: Given & { mailbox: AdminMailbox }): VNode {
  const run = mailbox.last_run;
  const { last_mail: mail } = mailbox;
  return (
    <>
      <p>{mailbox.sentence}</p>
      {mailbox.remedy && <p class="aside">{mailbox.remedy}</p>}
      <Acts mailbox={mailbox} api={api} again={again} />
      <Waiting mailbox={mailbox} api={api} again={again} />
      <section>
        <h3>{tell("users.last")}</h3>
        {run ? (
          <>
            <p>
              <time dateTime={run.began_at}>{moment(run.began_at)}</time>{" "}
              {run.outcome === "ok" ? say("sync.ok") : run.sentence}
            </p>
            <Counts of={run} />
          </>
        ) : (
          <p>{say("sync.never")}</p>
        )}
      </section>
      <section>
        <h3>{tell("users.items")}</h3>
        <dl class="facts-list">
          <dt>{tell("users.linked")}</dt>
          <dd>{amount(mailbox.linked)}</dd>
          <dt>{tell("users.parked")}</dt>
          <dd>{amount(mailbox.parked)}</dd>
          <dt>{tell("users.skipped")}</dt>
          <dd>{amount(Object.values(mailbox.skipped).reduce((sum, one) => sum + one, 0))}</dd>
        </dl>
      </section>
      {mail && (
        <section>
          <h3>{tell("users.mail")}</h3>
          <p>
            {tellOf("mail", mail.kind)} · {tellOf("mail", mail.state)} ·{" "}
            <time dateTime={mail.since}>{moment(mail.since)}</time>
          </p>
          <p class="aside">{mail.address}</p>
        </section>
      )}
    </>
  );
}

function Acts({ mailbox, api, again }: Given & { mailbox: AdminMailbox }): VNode {
  const run = (act: (id: string) => Promise<unknown>) => then(act, mailbox, again);
  if (mailbox.state === "unlinked")
    return (
      <div class="acts">
        <Act primary run={run(api.relink)}>
          {tell("act.relink")}
        </Act>
        {mailbox.forgotten_at && (
          <p class="aside">{tell("users.forgotten", { day: day(mailbox.forgotten_at.slice(0, 10)) })}</p>
        )}
      </div>
    );
  return (
    <div class="acts">
      {mailbox.state === "paused" ? (
        <Act primary run={run(api.resume)}>
          {tell("act.resume")}
        </Act>
      ) : (
        <Act run={run(api.pause)}>{tell("act.pause")}</Act>
      )}
      {/invited|needs_sign_in/.test(mailbox.state) && (
        <Act run={run(api.sendConnectMail)}>{tell("act.connect_mail")}</Act>
      )}
      <Confirm
        label={tell("act.unlink")}
        question={tell("act.unlink.question", { who: mailbox.address })}
        act={tell("act.unlink.sure")}
        run={run(api.unlink)}
      >
        <p>{tell("act.unlink.text")}</p>
      </Confirm>
    </div>
  );
}

/** What waits for a person in this mailbox. */
function Waiting({ mailbox, api, again }: Given & { mailbox: AdminMailbox }): VNode {
  const waiting = [
    { what: "mass_deletion", n: mailbox.held_deletions, release: api.releaseDeletions },
    { what: "invitations", n: mailbox.held_invitations, release: api.releaseInvitations },
  ] as const;
  return (
    <>
      {waiting.map(
        ({ what, n, release }) =>
          n > 0 && (
            <div key={what} class="card warning">
              <p>{say(`held.${what}`, { items: count("items", n) })}</p>
              <Release what={what} n={n} run={then(release, mailbox, again)} />
            </div>
          ),
      )}
      {mailbox.to_repair > 0 && <LookAlikes mailbox={mailbox} api={api} again={again} />}
    </>
  );
}

/** *act* on the mailbox, and ask everything again. */
function then(act: (id: string) => Promise<unknown>, { id }: AdminMailbox, again: Given["again"]) {
  return async (): Promise<void> => {
    await act(id);
    await again();
  };
}
